#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace db {

// One statement of a slice's .sql file: generated at build as reports/reports_sql.h and the like.
// Every statement carries its name into logs and errors; ids are dense and index the prepared cache.
struct Statement {
  Statement(std::string_view name, std::string_view text);
  Statement(const Statement&) = delete;
  std::string_view name;  // "reports.put_answer"
  std::string_view text;  // parameters are :name; the first appearance gives each its number
  int id;
};
std::span<const Statement* const> all_statements();

struct Bytes {
  std::string_view view;
};  // bound as a blob, not as text
struct Value : std::variant<std::monostate, std::int64_t, std::string_view, Bytes> {
  using variant::variant;
  Value(int v) : variant(std::int64_t{v}) {}
  Value(bool v) : variant(std::int64_t{v}) {}
  Value(const std::string& v) : variant(std::string_view(v)) {}
  Value(const char* v) : variant(std::string_view(v)) {}
  template <class T>
  Value(const std::optional<T>& v) {
    if (v) *this = Value(*v);
  }
};
using Values = std::initializer_list<Value>;

// The current row; views into it die with the next step. Columns count from 0.
class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // also blobs
  virtual bool is_null(int column) const = 0;
  virtual int columns() const = 0;
  std::optional<std::int64_t> maybe_integer(int c) const {
    return is_null(c) ? std::nullopt : std::optional(integer(c));
  }
  std::string string(int c) const { return std::string(text(c)); }

 protected:
  ~Row() = default;
};

// One engine's connection. A handler holds it as Tx: inside a transaction, which its owner ends.
// Errors of the engine surface as db::Error; a broken constraint as base::Problem{conflict}.
class Connection {
 public:
  virtual ~Connection() = default;
  // Runs `statement` with its parameters in order of first appearance; `row` sees each row and
  // returns false to stop. Gives the number of rows changed.
  virtual std::int64_t run(const Statement& statement, std::span<const Value> values,
                           const std::function<bool(const Row&)>& row) = 0;
  virtual void script(std::string_view sql) = 0;  // migrations only: several statements, no rows
  void log_slower_than(double seconds) { slow_seconds_ = seconds; }

  // Where nobody asks what it changed: an engine a network away sends it along with the next one that
  // is asked, or with the commit, and its failure is told then; the request has failed all the same.
  virtual void post(const Statement& statement, std::span<const Value> values) { run(statement, values, nullptr); }

  // Says that this will be asked before anything it reads is written: an engine a network away sends it along with
  // the next one that is waited for, and has the answer when it is asked. What is then not asked is forgotten.
  virtual void expect(const Statement&, std::span<const Value>) {}
  void expect(const Statement& s, Values values) { expect(s, std::span(values.begin(), values.size())); }

  void run(const Statement& s, Values values = {}) { post(s, std::span(values.begin(), values.size())); }
  // Gives the number of rows changed.
  std::int64_t change(const Statement& s, Values values = {}) {
    return run(s, std::span(values.begin(), values.size()), nullptr);
  }
  template <class F>
  void each(const Statement& s, Values values, F&& row) {
    run(s, std::span(values.begin(), values.size()), [&](const Row& r) {
      row(r);
      return true;
    });
  }
  // The first row through `read`, nullopt when there is none.
  template <class F>
  auto first(const Statement& s, Values values, F&& read) -> std::optional<std::invoke_result_t<F, const Row&>> {
    std::optional<std::invoke_result_t<F, const Row&>> found;
    run(s, std::span(values.begin(), values.size()), [&](const Row& r) {
      found = read(r);
      return false;
    });
    return found;
  }

 protected:
  double slow_seconds_ = 0;
};
using Tx = Connection;

struct Error : std::runtime_error {
  using runtime_error::runtime_error;
};

}  // namespace db
