#include "calendar/calendar.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/problem.h"
#include "db/database.h"

namespace calendar {
namespace {

using base::Language;

base::Day day(std::string_view iso) { return base::parse_iso_day(iso).value(); }
base::Instant at(std::string_view iso) { return base::parse_instant(iso).value(); }

framework::Framework plan() {
  framework::Framework made;
  made.name = "clean-province";
  made.period = "2567";
  made.hash = "aa";
  made.opens = day("2024-11-18");
  made.closes = day("2024-11-22");
  return made;
}

const base::Instant before = at("2024-11-17T12:00+07:00");
const base::Instant during = at("2024-11-19T12:00+07:00");

struct Rounds : testing::Test {
  std::string file = (std::filesystem::temp_directory_path() /
                      ("calendar_test_" + std::to_string(::getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database;

  Rounds() {
    remove_files();
    database = db::open(file);
    db::migrate(*database);
  }
  ~Rounds() override {
    database.reset();
    remove_files();
  }
  void remove_files() {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file + end);
  }
  Round ensure(const framework::Framework& of, base::Instant now) {
    Round made;
    database->write_now([&](db::Tx& tx) { made = ensure_round(tx, of, now); });
    return made;
  }
  Window window(std::int64_t round) {
    Window found;
    database->read([&](db::Tx& tx) { found = window_of(tx, round); });
    return found;
  }
};

TEST_F(Rounds, open_at_midnight_in_bangkok_and_close_after_the_last_day) {
  const Window found = window(ensure(plan(), before).id);
  EXPECT_EQ(found.opens, at("2024-11-18T00:00+07:00"));
  EXPECT_EQ(found.closes, at("2024-11-23T00:00+07:00"));
}

TEST_F(Rounds, are_made_once) {
  const Round one = ensure(plan(), before);
  const Round two = ensure(plan(), during);
  EXPECT_EQ(one.id, two.id);
  database->read([&](db::Tx& tx) {
    ASSERT_EQ(rounds(tx).size(), 1u);
    EXPECT_EQ(rounds(tx)[0].period, "2567");
    EXPECT_EQ(find_round(tx, "clean-province", "2567")->id, one.id);
    EXPECT_FALSE(find_round(tx, "clean-province", "2568"));
    EXPECT_THROW(window_of(tx, one.id + 1), db::Error);
  });
}

TEST_F(Rounds, keep_each_period_apart) {
  framework::Framework next = plan();
  next.period = "2568";
  EXPECT_NE(ensure(plan(), before).id, ensure(next, before).id);
}

TEST_F(Rounds, follow_a_plan_that_changes_before_its_window_opens) {
  const Round one = ensure(plan(), before);
  framework::Framework changed = plan();
  changed.hash = "bb";
  changed.closes = day("2024-11-29");
  EXPECT_EQ(ensure(changed, before).id, one.id);
  EXPECT_EQ(window(one.id).closes, at("2024-11-30T00:00+07:00"));
  EXPECT_EQ(ensure(changed, during).revision, 1);  // known by now: nothing to refuse
}

TEST_F(Rounds, refuse_a_plan_that_changes_once_its_window_opened) {
  ensure(plan(), before);
  framework::Framework changed = plan();
  changed.hash = "bb";
  const base::Instant opens = at("2024-11-18T00:00+07:00");
  EXPECT_THROW(ensure(changed, opens), db::Error);
  EXPECT_THROW(ensure(changed, at("2025-06-01T00:00+07:00")), db::Error);
  EXPECT_NO_THROW(ensure(changed, {opens.ms - 1}));
}

TEST_F(Rounds, take_a_new_revision_and_leave_the_window_alone) {
  const Round one = ensure(plan(), before);
  framework::Framework changed = plan();
  changed.hash = "bb";
  changed.revision = 2;
  changed.closes = day("2024-11-29");
  const Round two = ensure(changed, during);
  EXPECT_EQ(two.id, one.id);
  EXPECT_EQ(two.revision, 2);
  EXPECT_EQ(window(one.id).closes, at("2024-11-23T00:00+07:00"));
  EXPECT_THROW(ensure(plan(), during), db::Error);  // and not back to the old one
}

const Window november{at("2024-11-18T00:00+07:00"), at("2024-11-23T00:00+07:00")};

TEST(Window, is_open_from_its_first_to_its_last_millisecond) {
  EXPECT_NO_THROW(require_open(november, november.opens, Language::th));
  EXPECT_NO_THROW(require_open(november, {november.closes.ms - 1}, Language::th));
  EXPECT_THROW(require_open(november, {november.opens.ms - 1}, Language::th), base::Problem);
  EXPECT_THROW(require_open(november, november.closes, Language::th), base::Problem);
}

base::Problem refusal(base::Instant now, Language language) {
  try {
    require_open(november, now, language);
  } catch (const base::Problem& problem) {
    return problem;
  }
  throw std::runtime_error("it was open");
}

TEST(Window, says_when_it_opens_and_until_when_it_is_open) {
  const base::Problem early = refusal({november.opens.ms - 1}, Language::th);
  EXPECT_EQ(early.kind, base::Problem::Kind::not_allowed);
  EXPECT_EQ(early.key, "window.before");
  const base::Arguments thai{{"opens", base::show(november.opens, Language::th)},
                             {"closes", "22 พ.ย. 2567 23.59 น."}};
  EXPECT_EQ(early.arguments, thai);
  const base::Problem late = refusal(november.closes, Language::en);
  EXPECT_EQ(late.key, "window.after");
  EXPECT_EQ(late.arguments[1].second, "22 Nov 2024 23:59");
}

TEST(FiscalYear, begins_in_october) {
  EXPECT_EQ(fiscal_year(day("2023-09-30")), 2566);
  EXPECT_EQ(fiscal_year(day("2023-10-01")), 2567);
  EXPECT_EQ(fiscal_year(day("2023-12-31")), 2567);
  EXPECT_EQ(fiscal_year(day("2024-01-01")), 2567);
  EXPECT_EQ(fiscal_year(day("2024-09-30")), 2567);
  EXPECT_EQ(fiscal_year(day("2024-10-01")), 2568);
}

TEST(Clock, runs_on_from_the_moment_it_was_set_to) {
  const base::Instant set = at("2024-11-19T09:00+07:00");
  const Clock clock(set);
  const base::Instant one = clock.now();
  EXPECT_TRUE(clock.is_set());
  EXPECT_GE(one, set);
  EXPECT_LT(one.ms - set.ms, 3'600'000);
  EXPECT_GE(clock.now(), one);
}

TEST(Clock, is_the_systems_when_nobody_set_it) {
  EXPECT_FALSE(Clock().is_set());
  const base::Instant now = base::system_now();
  EXPECT_GE(Clock().now(), now);
}

}  // namespace
}  // namespace calendar
