#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

enum class Language { th, en };

// A moment: milliseconds since 1970-01-01T00:00Z. Bangkok time and Buddhist years are made from
// it only where a person reads.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

// A calendar day: days since 1970-01-01.
struct Day {
  std::int32_t days = 0;
  auto operator<=>(const Day&) const = default;
};

Instant system_now();

// "2024-11-18T09:00+07:00", with seconds or as to_iso has it, or ending in Z; nullopt if it is anything else.
std::optional<Instant> parse_instant(std::string_view text);
std::string to_iso(Instant at);  // "2024-11-18T02:00:00.000Z"

Instant start_of(Day day);  // 00:00 of that day in Bangkok
Day day_in_bangkok(Instant at);

std::optional<Day> parse_iso_day(std::string_view text);  // "2024-11-18", Christian era
std::string to_iso(Day day);

// A day as a clerk types it: "22/11/2567", "22 พ.ย.2567", "22 พฤศจิกายน พ.ศ. 2567", "2567-11-22"; docs/numbers.md
// lists every form. Years 2443–2643 are Buddhist, the same years 1900–2100 Christian.
std::optional<Day> parse_typed_day(std::string_view text);

std::string show(Day day, Language language);     // "22 พ.ย. 2567" · "22 Nov 2024"
std::string show(Instant at, Language language);  // "22 พ.ย. 2567 23.59 น." · "22 Nov 2024 23:59"
// The same text with every moment that show() wrote in Thai said in this language.
std::string with_moments_in(std::string_view thai, Language language);
std::string show_clock(Instant at, Language language);  // "10.31.02 น." · "10:31:02"

}  // namespace base
