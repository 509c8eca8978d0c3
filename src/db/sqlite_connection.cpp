#include "db/sqlite_connection.h"

#include "base/problem.h"

namespace db {

namespace {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes ? bytes : "", std::size_t(sqlite3_column_bytes(statement_, column))};
  }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

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
  int operator()(Bytes v) const { return sqlite3_bind_blob(statement, at, v.view.data(), int(v.view.size()), SQLITE_STATIC); }
};

// A statement is reset however its run ends, so that the next run and the commit find it idle.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() { sqlite3_reset(statement); }
};

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Mode mode) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::writer ? SQLITE_OPEN_CREATE : 0);
  if (int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr); code != SQLITE_OK) {
    std::string why = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    sqlite3_close(handle_);
    throw Error("cannot open " + path + ": " + why);
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, 5000);
  script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
         "PRAGMA mmap_size = 268435456;");
  script(mode == Mode::writer ? "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;"
                              : "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON;");
}

SqliteConnection::~SqliteConnection() {
  for (auto* statement : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

void SqliteConnection::fail(std::string_view what, int code) {
  if ((code & 0xff) == SQLITE_CONSTRAINT)
    throw base::Problem(base::Problem::Kind::conflict, "problem.conflict");
  throw Error(std::string(what) + ": " + sqlite3_errmsg(handle_));
}

sqlite3_stmt* SqliteConnection::prepared(const Statement& statement) {
  auto at = std::size_t(statement.id);
  if (at >= statements_.size()) statements_.resize(at + 1);
  if (!statements_[at]) {
    int code = sqlite3_prepare_v3(handle_, statement.text.data(), int(statement.text.size()), SQLITE_PREPARE_PERSISTENT,
                                  &statements_[at], nullptr);
    if (code != SQLITE_OK) fail(statement.name, code);
  }
  return statements_[at];
}

std::int64_t SqliteConnection::run(const Statement& statement, std::span<const Value> values,
                                   const std::function<bool(const Row&)>& row) {
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
    if (code == SQLITE_DONE) return sqlite3_changes64(handle_);
    if (code != SQLITE_ROW) fail(statement.name, code);
    // A statement with RETURNING has done its work at the first row.
    if (row && !row(current)) return sqlite3_changes64(handle_);
  }
}

void SqliteConnection::script(std::string_view sql) {
  char* why = nullptr;
  if (sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, &why) == SQLITE_OK) return;
  std::string text = why ? why : "unknown";
  sqlite3_free(why);
  throw Error(text);
}

}  // namespace db
