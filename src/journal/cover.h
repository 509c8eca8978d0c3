#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.h"

namespace journal {

// A table whose rows the journal holds: `rows` gives, of one unit or of many, the unit's number, what tells its rows
// apart (empty where a unit is one row), and every column that an act decides, in the order of unit and row:
//   SELECT round_id, place_id, allowed, … WHERE round_id BETWEEN :from AND :to ORDER BY round_id, place_id
// A unit is small, since an act that writes one row of it seals them all: what was put in or taken out shows too.
// Whoever adds a column gives the cover another name, "seat.2": rows sealed under the old one are first sealed anew.
struct Cover {
  std::string_view name;
  const db::Statement& rows;
};
using Covers = std::vector<const Cover*>;

struct Unit {
  const Cover& cover;
  std::int64_t number;
};
using Units = std::vector<Unit>;

// "name number row=digest row=digest\n" for each unit as it stands now in this transaction: what an act says of the
// rows it wrote.
std::string sealed(db::Tx& tx, const Units& units);
// Every row of the table by its digest, unit by unit, to be held against that.
struct SealedRow {
  std::int64_t unit = 0;
  std::string row, digest;
};
std::vector<SealedRow> rows_of(db::Tx& tx, const Cover& cover);

}  // namespace journal
