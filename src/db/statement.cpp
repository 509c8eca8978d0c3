#include <vector>

#include "db/connection.h"

namespace db {

namespace {

// Inside a function: statements register while globals are made, in no fixed order.
std::vector<const Statement*>& registered() {
  static std::vector<const Statement*> all;
  return all;
}

}  // namespace

Statement::Statement(std::string_view name, std::string_view text)
    : name(name), text(text), id(int(registered().size())) {
  registered().push_back(this);
}

std::span<const Statement* const> all_statements() { return registered(); }

}  // namespace db
