#include "base/instant.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "base/typed.h"

namespace base {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t bangkok_ms = 7 * 3'600'000;  // no summer time since 1920
constexpr const char* thai_short[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
                                      "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",  "พ.ย.", "ธ.ค."};
constexpr const char* thai_long[] = {"มกราคม",  "กุมภาพันธ์", "มีนาคม",  "เมษายน", "พฤษภาคม",  "มิถุนายน",
                                     "กรกฎาคม", "สิงหาคม",  "กันยายน", "ตุลาคม",  "พฤศจิกายน", "ธันวาคม"};
constexpr const char* english_long[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
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

// "ม.ค.", "มค", "ม. ค." → "มค"; English names in small letters.
std::string without_dots(std::string_view name) {
  std::string out;
  for (char c : name)
    if (c != '.' && c != ' ') out += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return out;
}

std::optional<unsigned> month_named(std::string_view typed) {
  auto name = without_dots(typed);
  for (unsigned m = 0; m < 12; ++m)
    if (name == without_dots(thai_short[m]) || name == thai_long[m] || name == without_dots(english_short[m]) ||
        name == english_long[m])
      return m + 1;
  return std::nullopt;
}

enum class Era { unsaid, buddhist, christian };

// Takes "พ.ศ." or "ค.ศ." off the end of what stands before a year.
Era take_era(std::string_view& before) {
  constexpr std::pair<std::string_view, Era> names[] = {
      {"พ.ศ.", Era::buddhist},  {"พ.ศ", Era::buddhist},  {"พศ.", Era::buddhist},  {"พศ", Era::buddhist},
      {"ค.ศ.", Era::christian}, {"ค.ศ", Era::christian}, {"คศ.", Era::christian}, {"คศ", Era::christian}};
  for (auto [name, era] : names)
    if (before.ends_with(name)) {
      before.remove_suffix(name.size());
      return era;
    }
  return Era::unsaid;
}

// Both eras reach as far: 1900–2100 are 2443–2643.
constexpr int first_year = 1900, last_year = 2100, between_eras = 543;

std::optional<int> christian_year(int year, Era era) {
  auto within = [](int y) { return y >= first_year && y <= last_year; };
  if (era != Era::buddhist && within(year)) return year;
  if (era != Era::christian && within(year - between_eras)) return year - between_eras;
  return std::nullopt;
}

std::string_view without_ends(std::string_view text, std::string_view ends) {
  auto from = text.find_first_not_of(ends);
  return from == text.npos ? std::string_view{} : text.substr(from, text.find_last_not_of(ends) - from + 1);
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
  auto second = parts.size() == 3 ? number(parts[2].substr(0, 2), 2, 2) : std::optional(0);
  std::optional<int> ms = 0;
  if (parts.size() == 3 && parts[2].size() > 2)
    ms = parts[2][2] == '.' ? number(parts[2].substr(3), 3, 3) : std::nullopt;
  if (!hour || !minute || !second || !ms || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::int64_t offset = 0;
  if (zone != "Z") {
    if (zone.size() != 6 || zone[3] != ':') return std::nullopt;
    auto h = number(zone.substr(1, 2), 2, 2), m = number(zone.substr(4, 2), 2, 2);
    if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
    offset = (*h * 60 + *m) * 60'000 * (zone[0] == '-' ? -1 : 1);
  }
  return Instant{day->days * day_ms + ((*hour * 60 + *minute) * 60 + *second) * std::int64_t{1000} + *ms - offset};
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
  constexpr std::string_view digits = "0123456789", between = " /-";
  const std::string seen = as_seen(typed);
  std::string_view text = seen;
  if (constexpr std::string_view on = "วันที่"; text.starts_with(on)) text = without_ends(text.substr(on.size()), " ");
  auto first = text.find_first_not_of(digits), last = text.find_last_not_of(digits);
  if (first == text.npos || first == 0 || last + 1 == text.size()) return std::nullopt;
  auto head = text.substr(0, first), middle = text.substr(first, last + 1 - first), tail = text.substr(last + 1);
  auto era = take_era(middle = without_ends(middle, between));
  middle = without_ends(middle, between);
  auto month = month_named(middle);
  bool by_number = !month;
  if (auto m = number(middle, 1, 2); by_number && m) month = unsigned(*m);
  if (!month) return std::nullopt;
  // "2567-11-22": the year stands first, and then only numbers fit.
  if (by_number && era == Era::unsaid && head.size() == 4) std::swap(head, tail);
  auto day = number(head, 1, 2), year = number(tail, 4, 4);
  if (!day || !year) return std::nullopt;
  auto christian = christian_year(*year, era);
  return christian ? day_of(*christian, *month, unsigned(*day)) : std::nullopt;
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

std::string with_moments_in(std::string_view thai, Language language) {
  std::string text(thai);
  if (language == Language::th) return text;
  // "22 พ.ย. 2567 23.59 น.", from the month outwards.
  for (unsigned m = 1; m <= 12; ++m) {
    const std::string_view month = thai_short[m - 1];
    for (auto at = text.find(month); at != text.npos; at = text.find(month, at)) {
      auto begin = at, end = at + month.size();
      if (begin > 0 && text[begin - 1] == ' ') --begin;
      while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
      const auto year = end + 1, hour = end + 6;
      for (end = year; end < text.size() && end < year + 4 && text[end] >= '0' && text[end] <= '9'; ++end) {}
      const auto day = parse_typed_day(std::string_view(text).substr(begin, end - begin));
      if (!day || end != year + 4) {
        at += month.size();
        continue;
      }
      std::string said = show(*day, language);
      constexpr std::string_view o_clock = " น.";
      auto clock = std::string_view(text).substr(end);
      if (clock.size() >= 6 + o_clock.size() && clock[0] == ' ' && clock[3] == '.' &&
          clock.substr(6).starts_with(o_clock))
        said += fmt::format(" {}:{}", text.substr(hour, 2), text.substr(hour + 3, 2)), end += 6 + o_clock.size();
      text.replace(begin, end - begin, said);
      at = begin + said.size();
    }
  }
  return text;
}

}  // namespace base
