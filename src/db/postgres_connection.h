#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "db/connection.h"

namespace db {

// The transaction lost against another of a different node, or a lock went in a circle: run it again.
struct SerializationFailure : Error { using Error::Error; };
// The line to the server is gone: nothing of an uncommitted transaction is left.
struct ConnectionLost : Error { using Error::Error; };

// One PostgreSQL connection with its prepared statements, used by one thread at a time. A broken line
// is found by the next use, which throws ConnectionLost; reconnect() opens a new one.
class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(std::string address);  // postgres://…
  PostgresConnection(const PostgresConnection&) = delete;

  using Connection::run;
  std::int64_t run(const Statement& statement, std::span<const Value> values,
                   const std::function<bool(const Row&)>& row) override;
  void script(std::string_view sql) override;

  bool is_open() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  void reconnect();
  void commit();
  // Rolls back what is open; a line that cannot is left for reconnect().
  void end_transaction() noexcept;

 private:
  struct Close { void operator()(PGconn* handle) const { PQfinish(handle); } };
  struct Clear { void operator()(PGresult* result) const { PQclear(result); } };
  using Result = std::unique_ptr<PGresult, Clear>;

  void prepare(const Statement& statement);
  void check(const Result& result, std::string_view what) const;

  std::string address_;
  std::unique_ptr<PGconn, Close> handle_;
  std::vector<bool> prepared_;  // by Statement::id
};

// The statement's text with its :names as $1, $2 … by first appearance.
std::string numbered_parameters(std::string_view text);

}  // namespace db
