#include "releases/rules.h"

#include <gtest/gtest.h>

#include <limits>

namespace releases {
namespace {

using exports::Cell;
using exports::Cells;
using exports::Shape;

TEST(Rules, a_row_is_read_as_it_was_kept) {
  Cell reckoned = Cell::of(base::Decimal{-725'837}), said = Cell::of("ไม่มีฐานคำนวณ");
  reckoned.formula = "ROUND([amount]/[base]*100,4)", said.formula = "IF([from]=0,\"\",1)";
  Cells cells = {{},
                 Cell::of("อบต.\"แม่ใส\"\n\\"),
                 Cell::whole(0),
                 reckoned,
                 said,
                 Cell::of(base::Day{-3}),
                 Cell::of(base::Instant{1'731'895'200'000}),
                 Cell::of(base::Decimal{std::numeric_limits<std::int64_t>::max()}),
                 Cell::of(base::Decimal{std::numeric_limits<std::int64_t>::min()}),
                 {}};
  auto read = cells_in(kept(cells));
  ASSERT_EQ(read.size(), cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(read[i].shape, cells[i].shape) << i;
    EXPECT_EQ(read[i].text, cells[i].text) << i;
    EXPECT_EQ(read[i].value, cells[i].value) << i;
    EXPECT_EQ(read[i].formula, cells[i].formula) << i;
  }
  EXPECT_TRUE(cells_in("[]").empty());
}

TEST(Rules, what_is_no_row_is_not_taken_for_one) {
  for (const char* broken : {"", "[", "[1.5]", "[true]", "[1]", "[[1]", "[{\"s\":2", "null x", "[{\"s\":null}]"})
    EXPECT_THROW(cells_in(broken), std::runtime_error) << broken;
}

}  // namespace
}  // namespace releases
