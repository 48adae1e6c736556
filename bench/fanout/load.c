/* Viewers by the thousand in one process: raw TCP sockets that read frame headers and count. Every tenth also looks for
 * `due=<milliseconds>` in what it reads and notes how late that is. A few speak, on sockets of their own.
 * load PORT VIEWERS MESSAGES_PER_S; commands on stdin: `speak`, `measure <ms>`, `end`. Says the same lines as load.ts,
 * at a tenth of the cost: what is measured is the server. Ends by itself after three minutes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPENING_MAX 128
#define SAMPLE_EVERY 10
#define PER_SPEAKER_PER_S 5
#define PER_ADDRESS 16000 /* source ports to one destination address: about 28,000 */
#define SPEAKERS_MAX 64

enum phase { UPGRADING, WAITING, IN };

struct viewer {
  int fd;
  int speaker; /* number of the speaker, or -1 */
  enum phase phase;
  int sampled;
  long rest;             /* bytes of the present frame still to come */
  int held;              /* bytes of a header that came in pieces */
  unsigned char head[14];
};

static const char *UPGRADE =
    "GET /socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static int poller, port, wanted, per_second, opened, entered, lost, measuring, speaking;
static long frames, bytes, samples, samples_room;
static int *lateness;
static struct viewer *viewers, speakers[SPEAKERS_MAX];
static unsigned char in[1 << 18];

static double now_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void write_frame(int fd, int opcode, const void *payload, int length) {
  unsigned char out[512] = {0x80 | opcode, 0x80 | length};
  int head = 6; /* a mask of zeros: the payload stays as it is */
  if (length > 125) {
    out[1] = 0x80 | 126;
    out[2] = length >> 8;
    out[3] = length & 255;
    head = 8;
  }
  memcpy(out + head, payload, length);
  if (send(fd, out, head + length, MSG_NOSIGNAL) < 0) lost++;
}

static void open_viewer(struct viewer *v, int index, int speaker) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index / PER_ADDRESS);
  *v = (struct viewer){.fd = socket(AF_INET, SOCK_STREAM, 0), .speaker = speaker, .phase = UPGRADING};
  v->sampled = speaker < 0 && index % SAMPLE_EVERY == 0;
  if (v->fd < 0 || connect(v->fd, (struct sockaddr *)&to, sizeof to)) {
    perror("connect");
    exit(4);
  }
  fcntl(v->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = v};
  epoll_ctl(poller, EPOLL_CTL_ADD, v->fd, &e);
  if (send(v->fd, UPGRADE, strlen(UPGRADE), MSG_NOSIGNAL) < 0) exit(4);
}

static void note(const unsigned char *data, long length) {
  double now = now_ms(CLOCK_REALTIME);
  const unsigned char *at = data, *end = data + length;
  while ((at = memmem(at, end - at, "due=", 4)) && at + 17 <= end) {
    if (samples == samples_room) lateness = realloc(lateness, sizeof(int) * (samples_room = samples_room * 2 + 65536));
    lateness[samples++] = (int)(now - strtod((const char *)at + 4, NULL));
    at += 17;
  }
}

static void enter(struct viewer *v) {
  v->phase = IN;
  if (v->speaker < 0) entered++;
  else speaking++;
}

/* Takes the head of the answer off; what follows it belongs to the first frames. */
static long upgrade(struct viewer *v, unsigned char *data, long length) {
  unsigned char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return length;
  if (memcmp(data + 9, "101", 3)) {
    fprintf(stderr, "upgrade refused: %.40s\n", data);
    exit(5);
  }
  char hello[160], ticket[48] = "";
  if (v->speaker >= 0) snprintf(ticket, sizeof ticket, ",\"ticket\":\"speaker%d\"", v->speaker);
  int size = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"version\":1,\"room\":\"room\"%s}", ticket);
  write_frame(v->fd, 1, hello, size);
  v->phase = WAITING;
  if (per_second == 0) enter(v); /* the limit says nothing: there, an upgraded socket is in */
  return end + 4 - data;
}

static void frame(struct viewer *v, int opcode, const unsigned char *payload, long length, long here) {
  if (opcode == 9) write_frame(v->fd, 10, payload, here < length ? 0 : length);
  if (opcode == 8) lost++;
  if (opcode != 1) return;
  if (v->phase == WAITING && memmem(payload, here < 40 ? here : 40, "\"welcome\"", 9)) enter(v);
  if (measuring) {
    frames++;
    bytes += length;
  }
}

