#include <gmock/gmock.h>

#include <algorithm>

#include "framework/changes.h"

namespace framework {
namespace {

Files market() { return read_folder("tests/frameworks/green-market/2568-03"); }

Framework changed(const std::string& from, const std::string& into) {
  auto files = market();
  auto& text = files.at("1-market.yaml");
  if (!from.empty()) text.replace(text.find(from), from.size(), into);
  auto plan = load(files);
  if (auto* faults = std::get_if<std::vector<Fault>>(&plan)) throw std::runtime_error(faults->front().why);
  return std::get<Framework>(plan);
}

std::vector<PlanChange> changes(const std::string& from, const std::string& into) {
  return changes_between(changed("", ""), changed(from, into));
}

const std::string map = "      - {code: A.3, th: แผนผังตลาด, en: Map of the market, kind: file}\n";

TEST(PlanChanges, are_none_between_a_plan_and_itself) { EXPECT_TRUE(changes("", "").empty()); }

TEST(PlanChanges, name_what_is_dropped_and_what_is_added) {
  auto found = changes(map, "      - {code: A.7, th: ถัง, en: Bins, kind: count, unit: stall}\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].kind, PlanChange::Kind::dropped);
  EXPECT_EQ(found[0].code, "A.3");
  EXPECT_EQ(found[1].kind, PlanChange::Kind::added);
  EXPECT_EQ(found[1].code, "A.7");
  EXPECT_FALSE(found[0].is_fault || found[1].is_fault);
}

TEST(PlanChanges, hold_a_formula_by_its_codes_and_not_by_its_places) {
  EXPECT_TRUE(std::ranges::none_of(changes(map, ""), [](const auto& c) { return c.kind == PlanChange::Kind::formula; }))
      << "every slot behind A.3 moved, no formula did";
  auto found = changes("numerator: A.2", "numerator: A.1 - A.2");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, PlanChange::Kind::formula);
  EXPECT_EQ(found[0].code, "A");
}

TEST(PlanChanges, a_stored_unit_that_changes_is_a_fault_between_revisions_and_between_years) {
  const std::string before = "units: [litre, cubic_metre]", after = "units: [cubic_metre, litre]";
  for (const auto& found : {changes(before, after), changes_from_last_year(changed("", ""), changed(before, after))}) {
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].code, "B.2");
    EXPECT_EQ(found[0].kind, PlanChange::Kind::unit);
    EXPECT_TRUE(found[0].is_fault);
  }
}

TEST(PlanChanges, a_plan_takes_the_place_of_a_lower_revision_alone) {
  auto before = changed("", ""), after = before;
  EXPECT_NE(why_not_in_place_of(before, after), "");
  after.revision = before.revision + 1;
  EXPECT_EQ(why_not_in_place_of(before, after), "");
}

}  // namespace
}  // namespace framework
