#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/rational.h"

namespace formula {

// What a name stands for while a formula is evaluated. Absent is not zero and "not applicable" is
// neither; no_base is a division by zero. An operation on anything but numbers gives the first of
// absent, not_applicable, no_base, in this order; and/or know Kleene's rules.
struct Value {
  enum class State : unsigned char { absent, not_applicable, no_base, number };
  State state = State::absent;
  base::Rational number;

  static Value of(base::Rational r) { return {State::number, r}; }
  static Value of(base::Decimal d) { return {State::number, base::Rational::from(d)}; }
  bool is_number() const { return state == State::number; }
  bool is_true() const { return is_number() && number.num != 0; }
};

struct Failure {
  std::size_t at;
  std::string why;
};  // byte offset into the text

// name → slot; nullopt: unknown name.
using Names = std::function<std::optional<int>(std::string_view)>;

// Parsed once, evaluated often. The language:
//   numbers 0.252 · names U2.1, registry.population · + - * / · unary - · ( )
//   = != < <= > >= · and or not · if(c, a, b) · min(a, b) max(a, b) abs(a) · known(a) (1 unless absent)
// yes/no answers are 1/0; a choice answer is the number of the choice, counted from 1.
class Formula {
 public:
  static std::variant<Formula, Failure> parse(std::string_view text, const Names& names);

  // `slots[i]` is the value of the name in slot i. Never NaN, never infinite; a result that leaves
  // 128 bits is absent.
  Value evaluate(std::span<const Value> slots) const;

  // Of a comparison: by how much its greater side is more than the other; of "abs(x) > y" how much abs(x) is, since y
  // is then what is let pass. Absent for all else.
  Value gap(std::span<const Value> slots) const;

  const std::vector<int>& uses() const;  // slots, each once, ascending
  // May Σ f(body) stand for f of an area: sums and differences of quantities, constants times them, and
  // counts of bodies (comparisons, yes/no), but no product or quotient of two answers.
  bool summable() const;
  bool is_truth() const;  // what it yields is whether something holds
  bool is_one() const;    // the constant 1: what a figure that is no rate is divided by
  // "U2.3 ÷ (U2.1 − U2.2)" with each name replaced by `shown(slot)`. `word`: what a reader calls "and or not if min max
  // abs known"; without it they stay as the language above has them.
  std::string show(const std::function<std::string(int slot)>& shown,
                   const std::function<std::string(std::string_view sign)>& word = {}) const;
  // The first + - or comparison whose two sides have units that differ; "" has no unit and fits all.
  struct UnitClash {
    std::string left, right;
  };
  std::optional<UnitClash> unit_clash(const std::function<std::string(int slot)>& unit_of) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  std::vector<int> uses_;
};

}  // namespace formula
