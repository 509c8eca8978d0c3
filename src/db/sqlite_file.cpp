#include "db/sqlite_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "db/sqlite_connection.h"

namespace db {

namespace fs = std::filesystem;

namespace {

const Statement integrity{"db.integrity_check", "PRAGMA integrity_check(1)"};
const Statement strangers{"db.foreign_key_check", "PRAGMA foreign_key_check"};

std::string log_of(const std::string& path) { return path + "-wal"; }

void sync(const std::string& path, int flags) {
  int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw Error("cannot bring " + path + " to disk: " + std::strerror(error));
}

[[noreturn]] void fail(const std::string& what, const std::error_code& why) {
  throw Error(what + ": " + why.message());
}

}  // namespace

bool is_in_use(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  // Every open connection holds a shared lock on these bytes (SQLite's file format, "locking").
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0x40000000 + 2;
  lock.l_len = 510;
  bool taken = ::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return taken;
}

void copy_file_with_log(const std::string& from, const std::string& to) {
  for (const auto& [source, copy] : {std::pair{from, to}, std::pair{log_of(from), log_of(to)}}) {
    std::error_code error;
    fs::remove(copy, error);
    if (source != from && !fs::exists(source)) continue;
    if (!fs::copy_file(source, copy, error)) fail("cannot copy " + source + " to " + copy, error);
  }
}

void look_through(const std::string& path) {
  SqliteConnection connection(path, SqliteConnection::Mode::reader);
  auto verdict = connection.first(integrity, {}, [](const Row& row) { return row.string(0); });
  if (verdict != "ok") throw Error("damaged: " + verdict.value_or("no verdict"));
  if (auto table = connection.first(strangers, {}, [](const Row& row) { return row.string(0); }))
    throw Error("damaged: a row of table " + *table + " names another that is not there");
}

void bring_to_disk(const std::string& path) {
  sync(path, O_RDONLY);
  auto folder = fs::path(path).parent_path();
  sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

void put_aside(const std::string& path, const std::string& aside) {
  // A log without its file would be thrown away by the next program that opens this path: it gets its
  // second name before the file loses its first.
  if (fs::exists(aside) || fs::exists(log_of(aside))) throw Error(aside + " is there already");
  std::error_code error;
  if (fs::exists(log_of(path))) {
    fs::create_hard_link(log_of(path), log_of(aside), error);
    if (error) fail("cannot name " + log_of(path) + " " + log_of(aside), error);
  }
  if (fs::exists(path)) {
    fs::rename(path, aside, error);
    if (error) fail("cannot rename " + path + " to " + aside, error);
  }
  for (const char* end : {"-wal", "-shm"}) fs::remove(path + end, error);
}

}  // namespace db
