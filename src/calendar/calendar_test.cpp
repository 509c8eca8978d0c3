#include "calendar/calendar.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/problem.h"
#include "db/cluster_for_tests.h"
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
  std::string file =
      (std::filesystem::temp_directory_path() / ("calendar_test_" + std::to_string(::getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database;

  Rounds() {
    remove_files();
    database = db::open(db::place_for_tests(file));
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

TEST_F(Rounds, know_the_window_of_a_place_and_who_set_it) {
  const std::int64_t round = ensure(plan(), before).id;
  const Window longer{at("2024-11-18T00:00+07:00"), at("2024-12-01T00:00+07:00")};
  std::int64_t change = 0;
  database->write_now([&](db::Tx& tx) {
    change = add_change(tx, round, {0, Scope::body, 700, longer, "น้ำท่วม", during, 9});
  });
  database->read([&](db::Tx& tx) {
    EXPECT_EQ(window_over(tx, round, {1, 56, 701}).id, 0);
    const Change own = window_over(tx, round, {1, 56, 700});
    EXPECT_EQ(own.id, change);
    EXPECT_EQ(own.window.closes, longer.closes);
    EXPECT_EQ(own.reason, "น้ำท่วม");
    EXPECT_EQ(own.made_by, 9);
    EXPECT_EQ(all_in_force(tx, round).size(), 2u);
  });
  database->write_now([&](db::Tx& tx) {
    EXPECT_FALSE(withdraw_change(tx, round + 1, change, during, 9));
    EXPECT_TRUE(withdraw_change(tx, round, change, during, 9));
    EXPECT_FALSE(withdraw_change(tx, round, change, during, 9)) << "once";
  });
  database->read([&](db::Tx& tx) {
    EXPECT_EQ(window_over(tx, round, {1, 56, 700}).id, 0);
    ASSERT_EQ(changes_of(tx, round).size(), 1u);
    EXPECT_EQ(changes_of(tx, round)[0].withdrawn->by, 9);
  });
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
  const base::Arguments thai{{"opens", base::show(november.opens, Language::th)}, {"closes", "22 พ.ย. 2567 23.59 น."}};
  EXPECT_EQ(early.arguments, thai);
  const base::Problem late = refusal(november.closes, Language::en);
  EXPECT_EQ(late.key, "window.after");
  EXPECT_EQ(late.arguments[1].second, "22 Nov 2024 23:59");
}

Change says(std::int64_t id, Scope scope, std::string_view opens, std::string_view closes) {
  return {id, scope, 1, {at(opens), at(closes)}};
}
const Change planned_window = says(0, Scope::nation, "2024-11-18T00:00+07:00", "2024-11-23T00:00+07:00");
const Change for_the_nation = says(1, Scope::nation, "2024-11-18T00:00+07:00", "2024-11-26T00:00+07:00");
const Change for_the_province = says(2, Scope::province, "2024-11-18T00:00+07:00", "2024-11-28T00:00+07:00");
const Change for_the_body = says(3, Scope::body, "2024-11-18T00:00+07:00", "2024-12-01T00:00+07:00");
const Change closing = says(4, Scope::nation, "2024-11-18T00:00+07:00", "2024-11-20T00:00+07:00");

std::int64_t held(std::vector<Change> over_the_place) { return holding(over_the_place).id; }

TEST(Holding, is_the_plan_until_somebody_says_otherwise) { EXPECT_EQ(held({planned_window}), 0); }

TEST(Holding, the_later_say_of_one_scope_replaces_the_earlier) {
  EXPECT_EQ(held({planned_window, for_the_nation}), 1);
  EXPECT_EQ(held({planned_window, for_the_nation, closing}), 4);
}

TEST(Holding, the_narrower_say_holds_in_its_place) {
  EXPECT_EQ(held({planned_window, for_the_nation, for_the_province, for_the_body}), 3);
}

TEST(Holding, a_wider_say_takes_nothing_from_a_place_and_may_give_it_more) {
  EXPECT_EQ(held({planned_window, for_the_body, closing}), 3);
  Change december = says(5, Scope::nation, "2024-12-02T00:00+07:00", "2024-12-10T00:00+07:00");
  EXPECT_EQ(held({planned_window, for_the_body, december}), 5);
}

TEST(Clock, does_not_open_again_what_has_closed_when_it_is_put_back_a_little) {
  const base::Instant closed = at("2024-11-23T00:00:05+07:00");
  EXPECT_EQ(forward(closed, {closed.ms - 10'000}), closed);
  EXPECT_EQ(forward(closed, {closed.ms - most_put_back}), closed);
  EXPECT_EQ(forward(closed, {closed.ms + 1}).ms, closed.ms + 1);
}

TEST(Clock, believes_the_system_when_it_was_far_ahead_before) {
  const base::Instant ahead = at("2025-11-23T00:00+07:00");
  EXPECT_EQ(forward(ahead, {ahead.ms - most_put_back - 1}).ms, ahead.ms - most_put_back - 1);
}

TEST(Clock, is_not_before_what_the_database_holds_when_it_starts_anew) {
  const base::Instant read = Clock().now();
  const Clock put_back, far_back;
  put_back.not_before({read.ms + 600'000});
  EXPECT_EQ(put_back.now().ms, read.ms + 600'000);
  far_back.not_before({read.ms + 100 * most_put_back});
  EXPECT_LT(far_back.now().ms, read.ms + most_put_back) << "that was no clock put back";
}

TEST(Clock, stands_while_the_machines_is_behind_and_runs_on_from_there) {
  const Clock clock(at("2024-11-23T00:00:05+07:00"));
  clock.slip(-600'000);
  EXPECT_EQ(clock.now(), clock.now());
  EXPECT_GE(clock.now(), at("2024-11-23T00:00:05+07:00"));
  clock.slip(600'000 + 60'000);
  EXPECT_GE(clock.now(), at("2024-11-23T00:01:05+07:00"));
}

TEST(Clock, all_copies_of_one_agree_on_the_latest_moment) {
  const Clock one(at("2024-11-19T09:00+07:00"));
  const Clock other = one;
  EXPECT_GE(other.now(), one.now());
  EXPECT_GE(one.now(), other.now());
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
