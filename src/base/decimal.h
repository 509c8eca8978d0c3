#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// An exact decimal of four places, kept as a scaled integer: 12.5 is 125'000.
// Four places hold a tenth of a kilogram in tonnes; sums over every body of the country
// stay below 2^63 as long as one value stays below Decimal::limit.
struct Decimal {
  static constexpr std::int64_t one = 10'000;
  static constexpr std::int64_t limit = 10'000'000'000;  // whole units a single value may reach

  std::int64_t scaled = 0;

  static constexpr Decimal whole(std::int64_t units) { return {units * one}; }
  auto operator<=>(const Decimal&) const = default;
};

// "1234.5", with '.' as the decimal point and no grouping; nullopt if it is anything else or has
// more than four places or would not fit.
std::optional<Decimal> parse_decimal(std::string_view text);

// "1234.5": no grouping, no trailing zeros; what parse_decimal reads back.
std::string to_plain(Decimal value);

Decimal rounded(Decimal value, int places);  // halves away from zero; four places or more stay as they are

// "1,234.50" with `places` digits after the point, halves rounded away from zero;
// places = -1 shows as many as the value has.
std::string to_grouped(Decimal value, int places = -1);

}  // namespace base
