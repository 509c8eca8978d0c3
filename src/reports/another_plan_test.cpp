// A monthly plan of other bodies, with every kind of question: what the program does, it does for any plan.
#include <gmock/gmock.h>

#include "base/problem.h"
#include "reports/country_for_tests.h"
#include "reports/meant.h"

namespace reports {
namespace {

framework::Framework green_market() {
  auto loaded = framework::load(framework::read_folder("tests/frameworks/green-market/2568-03"));
  if (auto* faults = std::get_if<std::vector<framework::Fault>>(&loaded))
    throw std::runtime_error(faults->front().file + ":" + std::to_string(faults->front().line) + ": " +
                             faults->front().why);
  return std::get<framework::Framework>(loaded);
}

class AnotherPlan : public Reporting {
 protected:
  AnotherPlan() : Reporting(green_market(), "2025-04-02T09:00+07:00") {}

  Figure area(const std::string& item) {
    totals::Sums sums;
    database->read([&](db::Tx& tx) { sums = totals::of_nation(tx, round, totals::Stage::recorded); });
    for (const auto& indicator : plan.indicators)
      if (indicator.code == item) return figure_of(indicator, sums[item]);
    return {};
  }
};

constexpr const char* city = "03300102";
constexpr const char* town = "04560102";

TEST_F(AnotherPlan, uses_every_kind_and_asks_whom_it_names) {
  std::set<framework::Kind> kinds;
  for (const auto& question : plan.questions) kinds.insert(question.kind);
  EXPECT_EQ(kinds.size(), 7u);
  EXPECT_TRUE(plan.monthly);
  EXPECT_FALSE(plan.bodies.contains(where("06560115").body.type)) << "an อบต. is not asked";
}

TEST_F(AnotherPlan, its_reports_are_read_summed_and_submitted) {
  give(city, {{"A.1", "80"}, {"A.2", "60"}, {"A.4", "๑๕/๓/๒๕๖๘"}, {"A.5", "private"}, {"B.1", "มี"}, {"B.2", "2500"}});
  give(town, {{"A.1", "20"}, {"A.2", "5"}, {"A.4", "2025-03-20"}, {"A.5", "own"}});
  EXPECT_EQ(base::to_plain(area("A").value), "65") << "(60 + 5) ÷ (80 + 20)";
  EXPECT_EQ(base::to_plain(area("B").value), "2.5") << "litres, shown as cubic metres";
  EXPECT_THAT(recounted().differences, testing::IsEmpty());

  auto send = [&](const char* code) {
    database->write_now([&](db::Tx& tx) { submit(tx, where(code), seat(code, identity::Role::approver), now); });
  };
  EXPECT_THROW(send(city), base::Problem) << "the firm's name is asked and not given";
  give(city, {{"A.6", "บริษัทตลาดดี"}});
  EXPECT_NO_THROW(send(city));
  EXPECT_NO_THROW(send(town));
  EXPECT_THAT(recounted().differences, testing::IsEmpty());
}

TEST_F(AnotherPlan, a_part_above_its_whole_offers_the_likely_value) {
  give(town, {{"A.1", "20"}, {"A.2", "25"}});
  database->read([&](db::Tx& tx) {
    Where w = where(town);
    auto report = store::find(tx, round, w.body.organisation->id, seat(town));
    auto obstacles = obstacles_of(w, store::answers_of(tx, plan, report->id));
    ASSERT_EQ(obstacles.blocking.size(), 1u);
    auto answers = store::answers_of(tx, plan, report->id);
    auto picture = picture_of(plan, w.body, answers);
    EXPECT_EQ(message_of(plan, obstacles.blocking.front(), answers, picture, base::Language::th),
              "แผงที่แยก (25) มากกว่าทั้งหมด (20)");
    EXPECT_EQ(meant_by(plan, obstacles.blocking.front(), w.body, answers, picture)->typed, "20");
  });
}

}  // namespace
}  // namespace reports
