/* Viewers by the thousand in one process: raw TCP sockets that read frame headers and count. Every tenth also looks for
 * `due=<milliseconds>` in what it reads and notes how late that is: each is one message. A few speak, on sockets of
 * their own. It knows the greetings of several servers, so that the same load goes to all of them.
 * load KIND PORT VIEWERS MESSAGES_PER_S TICKETS; commands on stdin: `speak`, `measure <ms>`, `end`. TICKETS is a file,
 * one ticket a line, the speakers' first, or "-". At a tenth of the cost of load.ts: what is measured is the server.
 * Ends by itself after three minutes. */
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
  int index;
  int speaker; /* number of the speaker, or -1 */
  enum phase phase;
  int sampled;
  long rest;             /* bytes of the present frame still to come */
  int held;              /* bytes of a header that came in pieces */
  unsigned char head[14];
};

/* HAWKER_DEFLATE asks for compressed ticks, but for those viewers whose messages are looked at. */
enum kind { HAWKER, HAWKER_DEFLATE, PLAIN, SOCKETIO, NATS, NCHAN };
static const struct {
  const char *name, *path, *speaker_path;
} KINDS[] = {{"hawker", "/socket", "/socket"},
             {"hawker-deflate", "/socket", "/socket"},
             {"plain", "/", "/"},
             {"socket.io", "/socket.io/?EIO=4&transport=websocket", "/socket.io/?EIO=4&transport=websocket"},
             {"nats", "/", "/"},
             {"nchan", "/sub", "/pub"}};

/* The event that Hawker makes of a line: peers are given it whole, so that each message has the same bytes. */
#define EVENT                                                                                                          \
  "{\"type\":\"chat.said\",\"id\":\"aq3v9d0z1k%07ld\",\"at\":%013.0f,\"from\":{\"id\":\"speaker%d\",\"name\":\"speaker%d\","     \
  "\"avatarUrl\":null,\"role\":\"viewer\",\"level\":1},\"text\":\"due=%013.0f How large is the celadon cup?\"}"

static enum kind kind;
static char **tickets;
static long ticket_count;

static int poller, port, wanted, per_second, opened, entered, lost, measuring, speaking;
static long frames, bytes, samples, samples_room, welcome_bytes, joining_frames;
static int *lateness;
static struct viewer *viewers, speakers[SPEAKERS_MAX];
static unsigned char in[1 << 18];

