#include "base/instant.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"

namespace base {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t bangkok_ms = 7 * 3'600'000;  // no summer time since 1920
constexpr const char* thai_short[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
                                      "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",  "พ.ย.", "ธ.ค."};
constexpr const char* thai_long[] = {"มกราคม",  "กุมภาพันธ์", "มีนาคม",  "เมษายน", "พฤษภาคม",  "มิถุนายน",
                                     "กรกฎาคม", "สิงหาคม",  "กันยายน", "ตุลาคม",  "พฤศจิกายน", "ธันวาคม"};
constexpr const char* english_short[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

struct Civil {
  int year;
  unsigned month, day;
};

Civil civil(Day day) {
  std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day.days}}};
  return {int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day())};
}

std::optional<Day> day_of(int year, unsigned month, unsigned day) {
  std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!ymd.ok() || year < 1 || year > 9999) return std::nullopt;
  return Day{std::int32_t(std::chrono::sys_days{ymd}.time_since_epoch().count())};
}

std::optional<int> number(std::string_view digits, std::size_t least, std::size_t most) {
  if (digits.size() < least || digits.size() > most) return std::nullopt;
  int value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<unsigned> month_named(std::string_view name) {
  for (unsigned m = 0; m < 12; ++m) {
    std::string without_dots;
    for (char c : std::string_view(thai_short[m]))
      if (c != '.') without_dots += c;
    if (name == thai_short[m] || name == thai_long[m] || name == english_short[m] || name == without_dots) return m + 1;
  }
  return std::nullopt;
}

}  // namespace

Instant system_now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

Instant start_of(Day day) { return {day.days * day_ms - bangkok_ms}; }
Day day_in_bangkok(Instant at) { return {std::int32_t(floor_div(at.ms + bangkok_ms, day_ms))}; }

std::optional<Day> parse_iso_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = number(text.substr(0, 4), 4, 4), month = number(text.substr(5, 2), 2, 2),
       day = number(text.substr(8), 2, 2);
  if (!year || !month || !day) return std::nullopt;
  return day_of(*year, unsigned(*month), unsigned(*day));
}

std::optional<Instant> parse_instant(std::string_view text) {
  auto t = text.find('T');
  if (t == text.npos) return std::nullopt;
  auto day = parse_iso_day(text.substr(0, t));
  auto rest = text.substr(t + 1);
  auto zone_at = rest.find_first_of("Z+-");
  if (!day || zone_at == rest.npos) return std::nullopt;
  auto clock = rest.substr(0, zone_at), zone = rest.substr(zone_at);
  auto parts = split(clock, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  auto hour = number(parts[0], 2, 2), minute = number(parts[1], 2, 2);
  auto second = parts.size() == 3 ? number(parts[2], 2, 2) : std::optional(0);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::int64_t offset = 0;
  if (zone != "Z") {
    if (zone.size() != 6 || zone[3] != ':') return std::nullopt;
    auto h = number(zone.substr(1, 2), 2, 2), m = number(zone.substr(4, 2), 2, 2);
    if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
    offset = (*h * 60 + *m) * 60'000 * (zone[0] == '-' ? -1 : 1);
  }
  return Instant{day->days * day_ms + ((*hour * 60 + *minute) * 60 + *second) * std::int64_t{1000} - offset};
}

std::string to_iso(Day day) {
  auto [y, m, d] = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", y, m, d);
}

std::string to_iso(Instant at) {
  auto day = floor_div(at.ms, day_ms);
  auto rest = at.ms - day * day_ms;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(Day{std::int32_t(day)}), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

std::optional<Day> parse_typed_day(std::string_view typed) {
  std::string text = arabic_digits(trim(typed));
  if (auto iso = parse_iso_day(text); iso && civil(*iso).year >= 1900 && civil(*iso).year <= 2100) return iso;
  std::vector<std::string> parts(1);
  for (char c : text)
    if (c == '/' || c == '-' || c == ' ') {
      if (!parts.back().empty()) parts.emplace_back();
    } else {
      parts.back() += c;
    }
  if (parts.size() != 3) return std::nullopt;
  auto day = number(parts[0], 1, 2), year = number(parts[2], 4, 4);
  std::optional<unsigned> month = month_named(parts[1]);
  if (!month)
    if (auto m = number(parts[1], 1, 2)) month = unsigned(*m);
  if (!day || !month || !year) return std::nullopt;
  if (*year >= 2400) return day_of(*year - 543, *month, unsigned(*day));
  if (*year >= 1900 && *year <= 2100) return day_of(*year, *month, unsigned(*day));
  return std::nullopt;
}

std::string show(Day day, Language language) {
  auto [y, m, d] = civil(day);
  if (language == Language::en) return fmt::format("{} {} {}", d, english_short[m - 1], y);
  return fmt::format("{} {} {}", d, thai_short[m - 1], y + 543);
}

std::string show(Instant at, Language language) {
  Day day = day_in_bangkok(at);
  auto rest = at.ms - start_of(day).ms;
  return language == Language::en
             ? fmt::format("{} {:02}:{:02}", show(day, language), rest / 3'600'000, rest / 60'000 % 60)
             : fmt::format("{} {:02}.{:02} น.", show(day, language), rest / 3'600'000, rest / 60'000 % 60);
}

std::string show_clock(Instant at, Language language) {
  auto rest = at.ms - start_of(day_in_bangkok(at)).ms;
  const char* pattern = language == Language::en ? "{:02}:{:02}:{:02}" : "{:02}.{:02}.{:02} น.";
  return fmt::format(fmt::runtime(pattern), rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60);
}

}  // namespace base
