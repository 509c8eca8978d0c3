#include "framework/framework.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace framework {
namespace {

using testing::HasSubstr;

constexpr const char* plan = R"(name: small
period: "2567"
title: {th: แผน, en: Plan}
menu: {th: การดำเนินการ, en: Operations}
covers: {from: 2023-10-01, to: 2024-09-30}
window: {opens: 2024-11-07, closes: 2024-11-22}
bodies: [CITY, SAO]
groups: {lao: [CITY, SAO], pao: [PAO]}
sources: [{code: weighed, th: ชั่งน้ำหนัก, en: Weighed}]
units:
  tonne_year: {th: ตัน/ปี, measures: mass_year}
  tonne_day: {th: ตัน/วัน, measures: mass_year, factor: 365}
  kg_year: {th: กก./ปี, measures: mass_year, factor: 1/1000}
  household: {th: ครัวเรือน}
facts: [households, population]
sections: [1-first.yaml]
flow: {whole: U2.1, collected: U2.2, used: U2.2, proper: U2.2, improper: U2.2}
)";

constexpr const char* first = R"(section: {code: first, th: ต้นทาง}
indicators:
  - code: U2
    th: ครัวเรือน
    asked_of: lao
    mark: attested
    target: {value: 80.5}
    numerator: U2.2
    denominator: U2.1
    questions:
      - {code: U2.1, th: ทั้งหมด, kind: count, unit: household, registry: households}
      - {code: U2.2, th: ที่มี, kind: count, unit: household, asked_of: [CITY], asked_if: U2.1 > 0}
      - {code: U2.3, th: ปริมาณ, kind: decimal, units: [kg_year, tonne_day]}
      - {code: U2.4, th: วิธี, kind: choice, choices: [{code: a, th: ก}, {code: b, th: ข}]}
      - {code: U2.5, th: ชื่อ, kind: text}
    checks:
      - code: U2.2-within
        at: U2.2
        when: U2.2 > registry.households
        weight: blocks
        message: {th: "{U2.2} มากกว่า {limit}"}
        shows: {limit: registry.households}
  - code: S2
    th: ก๊าซ
    numerator: U2.3
    factor: 0.252 * 365 / 1000
    unit: {th: ตัน}
    supporting: true
)";

Files good() { return {{"plan.yaml", plan}, {"1-first.yaml", first}}; }

std::string listed(const std::vector<Fault>& faults) {
  std::string all;
  for (const auto& f : faults) all += f.file + ":" + std::to_string(f.line) + ": " + f.why + "\n";
  return all;
}

std::vector<Fault> faults_of(const Files& files) {
  const auto loaded = load(files);
  const auto* faults = std::get_if<std::vector<Fault>>(&loaded);
  return faults ? *faults : std::vector<Fault>{};
}

Framework loaded(const Files& files) {
  auto result = load(files);
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) ADD_FAILURE() << listed(*faults);
  return std::holds_alternative<Framework>(result) ? std::get<Framework>(result) : Framework{};
}

// One thing is replaced in the good plan; one fault must name the line it was replaced in.
struct Slip {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* why;
};

std::ostream& operator<<(std::ostream& out, const Slip& slip) { return out << slip.name; }

class Faulty : public testing::TestWithParam<Slip> {};

TEST_P(Faulty, is_named_with_file_line_and_reason) {
  const auto& slip = GetParam();
  auto files = good();
  auto& text = files.at(slip.file);
  const auto at = text.find(slip.from);
  ASSERT_NE(at, text.npos);
  const int line = 1 + int(std::count(text.begin(), text.begin() + long(at), '\n'));
  text.replace(at, std::string_view(slip.from).size(), slip.to);
  const auto faults = faults_of(files);
  ASSERT_FALSE(faults.empty());
  EXPECT_THAT(listed(faults), HasSubstr(slip.why));
  EXPECT_EQ(faults.front().file, slip.file) << listed(faults);
  EXPECT_EQ(faults.front().line, line) << listed(faults);
}

