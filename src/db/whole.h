#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "db/connection.h"

namespace db {

struct Table {
  std::string name;
  std::vector<std::string> columns;    // in the schema's order
  std::vector<std::string> refers_to;  // tables that its foreign keys name
};

using SeeRow = std::function<void(std::span<const Value>)>;  // in the order of Table::columns

// A whole database as tables and rows, whatever they mean, inside one transaction: read, it is one
// moment; filled, it is all or nothing. Throws Error in sentences an operator can act on.
class Whole {
 public:
  enum class As { source, target };
  virtual ~Whole() = default;
  virtual std::vector<Table> tables() = 0;  // every one the schema has, by name
  virtual std::int64_t count(const Table& table) = 0;
  virtual void read(const Table& table, const SeeRow& row) = 0;
  virtual void clear(const Table& table) = 0;
  virtual void fill(const Table& table, const std::function<void(const SeeRow& put)>& rows) = 0;
  // Ids that count themselves go on after the largest there is; then the commit, durable on return.
  virtual void finish(const std::vector<Table>& tables) = 0;
};

std::unique_ptr<Whole> whole_sqlite(const std::string& path, Whole::As as);
std::unique_ptr<Whole> whole_postgres(const std::string& address, Whole::As as);

}  // namespace db
