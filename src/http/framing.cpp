#include "http/framing.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.h"

namespace http {

namespace {

bool same(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](unsigned char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : char(a)) == b; });
}

}  // namespace

bool is_spoken(std::string_view method) {
  auto all = base::split(methods, ',');
  return std::any_of(all.begin(), all.end(), [&](auto one) { return base::trim(one) == method; });
}

Head HeadSeen::look(std::string_view bytes) {
  while (seen_ < bytes.size()) {
    const char c = bytes[seen_];
    if (c == '\0' || c == '\n') return Head::malformed;  // a line's end is passed over as a whole, below
    if (c != '\r') {
      ++seen_;
      continue;
    }
    // What follows the CR decides: "\n", and what begins the next line.
    const auto after = bytes.substr(seen_ + 1);
    if (after.empty()) return Head::unfinished;
    if (after[0] != '\n') return Head::malformed;
    if (after.size() == 1) return Head::unfinished;
    if (after[1] == ' ' || after[1] == '\t') return Head::malformed;
    if (after[1] == '\r') {
      if (after.size() == 2) return Head::unfinished;
      if (after[2] != '\n') return Head::malformed;
      seen_ += 4;
      return Head::whole;
    }
    seen_ += 2;
  }
  return Head::unfinished;
}

bool has_bare_lf(std::string_view lines) {
  for (auto at = lines.find('\n'); at != lines.npos; at = lines.find('\n', at + 1))
    if (at == 0 || lines[at - 1] != '\r') return true;
  return false;
}

bool names_host(std::string_view value) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=%[]:";
  return std::all_of(value.begin(), value.end(), [&](unsigned char c) {
    return (c < 0x80 && std::isalnum(c)) || marks.find(char(c)) != marks.npos;
  });
}

std::optional<Absolute> absolute(std::string_view target) {
  const auto colon = target.find(':');
  if (colon == target.npos || target.substr(colon, 3) != "://") return std::nullopt;
  const auto scheme = target.substr(0, colon);
  if (!same(scheme, "http") && !same(scheme, "https")) return std::nullopt;
  target.remove_prefix(colon + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  const auto host = target.substr(0, end);
  if (host.empty() || !names_host(host)) return std::nullopt;
  return Absolute{host, target.substr(end)};
}

Part part_of(std::string_view range, std::size_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!same(range.substr(0, unit.size()), unit)) return {};
  range = base::trim(range.substr(unit.size()));
  const auto dash = range.find('-');
  if (dash == range.npos) return {};
  // A number too large for us lies beyond the end of any file.
  auto number = [](std::string_view digits) -> std::optional<std::size_t> {
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
    std::size_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return read.ec == std::errc{} ? value : SIZE_MAX;
  };
  const auto first = range.substr(0, dash), second = range.substr(dash + 1);
  const auto from = number(first), last = number(second);
  if (first.empty()) {  // the last so many
    if (!last) return {};
    if (*last == 0 || size == 0) return {Part::Kind::none};
    const auto most = std::min(*last, size);
    return {Part::Kind::part, size - most, most};
  }
  if (!from || (!second.empty() && !last) || (last && *last < *from)) return {};
  if (*from >= size) return {Part::Kind::none};
  const auto end = last && *last < size ? *last + 1 : size;
  return {Part::Kind::part, *from, end - *from};
}

}  // namespace http
