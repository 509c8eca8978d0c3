// Each kind of mistake is found where it was made, with what was meant, in a small country of a small plan made here;
// honest reports are left alone.
#include "quality/rules.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <random>

#include "quality/twins.h"

namespace quality {
namespace {

using base::Decimal;

const framework::Files files{{"plan.yaml", R"(
name: trial
period: "2567"
every: year
revision: 1
title: {th: ทดลอง, en: Trial}
menu: {th: ทดลอง, en: Trial}
covers: {from: 2023-10-01, to: 2024-09-30}
window: {opens: 2024-11-07, closes: 2024-11-22}
bodies: [SAO]
groups: {all: [SAO]}
units:
  tonne_year: {th: ตัน/ปี, en: tonnes/year, measures: mass_year, factor: 1}
  tonne_day: {th: ตัน/วัน, en: tonnes/day, measures: mass_year, factor: 365}
  kg_year: {th: กก./ปี, en: kg/year, measures: mass_year, factor: 1/1000}
  household: {th: ครัวเรือน, en: households}
facts: [population, households]
sections: [1.yaml]
)"},
                             {"1.yaml", R"(
section: {code: one, th: หนึ่ง, en: One}
indicators:
  - code: A
    th: ก
    en: A
    mark: reference
    asked_of: all
    numerator: A.2
    denominator: A.1
    questions:
      - {code: A.1, th: ครัวเรือน, en: Households, kind: count, unit: household, registry: households}
      - {code: A.2, th: ที่คัดแยก, en: That sort, kind: count, unit: household}
    checks:
      - code: A.2-within
        at: A.2
        when: A.2 > A.1
        weight: blocks
        message: {th: "{A.2} มากกว่า {A.1}", en: "{A.2} is more than {A.1}"}
  - code: B
    th: ข
    en: B
    mark: reference
    asked_of: all
    numerator: B.2
    denominator: B.1
    questions:
      - {code: B.1, th: เกิดขึ้น, en: Generated, kind: decimal, units: [tonne_year, tonne_day, kg_year]}
      - {code: B.2, th: ใช้, en: Used, kind: decimal, units: [tonne_year, tonne_day, kg_year]}
      - {code: B.3, th: กำจัด, en: Disposed, kind: decimal, units: [tonne_year, tonne_day, kg_year]}
    checks:
      - code: B-balance
        at: B.1
        when: abs(B.1 - B.2 - B.3) > B.1 * 0.05
        weight: asks
        message: {th: "ต่างกัน", en: "differ"}
)"}};

const framework::Framework& plan() {
  static const auto loaded = [] {
    auto made = framework::load(files);
    if (auto* faults = std::get_if<std::vector<framework::Fault>>(&made))
      throw std::runtime_error(faults->front().file + ": " + faults->front().why);
    return std::get<framework::Framework>(std::move(made));
  }();
  return loaded;
}

int slot(const char* code) { return plan().find(code)->slot; }

// Two hundred bodies whose shares are alike, drawn with a fixed seed.
struct Country {
  const Relations relations{plan()};
  Groups groups{.types = 1, .bands = 3, .provinces = 2};
  std::vector<registry::Organisation> places = std::vector<registry::Organisation>(200);
  std::vector<Report> reports;
  std::vector<Row> rows;
  std::optional<Usual> usual;

  explicit Country(unsigned seed = 7) {
    std::mt19937_64 random(seed);
    auto between = [&](std::int64_t low, std::int64_t high) {
      return low + std::int64_t(random() % std::uint64_t(high - low + 1));
    };
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto& place = places[i];
      place.id = std::int64_t(i) + 10;
      place.names = {{base::Day{0}, base::Day{40000}, "SAO", "อบต.", ""}};
      place.households = between(400, 4000), place.population = *place.households * between(28, 34) / 10;
      reports.push_back({reports::body_for(place, plan()), reports::Answers(plan().questions.size()), {}, {}});
      const auto households = *place.households * between(90, 100) / 100, sorting = households * between(55, 90) / 100;
      const auto tonnes = *place.population * between(2000, 3000), used = tonnes * between(25, 45) / 100;
      put(i, "A.1", households * Decimal::one), put(i, "A.2", sorting * Decimal::one);
      put(i, "B.1", tonnes), put(i, "B.2", used), put(i, "B.3", tonnes - used);
    }
  }
  void put(std::size_t body, const char* code, std::int64_t scaled) {
    auto& answer = reports[body].answers[slot(code)];
    answer.value = scaled, answer.typed = base::to_plain(Decimal{scaled});
  }
  std::int64_t given(std::size_t body, const char* code) const { return *reports[body].answers[slot(code)].value; }
  void reckon() {
    rows.clear();
    std::vector<const Row*> all;
    for (std::size_t i = 0; i < reports.size(); ++i) {
      rows.push_back(row_of(plan(), relations, reports[i].body, reports[i].answers));
      rows.back().band = int(i % 3), rows.back().province = int(i % 2);
    }
    for (const auto& row : rows) all.push_back(&row);
    usual.emplace(relations, groups, all);
  }
  std::vector<Suspicion> of(std::size_t body) {
    if (!usual) reckon();
    return suspicions_of({plan(), relations, *usual}, reports[body], rows[body]);
  }
  // The only one of the body.
  Suspicion only(std::size_t body) {
    auto all = of(body);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Suspicion{} : all.front();
  }
};

TEST(Rules, honest_reports_are_left_alone) {
  Country country;
  for (std::size_t i = 0; i < country.reports.size(); ++i) EXPECT_TRUE(country.of(i).empty()) << i;
}

TEST(Rules, a_moved_point_is_found_with_what_was_meant) {
  Country country;
  const auto truth = country.given(5, "B.2");
  country.put(5, "B.2", truth * 100);
  auto found = country.only(5);
  EXPECT_EQ(found.kind, Kind::decimal);
  EXPECT_EQ(found.question, slot("B.2"));
  EXPECT_EQ(found.likely, truth);
  ASSERT_TRUE(found.beside && found.beside->low && found.beside->high);
  EXPECT_TRUE(*found.beside->low <= truth && truth <= *found.beside->high) << "what nine in ten would have is said";
}

TEST(Rules, every_pair_of_units_may_be_taken_for_one_another) {
  struct Slip {
    base::Rational taken_for;
    int taken, meant;
  };
  for (const auto& [factor, taken, meant] :
       {Slip{{1000, 1}, 0, 2}, {{1, 1000}, 2, 0}, {{1, 365}, 0, 1}, {{365, 1}, 1, 0}}) {
    Country country;
    const auto truth = country.given(9, "B.1");
    country.put(9, "B.1", base::to_decimal(*base::multiply(base::Rational::from(Decimal{truth}), factor))->scaled);
    auto all = country.of(9);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].kind, Kind::unit);
    EXPECT_EQ(all[0].cause.taken, taken);
    EXPECT_EQ(all[0].cause.meant, meant);
    ASSERT_TRUE(all[0].likely);
    EXPECT_LE(std::abs(*all[0].likely - truth), truth / 1000);
  }
}

