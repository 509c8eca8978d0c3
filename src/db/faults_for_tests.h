#pragma once
#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>

// SQLite's own way of testing: the nth allocation, read, write or sync fails, for n = 1, 2, 3 … until an act comes
// through without having met it.
namespace db::faults {

enum class Step { allocation, read, write, sync };
enum class Lasts { once, from_then_on };
constexpr std::array all_steps = {Step::allocation, Step::read, Step::write, Step::sync};
inline const char* name(Step step) {
  constexpr const char* names[] = {"allocation", "read", "write", "sync"};
  return names[int(step)];
}

namespace inside {

inline std::atomic<int> to_go{-1};  // steps of that kind that still succeed; below 0: all
inline std::atomic<Step> armed{Step::allocation};
inline std::atomic<bool> lasts{false}, met{false};

inline bool fails(Step step) {
  if (to_go.load(std::memory_order_relaxed) < 0 || armed != step) return false;
  if (to_go > 0 && to_go.fetch_sub(1) > 0) return false;
  met = true;
  errno = step == Step::allocation ? ENOMEM : EIO;  // which SQLite asks for
  if (!lasts) to_go = -1;
  return true;
}

inline sqlite3_mem_methods memory;
inline void* allocate(int bytes) { return fails(Step::allocation) ? nullptr : memory.xMalloc(bytes); }
inline void* reallocate(void* old, int bytes) {
  return fails(Step::allocation) ? nullptr : memory.xRealloc(old, bytes);
}

struct File {
  sqlite3_file head;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
inline File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
inline const sqlite3_io_methods* real(sqlite3_file* file) { return of(file)->real()->pMethods; }

inline const sqlite3_io_methods methods = {
    3, [](sqlite3_file* f) { return real(f)->xClose(of(f)->real()); },
    [](sqlite3_file* f, void* to, int bytes, sqlite3_int64 at) {
      return fails(Step::read) ? SQLITE_IOERR_READ : real(f)->xRead(of(f)->real(), to, bytes, at);
    },
    // As a disk that is full: half of it arrives.
    [](sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
      if (!fails(Step::write)) return real(f)->xWrite(of(f)->real(), from, bytes, at);
      real(f)->xWrite(of(f)->real(), from, bytes / 2, at);
      return SQLITE_FULL;
    },
    [](sqlite3_file* f, sqlite3_int64 bytes) { return real(f)->xTruncate(of(f)->real(), bytes); },
    [](sqlite3_file* f, int flags) {
      return fails(Step::sync) ? SQLITE_IOERR_FSYNC : real(f)->xSync(of(f)->real(), flags);
    },
    [](sqlite3_file* f, sqlite3_int64* bytes) { return real(f)->xFileSize(of(f)->real(), bytes); },
    [](sqlite3_file* f, int level) { return real(f)->xLock(of(f)->real(), level); },
    [](sqlite3_file* f, int level) { return real(f)->xUnlock(of(f)->real(), level); },
    [](sqlite3_file* f, int* held) { return real(f)->xCheckReservedLock(of(f)->real(), held); },
    [](sqlite3_file* f, int what, void* with) { return real(f)->xFileControl(of(f)->real(), what, with); },
    [](sqlite3_file* f) { return real(f)->xSectorSize(of(f)->real()); },
    [](sqlite3_file* f) { return real(f)->xDeviceCharacteristics(of(f)->real()); },
    [](sqlite3_file* f, int page, int bytes, int extend, void volatile** at) {
      return real(f)->xShmMap(of(f)->real(), page, bytes, extend, at);
    },
    [](sqlite3_file* f, int from, int count, int flags) {
      return real(f)->xShmLock(of(f)->real(), from, count, flags);
    },
    [](sqlite3_file* f) { real(f)->xShmBarrier(of(f)->real()); },
    [](sqlite3_file* f, int remove) { return real(f)->xShmUnmap(of(f)->real(), remove); },
    [](sqlite3_file* f, sqlite3_int64 at, int bytes, void** page) {
      return real(f)->xFetch(of(f)->real(), at, bytes, page);
    },
    [](sqlite3_file* f, sqlite3_int64 at, void* page) { return real(f)->xUnfetch(of(f)->real(), at, page); }};

inline sqlite3_vfs* beneath = nullptr;
inline int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
  of(file)->head.pMethods = nullptr;
  const int code = beneath->xOpen(beneath, path, of(file)->real(), flags, given);
  if (of(file)->real()->pMethods) of(file)->head.pMethods = &methods;
  return code;
}

}  // namespace inside

// Before the first database of the program is opened; false: there was one already.
inline bool install() {
  static bool installed = false;
  if (installed) return true;
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &inside::memory) != SQLITE_OK) return false;
  installed = true;
  auto must = [](int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errstr(code));
  };
  auto memory = inside::memory;
  memory.xMalloc = inside::allocate;
  memory.xRealloc = inside::reallocate;
  must(sqlite3_config(SQLITE_CONFIG_MALLOC, &memory));
  must(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0));  // its small allocations are counted, too
  must(sqlite3_initialize());
  inside::beneath = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs above = *inside::beneath;
  above.zName = "faults";
  above.szOsFile = int(sizeof(inside::File)) + inside::beneath->szOsFile;
  above.xOpen = inside::open;
  must(sqlite3_vfs_register(&above, 1));
  return true;
}

// `nth` from 1.
inline void arm(Step step, int nth, Lasts lasts) {
  inside::met = false;
  inside::armed = step;
  inside::lasts = lasts == Lasts::from_then_on;
  inside::to_go = nth - 1;
}
// Whether the step was met.
inline bool disarm() {
  inside::to_go = -1;
  return inside::met;
}

}  // namespace db::faults
