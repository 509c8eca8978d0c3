#pragma once
#include <string>
#include <vector>

#include "db/database.h"

// Whether what lies on disk is what the engine wrote, as far as the engine can tell.
namespace db {

struct Sound {
  std::vector<std::string> faults;
  std::vector<std::string> not_examined;  // in sentences an operator can act on
};
Sound sqlite_sound(Database& database);
Sound postgres_sound(Database& database);

}  // namespace db