TEST(Rules, digits_are_held_against_the_register_to_the_digit) {
  Country country;
  country.places[3].households = 2735;
  for (auto [typed, kind] : {std::pair{275, Kind::digit}, {27735, Kind::digit}, {7235, Kind::swap}}) {
    country.put(3, "A.1", Decimal::whole(typed).scaled), country.put(3, "A.2", Decimal::whole(1800).scaled);
    country.reckon();
    auto all = country.of(3);
    auto at = std::find_if(all.begin(), all.end(), [](const auto& s) { return s.question == slot("A.1"); });
    ASSERT_NE(at, all.end()) << typed;
    EXPECT_EQ(at->kind, kind) << typed;
    EXPECT_EQ(at->likely, Decimal::whole(2735).scaled) << typed;
    EXPECT_TRUE(at->same_as) << typed;
  }
}

TEST(Rules, last_year_tells_a_digit_too) {
  Country country;
  country.reckon();
  auto earlier = std::size_t(country.relations.numbers.earlier(slot("A.2")));
  for (auto& row : country.rows) row.value[earlier] = row.value[std::size_t(slot("A.2"))], note_logs(row);
  const auto before = country.rows[8].value[earlier];
  std::string typed = base::to_plain(Decimal{before});
  typed.insert(1, 1, typed[0] == '9' ? '1' : '9');  // no digit that stands there twice
  country.put(8, "A.2", base::parse_decimal(typed)->scaled);
  std::vector<const Row*> all;
  for (const auto& row : country.rows) all.push_back(&row);
  country.usual.emplace(country.relations, country.groups, all);
  auto row = row_of(plan(), country.relations, country.reports[8].body, country.reports[8].answers);
  row.value[earlier] = before, note_logs(row);
  auto found = suspicions_of({plan(), country.relations, *country.usual}, country.reports[8], row);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].question, slot("A.2"));
  EXPECT_EQ(found[0].likely, before);
  EXPECT_EQ(found[0].same_as, std::int64_t(earlier));
}

TEST(Rules, nought_where_nobody_has_nought_may_mean_not_known) {
  Country country;
  country.put(4, "A.2", 0);
  auto found = country.only(4);
  EXPECT_EQ(found.kind, Kind::zero);
  EXPECT_FALSE(found.likely);
  Country usual;
  for (std::size_t i = 0; i < 40; ++i) usual.put(i, "A.2", 0);
  for (std::size_t i = 0; i < 40; ++i) EXPECT_TRUE(usual.of(i).empty()) << "a fifth of all have nought";
}

TEST(Rules, what_no_slip_explains_is_an_outlier_until_it_is_explained) {
  Country country;
  country.put(6, "A.1", Decimal::whole(*country.places[6].households * 4).scaled);
  country.put(6, "A.2", Decimal::whole(*country.places[6].households * 3).scaled);
  auto all = country.of(6);
  ASSERT_FALSE(all.empty());
  for (const auto& s : all) EXPECT_TRUE(s.kind == Kind::outlier || s.likely) << code_of(s.kind);
}

