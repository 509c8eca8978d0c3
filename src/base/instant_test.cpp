#include "base/instant.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"

namespace base {
namespace {

Day day(std::string_view iso) { return parse_iso_day(iso).value(); }
Instant at(std::string_view iso) { return parse_instant(iso).value(); }

const Day first_readable = day("1900-01-01");
const Day last_readable = day("2100-12-31");

Day any_day(std::mt19937_64& dice, Day first, Day last) {
  return {first.days + std::int32_t(dice() % std::uint64_t(last.days - first.days + 1))};
}

std::string typed(std::string_view text) {
  const auto read = parse_typed_day(text);
  return read ? to_iso(*read) : "refused";
}

TEST(Instant, the_zone_says_how_far_it_is_from_greenwich) {
  EXPECT_EQ(at("1970-01-01T00:00Z").ms, 0);
  EXPECT_EQ(at("1970-01-01T07:00+07:00").ms, 0);
  EXPECT_EQ(at("1969-12-31T21:30-02:30").ms, 0);
  EXPECT_EQ(at("1970-01-01T00:00:01Z").ms, 1'000);
  EXPECT_EQ(to_iso(at("2024-11-18T09:00+07:00")), "2024-11-18T02:00:00.000Z");
  EXPECT_EQ(to_iso(Instant{-1}), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, what_is_no_instant_is_refused) {
  for (auto text : {"", "T", "2024-11-18", "2024-11-18T09:00", "2024-11-18 09:00Z", "2024-11-18T24:00Z",
                    "2024-11-18T09:60Z", "2024-11-18T09:00:60Z", "2024-11-18T9:00Z", "2024-11-18T09Z",
                    "2024-11-18T09:00+7", "2024-11-18T09:00+15:00", "2024-11-18T09:00+0700", "2024-11-18T09:00Zz",
                    "2024-02-30T09:00Z", "2024-11-18T09:00:00:00Z", "2024-11-18T0a:00Z", "24-11-18T09:00Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Instant, a_day_begins_at_midnight_in_bangkok) {
  EXPECT_EQ(to_iso(start_of(day("2024-11-22"))), "2024-11-21T17:00:00.000Z");
  EXPECT_EQ(to_iso(day_in_bangkok(at("2024-11-22T16:59:59Z"))), "2024-11-22");
  EXPECT_EQ(to_iso(day_in_bangkok(at("2024-11-22T17:00Z"))), "2024-11-23");
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto one = any_day(dice, day("0001-01-02"), day("9999-12-30"));
    const auto begins = start_of(one).ms;
    EXPECT_EQ(day_in_bangkok({begins}), one) << seed;
    EXPECT_EQ(day_in_bangkok({begins - 1}).days, one.days - 1) << seed;
    EXPECT_EQ(day_in_bangkok({begins + 86'399'999}), one) << seed;
  }
}

TEST(Day, the_calendar_has_its_leap_days_and_no_others) {
  EXPECT_EQ(day("1970-01-01").days, 0);
  EXPECT_EQ(day("2024-03-01").days - day("2024-02-28").days, 2);
  EXPECT_TRUE(parse_iso_day("2000-02-29"));
  for (auto text :
       {"2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32",
        "2024-1-01", "2024/01/01", "0000-01-01", "2024-01-0a", " 2024-01-01", "2024-01-01 ", "-024-01-01", ""})
    EXPECT_FALSE(parse_iso_day(text)) << text;
}

TEST(Day, iso_text_reads_back_as_the_same_day_and_the_next_is_later) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto one = any_day(dice, day("0001-01-01"), day("9999-12-30"));
    EXPECT_EQ(parse_iso_day(to_iso(one)), std::optional(one)) << seed;
    EXPECT_LT(to_iso(one), to_iso(Day{one.days + 1})) << seed;
  }
}

TEST(TypedDay, every_way_a_clerk_writes_it) {
  for (auto text : {"22/11/2567",
                    "22-11-2567",
                    "22 11 2567",
                    "22 พ.ย. 2567",
                    "22 พย 2567",
                    "22 พฤศจิกายน 2567",
                    "๒๒/๑๑/๒๕๖๗",
                    "๒๒ พ.ย. ๒๕๖๗",
                    "22/11/2024",
                    "2024-11-22",
                    "22 Nov 2024",
                    "22 Nov 2567",
                    "  22/11/2567\t",
                    "22  พ.ย.  2567",
                    "22/พ.ย./2567",
                    "22 พ.ย.2567",
                    "22พ.ย.2567",
                    "22 พ. ย. 2567",
                    "22 พฤศจิกายน พ.ศ. 2567",
                    "22 พ.ย. พ.ศ.2567",
                    "วันที่ 22 พฤศจิกายน พ.ศ. ๒๕๖๗",
                    "22 พ.ย. ค.ศ. 2024",
                    "2567-11-22",
                    "2567/11/22",
                    "22\u00A0พ.ย.\u00A02567",
                    "\u202A22/11/2567\u202C",
                    "22/11/\u200B2567",
                    "22 November 2024",
                    "22 nov 2567"})
    EXPECT_EQ(typed(text), "2024-11-22") << text;
  EXPECT_EQ(typed("1/2/2567"), "2024-02-01") << "the day stands first";
}

TEST(TypedDay, every_month_by_each_of_its_names) {
  const std::initializer_list<std::pair<const char*, const char*>> months = {
      {"ม.ค.", "มกราคม"},  {"ก.พ.", "กุมภาพันธ์"}, {"มี.ค.", "มีนาคม"},    {"เม.ย.", "เมษายน"},
      {"พ.ค.", "พฤษภาคม"}, {"มิ.ย.", "มิถุนายน"},  {"ก.ค.", "กรกฎาคม"},  {"ส.ค.", "สิงหาคม"},
      {"ก.ย.", "กันยายน"},  {"ต.ค.", "ตุลาคม"},   {"พ.ย.", "พฤศจิกายน"}, {"ธ.ค.", "ธันวาคม"}};
  int number = 0;
  for (const auto& [brief, full] : months) {
    const auto expected = typed("5/" + std::to_string(++number) + "/2567");
    EXPECT_NE(expected, "refused") << number;
    EXPECT_EQ(typed("5 " + std::string(brief) + " 2567"), expected);
    EXPECT_EQ(typed("5 " + std::string(full) + " 2567"), expected);
  }
  EXPECT_EQ(number, 12);
}

TEST(TypedDay, the_29th_of_february_is_of_the_christian_leap_year) {
  EXPECT_EQ(typed("29/2/2567"), "2024-02-29");
  EXPECT_EQ(typed("29 ก.พ. 2543"), "2000-02-29");
  EXPECT_EQ(typed("29/2/2566"), "refused");
  EXPECT_EQ(typed("29/2/2443"), "refused") << "1900 was none, though 4 divides it";
}

TEST(TypedDay, the_year_says_its_era) {
  EXPECT_EQ(typed("1/1/2443"), "1900-01-01") << "as far back as Christian years";
  EXPECT_EQ(typed("1/1/2442"), "refused");
  EXPECT_EQ(typed("31/12/2643"), "2100-12-31");
  for (auto text : {"1/1/2644", "1/3/2657", "1/3/3106", "2657-03-01", "1 ม.ค. พ.ศ. 2024", "1 ม.ค. ค.ศ. 2567"})
    EXPECT_EQ(typed(text), "refused") << text;
  EXPECT_EQ(typed("1/1/2101"), "refused");
  EXPECT_EQ(typed("1/1/2100"), "2100-01-01");
  EXPECT_EQ(typed("1/1/1900"), "1900-01-01");
  EXPECT_EQ(typed("1/1/1899"), "refused");
  EXPECT_EQ(typed("1/1/67"), "refused") << "67 is of either era";
}

TEST(TypedDay, what_is_no_day_is_refused) {
  for (auto text :
       {"",          " ",          "22",           "22/11",       "31/4/2567",    "32/1/2567", "0/1/2567",
        "1/0/2567",  "1/13/2567",  "22/11/2567/1", "22/11/25670", "222/11/2567",  "22 พ 2567", "22 พ.ย. ๒๕๖",
        "x/11/2567", "22.11.2567", "11/22/2567",   "22พ.ศ.2567",  "2567-พ.ย.-22", "25671122",  "22/2567",
        "วันนี้"})
    EXPECT_EQ(typed(text), "refused") << text;
}

TEST(TypedDay, what_is_shown_reads_back_as_the_same_day) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto one = any_day(dice, first_readable, last_readable);
    const auto thai = show(one, Language::th), english = show(one, Language::en);
    EXPECT_EQ(parse_typed_day(thai), std::optional(one)) << thai;
    EXPECT_EQ(parse_typed_day(thai_digits(thai)), std::optional(one)) << thai;
    EXPECT_EQ(parse_typed_day(english), std::optional(one)) << english;
    EXPECT_EQ(parse_typed_day(to_iso(one)), std::optional(one)) << to_iso(one);
  }
}

TEST(Show, thai_is_buddhist_and_english_christian) {
  const auto late = at("2024-11-22T23:59:58+07:00");
  EXPECT_EQ(show(day("2024-11-22"), Language::th), "22 พ.ย. 2567");
  EXPECT_EQ(show(day("2024-11-22"), Language::en), "22 Nov 2024");
  EXPECT_EQ(show(day("2024-02-01"), Language::th), "1 ก.พ. 2567");
  EXPECT_EQ(show(late, Language::th), "22 พ.ย. 2567 23.59 น.");
  EXPECT_EQ(show(late, Language::en), "22 Nov 2024 23:59");
  EXPECT_EQ(show_clock(late, Language::th), "23.59.58 น.");
  EXPECT_EQ(show_clock(late, Language::en), "23:59:58");
  EXPECT_EQ(show(at("2024-11-22T17:05Z"), Language::th), "23 พ.ย. 2567 00.05 น.");
  EXPECT_EQ(show(Instant{-1}, Language::en), "1 Jan 1970 06:59");
}

TEST(TypedDay, a_christian_year_far_from_ours_is_no_day) {
  EXPECT_FALSE(parse_typed_day("0024-11-22"));
  EXPECT_FALSE(parse_typed_day("2200-01-01"));
  EXPECT_TRUE(parse_typed_day("2024-11-22"));
}

TEST(Instant, moments_written_in_thai_are_said_in_english) {
  const auto opens = *parse_instant("2024-11-07T00:00+07:00"), closes = *parse_instant("2024-12-05T23:59+07:00");
  const auto span = [&](Language language) { return show(opens, language) + " – " + show(closes, language); };
  EXPECT_EQ(with_moments_in(span(Language::th), Language::th), span(Language::th));
  EXPECT_EQ(with_moments_in(span(Language::th), Language::en), span(Language::en));
  EXPECT_EQ(with_moments_in(show(day_in_bangkok(closes), Language::th), Language::en), "5 Dec 2024");
  for (const char* none : {"", "ม.ค.", "99 ม.ค. 2567", "5 ธ.ค. 25", "น้ำท่วม 3 ตำบล", "ธ.ค. 2567 23.59 น."})
    EXPECT_EQ(with_moments_in(none, Language::en), none);
}

}  // namespace
}  // namespace base
