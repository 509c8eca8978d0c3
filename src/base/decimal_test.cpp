#include "base/decimal.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <random>

namespace base {
namespace {

constexpr auto greatest = std::numeric_limits<std::int64_t>::max();

// Numbers of every length, negative ones too; a failure is met again with the seed it prints.
std::int64_t any_scaled(std::mt19937_64& dice) { return std::int64_t(dice()) >> (dice() % 63); }

std::optional<std::int64_t> scaled(std::string_view text) {
  const auto value = parse_decimal(text);
  return value ? std::optional(value->scaled) : std::nullopt;
}

TEST(Decimal, four_places_are_read_exactly) {
  EXPECT_EQ(scaled("0"), 0);
  EXPECT_EQ(scaled("12.5"), 125'000);
  EXPECT_EQ(scaled("0.0001"), 1);
  EXPECT_EQ(scaled("-0.0001"), -1);
  EXPECT_EQ(scaled("-12.5"), -125'000);
  EXPECT_EQ(scaled("007"), 70'000);
  EXPECT_EQ(scaled("-0"), 0);
}

TEST(Decimal, what_is_no_plain_number_is_refused) {
  for (auto text : {"", "-", "--1", "+1", ".", ".5", "5.", "1,000", "1 000", " 1", "1 ", "1e3", "0x1", "1.2.3",
                    "1.00000", "๑", "nan", "1-"})
    EXPECT_FALSE(parse_decimal(text)) << '"' << text << '"';
  EXPECT_FALSE(parse_decimal(std::string_view("1\0", 2)));
}

TEST(Decimal, the_greatest_fits_and_the_next_does_not) {
  EXPECT_EQ(scaled("922337203685477.5807"), greatest);
  EXPECT_EQ(scaled("-922337203685477.5807"), -greatest);
  EXPECT_FALSE(parse_decimal("922337203685477.5808"));
  EXPECT_FALSE(parse_decimal("9223372036854775807"));
  EXPECT_FALSE(parse_decimal("99999999999999999999999999999999"));
}

TEST(Decimal, plain_text_has_no_trailing_zeros) {
  EXPECT_EQ(to_plain({0}), "0");
  EXPECT_EQ(to_plain({1}), "0.0001");
  EXPECT_EQ(to_plain({-1}), "-0.0001");
  EXPECT_EQ(to_plain({125'000}), "12.5");
  EXPECT_EQ(to_plain({1'000'000'0}), "1000");
  EXPECT_EQ(to_plain({std::numeric_limits<std::int64_t>::min()}), "-922337203685477.5808");
}

TEST(Decimal, what_is_printed_reads_back_as_the_same) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const Decimal value{any_scaled(dice)};
    if (value.scaled < -greatest) continue;
    EXPECT_EQ(parse_decimal(to_plain(value)), std::optional(value)) << seed << ": " << to_plain(value);
  }
}

TEST(Decimal, groups_of_three_and_halves_away_from_zero) {
  EXPECT_EQ(to_grouped({12'345'000}, 2), "1,234.50");
  EXPECT_EQ(to_grouped({12'345'000}), "1,234.5");
  EXPECT_EQ(to_grouped(Decimal::whole(1'234'567)), "1,234,567");
  EXPECT_EQ(to_grouped(Decimal::whole(999)), "999");
  EXPECT_EQ(to_grouped(Decimal::whole(-1'000)), "-1,000");
  EXPECT_EQ(to_grouped({5'000}, 0), "1");
  EXPECT_EQ(to_grouped({4'999}, 0), "0");
  EXPECT_EQ(to_grouped({-5'000}, 0), "-1");
  EXPECT_EQ(to_grouped({-4'999}, 0), "0") << "there is no minus nought";
  EXPECT_EQ(to_grouped({9'999'999}, 1), "1,000.0");
  EXPECT_EQ(to_grouped({1}, 4), "0.0001");
  EXPECT_EQ(to_grouped({1}, 9), "0.0001") << "a value has four places";
}

TEST(Decimal, grouping_only_puts_commas_in) {
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    std::mt19937_64 dice(seed);
    const Decimal value{any_scaled(dice)};
    auto text = to_grouped(value);
    std::erase(text, ',');
    EXPECT_EQ(text, to_plain(value)) << seed;
  }
}

TEST(Decimal, rounding_is_the_nearest_of_its_places) {
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    std::mt19937_64 dice(seed);
    const Decimal value{any_scaled(dice) / 16};
    const int places = int(dice() % 4);
    std::int64_t step = 1;
    for (int i = places; i < 4; ++i) step *= 10;
    auto text = to_grouped(value, places);
    std::erase(text, ',');
    const auto shown = scaled(text);
    ASSERT_TRUE(shown) << seed << ": " << text;
    EXPECT_EQ(*shown % step, 0) << seed;
    const auto off = std::abs(*shown - value.scaled);
    EXPECT_LE(2 * off, step) << seed << ": " << text;
    if (2 * off == step) EXPECT_GT(std::abs(*shown), std::abs(value.scaled)) << seed << ": " << text;
  }
}

}  // namespace
}  // namespace base
