#include "framework/framework.h"

#include <set>

#include <gtest/gtest.h>

// The plan as it is shipped: as a folder an officer edits, and as the program carries it.
namespace framework {
namespace {

Framework without_faults(const Files& files) {
  auto result = load(files);
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) {
    for (const auto& fault : *faults) ADD_FAILURE() << fault.file << ":" << fault.line << ": " << fault.why;
    return {};
  }
  return std::get<Framework>(std::move(result));
}

constexpr const char* of_2567 = "frameworks/clean-province/2567";

TEST(Plan, of_2567_loads_from_its_folder) {
  const auto plan = without_faults(read_folder(of_2567));
  EXPECT_EQ(plan.name, "clean-province");
  EXPECT_EQ(plan.questions.size(), 46u) << "45 with a number in the plan, and the ordinance’s file (U1.4)";
  std::string codes;
  for (const auto& indicator : plan.indicators) codes += indicator.code + " ";
  EXPECT_EQ(codes, "U1 U2 U3 U4 U5 U6 U7 U8 M1 M2 M3 M4 M5 D1 D2 D3 D4 S1 S2 S3 S4 ");
}

TEST(Plan, of_2567_is_built_in_as_it_stands_in_its_folder) {
  const auto folder = without_faults(read_folder(of_2567));
  int met = 0;
  for (const auto& files : embedded_frameworks()) {
    const auto plan = without_faults(files);
    if (plan.name != "clean-province" || plan.period != "2567") continue;
    ++met;
    EXPECT_EQ(plan.hash, folder.hash);
  }
  EXPECT_EQ(met, 1);
}

// "ค่าอ้างอิง รอกรมส่งเสริมการปกครองท้องถิ่นยืนยัน" stands beside what is only ours, so a line must say whose it is.
TEST(Plan, of_2567_says_of_every_line_how_sure_it_is) {
  for (const auto& indicator : without_faults(read_folder(of_2567)).indicators) {
    EXPECT_FALSE(indicator.mark_source.th.empty()) << indicator.code;
    EXPECT_FALSE(indicator.mark_source.en.empty()) << indicator.code;
    const bool ours = indicator.code.starts_with("S") || indicator.code == "U7" || indicator.code == "U8";
    EXPECT_EQ(indicator.mark, ours ? Mark::reference : Mark::attested) << indicator.code;
    if (!indicator.target) continue;
    EXPECT_FALSE(indicator.target->source.th.empty()) << indicator.code;
    const bool said = std::set<std::string>{"U2", "U4", "U5", "M1", "M2", "M3", "D3"}.contains(indicator.code);
    EXPECT_EQ(indicator.target->mark, said ? Mark::attested : Mark::reference) << indicator.code;
  }
}

}  // namespace
}  // namespace framework
