#include <algorithm>
#include <array>

#include "base/budgets.h"
#include "formula/node.h"

namespace formula {
namespace {

using Node = Formula::Node;
using Part = std::unique_ptr<const Node>;

// Hostile text must not exhaust the stack: neither by brackets nor by its sheer length.
constexpr int deepest = 64;
constexpr std::size_t longest = base::budget::formula;
constexpr int most_digits = 18;

enum Binding { or_binds = 1, and_binds, not_binds, comparison_binds, sum_binds, product_binds, minus_binds };

struct Infix {
  std::string_view sign;
  Op op;
  int binds;
};
// Longer signs stand before those they begin with.
constexpr std::array<Infix, 12> infixes{{
    {"or", Op::either, or_binds},
    {"and", Op::both, and_binds},
    {"!=", Op::differs, comparison_binds},
    {"<=", Op::at_most, comparison_binds},
    {">=", Op::at_least, comparison_binds},
    {"=", Op::equal, comparison_binds},
    {"<", Op::less, comparison_binds},
    {">", Op::more, comparison_binds},
    {"+", Op::add, sum_binds},
    {"-", Op::subtract, sum_binds},
    {"*", Op::multiply, product_binds},
    {"/", Op::divide, product_binds},
}};

struct Call {
  std::string_view name;
  Op op;
  std::size_t arguments;
};
constexpr std::array<Call, 5> calls{{{"if", Op::choose, 3},
                                     {"min", Op::least, 2},
                                     {"max", Op::most, 2},
                                     {"abs", Op::magnitude, 1},
                                     {"known", Op::known, 1}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

struct Parser {
  std::string_view text;
  const Names& names;
  std::size_t at = 0;
  int depth = 0;

  [[noreturn]] void fail(std::size_t where, std::string why) const { throw Failure{where, std::move(why)}; }

  void skip_space() {
    while (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != text.npos) ++at;
  }

  bool take(std::string_view sign) {
    skip_space();
    if (!text.substr(at).starts_with(sign)) return false;
    const auto end = at + sign.size();
    const bool goes_on = end < text.size() && (is_word(text[end]) || text[end] == '.');
    if (is_letter(sign[0]) && goes_on) return false;
    at = end;
    return true;
  }

  void expect(std::string_view sign) {
    if (take(sign)) return;
    fail(at, "\"" + std::string(sign) + (at >= text.size() ? "\" is missing at the end" : "\" is expected here"));
  }

  Part make(Op op, Part a, Part b = nullptr) const {
    auto node = std::make_unique<Node>();
    node->op = op;
    node->parts.push_back(std::move(a));
    if (b) node->parts.push_back(std::move(b));
    return node;
  }

  Part expression(int least) {
    if (++depth > deepest) fail(at, "nested more than 64 deep");
    auto left = operand();
    for (bool compared = false;;) {
      skip_space();
      const auto start = at;
      const auto* infix = std::ranges::find_if(infixes, [&](auto& i) { return take(i.sign); });
      if (infix == infixes.end()) break;
      if (infix->binds < least) {
        at = start;
        break;
      }
      const bool compares = infix->binds == comparison_binds;
      if (compares && compared) fail(start, "comparisons do not chain; join them with \"and\"");
      compared = compares;
      left = make(infix->op, std::move(left), expression(infix->binds + 1));
    }
    --depth;
    return left;
  }

  Part operand() {
    skip_space();
    if (at >= text.size()) fail(at, "a number or a name is missing at the end");
    if (take("(")) {
      auto inner = expression(or_binds);
      expect(")");
      return inner;
    }
    if (take("-")) return make(Op::minus, expression(minus_binds));
    if (take("not")) return make(Op::negate_truth, expression(not_binds));
    if (is_digit(text[at])) return constant();
    if (is_letter(text[at])) return word();
    fail(at, "a number or a name is expected here");
  }

  Part constant() {
    const auto start = at;
    long long digits = 0, scale = 1;
    int count = 0;
    const auto eat = [&](bool fraction) {
      if (at >= text.size() || !is_digit(text[at])) fail(at, "a digit is expected here");
      for (; at < text.size() && is_digit(text[at]); ++at, ++count) {
        if (count == most_digits) fail(start, "a number of more than 18 digits");
        digits = digits * 10 + (text[at] - '0');
        if (fraction) scale *= 10;
      }
    };
    eat(false);
    if (at < text.size() && text[at] == '.') ++at, eat(true);
    if (at < text.size() && is_word(text[at])) fail(at, "a letter inside a number");
    auto node = std::make_unique<Node>();
    const auto number = base::divide(base::Rational::whole(digits), base::Rational::whole(scale));
    if (!number) fail(start, "a number that does not fit");
    node->number = *number;
    node->text = text.substr(start, at - start);
    return node;
  }

  Part word() {
    const auto start = at;
    const auto word_at = [&](std::size_t i) { return i < text.size() && is_word(text[i]); };
    while (word_at(at) || (at < text.size() && text[at] == '.' && word_at(at + 1))) ++at;
    const auto name = text.substr(start, at - start);
    if (take("(")) return call(name, start);
    if (name == "and" || name == "or") fail(start, "\"" + std::string(name) + "\" has nothing on its left");
    const auto slot = names(name);
    if (!slot) fail(start, "unknown code " + std::string(name));
    auto node = std::make_unique<Node>();
    node->op = Op::name;
    node->slot = *slot;
    return node;
  }

  Part call(std::string_view name, std::size_t start) {
    const auto found = std::ranges::find(calls, name, &Call::name);
    if (found == calls.end()) fail(start, "unknown function " + std::string(name));
    auto node = std::make_unique<Node>();
    node->op = found->op;
    for (std::size_t i = 0; i < found->arguments; ++i) {
      if (i) expect(",");
      node->parts.push_back(expression(or_binds));
    }
    expect(")");
    return node;
  }
};

void collect(const Node& node, std::vector<int>& slots) {
  if (node.op == Op::name) slots.push_back(node.slot);
  for (const auto& part : node.parts) collect(*part, slots);
}

}  // namespace

std::variant<Formula, Failure> Formula::parse(std::string_view text, const Names& names) try {
  if (text.size() > longest) return Failure{longest, "longer than 4096 characters"};
  Parser parser{text, names};
  Formula formula;
  formula.root_ = parser.expression(or_binds);
  parser.skip_space();
  if (parser.at < text.size()) parser.fail(parser.at, "nothing more is expected here");
  collect(*formula.root_, formula.uses_);
  std::ranges::sort(formula.uses_);
  formula.uses_.erase(std::unique(formula.uses_.begin(), formula.uses_.end()), formula.uses_.end());
  return formula;
} catch (const Failure& failure) {
  return failure;
}

const std::vector<int>& Formula::uses() const { return uses_; }

}  // namespace formula
