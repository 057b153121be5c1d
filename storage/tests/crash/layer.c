// Crash layer: an LD_PRELOAD shim that makes a power cut testable with kill -9.
//
// Below $CRASH_ROOT every file has a twin in $CRASH_DISK that holds only what was fsynced. A file's bytes become durable at
// its fsync; a name (create, rename, unlink, mkdir) at the fsync of its folder: strict POSIX.
// CRASH_NOSYNC=1: fsync lies. CRASH_EIO=n: the n-th fsync and all later ones answer EIO. CRASH_EIO_SEGMENT=n: the same, counting
// fsyncs (not fdatasyncs) of *.log only: those are the log's new segments. CRASH_SYNC_US=n: a slow disk.
// Not covered: mmap, io_uring, sync_file_range, dup, O_SYNC; copy_file_range and pwritev below the root abort.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#define MAXFD 65536
#define REAL(ret, name, ...) static ret (*real)(__VA_ARGS__); if (!real) real = (ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
typedef unsigned long Id;                                // inode and birth time: a reused inode is another file
typedef struct { int on; long lo, hi; } Dirty;           // the byte range written since the file's last fsync
#define FILES 65536
static struct { Id id; Dirty d; } tab[FILES];            // by file: two descriptors of one file share it
static struct { Id id; } fds[MAXFD];
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], disk[PATH_MAX]; static int nosync, eio, eio_segment, syncs, segments, sync_us, started;
__attribute__((constructor)) static void init(void) {
    const char *r = getenv("CRASH_ROOT"), *d = getenv("CRASH_DISK");
    if (r && d) { snprintf(root, sizeof root, "%s", r); snprintf(disk, sizeof disk, "%s", d); started = 1; }
    nosync = getenv("CRASH_NOSYNC") != 0; sync_us = getenv("CRASH_SYNC_US") ? atoi(getenv("CRASH_SYNC_US")) : 0; eio = getenv("CRASH_EIO") ? atoi(getenv("CRASH_EIO")) : 0; eio_segment = getenv("CRASH_EIO_SEGMENT") ? atoi(getenv("CRASH_EIO_SEGMENT")) : 0;
}
// contents: <disk>/data/<id>; names: <disk>/names/<directory, / written %>, a line "f|d id name" an entry
static Dirty *dirty(Id id) { for (size_t i = id % FILES, n = 0; n < FILES; i = (i + 1) % FILES, n++) { if (!tab[i].id) tab[i].id = id; if (tab[i].id == id) return &tab[i].d; } abort(); }
static Id ident(int at, const char *name) {
    struct statx x; if (statx(at, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &x)) return 0;
    return x.stx_ino * 1000003ul ^ ((Id)x.stx_btime.tv_sec * 1000000000ul + x.stx_btime.tv_nsec);
}
static void mark(int fd, long lo, long hi) {
    if (!started || fd < 0 || fd >= MAXFD || !fds[fd].id) return;
    pthread_mutex_lock(&mu); Dirty *d = dirty(fds[fd].id);
    if (!d->on) { d->on = 1; d->lo = lo; d->hi = hi; } else { if (lo < d->lo) d->lo = lo; if (hi > d->hi) d->hi = hi; }
    pthread_mutex_unlock(&mu);
}
static void opened(int fd) {
    if (!started || fd < 0 || fd >= MAXFD) return;
    char l[64], p[PATH_MAX]; snprintf(l, sizeof l, "/proc/self/fd/%d", fd); ssize_t n = readlink(l, p, sizeof p - 1);
    if (n <= 0) { fds[fd].id = 0; return; } p[n] = 0;
    fds[fd].id = !strncmp(p, root, strlen(root)) ? ident(fd, "") : 0;
}
static int sync_file(int fd, Id id, long size) {
    char p[PATH_MAX + 64]; snprintf(p, sizeof p, "%s/data/%lu", disk, id);
    pthread_mutex_lock(&mu); Dirty d = *dirty(id); dirty(id)->on = 0; pthread_mutex_unlock(&mu);
    static int (*ropen)(const char *, int, ...); if (!ropen) ropen = dlsym(RTLD_NEXT, "open64");
    int out = ropen(p, O_WRONLY | O_CREAT, 0644); if (out < 0) return -1;
    char self[64]; snprintf(self, sizeof self, "/proc/self/fd/%d", fd); int in = ropen(self, O_RDONLY); // fd may be write-only
    static ssize_t (*rpw)(int, const void *, size_t, off_t); if (!rpw) rpw = dlsym(RTLD_NEXT, "pwrite64");
    static int (*rtr)(int, off_t); if (!rtr) rtr = dlsym(RTLD_NEXT, "ftruncate64"); static int (*rcl)(int); if (!rcl) rcl = dlsym(RTLD_NEXT, "close");
    char buf[65536];
    if (d.on) for (long o = d.lo; o < d.hi && o < size;) { long want = d.hi - o < (long)sizeof buf ? d.hi - o : (long)sizeof buf; ssize_t n = pread(in, buf, want, o); if (n <= 0) break; rpw(out, buf, n, o); o += n; }
    rtr(out, size); rcl(in); rcl(out); return 0;
}
static void sync_dir(const char *path) { // the directory's names, replaced in one rename
    char rel[PATH_MAX], tmp[PATH_MAX * 2 + 64], fin[PATH_MAX * 2 + 64]; snprintf(rel, sizeof rel, "%s", path + strlen(root)); for (char *c = rel; *c; c++) if (*c == '/') *c = '%';
    snprintf(fin, sizeof fin, "%s/names/%%%s", disk, rel); snprintf(tmp, sizeof tmp, "%s/tmp-%d-%lx", disk, getpid(), (unsigned long)pthread_self());
    DIR *d = opendir(path); if (!d) return; FILE *f = fopen(tmp, "w"); if (!f) { closedir(d); return; }
    for (struct dirent *e; (e = readdir(d));) if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) fprintf(f, "%c %lu %s\n", e->d_type == DT_DIR ? 'd' : 'f', ident(dirfd(d), e->d_name), e->d_name);
    closedir(d); fclose(f); rename(tmp, fin);
}
static int sync_any(int fd, int (*real)(int)) {
    if (!started || fd < 0 || fd >= MAXFD || !fds[fd].id) return real(fd);
    int n = __sync_add_and_fetch(&syncs, 1); if (eio && n >= eio) { errno = EIO; return -1; }
    if (nosync) return 0;
    if (sync_us) usleep(sync_us); // a slow disk: most kills then land inside an fsync
    struct stat st; if (fstat(fd, &st)) return -1;
    if (!S_ISDIR(st.st_mode)) return sync_file(fd, fds[fd].id, st.st_size);
    char l[64], p[PATH_MAX]; snprintf(l, sizeof l, "/proc/self/fd/%d", fd); ssize_t k = readlink(l, p, sizeof p - 1); if (k <= 0) return -1; p[k] = 0; sync_dir(p); return 0;
}
static int is_segment(int fd) {
    char l[64], p[PATH_MAX]; snprintf(l, sizeof l, "/proc/self/fd/%d", fd); ssize_t n = readlink(l, p, sizeof p - 1);
    return n > 4 && !strncmp(p + n - 4, ".log", 4);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    if (eio_segment && is_segment(fd) && __sync_add_and_fetch(&segments, 1) >= eio_segment) { errno = EIO; return -1; }
    return sync_any(fd, real);
}
int fdatasync(int fd) { REAL(int, "fdatasync", int); return sync_any(fd, real); }
#define OPEN(name) int name(const char *p, int fl, ...) { REAL(int, #name, const char *, int, ...); va_list a; va_start(a, fl); int m = (fl & (O_CREAT | O_TMPFILE)) ? va_arg(a, int) : 0; va_end(a); int fd = real(p, fl, m); opened(fd); if (fl & O_TRUNC) mark(fd, 0, LONG_MAX); return fd; }
OPEN(open) OPEN(open64)
#define OPENAT(name) int name(int at, const char *p, int fl, ...) { REAL(int, #name, int, const char *, int, ...); va_list a; va_start(a, fl); int m = (fl & (O_CREAT | O_TMPFILE)) ? va_arg(a, int) : 0; va_end(a); int fd = real(at, p, fl, m); opened(fd); if (fl & O_TRUNC) mark(fd, 0, LONG_MAX); return fd; }
OPENAT(openat) OPENAT(openat64)
#define FC(name) int name(int fd, int cmd, ...) { REAL(int, #name, int, int, void *); va_list a; va_start(a, cmd); void *x = va_arg(a, void *); va_end(a); int r = real(fd, cmd, x); if (cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC) opened(r); return r; }
FC(fcntl) FC(fcntl64)
int close(int fd) { REAL(int, "close", int); if (started && fd >= 0 && fd < MAXFD) fds[fd].id = 0; return real(fd); }
static int tracked(int fd) { return started && fd >= 0 && fd < MAXFD && fds[fd].id; }
static void after(int fd, ssize_t n) { if (n > 0 && tracked(fd)) { off_t e = lseek(fd, 0, SEEK_CUR); mark(fd, e - n, e); } } // with O_APPEND the offset is the end too
ssize_t write(int fd, const void *b, size_t c) { REAL(ssize_t, "write", int, const void *, size_t); ssize_t n = real(fd, b, c); after(fd, n); return n; }
ssize_t writev(int fd, const struct iovec *v, int c) { REAL(ssize_t, "writev", int, const struct iovec *, int); ssize_t n = real(fd, v, c); after(fd, n); return n; }
#define PW(name) ssize_t name(int fd, const void *b, size_t c, off_t o) { REAL(ssize_t, #name, int, const void *, size_t, off_t); ssize_t n = real(fd, b, c, o); if (n > 0) mark(fd, o, o + n); return n; }
PW(pwrite) PW(pwrite64)
#define TR(name) int name(int fd, off_t s) { REAL(int, #name, int, off_t); int r = real(fd, s); if (!r) mark(fd, s, LONG_MAX); return r; }
TR(ftruncate) TR(ftruncate64)
#define NO(name, ...) { fprintf(stderr, "crash layer: " name " is not covered\n"); abort(); }
ssize_t copy_file_range(int a, off64_t *x, int b, off64_t *y, size_t n, unsigned f) { REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned); if (tracked(b)) NO("copy_file_range") return real(a, x, b, y, n, f); }
ssize_t pwritev(int fd, const struct iovec *v, int c, off_t o) { REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t); if (tracked(fd)) NO("pwritev") return real(fd, v, c, o); }
