// A disk that takes no writes, or that fails to sync, when it is told to: below $DISK_ROOT every write answers the first number of the
// file $DISK_FAULTS, an errno, and every sync the second; 0 goes through. What is read-only opens nothing for writing, either.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#define REAL(ret, name, ...) static ret (*real)(__VA_ARGS__); if (!real) real = (ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static volatile int32_t *faults;
static char root[PATH_MAX];

__attribute__((constructor)) static void find_faults(void) {
  const char *path = getenv("DISK_FAULTS"), *below = getenv("DISK_ROOT");
  int file = path && below ? open(path, O_RDONLY) : -1;
  if (file < 0) return;
  snprintf(root, sizeof root, "%s", below);
  void *at = mmap(NULL, 2 * sizeof *faults, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (at != MAP_FAILED) faults = at;
}

static int below(const char *path) { return !strncmp(path, root, strlen(root)); }

static int fails(int fd, int which) {
  if (!faults || !faults[which]) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (!below(path)) return 0;
  errno = faults[which];
  return 1;
}

static int locked(const char *path, int flags) {
  if (!faults || faults[0] != EROFS || !below(path) || !(flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))) return 0;
  errno = EROFS;
  return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) { REAL(ssize_t, "write", int, const void *, size_t); return fails(fd, 0) ? -1 : real(fd, bytes, count); }
ssize_t writev(int fd, const struct iovec *parts, int count) { REAL(ssize_t, "writev", int, const struct iovec *, int); return fails(fd, 0) ? -1 : real(fd, parts, count); }
#define PWRITE(name) ssize_t name(int fd, const void *bytes, size_t count, off_t at) { REAL(ssize_t, #name, int, const void *, size_t, off_t); return fails(fd, 0) ? -1 : real(fd, bytes, count, at); }
PWRITE(pwrite) PWRITE(pwrite64)
#define TRUNCATE(name) int name(int fd, off_t size) { REAL(int, #name, int, off_t); return fails(fd, 0) ? -1 : real(fd, size); }
TRUNCATE(ftruncate) TRUNCATE(ftruncate64)
#define SYNC(name) int name(int fd) { REAL(int, #name, int); return fails(fd, 1) ? -1 : real(fd); }
SYNC(fsync) SYNC(fdatasync)
#define OPEN(name) int name(const char *path, int flags, ...) { \
  REAL(int, #name, const char *, int, ...); \
  va_list rest; va_start(rest, flags); \
  int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; \
  va_end(rest); \
  return locked(path, flags) ? -1 : real(path, flags, mode); }
OPEN(open) OPEN(open64)
