#include "base/rational.h"

#include <cstdlib>
#include <limits>

namespace base {

namespace {

using Wide = __int128;

Wide gcd(Wide a, Wide b) {
  if (a < 0) a = -a;
  // The common case fits a machine word, where the division is ten times as fast.
  while (b != 0) {
    constexpr Wide word = std::numeric_limits<std::uint64_t>::max();
    if (a <= word && b <= word) {
      auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
      while (y != 0) {
        auto rest = x % y;
        x = y, y = rest;
      }
      return x;
    }
    Wide rest = a % b;
    a = b, b = rest;
  }
  return a;
}

std::optional<Rational> reduced(Wide num, Wide den) {
  constexpr Wide least = Wide(1) << 127;  // its negative has no positive counterpart
  if (num == least || den == least) return std::nullopt;
  if (den < 0) num = -num, den = -den;
  if (den != 1)
    if (Wide common = gcd(num, den); common > 1) num /= common, den /= common;
  return Rational{num, den};
}

bool times(Wide a, Wide b, Wide& out) { return !__builtin_mul_overflow(a, b, &out); }

}  // namespace

Rational Rational::from(Decimal value) {
  if (value.scaled % Decimal::one == 0) return {value.scaled / Decimal::one, 1};
  return *reduced(value.scaled, Decimal::one);
}

std::optional<Rational> add(const Rational& a, const Rational& b) {
  Wide left, right, sum, den;
  if (a.den == b.den) {
    if (__builtin_add_overflow(a.num, b.num, &sum)) return std::nullopt;
    return reduced(sum, a.den);
  }
  if (!times(a.num, b.den, left) || !times(b.num, a.den, right) || !times(a.den, b.den, den) ||
      __builtin_add_overflow(left, right, &sum))
    return std::nullopt;
  return reduced(sum, den);
}

std::optional<Rational> subtract(const Rational& a, const Rational& b) { return add(a, {-b.num, b.den}); }

std::optional<Rational> multiply(const Rational& a, const Rational& b) {
  Wide num, den;
  if (!times(a.num, b.num, num) || !times(a.den, b.den, den)) return std::nullopt;
  return reduced(num, den);
}

std::optional<Rational> divide(const Rational& a, const Rational& b) {
  if (b.num == 0) return std::nullopt;
  return multiply(a, b.num < 0 ? Rational{-b.den, -b.num} : Rational{b.den, b.num});
}

std::optional<std::strong_ordering> compare(const Rational& a, const Rational& b) {
  Wide left, right;
  if (!times(a.num, b.den, left) || !times(b.num, a.den, right)) return std::nullopt;
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

std::optional<Decimal> to_decimal(const Rational& value, int places) {
  Wide step = 1, scaled, doubled;
  for (int i = places; i < 4; ++i) step *= 10;
  if (!times(value.num, Decimal::one / step, scaled) || !times(scaled, 2, doubled)) return std::nullopt;
  Wide half = doubled < 0 ? -value.den : value.den, sum, divisor;
  if (__builtin_add_overflow(doubled, half, &sum) || !times(value.den, 2, divisor)) return std::nullopt;
  Wide rounded = sum / divisor * step;
  if (rounded > std::numeric_limits<std::int64_t>::max() || rounded < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return Decimal{static_cast<std::int64_t>(rounded)};
}

std::optional<Decimal> to_decimal_shown_with(const Rational& value, int places) {
  auto fine = to_decimal(value);
  std::int64_t step = 1;
  for (int i = places; i < 4; ++i) step *= 10;
  // Only what came to lie on a half may have been carried over it.
  if (!fine || step == 1 || std::abs(fine->scaled % step) != step / 2) return fine;
  auto shown = to_decimal(value, places);
  if (!shown) return std::nullopt;
  auto again = rounded(*fine, places);
  if (again < *shown) ++fine->scaled;
  if (again > *shown) --fine->scaled;
  return fine;
}

std::string to_exact(const Rational& value) {
  auto digits = [](unsigned __int128 n) {
    std::string text;
    do text += char('0' + int(n % 10));
    while ((n /= 10) != 0);
    return std::string(text.rbegin(), text.rend());
  };
  const std::string sign = value.num < 0 ? "-" : "";
  const auto num =
      value.num < 0 ? -static_cast<unsigned __int128>(value.num) : static_cast<unsigned __int128>(value.num);
  const auto den = static_cast<unsigned __int128>(value.den);
  std::string decimal = digits(num / den);
  auto rest = num % den;
  if (rest != 0) decimal += '.';
  for (int place = 0; rest != 0 && place < 12 && den < (static_cast<unsigned __int128>(1) << 124); ++place) {
    rest *= 10;
    decimal += char('0' + int(rest / den));
    rest %= den;
  }
  return sign + (rest == 0 ? decimal : digits(num) + "/" + digits(den));
}

}  // namespace base