static double now_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void write_frame(int fd, int opcode, const void *payload, int length) {
  unsigned char out[4096] = {0x80 | opcode, 0x80 | length};
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
  *v = (struct viewer){.fd = socket(AF_INET, SOCK_STREAM, 0), .phase = UPGRADING};
  v->index = index, v->speaker = speaker;
  v->sampled = speaker < 0 && index % SAMPLE_EVERY == 0;
  char ask[512];
  int size = snprintf(ask, sizeof ask,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                      speaker < 0 ? KINDS[kind].path : KINDS[kind].speaker_path);
  if (v->fd < 0 || connect(v->fd, (struct sockaddr *)&to, sizeof to)) {
    perror("connect");
    exit(4);
  }
  fcntl(v->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = v};
  epoll_ctl(poller, EPOLL_CTL_ADD, v->fd, &e);
  if (send(v->fd, ask, size, MSG_NOSIGNAL) < 0) exit(4);
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

static void hello(struct viewer *v) {
  char text[3072], ticket[2200] = "";
  long number = v->speaker >= 0 ? v->speaker : SPEAKERS_MAX + v->index;
  if (number < ticket_count) snprintf(ticket, sizeof ticket, ",\"ticket\":\"%s\"", tickets[number]);
  const char *compress = kind == HAWKER_DEFLATE && !v->sampled ? ",\"compress\":\"deflate-raw\"" : "";
  int size = snprintf(text, sizeof text, "{\"type\":\"hello\",\"version\":1,\"room\":\"room\"%s%s}", ticket, compress);
  write_frame(v->fd, 1, text, size);
}

static int begins(const unsigned char *text, long length, const char *with) {
  long size = strlen(with);
  return length >= size && !memcmp(text, with, size);
}

/* What a server says before it lets somebody in, and between whiles. */
static void greet(struct viewer *v, const unsigned char *text, long here, long length) {
  if (kind == SOCKETIO) {
    if (begins(text, here, "0{")) write_frame(v->fd, 1, "40", 2);
    if (begins(text, here, "40") && v->phase == WAITING) enter(v);
    if (here == 1 && *text == '2') write_frame(v->fd, 1, "3", 1);
  } else if (kind == NATS) {
    const char *more = v->speaker < 0 ? "SUB room 1\r\nPING\r\n" : "PING\r\n";
    char text_out[160];
    int size = snprintf(text_out, sizeof text_out, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n%s", more);
    if (begins(text, here, "INFO")) write_frame(v->fd, 2, text_out, size);
    if (begins(text, here, "PONG") && v->phase == WAITING) enter(v);
    if (begins(text, here, "PING")) write_frame(v->fd, 2, "PONG\r\n", 6);
  } else if (v->phase == WAITING && memmem(text, here < 40 ? here : 40, "\"welcome\"", 9)) {
    welcome_bytes = length;
    enter(v);
  }
}

static void speak(struct viewer *v, long number, double due) {
  char event[512], out[640];
  int size = kind == HAWKER || kind == HAWKER_DEFLATE
                 ? snprintf(event, sizeof event,
                            "{\"type\":\"chat.say\",\"ref\":%ld,\"text\":\"due=%013.0f How large is the celadon cup?\"}",
                            number, due)
                 : snprintf(event, sizeof event, EVENT, number, due, v->speaker, v->speaker, due);
  if (kind == SOCKETIO) size = snprintf(out, sizeof out, "42[\"say\",%s]", event);
  else if (kind == NATS) size = snprintf(out, sizeof out, "PUB room %d\r\n%s\r\n", size, event);
  else memcpy(out, event, size);
  write_frame(v->fd, kind == NATS ? 2 : 1, out, size);
}

/* Takes the head of the answer off; what follows it belongs to the first frames. */
static long upgrade(struct viewer *v, unsigned char *data, long length) {
  unsigned char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return length;
  if (memcmp(data + 9, "101", 3)) {
    fprintf(stderr, "upgrade refused: %.40s\n", data);
    exit(5);
  }
  v->phase = WAITING;
  if (kind == PLAIN || kind == NCHAN) enter(v);
  if (kind == HAWKER || kind == HAWKER_DEFLATE) hello(v);
  return end + 4 - data;
}

static void frame(struct viewer *v, int opcode, const unsigned char *payload, long length, long here) {
  if (opcode == 9) write_frame(v->fd, 10, payload, here < length ? 0 : length);
  if (opcode == 8) lost++;
  if (opcode != 1 && opcode != 2) return;
  if (entered < wanted) joining_frames += v->phase == IN;
  greet(v, payload, here, length);
  if (measuring && v->speaker < 0 && length > 8) {
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

static void read_tickets(const char *path) {
  FILE *file = strcmp(path, "-") ? fopen(path, "r") : NULL;
  char line[2200];
  while (file && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    tickets = realloc(tickets, sizeof *tickets * (ticket_count + 1));
    tickets[ticket_count++] = strdup(line);
  }
  if (file) fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  while (kind <= NCHAN && strcmp(KINDS[kind].name, argv[1])) kind++;
  if (kind > NCHAN) return 2;
  port = atoi(argv[2]), wanted = atoi(argv[3]), per_second = atoi(argv[4]);
  read_tickets(argv[5]);
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
      printf("{\"connectedMs\":%.1f,\"viewers\":%d,\"welcomeBytes\":%ld,\"joiningFrames\":%ld}\n",
             now_ms(CLOCK_MONOTONIC) - begun, wanted, welcome_bytes, joining_frames);
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
    for (; first_due && first_due + said * 1e3 / per_second <= now; said++)
      speak(&speakers[said % speaker_count], said, first_due + said * 1e3 / per_second);
    if (measuring && monotonic >= ends) {
      measuring = 0;
      report(monotonic - measured_from);
    }
  }
}
