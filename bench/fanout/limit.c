/* The limit a server cannot pass: accept n sockets, answer each upgrade and each hello with so many bytes, then write the
 * same WebSocket frame to all of them with send(), so many times, at a fixed pace. Nothing else: no rooms, no state.
 * limit SOCKETS FRAMES PERIOD_MICROS PAYLOAD_BYTES WELCOME_BYTES: prints {"port":…}, when all are in {"ready":…} with the
 * CPU time of that, then on stdin a line starts the writing, then prints CPU time and frames written. Without welcome
 * bytes nobody is expected to say hello. Ends by itself after three minutes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *ANSWER =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static double now_micros(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double cpu_micros(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

/* Sockets between upgrade and hello: as many as are on their way, so that nobody waits. */
#define HELLO_BEHIND 64

static char *welcome;
static int welcome_size;

static char *frame_of(int bytes, int *head) {
  *head = bytes < 126 ? 2 : 4;
  char *frame = malloc(*head + bytes + 1);
  memset(frame, 'x', *head + bytes);
  frame[0] = (char)0x81;
  if (*head == 2) frame[1] = bytes;
  else {
    frame[1] = 126;
    frame[2] = bytes >> 8;
    frame[3] = bytes & 255;
  }
  return frame;
}

static void greet(int fd) {
  char in[4096];
  if (recv(fd, in, sizeof in, 0) > 0) send(fd, welcome, welcome_size, MSG_NOSIGNAL);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int wanted = atoi(argv[1]), frames = atoi(argv[2]), period = atoi(argv[3]), bytes = atoi(argv[4]);
  int welcome_bytes = atoi(argv[5]), head;
  alarm(180);
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
  socklen_t size = sizeof at;
  if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4096)) return 3;
  getsockname(listener, (struct sockaddr *)&at, &size);
  printf("{\"port\":%d}\n", ntohs(at.sin_port));
  fflush(stdout);

  if (welcome_bytes > 0) {
    welcome = frame_of(welcome_bytes, &head);
    memcpy(welcome + head, "{\"type\":\"welcome\"", 17);
    welcome_size = head + welcome_bytes;
  }
  double joining = cpu_micros();
  int *sockets = malloc(sizeof(int) * wanted);
  char in[4096];
  for (int i = 0; i < wanted; i++) {
    sockets[i] = accept(listener, NULL, NULL);
    if (sockets[i] < 0) return 4;
    setsockopt(sockets[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (recv(sockets[i], in, sizeof in, 0) <= 0) return 5;
    send(sockets[i], ANSWER, strlen(ANSWER), MSG_NOSIGNAL);
    if (welcome && i >= HELLO_BEHIND) greet(sockets[i - HELLO_BEHIND]);
  }
  for (int i = wanted > HELLO_BEHIND ? wanted - HELLO_BEHIND : 0; welcome && i < wanted; i++) greet(sockets[i]);
  printf("{\"ready\":%d,\"cpuMicros\":%.0f}\n", wanted, cpu_micros() - joining);
  fflush(stdout);
  if (read(0, in, sizeof in) <= 0) return 6;

  char *frame = frame_of(bytes, &head);
  long written = 0, refused = 0;
  double cpu = cpu_micros(), next = now_micros(CLOCK_MONOTONIC), begun = next;
  for (int f = 0; f < frames; f++) {
    double wait = next - now_micros(CLOCK_MONOTONIC);
    if (wait > 0) usleep(wait);
    next += period;
    char due[24];
    int length = snprintf(due, sizeof due, "due=%013.0f ", now_micros(CLOCK_REALTIME) / 1e3);
    memcpy(frame + head, due, length);
    for (int i = 0; i < wanted; i++) {
      if (send(sockets[i], frame, head + bytes, MSG_DONTWAIT | MSG_NOSIGNAL) == head + bytes) written++;
      else refused++;
    }
  }
  double took = now_micros(CLOCK_MONOTONIC) - begun;
  cpu = cpu_micros() - cpu;
  printf("{\"written\":%ld,\"refused\":%ld,\"cpuMicros\":%.0f,\"tookMicros\":%.0f}\n", written, refused, cpu, took);
  fflush(stdout);
  (void)!read(0, in, sizeof in);
  return 0;
}
