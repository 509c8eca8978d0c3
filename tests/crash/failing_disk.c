// A disk that fails on command and a clock that jumps, for tests: preloaded into the server.
//
// FAILING_DISK_PATH     files whose path begins so are on this disk
// FAILING_DISK_CONTROL  a file of 64 bytes, read at every call. From byte 0 the mode, from byte 32 by how
//                       many seconds the clock is ahead; both end in NUL:
//                         full              a write brings half of its bytes, then ENOSPC
//                         read-only         EROFS
//                         fsync             EIO from fsync and fdatasync
//                         fsync-checkpoint  the same, of the database itself only: commits succeed
//                         cut               the power goes at the next fsync of a log, before it is done
//                         cut-checkpoint    the same at the next fsync of the database itself
// FAILING_DISK_PLATTER  a folder with what a power cut would leave of each file: a write reaches it with
//                       the fsync after it, and a failing fsync forgets what it should have brought there,
//                       as Linux does: the next one succeeds and has nothing to do.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { most_descriptors = 65536, most_files = 8, most_ranges = 65536, control_size = 64, clock_at = 32 };

struct range {
  off_t start;
  size_t length;
};
struct file {
  char path[512];
  int platter;  // -1: none
  int is_log;
  size_t waiting;
  struct range ranges[most_ranges];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct file files[most_files];
static struct file* of_descriptor[most_descriptors];
static const char *disk, *folder;
static const char quiet[control_size];
static const char* control = quiet;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  disk = getenv("FAILING_DISK_PATH");
  folder = getenv("FAILING_DISK_PLATTER");
  const char* name = getenv("FAILING_DISK_CONTROL");
  int descriptor = name ? REAL(open)(name, O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor < 0) return;
  void* mapped = mmap(NULL, control_size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (mapped != MAP_FAILED) control = mapped;
  REAL(close)(descriptor);
}

static int mode_is(const char* mode) { return strcmp(control, mode) == 0; }
static int ends_in(const char* text, const char* end) {
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}
static int on_disk(const char* path) { return disk && strncmp(path, disk, strlen(disk)) == 0; }

static struct file* file_of(int descriptor) {
  return descriptor >= 0 && descriptor < most_descriptors ? of_descriptor[descriptor] : NULL;
}

static int fail(int error) {
  errno = error;
  return -1;
}

static void platter_path(char* out, const char* path) {
  const char* slash = strrchr(path, '/');
  snprintf(out, 1024, "%s/%s", folder, slash ? slash + 1 : path);
}

static void watch(int descriptor, const char* path) {
  if (descriptor < 0 || descriptor >= most_descriptors || !on_disk(path)) return;
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < most_files; ++i) {
    struct file* file = &files[i];
    if (!file->path[0]) {
      snprintf(file->path, sizeof file->path, "%s", path);
      file->is_log = ends_in(path, "-wal");
      file->platter = -1;
    }
    if (strcmp(file->path, path) != 0) continue;
    if (folder && file->platter < 0 && !ends_in(path, "-shm")) {
      char name[1024];
      platter_path(name, path);
      file->platter = REAL(open)(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    }
    of_descriptor[descriptor] = file;
    break;
  }
  pthread_mutex_unlock(&mutex);
}

static int open_on_disk(const char* path, int flags, mode_t mode) {
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
  if (on_disk(path) && writes && mode_is("read-only")) return fail(EROFS);
  int descriptor = REAL(open)(path, flags, mode);
  watch(descriptor, path);
  return descriptor;
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_on_disk(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return open_on_disk(path, flags | O_LARGEFILE, mode);
}

int close(int descriptor) {
  if (file_of(descriptor)) of_descriptor[descriptor] = NULL;
  return REAL(close)(descriptor);
}

int unlink(const char* path) {
  if (on_disk(path) && mode_is("read-only")) return fail(EROFS);
  int done = REAL(unlink)(path);
  if (done != 0 || !on_disk(path) || !folder) return done;
  char name[1024];
  platter_path(name, path);
  REAL(unlink)(name);
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < most_files; ++i)
    if (strcmp(files[i].path, path) == 0) {
      if (files[i].platter >= 0) REAL(close)(files[i].platter);
      files[i].platter = -1;
      files[i].waiting = 0;
    }
  pthread_mutex_unlock(&mutex);
  return done;
}

// Gives how many of the bytes may be written, -1 with errno where none.
static ssize_t allowed(struct file* file, size_t size) {
  if (!file) return (ssize_t)size;
  if (mode_is("read-only")) return fail(EROFS);
  if (!mode_is("full")) return (ssize_t)size;
  return size > 512 ? (ssize_t)(size / 2) : fail(ENOSPC);
}

static void remember(struct file* file, off_t start, ssize_t length) {
  if (!file || file->platter < 0 || length <= 0) return;
  pthread_mutex_lock(&mutex);
  if (file->waiting == most_ranges) abort();  // a test that never syncs proves nothing
  file->ranges[file->waiting++] = (struct range){start, (size_t)length};
  pthread_mutex_unlock(&mutex);
}

static ssize_t write_at(int descriptor, const void* bytes, size_t size, off_t start) {
  struct file* file = file_of(descriptor);
  ssize_t may = allowed(file, size);
  if (may < 0) return may;
  ssize_t done = REAL(pwrite)(descriptor, bytes, (size_t)may, start);
  remember(file, start, done);
  return done;
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t start) {
  return write_at(descriptor, bytes, size, start);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t start) {
  return write_at(descriptor, bytes, size, start);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  struct file* file = file_of(descriptor);
  if (!file) return REAL(write)(descriptor, bytes, size);
  off_t start = lseek(descriptor, 0, SEEK_CUR);
  ssize_t done = write_at(descriptor, bytes, size, start);
  if (done > 0) lseek(descriptor, start + done, SEEK_SET);
  return done;
}

static int may_change(int descriptor) {
  if (!file_of(descriptor)) return 0;
  if (mode_is("read-only")) return fail(EROFS);
  return 0;
}
int ftruncate(int descriptor, off_t size) { return may_change(descriptor) ? -1 : REAL(ftruncate)(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }
int fallocate(int descriptor, int how, off_t start, off_t length) {
  if (file_of(descriptor) && mode_is("full")) return fail(ENOSPC);
  return may_change(descriptor) ? -1 : REAL(fallocate)(descriptor, how, start, length);
}
int posix_fallocate(int descriptor, off_t start, off_t length) {
  if (file_of(descriptor) && mode_is("full")) return ENOSPC;
  return may_change(descriptor) ? EROFS : REAL(posix_fallocate)(descriptor, start, length);
}

static void bring_to_platter(int descriptor, struct file* file) {
  static char bytes[1 << 16];
  for (size_t i = 0; i < file->waiting; ++i) {
    struct range range = file->ranges[i];
    while (range.length > 0) {
      size_t size = range.length < sizeof bytes ? range.length : sizeof bytes;
      ssize_t got = pread(descriptor, bytes, size, range.start);
      if (got <= 0) break;  // cut off since
      REAL(pwrite)(file->platter, bytes, (size_t)got, range.start);
      range.start += got;
      range.length -= (size_t)got;
    }
  }
  struct stat now;
  if (fstat(descriptor, &now) == 0) REAL(ftruncate)(file->platter, now.st_size);
}

static int sync_file(int descriptor, int (*real)(int)) {
  struct file* file = file_of(descriptor);
  if (!file) return real(descriptor);
  if (mode_is(file->is_log ? "cut" : "cut-checkpoint")) kill(getpid(), SIGKILL);
  int broken = mode_is("fsync") || (mode_is("fsync-checkpoint") && !file->is_log);
  pthread_mutex_lock(&mutex);
  if (!broken && file->platter >= 0) bring_to_platter(descriptor, file);
  file->waiting = 0;
  pthread_mutex_unlock(&mutex);
  return broken ? fail(EIO) : 0;  // the platter is the disk: the machine's own may be slow
}
int fsync(int descriptor) { return sync_file(descriptor, REAL(fsync)); }
int fdatasync(int descriptor) { return sync_file(descriptor, REAL(fdatasync)); }

static time_t ahead(void) { return (time_t)strtoll(control + clock_at, NULL, 10); }

int clock_gettime(clockid_t clock, struct timespec* out) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = REAL(clock_gettime);
  int done = real(clock, out);
  if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) out->tv_sec += ahead();
  return done;
}
time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
int gettimeofday(struct timeval* restrict out, void* restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