static void parse(struct viewer *v, unsigned char *data, long length) {
  long at = v->rest < length ? v->rest : length;
  v->rest -= at;
  while (at < length) {
    /* A header may come in pieces: gather it first. */
    int need = 2;
    while (at < length) {
      if (v->held >= 2) need = (v->head[1] & 127) < 126 ? 2 : (v->head[1] & 127) == 126 ? 4 : 10;
      if (v->held >= need) break;
      v->head[v->held++] = data[at++];
    }
    if (v->held >= 2) need = (v->head[1] & 127) < 126 ? 2 : (v->head[1] & 127) == 126 ? 4 : 10;
    if (v->held < need) return;
    long size = v->head[1] & 127;
    if (need == 4) size = v->head[2] << 8 | v->head[3];
    if (need == 10) size = (long)v->head[6] << 24 | v->head[7] << 16 | v->head[8] << 8 | v->head[9];
    long here = length - at < size ? length - at : size;
    v->held = 0;
    frame(v, v->head[0] & 15, data + at, size, here);
    v->rest = size - here;
    at += here;
  }
}

static void receive(struct viewer *v) {
  long length = recv(v->fd, in, sizeof in - 1, 0);
  if (length <= 0) {
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    lost++;
    close(v->fd);
    return;
  }
  in[length] = 0;
  if (measuring && v->sampled) note(in, length);
  long from = v->phase == UPGRADING ? upgrade(v, in, length) : 0;
  if (from < length) parse(v, in + from, length - from);
}

static int by_size(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void report(double took) {
  qsort(lateness, samples, sizeof(int), by_size);
  printf("{\"frames\":%ld,\"bytes\":%ld,\"tookMs\":%.1f,\"lost\":%d,\"samples\":%ld", frames, bytes, took, lost, samples);
  if (samples)
    printf(",\"p50\":%d,\"p99\":%d,\"max\":%d}\n", lateness[samples / 2], lateness[samples * 99 / 100],
           lateness[samples - 1]);
  else printf(",\"p50\":null,\"p99\":null,\"max\":null}\n");
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  port = atoi(argv[1]), wanted = atoi(argv[2]), per_second = atoi(argv[3]);
  alarm(180);
  setvbuf(stdout, NULL, _IOLBF, 0);
  viewers = calloc(wanted, sizeof *viewers);
  poller = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN}, ready[512];
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &e);

  double begun = now_ms(CLOCK_MONOTONIC), first_due = 0, ends = 0, measured_from = 0;
  int told_connected = 0, speaker_count = 0;
  long said = 0;
  for (;;) {
    while (opened < wanted && opened - entered < OPENING_MAX) open_viewer(&viewers[opened], opened, -1), opened++;
    if (!told_connected && entered == wanted) {
      told_connected = 1;
      printf("{\"connectedMs\":%.1f,\"viewers\":%d}\n", now_ms(CLOCK_MONOTONIC) - begun, wanted);
    }
    int count = epoll_wait(poller, ready, 512, 1);
    for (int i = 0; i < count; i++) {
      if (ready[i].data.ptr) {
        receive(ready[i].data.ptr);
        continue;
      }
      char command[64];
      long size = read(0, command, sizeof command - 1);
      if (size <= 0) return 0;
      command[size] = 0;
      if (!strncmp(command, "end", 3)) return 0;
      if (!strncmp(command, "speak", 5)) {
        speaker_count = (per_second + PER_SPEAKER_PER_S - 1) / PER_SPEAKER_PER_S;
        for (int s = 0; s < speaker_count && s < SPEAKERS_MAX; s++) open_viewer(&speakers[s], 0, s);
      }
      if (!strncmp(command, "measure", 7)) {
        frames = bytes = samples = 0;
        measuring = 1;
        measured_from = now_ms(CLOCK_MONOTONIC);
        ends = measured_from + atof(command + 8);
      }
    }
    double now = now_ms(CLOCK_REALTIME), monotonic = now_ms(CLOCK_MONOTONIC);
    if (speaker_count && speaking == speaker_count && first_due == 0) {
      first_due = now;
      printf("{\"speaking\":%d}\n", speaking);
    }
    /* Messages are due at even times, whenever this loop comes round. */
    for (; first_due && first_due + said * 1e3 / per_second <= now; said++) {
      char line[160];
      int size = snprintf(line, sizeof line,
                          "{\"type\":\"chat.say\",\"ref\":%ld,\"text\":\"due=%013.0f How large is the celadon cup?\"}", said,
                          first_due + said * 1e3 / per_second);
      write_frame(speakers[said % speaker_count].fd, 1, line, size);
    }
    if (measuring && monotonic >= ends) {
      measuring = 0;
      report(monotonic - measured_from);
    }
  }
}
