/*
 * Load for the benches of the sentinel, paced and bounded, cheap enough to leave the machine to what is measured. Real
 * sockets over the kernel's own TCP and UDP.
 *
 *   load serve PORT PORTS                               one request a connection, answered and closed, on so many ports
 *   load connect PORT PORTS RATE SECONDS PATHS FROM,… TO,…
 *                       so many connections a second, with one GET each of PATHS paths, to each server and port in turn
 *   load answer ADDRESS                                 DNS on port 53: 192.0.2.1 to every question
 *   load ask ADDRESS RATE SECONDS NAMES                 so many questions a second for NAMES names, from 20 sockets
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_OPEN 4096
#define SOCKETS 20
#define MOST_ENDS 512

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static struct sockaddr_in end_of(const char *address, int port) {
  struct sockaddr_in end = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &end.sin_addr) != 1) die(address);
  return end;
}

static void watch(int epoll, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

static int listening_on(int port) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in any = end_of("0.0.0.0", port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0 || listen(fd, 4096) != 0) die("listen");
  return fd;
}

static _Noreturn void serve(int port, int ports) {
  static const char said[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
  int epoll = epoll_create1(0), last = -1;
  for (int index = 0; index < ports; index++) watch(epoll, last = listening_on(port + index), EPOLLIN);
  puts("ready");
  fflush(stdout);
  for (struct epoll_event events[256];;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int index = 0; index < count; index++) {
      int fd = events[index].data.fd;
      char asked[2048];
      /* Those that listen were the first to be opened. */
      if (fd > last) {
        if (read(fd, asked, sizeof asked) > 0 && write(fd, said, sizeof said - 1) < 0) perror("write");
        close(fd);
        continue;
      }
      for (int accepted; (accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0;) watch(epoll, accepted, EPOLLIN);
    }
  }
}

static int ends_in(char *list, struct sockaddr_in *ends, int port) {
  int count = 0;
  for (char *one = strtok(list, ","); one != NULL && count < MOST_ENDS; one = strtok(NULL, ",")) ends[count++] = end_of(one, port);
  return count;
}

static int connects(int port, int ports, double rate, double seconds, int paths, char *from, char *to) {
  static struct sockaddr_in clients[MOST_ENDS], servers[MOST_ENDS];
  static char asks[65536];
  int from_count = ends_in(from, clients, 0), to_count = ends_in(to, servers, port), one = 1, epoll = epoll_create1(0);
  long opened = 0, answered = 0, failed = 0, open_now = 0;
  double began = now(), last = began;
  for (struct epoll_event events[256]; now() - began < seconds || (open_now > 0 && now() - last < 3);) {
    double passed = now() - began;
    long due = passed < seconds ? (long)(passed * rate) : opened;
    for (; opened < due && open_now < MOST_OPEN; opened++) {
      int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      struct sockaddr_in server = servers[opened % to_count];
      struct sockaddr_in *client = &clients[opened / to_count % from_count];
      server.sin_port = htons(port + opened / to_count / from_count % ports);
      setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
      if (fd < 0 || bind(fd, (struct sockaddr *)client, sizeof *client) != 0) die("bind");
      if (connect(fd, (struct sockaddr *)&server, sizeof server) != 0 && errno != EINPROGRESS) {
        failed++;
        close(fd);
        continue;
      }
      watch(epoll, fd, EPOLLOUT);
      open_now++;
    }
    int count = epoll_wait(epoll, events, 256, 1);
    for (int index = 0; index < count; index++) {
      int fd = events[index].data.fd;
      last = now();
      if ((events[index].events & EPOLLOUT) != 0 && (events[index].events & (EPOLLERR | EPOLLHUP)) == 0) {
        int length = snprintf(asks, sizeof asks, "GET /items/%ld HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: load\r\nConnection: close\r\n\r\n", (answered + open_now) % paths);
        if (write(fd, asks, length) != length) failed++;
        struct epoll_event reading = {.events = EPOLLIN | EPOLLRDHUP, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &reading);
        continue;
      }
      if (read(fd, asks, sizeof asks) > 0) answered++;
      else failed++;
      close(fd);
      open_now--;
    }
  }
  printf("opened %ld answered %ld failed %ld seconds %.3f\n", opened, answered, failed + open_now, now() - began);
  return 0;
}

static _Noreturn void answer(const char *address) {
  static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};
  int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 4 << 20;
  struct sockaddr_in end = end_of(address, 53), client;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind(fd, (struct sockaddr *)&end, sizeof end) != 0) die("bind");
  puts("ready");
  fflush(stdout);
  for (unsigned char message[512 + sizeof record];;) {
    socklen_t size = sizeof client;
    ssize_t length = recvfrom(fd, message, 512, 0, (struct sockaddr *)&client, &size);
    if (length < 17) continue;
    message[2] = 0x81, message[3] = 0x80, message[7] = 1;
    memcpy(message + length, record, sizeof record);
    sendto(fd, message, length + sizeof record, 0, (struct sockaddr *)&client, size);
  }
}

/* A question for the type A of sN.shop.example. */
static int question(unsigned char *message, long id, long name) {
  unsigned char head[12] = {id >> 8, id, 1, 0, 0, 1};
  int length = 12, label;
  memcpy(message, head, 12);
  label = sprintf((char *)message + length + 1, "s%ld", name);
  message[length] = label;
  length += label + 1;
  memcpy(message + length, "\4shop\7example\0\0\1\0\1", 18);
  return length + 18;
}

static int ask(const char *address, double rate, double seconds, int names) {
  int fds[SOCKETS], epoll = epoll_create1(0), room = 4 << 20;
  struct sockaddr_in end = end_of(address, 53);
  unsigned char message[512];
  for (int index = 0; index < SOCKETS; index++) {
    fds[index] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(fds[index], SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (connect(fds[index], (struct sockaddr *)&end, sizeof end) != 0) die("connect");
    watch(epoll, fds[index], EPOLLIN);
  }
  long asked = 0, answered = 0;
  double began = now();
  for (struct epoll_event events[SOCKETS]; now() - began < seconds || (answered < asked && now() - began < seconds + 1);) {
    double passed = now() - began;
    long due = passed < seconds ? (long)(passed * rate) : asked;
    for (; asked < due && asked - answered < MOST_OPEN; asked++) {
      int length = question(message, asked & 0xffff, asked % names);
      if (send(fds[asked % SOCKETS], message, length, 0) != length) die("send");
    }
    int count = epoll_wait(epoll, events, SOCKETS, 1);
    for (int index = 0; index < count; index++)
      while (recv(events[index].data.fd, message, sizeof message, 0) > 0) answered++;
  }
  printf("asked %ld answered %ld seconds %.3f\n", asked, answered, now() - began);
  return 0;
}

int main(int count, char **words) {
  struct rlimit files = {MOST_OPEN * 4, MOST_OPEN * 4};
  const char *what = count > 1 ? words[1] : "";
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN);
  if (strcmp(what, "serve") == 0 && count == 4) serve(atoi(words[2]), atoi(words[3]));
  if (strcmp(what, "connect") == 0 && count == 9) return connects(atoi(words[2]), atoi(words[3]), atof(words[4]), atof(words[5]), atoi(words[6]), words[7], words[8]);
  if (strcmp(what, "answer") == 0 && count == 3) answer(words[2]);
  if (strcmp(what, "ask") == 0 && count == 6) return ask(words[2], atof(words[3]), atof(words[4]), atoi(words[5]));
  fprintf(stderr, "load serve | connect | answer | ask\n");
  return 2;
}
