#include "results/rules.h"
#include "results/earlier.h"

#include <gtest/gtest.h>

namespace results {
namespace {

using reports::Figure;
using State = formula::Value::State;

Figure number(const char* text) { return {State::number, *base::parse_decimal(text)}; }

framework::Indicator rate(const char* target = nullptr) {
  framework::Indicator indicator;
  indicator.code = "U2", indicator.unit.th = "%";
  if (target) indicator.target = framework::Target{*base::parse_decimal(target), framework::Mark::reference, {}};
  return indicator;
}

TEST(Bars, are_drawn_of_numbers_only) {
  for (State state : {State::absent, State::no_base, State::not_applicable})
    EXPECT_FALSE(bar_of(rate("80"), {state, {}}));
  auto nothing = bar_of(rate("80"), number("0"));
  ASSERT_TRUE(nothing) << "zero is a figure";
  EXPECT_EQ(nothing->value, 0);
}

TEST(Bars, stand_in_a_frame_of_a_hundred_per_cent_or_what_goes_beyond) {
  auto usual = *bar_of(rate("80"), number("36.55"));
  EXPECT_EQ(usual.value, 365);
  EXPECT_EQ(usual.target, 800);
  auto beyond = *bar_of(rate("100"), number("125"));
  EXPECT_EQ(beyond.value, 1000);
  EXPECT_EQ(beyond.target, 800);
  EXPECT_FALSE(bar_of(rate(), number("50"))->target);
  EXPECT_EQ(bar_of(rate(), number("9999999999"))->value, 1000) << "no number is too large";
  auto tonnes = rate();
  tonnes.unit.th = "ตัน/ปี";
  EXPECT_FALSE(bar_of(tonnes, number("500"))) << "nothing to hold it against";
}

TEST(Ranks, are_shared_by_equals_and_none_is_given_to_the_unknown) {
  auto ranks =
      rank({number("50"), {State::absent, {}}, number("70"), number("50"), number("10"), {State::no_base, {}}});
  std::vector<std::pair<std::size_t, int>> got;
  for (const auto& r : ranks) got.emplace_back(r.place, r.rank);
  EXPECT_EQ(got, (std::vector<std::pair<std::size_t, int>>{{2, 1}, {0, 2}, {3, 2}, {4, 4}, {1, 0}, {5, 0}}));
  EXPECT_TRUE(rank({}).empty());
}

TEST(Ranks, warn_of_figures_that_stand_on_few) {
  EXPECT_TRUE(is_small_base(2, 100));
  EXPECT_TRUE(is_small_base(2, 5));
  EXPECT_TRUE(is_small_base(19, 100));
  EXPECT_FALSE(is_small_base(20, 100));
  EXPECT_FALSE(is_small_base(1, 1)) << "all there are";
  EXPECT_FALSE(is_small_base(0, 100)) << "no figure, nothing to warn of";
}

TEST(Spreads, put_the_full_hundred_in_the_last_step) {
  Spread spread;
  for (const char* value : {"0", "9.99", "10", "99.99", "100", "140"}) add(spread, *base::parse_decimal(value));
  EXPECT_EQ(spread.counts, (std::vector<int>{2, 1, 0, 0, 0, 0, 0, 0, 0, 3}));
  EXPECT_EQ(spread.known, 6);
}

std::vector<totals::Sum> flow(std::int64_t whole, std::int64_t collected, std::int64_t used, std::int64_t proper,
                              std::int64_t improper) {
  std::vector<totals::Sum> sums;
  for (auto tonnes : {whole, collected, used, proper, improper})
    sums.push_back({base::Decimal::whole(tonnes).scaled, 0, 7});
  return sums;
}

TEST(Flows, what_the_ends_leave_of_the_whole_is_unaccounted_for) {
  auto picture = flow_picture(flow(1000, 700, 300, 400, 250)).value();
  EXPECT_EQ(picture.count, 7);
  EXPECT_EQ(picture.left, base::Decimal::whole(50));
  EXPECT_EQ(picture.collected.width, 700);
  EXPECT_EQ(picture.ends[2].from, 700);
  EXPECT_EQ(picture.gap.from, 950);
  EXPECT_EQ(picture.gap.from + picture.gap.width, 1000) << "no gap is opened by rounding";
}

TEST(Flows, ends_that_are_more_than_the_whole_are_shown_to_be) {
  auto picture = flow_picture(flow(1000, 700, 600, 600, 50)).value();
  EXPECT_EQ(picture.left, base::Decimal::whole(-250));
  EXPECT_EQ(picture.whole.width, 800);
  EXPECT_EQ(picture.gap.from, 800);
  EXPECT_EQ(picture.gap.width, 200);
  EXPECT_EQ(picture.gap.amount, base::Decimal::whole(250));
}

TEST(Flows, of_nothing_there_is_no_picture) {
  EXPECT_FALSE(flow_picture({}));
  EXPECT_FALSE(flow_picture(flow(0, 0, 0, 0, 0)));
  auto nobody = flow(10, 10, 10, 0, 0);
  for (auto& sum : nobody) sum.count = 0;
  EXPECT_FALSE(flow_picture(nobody));
}

TEST(Flows, thirds_touch_one_another) {
  auto picture = flow_picture(flow(3, 1, 1, 1, 1)).value();
  for (int i = 1; i < 3; ++i) EXPECT_EQ(picture.ends[i].from, picture.ends[i - 1].from + picture.ends[i - 1].width);
  EXPECT_EQ(picture.ends[2].from + picture.ends[2].width, 1000);
  EXPECT_EQ(base::to_plain(*percent_of(picture.ends[0].amount, picture.whole.amount)), "33.33");
  EXPECT_FALSE(percent_of(picture.whole.amount, {}));
}

TEST(Change, are_only_between_numbers) {
  EXPECT_EQ(change_of(number("50"), number("61.2")).by, base::Decimal{-112'000});
  EXPECT_FALSE(change_of(number("50"), {State::absent, {}}).by) << "absent is not zero";
  EXPECT_FALSE(change_of({State::no_base, {}}, number("50")).by);
}

}  // namespace
}  // namespace results