TEST(Rules, a_balance_says_its_size_and_is_quiet_once_there_is_a_reason) {
  Country country;
  const auto whole = country.given(7, "B.1"), used = country.given(7, "B.2");
  country.put(7, "B.3", whole - used - whole / 8);
  auto found = country.only(7);
  EXPECT_EQ(found.kind, Kind::balance);
  EXPECT_EQ(found.question, slot("B.1"));
  EXPECT_EQ(found.excess, whole / 8);
  country.reports[7].reasons.insert("B-balance");
  EXPECT_TRUE(country.of(7).empty());
}

TEST(Rules, a_balance_is_said_as_it_was_given_whatever_was_put_right_in_thought) {
  Country country;
  country.places[3].households = 2735;
  country.put(3, "A.1", Decimal::whole(273).scaled), country.put(3, "A.2", Decimal::whole(2777).scaled);
  auto all = country.of(3);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].question, slot("A.1"));
  EXPECT_EQ(all[0].likely, Decimal::whole(2735).scaled);
  EXPECT_EQ(all[1].kind, Kind::balance);
  EXPECT_EQ(all[1].question, slot("A.2"));
  EXPECT_EQ(all[1].excess, Decimal::whole(2777 - 273).scaled);
}

TEST(Rules, not_applicable_without_a_reason_is_missing_one) {
  Country country;
  country.reports[2].unreasoned.insert(slot("A.2"));
  auto found = country.only(2);
  EXPECT_EQ(found.kind, Kind::reason);
  EXPECT_TRUE(found.moves.empty());
}

TEST(Rules, too_few_bodies_say_nothing_by_themselves) {
  Country country;
  country.reports.resize(Groups::fewest - 1);
  country.put(5, "B.2", country.given(5, "B.2") * 10);
  auto all = country.of(5);
  for (const auto& s : all)
    EXPECT_TRUE(s.check || s.kind == Kind::balance) << "only the plan's own checks speak: " << code_of(s.kind);
}

TEST(Rules, the_effect_on_the_nation_is_reckoned_from_its_sums) {
  const auto& indicator = plan().indicators[1];
  // (300 + 90) ÷ (1000 + 100) → without the nought too many of the second: (300 + 9) ÷ 1100.
  const totals::Sum national{3'900'000, 11'000'000, 2};
  auto effect = effect_of(indicator, national, {1, {-810'000, 0, 0}});
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->before.value.scaled, 354'545);
  EXPECT_EQ(effect->after.value.scaled, 280'909);
  EXPECT_EQ(effect->part, 207'692'307) << "81 ÷ 390";
  EXPECT_EQ(effect_of(indicator, national, {1, {-3'900'000, -11'000'000, -2}})->part, 1'000'000'000)
      << "nothing would be left";
  EXPECT_FALSE(effect_of(indicator, {}, {1, {}})) << "nothing is there yet";
}

TEST(Rules, what_would_move_is_what_the_sums_hold_of_the_answer) {
  Country country;
  auto moves = moves_of(plan(), country.reports[0].body, country.reports[0].answers, {{slot("B.2"), 10'000}});
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].indicator, 1);
  EXPECT_EQ(moves[0].by, (totals::Sum{10'000 - country.given(0, "B.2"), 0, 0}));
  auto gone = moves_of(plan(), country.reports[0].body, country.reports[0].answers, {{slot("B.1"), none}});
  EXPECT_EQ(gone[0].by, (totals::Sum{-country.given(0, "B.2"), -country.given(0, "B.1"), -1}));
}

TEST(Twins, figures_that_are_round_or_few_are_no_sign) {
  EXPECT_TRUE(is_telling(Decimal::whole(1234).scaled));
  EXPECT_TRUE(is_telling(125'000)) << "12.5";
  EXPECT_FALSE(is_telling(Decimal::whole(1200).scaled));
  EXPECT_FALSE(is_telling(Decimal::whole(12).scaled));
  EXPECT_FALSE(is_telling(0));
  EXPECT_FALSE(is_telling(none));
}

TEST(Twins, a_copied_report_has_its_twin_and_loses_it_when_it_is_changed) {
  Country country;
  for (const char* code : {"A.1", "A.2", "B.1", "B.2", "B.3"}) country.put(11, code, country.given(12, code));
  country.reckon();
  Twins twins(plan());
  for (const auto& row : country.rows) twins.put(row);
  for (auto [mine, other] : {std::pair{11, 12}, {12, 11}}) {
    auto found = twins.of(country.rows[std::size_t(mine)]);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].organisation, country.places[std::size_t(other)].id);
    EXPECT_GE(found[0].shared.size(), 4u);
  }
  twins.take_out(country.rows[11]);
  EXPECT_TRUE(twins.of(country.rows[12]).empty());
}

}  // namespace
}  // namespace quality
