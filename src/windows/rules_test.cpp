#include "windows/rules.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "db/database.h"

namespace windows {
namespace {

using base::Instant;
using base::Language;

Instant at(std::string_view iso) { return base::parse_instant(iso).value(); }
const calendar::Window planned{at("2024-11-07T00:00+07:00"), at("2024-11-23T00:00+07:00")};

TEST(TimeRules, reads_what_people_type) {
  EXPECT_EQ(read_time("23.59"), 23 * 60 + 59);
  EXPECT_EQ(read_time("8:05"), 8 * 60 + 5);
  EXPECT_EQ(read_time(" ๒๓.๕๙ น. "), 23 * 60 + 59);
  for (const char* bad : {"", "24.00", "12.60", "12", "12.5", "1a.00", "123.00", ".30"})
    EXPECT_FALSE(read_time(bad)) << bad;
}

TEST(TimeRules, until_a_minute_is_to_its_end) {
  EXPECT_EQ(read_moment("22/11/2567", "23.59", true), at("2024-11-23T00:00+07:00"));
  EXPECT_EQ(read_moment("22/11/2567", "08.00", false), at("2024-11-22T08:00+07:00"));
}

TEST(ReasonRules, words_with_nothing_in_them_are_none) {
  EXPECT_EQ(fault_of_reason(" \xC2\xA0 ")->key, "windows.no_reason");
  EXPECT_FALSE(fault_of_reason("น้ำท่วม"));
  std::string thousand;
  for (std::size_t i = 0; i < longest_reason; ++i) thousand += "ก";
  EXPECT_FALSE(fault_of_reason(thousand)) << "letters are counted, not bytes";
  EXPECT_EQ(fault_of_reason(thousand + "ก")->key, "windows.long_reason");
}

struct Changes : testing::Test {
  std::string file =
      (std::filesystem::temp_directory_path() / ("windows_test_" + std::to_string(::getpid()) + ".db")).string();
  std::optional<registry::Registry> registry;
  framework::Framework plan;
  Typed typed{"extend", "body", "", "06560115", "", "", "25/11/2567", "23.59", "น้ำท่วม"};
  Instant now = at("2024-11-20T09:00+07:00");
  calendar::Window present = planned;

  Changes() {
    auto database = db::open(file);
    db::migrate(*database);
    database->write_now([&](db::Tx& tx) {
      registry::fill(tx);
      registry = registry::load(tx);
    });
    database.reset();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file + end);
    plan.period_to = *base::parse_iso_day("2024-09-30");
    plan.bodies = {"SAO", "CITY"};
  }
  Read read() {
    return read_change(
        {*registry, plan, Language::th}, typed, [&](const Place&) { return present; }, now);
  }
  std::vector<std::string> faults() {
    std::vector<std::string> keys;
    for (const auto& fault : read().faults) keys.push_back(fault.key);
    return keys;
  }
};

TEST_F(Changes, an_extension_keeps_its_opening_and_ends_with_its_minute) {
  auto change = read().change;
  EXPECT_EQ(change.window.opens, planned.opens);
  EXPECT_EQ(change.window.closes, at("2024-11-26T00:00+07:00"));
  EXPECT_EQ(change.scope, calendar::Scope::body);
  EXPECT_EQ(change.place, registry->by_code("06560115")->id);
}

TEST_F(Changes, an_extension_of_what_has_closed_keeps_the_day_it_first_opened) {
  now = at("2024-11-24T09:00+07:00");
  EXPECT_EQ(read().change.window.opens, planned.opens);
  EXPECT_TRUE(read().change.window.is_open(now));
  typed.closes_day = "23/11/2567";
  EXPECT_THAT(faults(), testing::ElementsAre("windows.in_the_past"));
}

TEST_F(Changes, an_extension_does_not_end_before_it_begins) {
  now = at("2024-11-01T09:00+07:00");
  typed.closes_day = "6/11/2567";
  auto fault = read().faults.at(0);
  EXPECT_EQ(fault.key, "windows.ends_before");
  EXPECT_EQ(fault.field, "closes_day");
  EXPECT_EQ(fault.arguments.at(0).second, "7 พ.ย. 2567 00.00 น.") << "both moments are said";
}

TEST_F(Changes, a_body_outside_the_named_province_is_told_with_both_names) {
  typed.province = "30";
  auto fault = read().faults.at(0);
  EXPECT_EQ(fault.key, "windows.not_in_province");
  EXPECT_EQ(fault.arguments.at(1).second, "พะเยา");
  EXPECT_EQ(fault.arguments.at(2).second, "นครราชสีมา");
  plan.bodies = {"CITY"};  // what this body is not
  EXPECT_THAT(faults(), testing::Contains("windows.not_asked"));
}

TEST_F(Changes, closing_takes_hold_now_and_only_once) {
  typed.act = "close";
  EXPECT_EQ(read().change.window.closes, now);
  present.closes = now;
  EXPECT_THAT(faults(), testing::ElementsAre("windows.closed_already"));
}

TEST_F(Changes, closing_before_it_opens_leaves_it_shut) {
  typed.act = "close";
  now = at("2024-11-01T09:00+07:00");
  EXPECT_FALSE(read().change.window.is_open(now));
  EXPECT_FALSE(read().change.window.is_open(planned.opens));
}

TEST_F(Changes, an_extension_of_what_was_never_open_opens_now) {
  now = at("2024-11-01T09:00+07:00");
  present = {now, now};
  now = at("2024-11-10T09:00+07:00");
  EXPECT_EQ(read().change.window.opens, now);
}

TEST(UntilRules, more_time_is_later_than_what_holds) {
  std::vector<Fault> faults;
  auto now = at("2024-11-20T09:00+07:00");
  EXPECT_EQ(read_until("25/11/2567", "16.30", planned, now, Language::th, faults), at("2024-11-25T16:31+07:00"));
  EXPECT_TRUE(faults.empty());
  read_until("21/11/2567", "16.30", planned, now, Language::th, faults);
  EXPECT_EQ(faults.at(0).key, "windows.not_longer");
}

}  // namespace
}  // namespace windows
