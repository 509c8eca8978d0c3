#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "formula/formula.h"

namespace formula {
namespace {

// Our own seeded generator, so that a failure is met again with the number the test prints.
struct Dice {
  std::mt19937_64 engine;
  int below(int n) { return int(engine() % std::uint64_t(n)); }
  const char* one_of(std::initializer_list<const char*> words) { return words.begin()[below(int(words.size()))]; }
};

std::optional<int> slots_a_to_d(std::string_view name) {
  return name.size() == 1 && name[0] >= 'a' && name[0] <= 'd' ? std::optional(name[0] - 'a') : std::nullopt;
}

std::string expression(Dice& dice, int depth) {
  if (depth == 0 || dice.below(5) == 0)
    return dice.one_of({"a", "b", "c", "d", "0", "1", "0.0001", "999999999999999999", "12.5"});
  const auto part = [&] { return expression(dice, depth - 1); };
  switch (dice.below(5)) {
    case 0:
      return "(" + part() + ")";
    case 1:
      return dice.one_of({"-", "not "}) + part();
    case 2:
      return dice.one_of({"min(", "max("}) + part() + "," + part() + ")";
    case 3:
      return "if(" + part() + "," + part() + "," + part() + ")";
    default: {
      const auto* sign = dice.one_of({"+", "-", "*", "/", "=", "!=", "<", ">=", " and ", " or "});
      return "(" + part() + ")" + sign + "(" + part() + ")";
    }
  }
}

Value any_value(Dice& dice) {
  const auto state = Value::State(dice.below(8));
  if (state < Value::State::number) return {state};
  const auto scaled = std::int64_t(dice.engine()) >> dice.below(64);
  return Value::of(base::Rational{scaled, 1});
}

bool same(const Value& a, const Value& b) { return a.state == b.state && (!a.is_number() || a.number == b.number); }

TEST(FormulaProperty, any_formula_on_any_values_gives_one_exact_answer) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Dice dice{std::mt19937_64(seed)};
    const auto text = expression(dice, 6);
    const auto parsed = Formula::parse(text.substr(0, 4096), slots_a_to_d);
    if (!std::holds_alternative<Formula>(parsed)) continue;
    const auto& formula = std::get<Formula>(parsed);
    const std::vector<Value> slots{any_value(dice), any_value(dice), any_value(dice), any_value(dice)};
    const auto value = formula.evaluate(slots);
    EXPECT_TRUE(same(value, formula.evaluate(slots))) << seed << ": " << text;
    if (value.is_number()) EXPECT_TRUE(value.number.den > 0) << seed << ": " << text;
  }
}

TEST(FormulaProperty, what_is_shown_reads_back_as_the_same_formula) {
  const auto name = [](int slot) { return std::string(1, char('a' + slot)); };
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Dice dice{std::mt19937_64(seed)};
    const auto first = Formula::parse(expression(dice, 5).substr(0, 4096), slots_a_to_d);
    if (!std::holds_alternative<Formula>(first)) continue;
    auto text = std::get<Formula>(first).show(name);
    for (const auto& [book, typed] : std::initializer_list<std::pair<std::string, std::string>>{
             {"×", "*"}, {"÷", "/"}, {"−", "-"}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="}})
      for (auto at = text.find(book); at != text.npos; at = text.find(book)) text.replace(at, book.size(), typed);
    const auto again = Formula::parse(text, slots_a_to_d);
    ASSERT_TRUE(std::holds_alternative<Formula>(again)) << seed << ": " << text;
    const std::vector<Value> slots{any_value(dice), any_value(dice), any_value(dice), any_value(dice)};
    EXPECT_TRUE(same(std::get<Formula>(first).evaluate(slots), std::get<Formula>(again).evaluate(slots)))
        << seed << ": " << text;
  }
}

TEST(FormulaProperty, noise_is_read_or_refused_inside_the_text) {
  const std::string alphabet = "ab.()+-*/<>=!, 0129ifnotmx\"{\x80\xe0\0";
  for (unsigned seed = 0; seed < 5000; ++seed) {
    Dice dice{std::mt19937_64(seed)};
    std::string text;
    for (int i = dice.below(40); i > 0; --i) text += alphabet[dice.below(int(alphabet.size()))];
    const auto parsed = Formula::parse(text, slots_a_to_d);
    if (const auto* failure = std::get_if<Failure>(&parsed)) EXPECT_LE(failure->at, text.size()) << seed;
  }
}

// What lets a province's figure be computed from its running sums.
TEST(FormulaProperty, linear_formulas_of_sums_are_sums_of_the_formula_in_any_order) {
  const auto parsed = Formula::parse("3 * a - (b - c / 1000) * 0.25 - d", slots_a_to_d);
  const auto& formula = std::get<Formula>(parsed);
  ASSERT_TRUE(formula.summable());
  for (unsigned seed = 0; seed < 200; ++seed) {
    Dice dice{std::mt19937_64(seed)};
    std::vector<std::vector<Value>> bodies(20);
    for (auto& body : bodies)
      for (int i = 0; i < 4; ++i) body.push_back(Value::of(base::Decimal{dice.below(1'000'000'000)}));
    const auto sum_of_each = [&] {
      base::Rational sum;
      for (const auto& body : bodies) sum = base::add(sum, formula.evaluate(body).number).value();
      return sum;
    };
    const auto forward = sum_of_each();
    std::ranges::shuffle(bodies, dice.engine);
    std::vector<Value> sums(4, Value::of(base::Rational{}));
    for (const auto& body : bodies)
      for (int i = 0; i < 4; ++i) sums[i].number = base::add(sums[i].number, body[i].number).value();
    EXPECT_TRUE(forward == sum_of_each()) << seed;
    EXPECT_TRUE(forward == formula.evaluate(sums).number) << seed;
  }
}

}  // namespace
}  // namespace formula
