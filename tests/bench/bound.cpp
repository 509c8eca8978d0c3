#include "bound.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

#include "bench.h"

namespace bench {

class Bareback {
 public:
  explicit Bareback(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) fail();
    // As src/db/sqlite_connection.cpp sets them for the writer.
    script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA mmap_size = 0; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;");
  }
  ~Bareback() {
    for (auto& [text, statement] : prepared_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  Bareback(const Bareback&) = delete;

  void script(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  void run(std::string_view text, const std::vector<Bound>& values = {}) {
    sqlite3_stmt* statement = prepared(text);
    for (int at = 1; at <= int(values.size()); ++at) bind(statement, at, values[std::size_t(at - 1)]);
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {}
    if (code != SQLITE_DONE) fail();
    sqlite3_reset(statement);
  }

 private:
  sqlite3_stmt* prepared(std::string_view text) {
    auto& statement = prepared_[text.data()];
    if (!statement && sqlite3_prepare_v3(db_, text.data(), int(text.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                                         nullptr) != SQLITE_OK)
      fail();
    return statement;
  }
  static void bind(sqlite3_stmt* statement, int at, const Bound& value) {
    if (auto* number = std::get_if<std::int64_t>(&value))
      sqlite3_bind_int64(statement, at, *number);
    else if (auto* text = std::get_if<std::string>(&value))
      sqlite3_bind_text(statement, at, text->data(), int(text->size()), SQLITE_STATIC);
    else if (auto* blob = std::get_if<Blob>(&value))
      sqlite3_bind_blob(statement, at, blob->bytes.data(), int(blob->bytes.size()), SQLITE_STATIC);
    else
      sqlite3_bind_null(statement, at);
  }
  [[noreturn]] void fail() { throw std::runtime_error(std::string("the bound: ") + sqlite3_errmsg(db_)); }

  sqlite3* db_ = nullptr;
  std::map<const char*, sqlite3_stmt*> prepared_;  // by the text's place: it never moves
};

BareLoop::BareLoop(const std::string& db, std::vector<Save> saves)
    : db_(std::make_unique<Bareback>(db)), saves_(std::move(saves)) {}
BareLoop::~BareLoop() = default;

double BareLoop::run(std::size_t count) {
  auto last = std::min(saves_.size(), at_ + count);
  auto first = at_;
  std::vector<double> ends{0};  // of the groups, in seconds
  auto begun = Time::now();
  while (at_ < last) {
    db_->run("BEGIN IMMEDIATE");
    for (int i = 0; i < 64 && at_ < last; ++i, ++at_) {
      db_->run("SAVEPOINT request");
      for (const Step& step : saves_[at_]) db_->run(step.statement->text, step.values);
      db_->run("RELEASE request");
    }
    db_->run("COMMIT");
    ends.push_back(seconds_since(begun));
  }
  if (first == last) throw std::runtime_error("the bound: fewer saves were recorded than are replayed");
  for (std::size_t i = 8; i < ends.size(); ++i) waits_.add((ends[i] - ends[i - 8]) * 1e3);
  return double(last - first) / ends.back();
}

}  // namespace bench
