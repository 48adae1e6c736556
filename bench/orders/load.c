/* Buyers by the thousand in one process, each order of another one, over keep-alive sockets with one order under way.
 * load PORTS SOCKETS TOKENS; TOKENS is a file, one session's token a line: buyers take turns. Commands on stdin:
 * `measure <sku> <ms> <rate>`, `end`; answers go as JSON lines to stdout. Rate 0: a socket orders again when it has its
 * answer. Else so many orders come each second whatever is answered, and one waits since it was due, not since a socket
 * was free. At half the cost of load.ts, on the cores that it measures. Ends by itself after three minutes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LIFE_MAX_S 180
#define BUYERS_MAX 1000000
#define SOCKETS_MAX 10000
#define ANSWER_MAX 8192
#define WAIT_MAX_MS 10000
#define STEPS_PER_MS 20
#define CODES_MAX 32

struct buyer_socket {
  int fd, port, held;
  double asked;
  char in[ANSWER_MAX];
};

static char *tokens[BUYERS_MAX];
static long buyers, next_buyer, orders, waits[WAIT_MAX_MS * STEPS_PER_MS];
static char codes[CODES_MAX][48];
static long counts[CODES_MAX];
static int code_count, counting, poller;
static int idle_first, idle_count; /* a ring: who is free the longest is next */
static struct buyer_socket *idle[SOCKETS_MAX];
static double from, until, rate, due_next, cpu;
static char sku[64];
static unsigned long long random_state = 88172645463325252ULL;

