#pragma once
#include <compare>
#include <optional>
#include <string>

#include "base/decimal.h"

namespace base {

// An exact fraction of 128-bit integers, always reduced and with den > 0. Arithmetic that would
// leave 128 bits yields nullopt: a figure is exact or it is not shown.
struct Rational {
  __int128 num = 0;
  __int128 den = 1;

  static Rational from(Decimal value);
  static Rational whole(long long value) { return {value, 1}; }
  bool operator==(const Rational&) const = default;
};

std::optional<Rational> add(const Rational& a, const Rational& b);
std::optional<Rational> subtract(const Rational& a, const Rational& b);
std::optional<Rational> multiply(const Rational& a, const Rational& b);
// nullopt also when b is zero: callers ask for that first.
std::optional<Rational> divide(const Rational& a, const Rational& b);
std::optional<std::strong_ordering> compare(const Rational& a, const Rational& b);

// Rounded to `places` (at most four), halves away from zero; nullopt if it does not fit.
std::optional<Decimal> to_decimal(const Rational& value, int places = 4);
// To four places, and such that rounding it again, to `places`, gives what rounding the fraction once does: 44.78498 is
// 44.7849 for two places, since 44.7850 would be shown as 44.79.
std::optional<Decimal> to_decimal_shown_with(const Rational& value, int places);

// Nothing lost: "0.013373892", or "200/73" where no decimal is it.
std::string to_exact(const Rational& value);

}  // namespace base