constexpr const char* p = "plan.yaml";
constexpr const char* s = "1-first.yaml";
INSTANTIATE_TEST_SUITE_P(
    Framework, Faulty,
    testing::Values(
        Slip{"unknown_code", s, "numerator: U2.2", "numerator: U9.9", "unknown code U9.9"},
        Slip{"unknown_field", s, "    asked_of: lao", "    askd_of: lao", "unknown field \"askd_of\""},
        Slip{"field_twice", p, "title: {", "title: {th: ก, ", "stands here twice"},
        Slip{"unknown_kind", s, "kind: text", "kind: txet", "unknown kind \"txet\""},
        Slip{"unknown_unit", s, "unit: household, reg", "unit: houshold, reg", "unknown unit \"houshold\""},
        Slip{"one_choice", s, "{code: b, th: ข}", "", "two choices"},
        Slip{"choice_of_another_kind", s, "kind: choice", "kind: yes_no", "only a choice"},
        Slip{"unknown_type", p, "[CITY, SAO]\ng", "[CITY, XAO]\ng", "unknown type of body \"XAO\""},
        Slip{"unknown_group", s, "asked_of: lao", "asked_of: loa", "unknown group of bodies \"loa\""},
        Slip{"duplicate_code", s, "code: U2.5", "code: U2.1", "duplicate code U2.1"},
        Slip{"circular", s, "unit: household, reg", "unit: household, asked_if: U2.2 > 0, reg",
             "circular formula: U2.1 → U2.2 → U2.1"},
        Slip{"circular_alone", s, "asked_if: U2.1", "asked_if: U2.2", "circular formula: U2.2 → U2.2"},
        Slip{"unit_clash", s, "numerator: U2.2", "numerator: U2.2 + U2.3", "unit clash: household and kg_year"},
        Slip{"unit_clash_with_registry", s, "U2.2 > registry.households", "U2.2 > registry.population", "unit clash"},
        Slip{"unit_clash_of_options", s, "tonne_day]}", "household]}", "unit clash: household measures household"},
        Slip{"no_thai_text", s, "th: ทั้งหมด, ", "", "Thai text (th) is missing"},
        Slip{"nobody_by_type", s, "asked_of: [CITY]", "asked_of: [PAO]", "nobody is asked U2.2"},
        Slip{"nobody_by_group", s, "asked_of: lao", "asked_of: pao", "nobody is asked"},
        Slip{"nobody_by_condition", s, "asked_if: U2.1 > 0", "asked_if: 1 = 2", "nobody is asked U2.2"},
        Slip{"not_summable", s, "denominator: U2.1", "denominator: U2.1 * U2.2", "cannot be summed"},
        Slip{"check_at_unknown", s, "at: U2.2", "at: U2.9", "unknown question U2.9"},
        Slip{"unknown_weight", s, "weight: blocks", "weight: heavy", "unknown weight"},
        Slip{"unknown_placeholder", s, "มากกว่า {limit}", "มากกว่า {limt}", "unknown code {limt}"},
        Slip{"unknown_fact", s, "registry: households", "registry: villages", "unknown fact \"villages\""},
        Slip{"bad_date", p, "to: 2024-09-30", "to: 2024-13-30", "not a day"},
        Slip{"backwards", p, "to: 2024-09-30", "to: 2022-09-30", "ends before it begins"},
        Slip{"bad_period", p, "\"2567\"", "\"2567-03\"", "not like 2567"},
        Slip{"bad_formula", s, "denominator: U2.1", "denominator: U2.1 +", "(character 7 of the formula)"},
        Slip{"bad_constant", s, "factor: 0.252", "factor: U2.1", "a constant is expected"},
        Slip{"bad_number", s, "supporting: true", "places: many", "a whole number"},
        Slip{"bad_target", s, "value: 80.5", "value: most", "not a number"},
        Slip{"no_such_section", p, "1-first.yaml", "1-first.yaml, 2-next.yaml", "is not there"},
        Slip{"flow_of_nothing", p, "improper: U2.2", "improper: U2.9", "\"U2.9\" is no question about a quantity"},
        Slip{"flow_of_words", p, "improper: U2.2", "improper: U2.5", "\"U2.5\" is no question about a quantity"},
        Slip{"flow_of_two_units", p, "improper: U2.2", "improper: U2.3",
             "unit clash: U2.3 is not in the unit of the whole"},
        Slip{"flow_without_a_part", p, ", improper: U2.2", "", "improper"},
        Slip{"flow_of_more", p, "improper: U2.2", "improper: U2.2, lost: U2.2", "unknown field \"lost\""},
        Slip{"last_year_in_a_figure", s, "numerator: U2.2", "numerator: last.U2.2", "last. stands in checks only"},
        Slip{"last_year_of_nothing", s, "U2.2 > registry.households", "U2.2 > last.U9.9", "unknown code last.U9.9"},
        Slip{"last_year_in_another_unit", s, "U2.2 > registry.households", "U2.2 > last.U2.3", "unit clash"},
        Slip{"last_year_without_a_bound", p, "title: {", "last_year: {ratio: 1, least: 1, message: {th: ก}}\ntitle: {",
             "above 1 is expected"},
        Slip{"not_yaml", s, "mark: attested", "mark: attested: x", "cannot be read"}),
    [](const auto& slip) { return std::string(slip.param.name); });

