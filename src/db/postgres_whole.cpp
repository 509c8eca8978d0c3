// Rows go in and out by COPY, in its text form: one line a row, columns between tabs.
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "db/whole.h"

namespace db {

namespace {

struct Close {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

constexpr std::size_t batch = 256 * 1024;  // bytes of rows that travel together

enum class Kind { number, text, bytes };

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : ", ") + part;
  return all;
}

// A backslash, a tab and the ends of lines mean something in the text form.
void append_text(std::string& line, std::string_view text) {
  if (text.find('\0') != text.npos) throw Error("a text holds a NUL character, which PostgreSQL does not keep");
  for (char c : text) {
    if (c == '\\')
      line += "\\\\";
    else if (c == '\t')
      line += "\\t";
    else if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else
      line += c;
  }
}

void append(std::string& line, const Value& value) {
  if (auto* number = std::get_if<std::int64_t>(&value))
    line += std::to_string(*number);
  else if (auto* text = std::get_if<std::string_view>(&value))
    append_text(line, *text);
  else if (auto* bytes = std::get_if<Bytes>(&value))
    line.append("\\\\x").append(base::to_hex(bytes->view));
  else
    line += "\\N";
}

std::string plain(std::string_view field) {
  std::string text;
  text.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text += field[i];
      continue;
    }
    constexpr std::string_view letters = "bfnrtv", meant = "\b\f\n\r\t\v";
    auto at = letters.find(field[++i]);
    text += at == letters.npos ? field[i] : meant[at];
  }
  return text;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 2; i + 1 < hex.size(); i += 2) bytes += char(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

class PostgresWhole final : public Whole {
 public:
  PostgresWhole(const std::string& address, As as) : handle_(PQconnectdb(address.c_str())) {
    if (PQstatus(handle_.get()) != CONNECTION_OK) fail("cannot connect to the database");
    PQsetNoticeProcessor(
        handle_.get(), [](void*, const char*) {}, nullptr);
    run("SET client_encoding = 'UTF8'; SET synchronous_commit = on; SET lock_timeout = '10s'");
    run(as == As::source ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
  }

  std::vector<Table> tables() override {
    std::vector<Table> found;
    auto names =
        run("SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = "
            "current_schema()::regnamespace ORDER BY relname");
    for (int i = 0; i < PQntuples(names.get()); ++i) {
      std::string oid = PQgetvalue(names.get(), i, 0);
      found.push_back({PQgetvalue(names.get(), i, 1),
                       texts("SELECT attname FROM pg_attribute WHERE attrelid = " + oid +
                             " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"),
                       texts("SELECT DISTINCT r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid "
                             "WHERE c.contype = 'f' AND c.conrelid = " +
                             oid)});
    }
    return found;
  }

  std::int64_t count(const Table& table) override {
    return std::stoll(texts("SELECT COUNT(*) FROM " + table.name).at(0));
  }

  void read(const Table& table, const SeeRow& row) override {
    auto kinds = kinds_of(table);
    run("COPY " + table.name + " (" + joined(table.columns) + ") TO STDOUT", PGRES_COPY_OUT);
    std::vector<std::string> texts(kinds.size());
    std::vector<Value> values(kinds.size());
    char* line = nullptr;
    int length = 0;
    while ((length = PQgetCopyData(handle_.get(), &line, 0)) > 0) {
      std::unique_ptr<char, void (*)(void*)> freed(line, PQfreemem);
      auto fields = base::split(std::string_view(line, std::size_t(length) - 1), '\t');
      for (std::size_t i = 0; i < kinds.size(); ++i) values[i] = value_of(fields.at(i), kinds[i], texts[i]);
      row(values);
    }
    end_copy(table);
  }

  void clear(const Table& table) override { run("DELETE FROM " + table.name); }

  void fill(const Table& table, const std::function<void(const SeeRow& put)>& rows) override {
    run("COPY " + table.name + " (" + joined(table.columns) + ") FROM STDIN", PGRES_COPY_IN);
    std::string waiting;
    auto send = [&] {
      if (!waiting.empty() && PQputCopyData(handle_.get(), waiting.data(), int(waiting.size())) != 1) fail(table.name);
      waiting.clear();
    };
    rows([&](std::span<const Value> values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (i) waiting += '\t';
        append(waiting, values[i]);
      }
      waiting += '\n';
      if (waiting.size() >= batch) send();
    });
    send();
    if (PQputCopyEnd(handle_.get(), nullptr) != 1) fail(table.name);
    end_copy(table);
  }

  void finish(const std::vector<Table>& tables) override {
    for (const auto& table : tables)
      for (const auto& id : texts("SELECT attname FROM pg_attribute WHERE attrelid = '" + table.name +
                                  "'::regclass AND attidentity <> ''"))
        run("SELECT setval(pg_get_serial_sequence('" + table.name + "', '" + id + "'), COALESCE(MAX(" + id +
            "), 1), MAX(" + id + ") IS NOT NULL) FROM " + table.name);
    run("COMMIT");
    run("ANALYZE");  // the planner knows nothing yet of what came in at once
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(what + ": " + std::string(base::trim(base::split(PQerrorMessage(handle_.get()), '\n').at(0))));
  }

  Result run(const std::string& sql, ExecStatusType expected = PGRES_COMMAND_OK) {
    Result result(PQexec(handle_.get(), sql.c_str()));
    auto status = PQresultStatus(result.get());
    if (status != expected && status != PGRES_TUPLES_OK) fail(sql);
    return result;
  }

  void end_copy(const Table& table) {
    bool well = true;
    while (Result result{PQgetResult(handle_.get())}) well = well && PQresultStatus(result.get()) == PGRES_COMMAND_OK;
    if (!well) fail(table.name);
  }

  std::vector<std::string> texts(const std::string& sql) {
    auto result = run(sql);
    std::vector<std::string> found;
    for (int i = 0; i < PQntuples(result.get()); ++i) found.emplace_back(PQgetvalue(result.get(), i, 0));
    return found;
  }

  std::vector<Kind> kinds_of(const Table& table) {
    auto result = run("SELECT " + joined(table.columns) + " FROM " + table.name + " LIMIT 0");
    std::vector<Kind> kinds;
    for (int i = 0; i < PQnfields(result.get()); ++i) {
      constexpr Oid bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25;
      switch (PQftype(result.get(), i)) {
        case int2:
        case int4:
        case int8:
          kinds.push_back(Kind::number);
          break;
        case text:
          kinds.push_back(Kind::text);
          break;
        case bytea:
          kinds.push_back(Kind::bytes);
          break;
        default:
          throw Error("column " + table.name + "." + PQfname(result.get(), i) +
                      " is of a type that no engine of ours shares");
      }
    }
    return kinds;
  }

  static Value value_of(std::string_view field, Kind kind, std::string& kept) {
    if (field == "\\N") return {};
    if (kind == Kind::number) {
      std::int64_t number = 0;
      std::from_chars(field.data(), field.data() + field.size(), number);
      return number;
    }
    kept = plain(field);
    if (kind == Kind::text) return std::string_view(kept);
    kept = from_hex(kept);
    return Bytes{kept};
  }

  std::unique_ptr<PGconn, Close> handle_;
};

}  // namespace

std::unique_ptr<Whole> whole_postgres(const std::string& address, Whole::As as) {
  return std::make_unique<PostgresWhole>(address, as);
}

}  // namespace db
