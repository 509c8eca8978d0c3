#pragma once
#include <string>
#include <vector>

#include "exports/table.h"
#include "identity/context.h"
#include "totals/totals.h"

// What the department froze for the public: numbered, never changed; a correction is the next number.
namespace releases {

// The order is kept in databases: new ones come last.
enum class Part { answers, indicators, completeness, codebook, changes };
inline constexpr Part parts[] = {Part::answers, Part::indicators, Part::completeness, Part::codebook, Part::changes};
std::string_view code_of(Part part);
std::optional<Part> part_of(std::string_view code);

struct Wish {
  std::int64_t id = 0, round = 0;
  totals::Stage stage = totals::Stage::approved;
  std::string notes;
  base::Instant asked_at;
  std::int64_t asked_by = 0;  // seat
};

struct Release {
  std::int64_t id = 0, wish = 0, round = 0;
  int number = 0;
  totals::Stage stage = totals::Stage::approved;
  std::string notes;
  base::Instant cut_off;     // its rows are the country as of this moment
  std::int64_t made_by = 0;  // seat; told to the department, never to the public
  std::string content;
  int expected = 0, counted = 0;
  std::string digest;
};

// A row of a table as it is kept. Position 0 holds the columns.
struct Row {
  int position = 0;
  std::string place, above, item, cells;
};

}  // namespace releases
