#include "formula/formula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace formula {
namespace {

using State = Value::State;

std::optional<int> letters(std::string_view name) {
  if (name == "registry.population") return 3;
  if (name.size() == 1 && name[0] >= 'a' && name[0] <= 'c') return name[0] - 'a';
  return std::nullopt;
}

Formula parsed(std::string_view text) {
  auto result = Formula::parse(text, letters);
  if (const auto* failure = std::get_if<Failure>(&result)) ADD_FAILURE() << text << ": " << failure->why;
  return std::holds_alternative<Formula>(result) ? std::get<Formula>(result) : Formula{};
}

Failure failed(std::string_view text) {
  auto result = Formula::parse(text, letters);
  return std::holds_alternative<Failure>(result) ? std::get<Failure>(result) : Failure{9999, "it was read"};
}

Value number(long long whole) { return Value::of(base::Rational::whole(whole)); }

Value run(std::string_view text, std::vector<Value> slots = {}) { return parsed(text).evaluate(slots); }

void expect_fraction(std::string_view text, long long num, long long den = 1, std::vector<Value> slots = {}) {
  const auto value = run(text, std::move(slots));
  ASSERT_EQ(value.state, State::number) << text;
  EXPECT_TRUE(value.number.num == num && value.number.den == den) << text;
}

std::string shown(std::string_view text) {
  return parsed(text).show([](int slot) { return std::string(1, char('a' + slot)); });
}

TEST(Formula, is_shown_in_the_words_of_its_reader) {
  auto thai = [](std::string_view sign) { return sign == "and" ? "และ" : sign == "not" ? "ไม่" : "ถ้า"; };
  auto name = [](int slot) { return std::string(1, char('a' + slot)); };
  EXPECT_EQ(parsed("not a and (b >= 1 and c)").show(name, thai), "ไม่ a และ (b ≥ 1 และ c)");
  EXPECT_EQ(parsed("if(a, 1, -b)").show(name, thai), "ถ้า(a, 1, −b)");
  EXPECT_TRUE(parsed("a and b").is_truth() && parsed("a >= 1").is_truth());
  EXPECT_FALSE(parsed("a + b").is_truth() || parsed("a").is_truth());
  EXPECT_TRUE(parsed("1").is_one());
  EXPECT_FALSE(parsed("a").is_one() || parsed("10").is_one());
}

TEST(Formula, binds_as_people_read_it) {
  expect_fraction("1 + 2 * 3", 7);
  expect_fraction("(1 + 2) * 3", 9);
  expect_fraction("10 - 3 - 2", 5);
  expect_fraction("24 / 4 / 2", 3);
  expect_fraction("-2 * 3", -6);
  expect_fraction("2 - -3", 5);
  expect_fraction("1 + 1 = 2 and 3 > 2", 1);
  expect_fraction("1 = 1 or 1 = 2 and 1 = 3", 1);
  expect_fraction("not 1 = 2", 1);
  expect_fraction("0.252 * 365 / 1000 * 0.1454", 3343473, 250000000);
}

TEST(Formula, knows_its_functions) {
  expect_fraction("if(1 > 2, 5, 6)", 6);
  expect_fraction("min(3, 1/2)", 1, 2);
  expect_fraction("max(3, 1/2)", 3);
  expect_fraction("abs(2 - 5)", 3);
  expect_fraction("known(a)", 0, 1, {{}});
  expect_fraction("known(a)", 1, 1, {{State::not_applicable}});
}

TEST(Formula, compares_exactly) {
  for (const auto* yes : {"0.1 + 0.2 = 0.3", "1/3 < 0.3334", "2 >= 2", "2 <= 2", "2 != 3"}) expect_fraction(yes, 1);
  for (const auto* no : {"2 < 2", "2 > 2", "2 = 3", "2 != 2"}) expect_fraction(no, 0);
}

TEST(Formula, absence_is_not_zero) {
  const Value absent, inapplicable{State::not_applicable};
  EXPECT_EQ(run("a + 1", {absent}).state, State::absent);
  EXPECT_EQ(run("a * 0", {inapplicable}).state, State::not_applicable);
  EXPECT_EQ(run("a / 0", {number(1)}).state, State::no_base);
  EXPECT_EQ(run("a + b", {inapplicable, absent}).state, State::absent);
  EXPECT_EQ(run("1 / 0 + b", {absent, inapplicable}).state, State::not_applicable);
  EXPECT_EQ(run("a > 1", {absent}).state, State::absent);
  EXPECT_EQ(run("if(a, 1, 2)", {absent}).state, State::absent);
  expect_fraction("if(b, a, 2)", 2, 1, {absent, number(0)});
  EXPECT_EQ(run("b", {absent}).state, State::absent);
}

TEST(Formula, and_or_follow_kleene) {
  const Value absent;
  expect_fraction("a and b", 0, 1, {absent, number(0)});
  expect_fraction("b and a", 0, 1, {absent, number(0)});
  expect_fraction("a or b", 1, 1, {absent, number(1)});
  EXPECT_EQ(run("a and b", {absent, number(1)}).state, State::absent);
  EXPECT_EQ(run("a or b", {{State::no_base}, number(0)}).state, State::no_base);
  EXPECT_EQ(run("not a", {absent}).state, State::absent);
}

TEST(Formula, what_leaves_128_bits_is_absent) {
  std::string text = "999999999999999999";
  for (int i = 0; i < 3; ++i) text += " * 999999999999999999";
  EXPECT_EQ(run(text).state, State::absent);
  EXPECT_EQ(run("1 / " + std::string("(") + text + ")").state, State::absent);
}

TEST(Formula, says_by_how_much_a_comparison_fails) {
  auto gap = [](const char* text, std::vector<Value> slots) { return parsed(text).gap(slots); };
  EXPECT_TRUE(gap("a > b", {number(12), number(10)}).number == base::Rational::whole(2));
  EXPECT_TRUE(gap("a <= b - c", {number(1), number(10), number(2)}).number == base::Rational::whole(7));
  EXPECT_TRUE(gap("abs(a - b) > a * 0.05", {number(100), number(160)}).number == base::Rational::whole(60))
      << "what is let pass is no part of it";
  EXPECT_EQ(gap("a > b", {number(1), {}}).state, State::absent);
  EXPECT_EQ(gap("a and b", {number(1), number(1)}).state, State::absent) << "no comparison";
}

TEST(Formula, tells_where_it_cannot_be_read) {
  const auto expect = [](std::string_view text, std::size_t at, const char* why) {
    const auto failure = failed(text);
    EXPECT_EQ(failure.at, at) << text;
    EXPECT_THAT(failure.why, testing::HasSubstr(why)) << text;
  };
  expect("", 0, "missing at the end");
  expect("a + z", 4, "unknown code z");
  expect("a + ", 4, "missing at the end");
  expect("(a", 2, "\")\" is missing");
  expect("a b", 2, "nothing more");
  expect("a < b < c", 6, "do not chain");
  expect("sqrt(a)", 0, "unknown function");
  expect("1.", 2, "a digit");
  expect("12a", 2, "a letter inside");
  expect("1234567890123456789", 0, "18 digits");
  expect("a ÷ b", 2, "nothing more");
  expect("min(a)", 5, "\",\" is expected");
}

TEST(Formula, refuses_hostile_nesting_and_length) {
  for (const auto* nest : {"(", "-", "not ", "abs(", "1+("}) {
    std::string text;
    while (text.size() < 4000) text += nest;
    EXPECT_THAT(failed(text).why, testing::HasSubstr("nested")) << nest;
  }
  EXPECT_THAT(failed(std::string(5000, '1')).why, testing::HasSubstr("longer"));
  std::string wide = "1";
  while (wide.size() < 4000) wide += "+1";
  expect_fraction(wide, 2001);
}

TEST(Formula, names_its_slots_once) {
  EXPECT_THAT(parsed("c + a / (a - c) + registry.population").uses(), testing::ElementsAre(0, 2, 3));
}

TEST(Formula, knows_what_may_be_summed) {
  for (const auto* yes : {"a", "a + b - c", "2 * a", "a / 1000 * 3", "a >= 1", "a = 1 and b = 1", "a / b > 0.5", "1",
                          "if(a > 1, b, c)", "-a", "known(a)", "max(1, 2) * a"})
    EXPECT_TRUE(parsed(yes).summable()) << yes;
  for (const auto* no : {"a * b", "a / b", "1 / a", "min(a, b)", "abs(a - b)", "a * (b > 1)", "2 * (a / b)"})
    EXPECT_FALSE(parsed(no).summable()) << no;
}

TEST(Formula, shows_itself_with_the_signs_of_a_book) {
  EXPECT_EQ(shown("a/(b-c)"), "a ÷ (b − c)");
  EXPECT_EQ(shown("a-(b-c)-1"), "a − (b − c) − 1");
  EXPECT_EQ(shown("(a*b)+c"), "a × b + c");
  EXPECT_EQ(shown("a<=1 and (b!=2 or not c>=3)"), "a ≤ 1 and (b ≠ 2 or not c ≥ 3)");
  EXPECT_EQ(shown("if(a,-b,max(b,0.50))"), "if(a, −b, max(b, 0.50))");
  EXPECT_EQ(shown("(a<b)=(b<c)"), "(a < b) = (b < c)");
}

TEST(Formula, finds_units_that_clash) {
  const auto units = [](int slot) { return std::string(slot == 0 ? "household" : slot == 1 ? "person" : ""); };
  const auto clash = parsed("c + (a - b)").unit_clash(units);
  ASSERT_TRUE(clash);
  EXPECT_EQ(clash->left, "household");
  EXPECT_EQ(clash->right, "person");
  EXPECT_TRUE(parsed("if(c, a, a) >= max(b, c)").unit_clash(units));
  for (const auto* fits : {"a + c", "a + 1", "a / b", "a / b > a * b", "a = 1 and b = 1"})
    EXPECT_FALSE(parsed(fits).unit_clash(units)) << fits;
}

}  // namespace
}  // namespace formula
