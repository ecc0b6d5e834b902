/* Faults for one process, loaded before the C library: calls that change files under one path are counted and traced, and from the
 * chosen one on they fail, stop half way, or kill the process. Armed from Python with ctypes; unarmed, every call goes through. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTHING, FAIL, FAIL_FOR_GOOD, KILL_BEFORE, KILL_AFTER, SHORT, SHORT_THEN_FAIL, SHORT_THEN_KILL };

static char watched[PATH_MAX];
static int at_call, action, error_number, part, trace = -1, calls;

void fault_arm(const char *path, int nth, int what, int number, int bytes, int trace_to) {
    snprintf(watched, sizeof watched, "%s", path);
    at_call = nth, action = what, error_number = number, part = bytes, trace = trace_to, calls = 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *path_of(int fd) {
    static char found[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, found, sizeof found - 1);
    found[length < 0 ? 0 : length] = 0;
    return found;
}

static int is_watched(const char *path) { return *watched && strncmp(path, watched, strlen(watched)) == 0; }

static void tell(const char *call, const char *path, long result, long size) {
    char line[PATH_MAX + 100];
    int length = snprintf(line, sizeof line, "%s %ld %ld %s\n", call, result, size, path);
    if (trace >= 0) (void)!REAL(write)(trace, line, length);
}

/* What is to happen at this call: NOTHING, FAIL (errno is set) or SHORT (write `part` bytes only). */
static int next_call(int writes) {
    int here = ++calls;
    if (action == FAIL_FOR_GOOD && here >= at_call) return errno = error_number, FAIL;
    if (action == SHORT_THEN_FAIL && here > at_call && writes) return errno = error_number, FAIL;
    if (action == SHORT_THEN_KILL && here > at_call) kill(getpid(), SIGKILL);
    if (here != at_call) return NOTHING;
    if (action == KILL_BEFORE) kill(getpid(), SIGKILL);
    if (action == FAIL) return errno = error_number, FAIL;
    return writes && action >= SHORT ? SHORT : NOTHING;
}

static void after_call(void) {
    if (calls == at_call && action == KILL_AFTER) kill(getpid(), SIGKILL);
}

static long size_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? -1 : (long)found.st_size;
}

#define ON_FD(call, fd, writes, length, go)                                            \
    do {                                                                               \
        const char *path = path_of(fd);                                                \
        if (!is_watched(path)) return go;                                              \
        int now = next_call(writes);                                                   \
        if (now == SHORT && part < (long)(length)) length = part;                      \
        __typeof__(go) result = now == FAIL ? -1 : go;                                 \
        int kept = errno;                                                              \
        tell(call, path, (long)result, size_of(fd));                                   \
        after_call();                                                                  \
        errno = kept;                                                                  \
        return result;                                                                 \
    } while (0)

#define ON_PATH(call, path, go)                                                        \
    do {                                                                               \
        if (!is_watched(path)) return go;                                              \
        int result = next_call(0) == FAIL ? -1 : go;                                   \
        int kept = errno;                                                              \
        tell(call, path, result, 0);                                                   \
        after_call();                                                                  \
        errno = kept;                                                                  \
        return result;                                                                 \
    } while (0)

static size_t ignored;
ssize_t write(int fd, const void *from, size_t n) { ON_FD("write", fd, 1, n, REAL(write)(fd, from, n)); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { ON_FD("write", fd, 1, n, REAL(pwrite)(fd, from, n, at)); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { ON_FD("write", fd, 1, n, REAL(pwrite64)(fd, from, n, at)); }
int fsync(int fd) { ON_FD("fsync", fd, 0, ignored, REAL(fsync)(fd)); }
int fdatasync(int fd) { ON_FD("fsync", fd, 0, ignored, REAL(fdatasync)(fd)); }
int ftruncate(int fd, off_t to) { ON_FD("truncate", fd, 0, ignored, REAL(ftruncate)(fd, to)); }
int ftruncate64(int fd, off64_t to) { ON_FD("truncate", fd, 0, ignored, REAL(ftruncate64)(fd, to)); }
int truncate(const char *path, off_t to) { ON_PATH("truncate", path, REAL(truncate)(path, to)); }
int truncate64(const char *path, off64_t to) { ON_PATH("truncate", path, REAL(truncate64)(path, to)); }
int unlink(const char *path) { ON_PATH("unlink", path, REAL(unlink)(path)); }
int rename(const char *from, const char *to) { ON_PATH("rename", to, REAL(rename)(from, to)); }
int mkdir(const char *path, mode_t mode) { ON_PATH("mkdir", path, REAL(mkdir)(path, mode)); }

#define OPEN(name)                                                                     \
    int name(const char *path, int flags, ...) {                                       \
        va_list rest;                                                                  \
        va_start(rest, flags);                                                         \
        mode_t mode = va_arg(rest, mode_t);                                            \
        va_end(rest);                                                                  \
        if (!(flags & (O_CREAT | O_TRUNC)) || !is_watched(path)) return REAL(name)(path, flags, mode); \
        struct stat found;                                                             \
        const char *call = stat(path, &found) ? "create" : "open";                     \
        int result = next_call(0) == FAIL ? -1 : REAL(name)(path, flags, mode);        \
        int kept = errno;                                                              \
        tell(call, path, result, 0);                                                   \
        after_call();                                                                  \
        errno = kept;                                                                  \
        return result;                                                                 \
    }
OPEN(open)
OPEN(open64)
