#include "base/rational.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace base {
namespace {

using Wide = __int128;

Wide absolute(Wide value) { return value < 0 ? -value : value; }

Wide common_divisor(Wide a, Wide b) { return b == 0 ? absolute(a) : common_divisor(b, a % b); }

bool is_reduced(const Rational& value) { return value.den > 0 && common_divisor(value.num, value.den) == 1; }

// Small enough that the cross products of the tests below stay inside 128 bits.
Rational any_fraction(std::mt19937_64& dice) {
  const auto num = std::int64_t(dice() % 2'000'000'001) - 1'000'000'000;
  const auto den = std::int64_t(dice() % (dice() % 2 ? 10 : 1'000'000'000)) + 1;
  return divide(Rational::whole(num), Rational::whole(den)).value();
}

bool is(const std::optional<Rational>& value, Wide num, Wide den) {
  return value && value->num == num && value->den == den;
}

// value = num / den, asked without dividing.
bool equals(const Rational& value, Wide num, Wide den) { return value.num * den == num * value.den; }

const Rational huge{Wide(std::numeric_limits<std::int64_t>::max()) << 62, 1};

TEST(Rational, fractions_are_reduced_with_the_sign_above) {
  EXPECT_TRUE(is(divide(Rational::whole(6), Rational::whole(4)), 3, 2));
  EXPECT_TRUE(is(divide(Rational::whole(6), Rational::whole(-4)), -3, 2));
  EXPECT_TRUE(is(divide(Rational::whole(-6), Rational::whole(-4)), 3, 2));
  EXPECT_TRUE(is(divide(Rational::whole(0), Rational::whole(-4)), 0, 1));
  EXPECT_TRUE(is(subtract({1, 2}, {1, 2}), 0, 1));
  EXPECT_TRUE(is(add({1, 6}, {1, 6}), 1, 3)) << "equal denominators reduce too";
  EXPECT_TRUE(is(Rational::from({125'000}), 25, 2));
  EXPECT_TRUE(is(Rational::from({-1}), -1, 10'000));
}

TEST(Rational, a_tenth_and_two_tenths_are_three_tenths) {
  const auto sum = add(Rational::from({1'000}), Rational::from({2'000}));
  EXPECT_TRUE(is(sum, 3, 10));
  EXPECT_EQ(to_decimal(*sum), std::optional(Decimal{3'000}));
}

TEST(Rational, nothing_is_divided_by_zero) {
  EXPECT_FALSE(divide(Rational::whole(1), Rational::whole(0)));
  EXPECT_FALSE(divide(Rational::whole(0), Rational::whole(0)));
}

TEST(Rational, what_leaves_128_bits_is_no_figure) {
  EXPECT_FALSE(multiply(huge, huge));
  EXPECT_FALSE(divide(huge, {1, huge.num}));
  EXPECT_FALSE(add({1, huge.num}, {1, huge.num - 1}));
  EXPECT_FALSE(compare({huge.num, 3}, {huge.num, 1'000}));
  const Rational most{std::numeric_limits<Wide>::max(), 1};
  EXPECT_FALSE(add(most, Rational::whole(1)));
  EXPECT_FALSE(subtract({-most.num, 1}, Rational::whole(1))) << "the least has no positive";
  EXPECT_FALSE(to_decimal(huge));
  EXPECT_FALSE(to_decimal(Rational::whole(std::numeric_limits<std::int64_t>::max())));
}

TEST(Rational, sums_and_products_agree_with_whole_numbers) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto a = any_fraction(dice), b = any_fraction(dice);
    const auto sum = add(a, b), less = subtract(a, b), product = multiply(a, b);
    ASSERT_TRUE(sum && less && product) << seed;
    EXPECT_TRUE(equals(*sum, a.num * b.den + b.num * a.den, a.den * b.den)) << seed;
    EXPECT_TRUE(equals(*less, a.num * b.den - b.num * a.den, a.den * b.den)) << seed;
    EXPECT_TRUE(equals(*product, a.num * b.num, a.den * b.den)) << seed;
    EXPECT_TRUE(is_reduced(*sum) && is_reduced(*less) && is_reduced(*product)) << seed;
    EXPECT_TRUE(add(b, a) == sum && multiply(b, a) == product) << seed;
    EXPECT_TRUE(add(*less, b) == a) << seed;
    if (b.num == 0) continue;
    const auto ratio = divide(a, b);
    ASSERT_TRUE(ratio) << seed;
    EXPECT_TRUE(equals(*ratio, a.num * b.den, a.den * b.num)) << seed;
    EXPECT_TRUE(is_reduced(*ratio)) << seed;
  }
}

TEST(Rational, order_is_that_of_the_cross_products) {
  EXPECT_EQ(compare({1, 3}, {1, 2}), std::strong_ordering::less);
  EXPECT_EQ(compare({-1, 3}, {-1, 2}), std::strong_ordering::greater);
  EXPECT_EQ(compare({1, 2}, {1, 2}), std::strong_ordering::equal);
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto a = any_fraction(dice), b = any_fraction(dice);
    const auto sign = subtract(a, b).value().num;
    EXPECT_EQ(compare(a, b), std::optional(sign <=> Wide(0))) << seed;
  }
}

TEST(Rational, a_decimal_comes_back_as_it_went_in) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const Decimal value{std::int64_t(dice()) >> (dice() % 63)};
    EXPECT_TRUE(is_reduced(Rational::from(value))) << seed;
    EXPECT_EQ(to_decimal(Rational::from(value)), std::optional(value)) << seed;
  }
}

TEST(Rational, four_places_are_the_nearest_and_halves_go_away_from_zero) {
  EXPECT_EQ(to_decimal({1, 3}), std::optional(Decimal{3'333}));
  EXPECT_EQ(to_decimal({2, 3}), std::optional(Decimal{6'667}));
  EXPECT_EQ(to_decimal({1, 20'000}), std::optional(Decimal{1}));
  EXPECT_EQ(to_decimal({-1, 20'000}), std::optional(Decimal{-1}));
  EXPECT_EQ(to_decimal({-1, 20'001}), std::optional(Decimal{0}));
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto value = any_fraction(dice);
    const auto shown = to_decimal(value);
    ASSERT_TRUE(shown) << seed;
    const Wide exact = value.num * Decimal::one, near = Wide(shown->scaled) * value.den;
    EXPECT_TRUE(2 * absolute(near - exact) <= value.den) << seed;
    if (2 * absolute(near - exact) == value.den) EXPECT_TRUE(absolute(near) > absolute(exact)) << seed;
  }
}

TEST(Rational, is_written_with_nothing_lost) {
  EXPECT_EQ(to_exact({200, 73}), "200/73");
  EXPECT_EQ(to_exact({3'343'473, 250'000'000}), "0.013373892");
  EXPECT_EQ(to_exact(Rational::whole(-100)), "-100");
  EXPECT_EQ(to_exact({-1, 8}), "-0.125");
  EXPECT_EQ(to_exact({1, 10'000'000'000'000}), "1/10000000000000") << "thirteen places";
}

// Rounded to four places and then to two, 44.78498 became 44.79.
TEST(Rational, shown_with_few_places_is_rounded_once) {
  const Rational near_a_half{4'478'498, 100'000};
  EXPECT_EQ(to_decimal(near_a_half, 2), std::optional(Decimal{447'800}));
  EXPECT_EQ(to_decimal_shown_with(near_a_half, 2), std::optional(Decimal{447'849}));
  EXPECT_EQ(to_decimal_shown_with({-4'478'498, 100'000}, 2), std::optional(Decimal{-447'849}));
  EXPECT_EQ(to_decimal_shown_with(near_a_half, 4), std::optional(Decimal{447'850}));
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const Rational value{std::int64_t(dice()) >> 24, 1 + std::int64_t(dice() % 100'000'000)};
    const int places = int(dice() % 5);
    Wide step = 1;
    for (int i = places; i < 4; ++i) step *= 10;
    const auto shown = to_decimal(value, places), kept = to_decimal_shown_with(value, places);
    ASSERT_TRUE(shown && kept) << seed;
    EXPECT_EQ(shown->scaled % step, 0) << seed;
    EXPECT_TRUE(2 * absolute(Wide(shown->scaled) * value.den - value.num * Decimal::one) <= step * value.den) << seed;
    EXPECT_EQ(rounded(*kept, places), *shown) << seed;
    EXPECT_EQ(to_grouped(*kept, places), to_grouped(*shown, places)) << seed;
    EXPECT_TRUE(absolute(Wide(kept->scaled) * value.den - value.num * Decimal::one) <= value.den)
        << seed << " within one";
  }
}

}  // namespace
}  // namespace base
