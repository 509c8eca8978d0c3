#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace db {

struct Carried {
  std::string table;
  std::int64_t rows = 0;
};

// Copies every table of the database `from` into `to`, from one moment of the one into one
// transaction of the other, reads both again and compares them row by row; gives the tables in the
// order they were filled. Both have the same migrations. Tables of `to` named in `replaced` may hold
// rows already, which are given up; any other that does is refused. Throws Error.
std::vector<Carried> carry(const std::string& from, const std::string& to, const std::set<std::string>& replaced);

}  // namespace db
