#include "db/sqlite_connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "base/problem.h"
#include "db/slow.h"

namespace db {

namespace {

constexpr int longest_log = 4000;  // pages, 16 MB

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    // A number read as text is made into one, which memory may not be there for: that is no empty text.
    if (!bytes && sqlite3_errcode(sqlite3_db_handle(statement_)) == SQLITE_NOMEM)
      throw StorageFailure("a value could not be read: out of memory");
    return {bytes ? bytes : "", std::size_t(sqlite3_column_bytes(statement_, column))};
  }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  int columns() const override { return sqlite3_column_count(statement_); }

 private:
  sqlite3_stmt* statement_;
};

struct Bind {
  sqlite3_stmt* statement;
  int at;
  int operator()(std::monostate) const { return sqlite3_bind_null(statement, at); }
  int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, at, v); }
  int operator()(std::string_view v) const {
    return sqlite3_bind_text(statement, at, v.data() ? v.data() : "", int(v.size()), SQLITE_STATIC);
  }
  // A null pointer would bind NULL, and an empty blob is not the same as none.
  int operator()(Bytes v) const {
    const char* bytes = v.view.data() ? v.view.data() : "";
    return sqlite3_bind_blob(statement, at, bytes, int(v.view.size()), SQLITE_STATIC);
  }
};

// A statement is reset however its run ends, so that the next run and the commit find it idle.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() { sqlite3_reset(statement); }
};

// Why no file can be made beside this one; 0 where it can. SQLite tries otherwise again and forgets why.
int why_not_beside(const std::string& path) {
  auto probe = path + "-probe";
  int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno;
  ::close(descriptor);
  ::unlink(probe.c_str());
  return 0;
}

// What only SQLite says stands behind a mark that is a comment to every other engine.
std::string in_our_words(std::string_view text) {
  std::string sql(text);
  constexpr std::string_view mark = "--sqlite:";
  for (auto at = sql.find(mark); at != sql.npos; at = sql.find(mark)) sql.erase(at, mark.size());
  return sql;
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Mode mode) : path_(path) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::writer ? SQLITE_OPEN_CREATE : 0);
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  handle_.reset(opened);  // SQLite gives a handle even where it fails
  if (code != SQLITE_OK) throw StorageFailure("cannot open " + path + ": " + reason_of(code));
  try {
    set_up(mode);
  } catch (const Error& error) {
    throw StorageFailure("cannot open " + path + ": " + error.what());
  }
}

void SqliteConnection::set_up(Mode mode) {
  sqlite3_extended_result_codes(handle_.get(), 1);
  sqlite3_busy_timeout(handle_.get(), 5000);
  // The file is read, not mapped: a mapped page the disk cannot give ends the program by a signal, and reading is no
  // slower.
  script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
      "PRAGMA mmap_size = 0;");
  script(mode == Mode::writer ? "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0;"
                              : "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON;");
  if (mode == Mode::writer)
    sqlite3_wal_hook(
        handle_.get(),
        [](void* self, sqlite3*, const char*, int pages) {
          if (pages >= longest_log) static_cast<SqliteConnection*>(self)->bring_log_over();
          return SQLITE_OK;
        },
        this);
}

// As SQLite's own wal_autocheckpoint, which tells nobody when it fails: commits go on, and the log grows
// until the disk is full.
void SqliteConnection::bring_log_over() {
  int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  bool failed = code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY;
  if (failed && !log_stays_)
    base::log::error("{}-wal grows, it cannot be brought over into the file: {}", path_, reason_of(code));
  if (!failed && log_stays_) base::log::info("{}-wal is brought over again", path_);
  log_stays_ = failed;
}

// SQLite says "disk I/O error" of most troubles; the system knows which one it is.
std::string SqliteConnection::reason_of(int code) const {
  std::string said = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  int kind = code & 0xff, error = 0;
  if (kind == SQLITE_IOERR) error = sqlite3_system_errno(handle_.get());
  if (kind == SQLITE_CANTOPEN) error = why_not_beside(path_);
  if (kind == SQLITE_FULL || error == ENOSPC || error == EDQUOT)
    return "the disk is full: make room on it (" + said + ")";
  if (kind == SQLITE_READONLY || error == EROFS)
    return "the disk or the file is read-only: make it writable (" + said + ")";
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
    return "the file is damaged or no database: restore the last backup (" + said + ")";
  if (error == EIO) return "the disk reports faults: look at it before trusting it again (" + said + ")";
  return error ? said + ": " + std::strerror(error) : said;
}

// A reader of ours that was asked to write is read-only too, but by a mistake of ours.
bool SqliteConnection::is_of_storage(int code) const {
  int kind = code & 0xff;
  return kind == SQLITE_FULL || kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_CORRUPT ||
         kind == SQLITE_NOTADB || kind == SQLITE_NOMEM ||
         (kind == SQLITE_READONLY && (code != kind || sqlite3_db_readonly(handle_.get(), "main") == 1));
}

SqliteConnection::~SqliteConnection() {
  for (auto* statement : statements_) sqlite3_finalize(statement);
}

void SqliteConnection::fail(std::string_view what, int code) {
  if ((code & 0xff) == SQLITE_CONSTRAINT) throw base::Problem(base::Problem::Kind::conflict, "problem.conflict");
  auto why = std::string(what) + ": " + reason_of(code);
  if (is_of_storage(code)) throw StorageFailure(why);
  throw Error(why);
}

sqlite3_stmt* SqliteConnection::prepared(const Statement& statement) {
  auto at = std::size_t(statement.id);
  if (at >= statements_.size()) statements_.resize(at + 1);
  if (!statements_[at]) {
    int code = sqlite3_prepare_v3(handle_.get(), statement.text.data(), int(statement.text.size()),
                                  SQLITE_PREPARE_PERSISTENT, &statements_[at], nullptr);
    if (code != SQLITE_OK) fail(statement.name, code);
  }
  return statements_[at];
}

std::int64_t SqliteConnection::run(const Statement& statement, std::span<const Value> values,
                                   const std::function<bool(const Row&)>& row) {
  SlowStatement timed(statement.name, slow_seconds_);
  auto* prepared_statement = prepared(statement);
  Reset reset{prepared_statement};
  if (int(values.size()) != sqlite3_bind_parameter_count(prepared_statement))
    throw Error(std::string(statement.name) + ": given " + std::to_string(values.size()) + " values");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (int code = std::visit(Bind{prepared_statement, int(i) + 1}, static_cast<const Value::variant&>(values[i]));
        code != SQLITE_OK)
      fail(statement.name, code);
  SqliteRow current(prepared_statement);
  for (;;) {
    int code = sqlite3_step(prepared_statement);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) fail(statement.name, code);
    // A statement with RETURNING has done its work at the first row.
    if (row && !row(current)) break;
  }
  // SQLite counts the changes when a statement ends, and keeps the count of the last one that made any.
  sqlite3_reset(prepared_statement);
  return sqlite3_stmt_readonly(prepared_statement) ? 0 : sqlite3_changes64(handle_.get());
}

void SqliteConnection::script(std::string_view sql) {
  int code = sqlite3_exec(handle_.get(), in_our_words(sql).c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return;
  if (is_of_storage(code)) throw StorageFailure(reason_of(code));
  throw Error(sqlite3_errmsg(handle_.get()));
}

}  // namespace db
