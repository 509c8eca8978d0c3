#pragma once
#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "db/connection.h"

namespace db {

// The file or its disk: full, read-only, broken, damaged. Nothing of the open transaction is kept.
struct StorageFailure : Error {
  using Error::Error;
};

// One SQLite connection with its prepared statements, used by one thread at a time.
class SqliteConnection final : public Connection {
 public:
  enum class Mode { reader, writer };
  SqliteConnection(const std::string& path, Mode mode);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;

  using Connection::run;
  std::int64_t run(const Statement& statement, std::span<const Value> values,
                   const std::function<bool(const Row&)>& row) override;
  void script(std::string_view sql) override;

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

 private:
  // Also closes when the constructor throws half way, which a destructor would not.
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };

  sqlite3_stmt* prepared(const Statement& statement);
  void set_up(Mode mode);
  [[noreturn]] void fail(std::string_view what, int code);
  std::string reason_of(int code) const;
  bool is_of_storage(int code) const;

  void bring_log_over();

  std::string path_;
  bool log_stays_ = false;  // the last try to bring the log over into the file failed
  std::unique_ptr<sqlite3, Close> handle_;
  std::vector<sqlite3_stmt*> statements_;  // by Statement::id
};

}  // namespace db
