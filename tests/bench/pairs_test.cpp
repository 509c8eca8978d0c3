#include "pairs.h"

#include <gtest/gtest.h>

namespace bench {

TEST(Pairs, the_middle_of_an_even_number_lies_between_the_middle_two) {
  auto odd = spread_of({9, 1, 5}), even = spread_of({4, 1, 9, 2});
  EXPECT_EQ(odd.median, 5);
  EXPECT_EQ(even.median, 3);
  EXPECT_EQ(even.least, 1);
  EXPECT_EQ(even.most, 9);
}

TEST(Pairs, nothing_measured_is_no_spread) {
  auto none = spread_of({});
  EXPECT_EQ(none.median, 0);
  EXPECT_EQ(none.most, 0);
}

// The machine turned three times slower for the second round, and both with it: the medians by themselves would say
// that the figure is a third of the other.
TEST(Pairs, the_ratio_is_of_each_round) {
  Pairs pairs{{300, 100, 90}, {600, 200, 300}};
  EXPECT_EQ(pairs.figure(), 100);
  EXPECT_EQ(pairs.other(), 300);
  EXPECT_EQ(pairs.ratio().median, 0.5);
  EXPECT_EQ(pairs.ratio().least, 0.3);
  EXPECT_EQ(pairs.ratio().most, 0.5);
}

TEST(Pairs, who_goes_first_changes_each_round) {
  std::string order;
  in_turn(
      3, [&] { order += 'f'; }, [&] { order += 'a'; });
  EXPECT_EQ(order, "faaffa");
}

TEST(Pairs, every_rounds_pair_is_written_down) {
  Pairs pairs{{5, 6}, {10, 11}};
  EXPECT_EQ(pairs.rounds("after", "before"),
            nlohmann::json::parse(R"([{"after": 5.0, "before": 10.0}, {"after": 6.0, "before": 11.0}])"));
}

}  // namespace bench
