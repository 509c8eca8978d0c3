#pragma once
#include <libpq-fe.h>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "db/connection.h"

namespace db {

// Another node held the turn too long, or a lock went in a circle: run it again.
struct SerializationFailure : Error {
  using Error::Error;
};
// The line to the server is gone: nothing of an uncommitted transaction is left.
struct ConnectionLost : Error {
  using Error::Error;
};

// One PostgreSQL connection with its prepared statements, used by one thread at a time and always in
// libpq's pipeline mode: what nobody waits for travels with the next statement that is waited for.
// A broken line is found by the next use, which throws ConnectionLost; reconnect() opens a new one.
class PostgresConnection final : public Connection {
 public:
  enum class For { reading, writing };
  // `address`: postgres://…; of several hosts the one that takes writes. One that refuses is tried again for
  // `patience`. Throws ConnectionLost.
  explicit PostgresConnection(std::string address, std::chrono::seconds patience = {}, For use = For::reading);
  PostgresConnection(const PostgresConnection&) = delete;

  using Connection::run;
  std::int64_t run(const Statement& statement, std::span<const Value> values,
                   const std::function<bool(const Row&)>& row) override;
  void post(const Statement& statement, std::span<const Value> values) override;
  using Connection::expect;
  void expect(const Statement& statement, std::span<const Value> values) override;
  void forget_expected();  // between two requests of one transaction
  void script(std::string_view sql) override;

  bool is_open() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  void reconnect();
  void begin(const char* sql);  // sent along with the first statement
  // Waits for what was sent. Throws what failed first since the last wait; the transaction is lost then.
  void settle();
  void commit();
  // Something sent since begin() has failed, whoever was told of it: the transaction cannot be committed.
  bool has_failed() const { return failed_; }
  // Statements sent since begin() that may have changed something.
  std::int64_t writes() const { return writes_; }
  // Takes every answer that is still to come and forgets it.
  void discard() noexcept;
  // Rolls back what is open; a line that cannot is left for reconnect().
  void end_transaction() noexcept;

  PGconn* handle() { return handle_.get(); }

 private:
  struct Close {
    void operator()(PGconn* handle) const { PQfinish(handle); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;
  // Sent and not yet answered.
  struct Sent {
    std::string_view name;
    int prepares = -1;  // the Statement::id it makes ready
    int expected = 0;   // the number of what expects it, 0: nobody does
  };
  // Values as libpq takes them: texts that end in NUL, or nothing for NULL.
  using Bound = std::vector<std::optional<std::string>>;
  struct Expected {
    int number, statement;
    Bound values;
    Result result;  // null until it was received
  };

  static Bound bound_of(std::span<const Value> values);
  void send(const Statement& statement, const Bound& values, int expected = 0);
  void send_text(const char* sql, std::string_view name);
  Result receive();       // the answer to the oldest of `sent_`
  Result receive_last();  // answers to all that was sent; the last one's
  void check(const Result& result, std::string_view what);
  [[noreturn]] void lost(std::string_view what);

  std::string address_;
  For use_;
  std::unique_ptr<PGconn, Close> handle_;
  std::vector<bool> prepared_;  // by Statement::id
  std::deque<Sent> sent_;
  bool open_ = false, failed_ = false;
  std::int64_t writes_ = 0;
  std::vector<Expected> expected_;
  int last_expected_ = 0;
};

// The statement's text with its :names as $1, $2 … by first appearance.
std::string numbered_parameters(std::string_view text);

}  // namespace db