static double now_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static unsigned long long random64(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* A UUID of version 7, as buyers' pages make them. */
static int write_id(char *out) {
  unsigned long long at = (unsigned long long)now_ms(CLOCK_REALTIME), r = random64(), s = random64();
  return sprintf(out, "%08llx-%04llx-7%03llx-%04llx-%012llx", at >> 16, at & 0xffff, r & 0xfff,
                 0x8000 | ((r >> 12) & 0x3fff), s & 0xffffffffffffULL);
}

static void ask(struct buyer_socket *to, double due) {
  char id[64], body[512], out[2048];
  write_id(id);
  int length = sprintf(body,
                       "{\"id\":\"%s\",\"roomId\":\"room\",\"skuId\":\"%s\",\"quantity\":1,"
                       "\"expectedTotalMinor\":9900,\"currency\":\"CNY\"}",
                       id, sku);
  int size = sprintf(out,
                     "POST /api/orders HTTP/1.1\r\nhost: localhost:%d\r\nauthorization: Bearer %s\r\n"
                     "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s",
                     to->port, tokens[next_buyer++ % buyers], length, body);
  to->held = 0;
  to->asked = due;
  if (write(to->fd, out, size) != size) fail("write");
}

static void count(struct buyer_socket *of) {
  char what[48], code[32] = "";
  char *found = strstr(of->in, "\"code\":\"");
  if (found) sscanf(found, "\"code\":\"%31[a-z-]", code);
  snprintf(what, sizeof what, "%.3s%s%s", of->in + 9, *code ? " " : "", code);
  double waited = now_ms(CLOCK_MONOTONIC) - of->asked;
  long step = waited * STEPS_PER_MS;
  waits[step < WAIT_MAX_MS * STEPS_PER_MS ? step : WAIT_MAX_MS * STEPS_PER_MS - 1]++;
  orders += strcmp(what, "201") == 0;
  int k = 0;
  while (k < code_count && strcmp(codes[k], what)) k++;
  if (k == CODES_MAX) return;
  if (k == code_count) strcpy(codes[code_count++], what);
  counts[k]++;
}

static void rest(struct buyer_socket *one) { idle[(idle_first + idle_count++) % SOCKETS_MAX] = one; }

/* Lets those who are due order, as far as sockets are free. */
static void ask_due(double now) {
  while (counting && idle_count > 0 && (rate == 0 || due_next <= now)) {
    struct buyer_socket *next = idle[idle_first];
    idle_first = (idle_first + 1) % SOCKETS_MAX;
    idle_count--;
    ask(next, rate == 0 ? now : due_next);
    if (rate > 0) due_next += 1e3 / rate;
  }
}

static void hear(struct buyer_socket *of) {
  int got = read(of->fd, of->in + of->held, ANSWER_MAX - 1 - of->held);
  if (got <= 0) fail("a socket was closed");
  of->held += got;
  of->in[of->held] = 0;
  char *end = strstr(of->in, "\r\n\r\n");
  if (!end) return;
  char *length = strcasestr(of->in, "\r\ncontent-length: ");
  if (!length) fail("an answer without its length");
  if (of->in + of->held < end + 4 + atoi(length + 18)) return;
  if (counting && of->asked >= from) count(of);
  rest(of);
  ask_due(now_ms(CLOCK_MONOTONIC));
}

static double quantile(double q) {
  long all = 0, seen = 0;
  for (int i = 0; i < WAIT_MAX_MS * STEPS_PER_MS; i++) all += waits[i];
  for (int i = 0; i < WAIT_MAX_MS * STEPS_PER_MS; i++)
    if ((seen += waits[i]) > all * q) return (i + 1.0) / STEPS_PER_MS;
  return 0;
}

static double cpu_micros(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static void tell(double seconds, double used) {
  printf("{\"orders\":%ld,\"perSecond\":%.1f,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f,\"cpuMicros\":%.0f,\"answers\":{",
         orders, orders / seconds, quantile(0.5), quantile(0.99), quantile(0.9999999), used);
  for (int k = 0; k < code_count; k++) printf("%s\"%s\":%ld", k ? "," : "", codes[k], counts[k]);
  printf("}}\n");
  fflush(stdout);
}

static void read_tokens(const char *file) {
  FILE *in = fopen(file, "r");
  if (!in) fail(file);
  char line[256];
  while (buyers < BUYERS_MAX && fgets(line, sizeof line, in)) {
    line[strcspn(line, "\n")] = 0;
    if (!(tokens[buyers++] = strdup(line))) fail("memory");
  }
  fclose(in);
}

static struct buyer_socket *open_socket(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct buyer_socket *one = calloc(1, sizeof *one);
  one->fd = socket(AF_INET, SOCK_STREAM, 0);
  one->port = port;
  if (connect(one->fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
  epoll_ctl(poller, EPOLL_CTL_ADD, one->fd, &event);
  return one;
}

static void begin(const char *line) {
  double ms;
  if (sscanf(line, "measure %63s %lf %lf", sku, &ms, &rate) != 3) return;
  memset(waits, 0, sizeof waits);
  memset(counts, 0, sizeof counts);
  code_count = orders = 0;
  counting = 1;
  from = due_next = now_ms(CLOCK_MONOTONIC);
  until = from + ms;
  cpu = cpu_micros();
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  int sockets = atoi(argv[2]);
  if (sockets > SOCKETS_MAX) return 2;
  read_tokens(argv[3]);
  random_state ^= (unsigned long long)now_ms(CLOCK_REALTIME) * 2654435761ULL;
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &event);
  double began = now_ms(CLOCK_MONOTONIC);
  char *port = argv[1];
  for (int i = 0; i < sockets; i++) {
    rest(open_socket(atoi(port)));
    char *more = strchr(port, ',');
    port = more ? more + 1 : argv[1];
  }
  printf("{\"open\":%d}\n", sockets);
  fflush(stdout);
  for (struct epoll_event events[256];;) {
    double now = now_ms(CLOCK_MONOTONIC);
    if (now - began > LIFE_MAX_S * 1e3) return 3;
    if (counting && now >= until) {
      counting = 0;
      tell((now - from) / 1e3, cpu_micros() - cpu);
    }
    ask_due(now);
    int n = epoll_wait(poller, events, 256, counting ? 1 : 20);
    for (int i = 0; i < n; i++) {
      if (events[i].data.ptr) {
        hear(events[i].data.ptr);
        continue;
      }
      char line[160];
      int got = read(0, line, sizeof line - 1);
      if (got <= 0 || !strncmp(line, "end", 3)) return 0;
      line[got] = 0;
      begin(line);
    }
  }
}