TEST(Framework, reads_a_good_plan) {
  const auto f = loaded(good());
  ASSERT_EQ(f.questions.size(), 5u);
  ASSERT_EQ(f.indicators.size(), 2u);
  EXPECT_EQ(f.slots(), 7);
  EXPECT_EQ(f.sections[0].indicators, (std::vector{0, 1}));
  EXPECT_EQ(f.indicators[0].questions, (std::vector{0, 1, 2, 3, 4}));
  EXPECT_TRUE(f.indicators[0].factor == base::Rational::whole(100));
  EXPECT_EQ(f.indicators[0].unit.th, "%");
  EXPECT_EQ(f.indicators[0].target->value, (base::Decimal{805'000}));
  EXPECT_TRUE(f.indicators[1].supporting);
  EXPECT_EQ(f.find("U2.2")->asked_of, std::set<std::string>{"CITY"});
  EXPECT_EQ(f.find("U2.1")->asked_of, (std::set<std::string>{"CITY", "SAO"}));
  EXPECT_TRUE(f.find("U2.1")->required);
  EXPECT_FALSE(f.find("U2.5")->required);
  EXPECT_EQ(f.find("U9"), nullptr);
  const auto& units = f.find("U2.3")->units;
  EXPECT_EQ(units[0].code, "kg_year");
  EXPECT_TRUE(units[0].factor == base::Rational::whole(1));
  EXPECT_TRUE(units[1].factor == base::Rational::whole(365'000));
  EXPECT_EQ(f.flow->slots, (std::array{0, 1, 1, 1, 1}));
  EXPECT_EQ(f.flow->items[0], "flow.U2.1");
  EXPECT_EQ(f.checks[0].question, 1);
  EXPECT_EQ(f.checks[0].when.uses(), (std::vector{1, 5}));
}

TEST(Framework, lists_every_fault) {
  auto files = good();
  files["plan.yaml"] += "colour: red\n";
  files["1-first.yaml"] += "colour: red\n";
  files["stray.yaml"] = "";
  const auto all = listed(faults_of(files));
  EXPECT_THAT(all, HasSubstr("plan.yaml:18: unknown field \"colour\""));
  EXPECT_THAT(all, HasSubstr("1-first.yaml:29: unknown field \"colour\""));
  EXPECT_THAT(all, HasSubstr("stray.yaml:1: the plan's sections do not name this file"));
}

TEST(Framework, survives_anything_in_a_file) {
  EXPECT_THAT(listed(faults_of({})), HasSubstr("plan.yaml:1: the file is missing"));
  for (const std::string text :
       {"", "a", "[a, b]", "\xff\xfe", "{}", "title: 1\nmenu: []\ncovers: x\nunits: 3", "? [a]\n: b"})
    EXPECT_FALSE(faults_of({{"plan.yaml", text}}).empty()) << text;
  for (const std::string text :
       {"", "indicators: 5", "section: 1\nindicators: [1, [2], {questions: [7], checks: [x]}]"})
    EXPECT_FALSE(faults_of({{"plan.yaml", plan}, {"1-first.yaml", text}}).empty()) << text;
}

TEST(Framework, hash_follows_the_plan_and_not_its_examples) {
  auto files = good();
  const auto hash = loaded(files).hash;
  EXPECT_EQ(hash.size(), 64u);
  files["examples/one.yaml"] = "anything";
  EXPECT_EQ(loaded(files).hash, hash);
  files["plan.yaml"] += "# a word\n";
  EXPECT_NE(loaded(files).hash, hash);
}

TEST(Framework, reads_by_the_month) {
  auto files = good();
  auto& text = files["plan.yaml"];
  text.replace(text.find("period: \"2567\""), 14, "every: month\nperiod: \"2567-03\"");
  EXPECT_TRUE(loaded(files).monthly);
}

TEST(Framework, a_missing_folder_is_said) { EXPECT_THROW(read_folder("no/such/folder"), std::runtime_error); }

TEST(Framework, every_plan_built_in_is_without_fault) {
  for (const auto& files : embedded_frameworks()) EXPECT_EQ(listed(faults_of(files)), "");
}

}  // namespace
}  // namespace framework
