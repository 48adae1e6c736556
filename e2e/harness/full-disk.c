// A disk that is full for one program: preloaded into PostgreSQL, and for it alone. What the file named by FULL_DISK says
// decides: "grow" lets no file of the data folder's file system become longer but those of PostgreSQL's log, which has old
// ones to use again; "write" lets nothing be written to any. No such file: the disk has room.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

extern char *program_invocation_short_name;

/** Kept from the start: PostgreSQL writes what it is doing over its name and its environment. */
static const char *flag;
__attribute__((constructor)) static void begin(void) {
  const char *named = getenv("FULL_DISK");
  if (named != NULL && strcmp(program_invocation_short_name, "postgres") == 0) flag = strdup(named);
}

static char now(void) {
  if (flag == NULL) return 0;
  int fd = open(flag, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char word = 0;
  if (read(fd, &word, 1) != 1) word = 0;
  close(fd);
  return word;
}

static int in_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "/pg_wal/") != NULL;
}

/** Whether there is no room for these bytes; an offset below 0 is where the file stands. */
static int full(int fd, off64_t from, size_t bytes) {
  int before = errno;
  char word = now();
  struct stat64 file, here;
  int is = 0;
  // Shared memory is a file too, of another file system; PostgreSQL's working folder is its data.
  if (word != 0 && fstat64(fd, &file) == 0 && S_ISREG(file.st_mode) && stat64(".", &here) == 0 &&
      file.st_dev == here.st_dev) {
    if (from < 0) from = fcntl(fd, F_GETFL) & O_APPEND ? file.st_size : lseek64(fd, 0, SEEK_CUR);
    is = word == 'w' || (from + (off64_t)bytes > file.st_size && !in_log(fd));
  }
  errno = is ? ENOSPC : before;
  return is;
}

static size_t length(const struct iovec *parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
  return bytes;
}

#define REAL(name, ...) ((ssize_t(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = REAL("write", int, const void *, size_t);
  return full(fd, -1, count) ? -1 : real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  static ssize_t (*real)(int, const struct iovec *, int);
  if (!real) real = REAL("writev", int, const struct iovec *, int);
  return full(fd, -1, length(parts, count)) ? -1 : real(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (!real) real = REAL("pwrite64", int, const void *, size_t, off64_t);
  return full(fd, at, count) ? -1 : real(fd, bytes, count, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  static ssize_t (*real)(int, const struct iovec *, int, off64_t);
  if (!real) real = REAL("pwritev64", int, const struct iovec *, int, off64_t);
  return full(fd, at, length(parts, count)) ? -1 : real(fd, parts, count, at);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return pwritev64(fd, parts, count, at); }

int posix_fallocate64(int fd, off64_t at, off64_t count) {
  static int (*real)(int, off64_t, off64_t);
  if (!real) real = (int (*)(int, off64_t, off64_t))dlsym(RTLD_NEXT, "posix_fallocate64");
  return full(fd, at, (size_t)count) ? ENOSPC : real(fd, at, count);
}
int posix_fallocate(int fd, off_t at, off_t count) { return posix_fallocate64(fd, at, count); }
