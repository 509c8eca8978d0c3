#include "base/decimal.h"

#include <algorithm>
#include <cstdlib>

namespace base {

std::optional<Decimal> parse_decimal(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  auto point = std::min(text.find('.'), text.size());
  auto whole = text.substr(0, point);
  auto places = point < text.size() ? text.substr(point + 1) : std::string_view{};
  if (whole.empty() || places.size() > 4 || (point < text.size() && places.empty())) return std::nullopt;
  std::int64_t scaled = 0;
  auto take = [&](char c) {
    return c >= '0' && c <= '9' && !__builtin_mul_overflow(scaled, std::int64_t{10}, &scaled) &&
           !__builtin_add_overflow(scaled, std::int64_t{c - '0'}, &scaled);
  };
  for (char c : whole)
    if (!take(c)) return std::nullopt;
  for (std::size_t i = 0; i < 4; ++i)
    if (!take(i < places.size() ? places[i] : '0')) return std::nullopt;
  return Decimal{negative ? -scaled : scaled};
}

namespace {

std::string digits_of(std::uint64_t number) { return std::to_string(number); }

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string four_places(std::uint64_t rest) {
  std::string text = digits_of(rest);
  return std::string(4 - text.size(), '0') + text;
}

}  // namespace

std::string to_plain(Decimal value) {
  auto size = magnitude(value.scaled);
  std::string text = (value.scaled < 0 ? "-" : "") + digits_of(size / Decimal::one);
  if (auto rest = size % Decimal::one) {
    std::string places = four_places(rest);
    places.erase(places.find_last_not_of('0') + 1);
    text += "." + places;
  }
  return text;
}

Decimal rounded(Decimal value, int places) {
  std::uint64_t step = 1;
  for (int i = places; i < 4; ++i) step *= 10;
  auto size = (magnitude(value.scaled) + step / 2) / step * step;
  return {value.scaled < 0 ? -std::int64_t(size) : std::int64_t(size)};
}

std::string to_grouped(Decimal value, int places) {
  if (places >= 0) value = rounded(value, places);
  auto size = magnitude(value.scaled);
  std::string whole = digits_of(size / Decimal::one);
  for (int at = int(whole.size()) - 3; at > 0; at -= 3) whole.insert(std::size_t(at), ",");
  std::string rest = four_places(size % Decimal::one);
  if (places < 0)
    rest.erase(rest.find_last_not_of('0') + 1);
  else
    rest.resize(std::size_t(std::min(places, 4)), '0');
  bool negative = value.scaled < 0 && size != 0;
  return (negative ? "-" : "") + whole + (rest.empty() ? "" : "." + rest);
}

}  // namespace base
