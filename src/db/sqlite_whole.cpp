#include <sqlite3.h>

#include <filesystem>

#include "db/whole.h"

namespace db {

namespace {

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : ", ") + part;
  return all;
}

Value value_at(sqlite3_stmt* statement, int column) {
  auto bytes = [&] {
    auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
    return std::string_view(data ? data : "", std::size_t(sqlite3_column_bytes(statement, column)));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return std::int64_t(sqlite3_column_int64(statement, column));
    case SQLITE_TEXT:
      return bytes();
    case SQLITE_BLOB:
      return Bytes{bytes()};
  }
  throw Error(std::string("column ") + sqlite3_column_name(statement, column) +
              " holds a broken number, which no column of ours may");
}

class SqliteWhole final : public Whole {
 public:
  SqliteWhole(const std::string& path, As as) {
    // As every connection: the journal mode, durable commits, foreign keys.
    if (!std::filesystem::exists(path)) throw Error("there is no database at " + path);
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(opened);
    if (code != SQLITE_OK) fail("cannot open " + path);
    sqlite3_busy_timeout(opened, 5000);
    run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536");
    run(as == As::source ? "PRAGMA query_only = ON; BEGIN" : "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON");
  }

  std::vector<Table> tables() override {
    std::vector<Table> found;
    for (auto& name : texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE "
                            "'~' ORDER BY name"))
      found.push_back({name, texts("SELECT name FROM pragma_table_info('" + name + "') ORDER BY cid"),
                       texts("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('" + name + "')")});
    return found;
  }

  std::int64_t count(const Table& table) override {
    auto statement = prepare("SELECT COUNT(*) FROM " + table.name);
    if (sqlite3_step(statement.get()) != SQLITE_ROW) fail(table.name);
    return sqlite3_column_int64(statement.get(), 0);
  }

  void read(const Table& table, const SeeRow& row) override {
    auto statement = prepare("SELECT " + joined(table.columns) + " FROM " + table.name);
    std::vector<Value> values(table.columns.size());
    int code = 0;
    while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_at(statement.get(), int(i));
      row(values);
    }
    if (code != SQLITE_DONE) fail(table.name);
  }

  void clear(const Table& table) override { run("DELETE FROM " + table.name); }

  void fill(const Table& table, const std::function<void(const SeeRow& put)>& rows) override {
    std::string marks;
    for (std::size_t i = 0; i < table.columns.size(); ++i) marks += i ? ", ?" : "?";
    auto statement = prepare("INSERT INTO " + table.name + " (" + joined(table.columns) + ") VALUES (" + marks + ")");
    rows([&](std::span<const Value> values) {
      for (std::size_t i = 0; i < values.size(); ++i) bind(statement.get(), int(i) + 1, values[i]);
      if (sqlite3_step(statement.get()) != SQLITE_DONE) fail(table.name);
      sqlite3_reset(statement.get());
    });
  }

  // An id that counts itself goes on after the largest by itself.
  void finish(const std::vector<Table>&) override { run("COMMIT"); }

 private:
  static void bind(sqlite3_stmt* statement, int at, const Value& value) {
    auto length = [](std::string_view view) { return int(view.size()); };
    auto start = [](std::string_view view) { return view.data() ? view.data() : ""; };
    if (auto* number = std::get_if<std::int64_t>(&value))
      sqlite3_bind_int64(statement, at, *number);
    else if (auto* text = std::get_if<std::string_view>(&value))
      sqlite3_bind_text(statement, at, start(*text), length(*text), SQLITE_STATIC);
    else if (auto* bytes = std::get_if<Bytes>(&value))
      sqlite3_bind_blob(statement, at, start(bytes->view), length(bytes->view), SQLITE_STATIC);
    else
      sqlite3_bind_null(statement, at);
  }

  [[noreturn]] void fail(const std::string& what) { throw Error(what + ": " + sqlite3_errmsg(handle_.get())); }

  void run(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
  }

  Prepared prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(sql);
    return Prepared(statement);
  }

  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> found;
    auto statement = prepare(sql);
    while (sqlite3_step(statement.get()) == SQLITE_ROW)
      found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
    return found;
  }

  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace

std::unique_ptr<Whole> whole_sqlite(const std::string& path, Whole::As as) {
  return std::make_unique<SqliteWhole>(path, as);
}

}  // namespace db
