#include <algorithm>

#include "formula/node.h"

namespace formula {
namespace {

using Node = Formula::Node;
using State = Value::State;
using base::Rational;

Value truth(bool yes) { return Value::of(Rational::whole(yes)); }
Value of(const std::optional<Rational>& exact) { return exact ? Value::of(*exact) : Value{}; }

// Nearly every answer is a whole number: no common divisor need be looked for then.
bool whole(const Rational& a, const Rational& b) { return a.den == 1 && b.den == 1; }

Value added(const Rational& a, const Rational& b) {
  Rational sum;
  if (whole(a, b) && !__builtin_add_overflow(a.num, b.num, &sum.num)) return Value::of(sum);
  return of(base::add(a, b));
}

Value subtracted(const Rational& a, const Rational& b) {
  Rational difference;
  if (whole(a, b) && !__builtin_sub_overflow(a.num, b.num, &difference.num)) return Value::of(difference);
  return of(base::subtract(a, b));
}

Value multiplied(const Rational& a, const Rational& b) {
  Rational product;
  if (whole(a, b) && !__builtin_mul_overflow(a.num, b.num, &product.num)) return Value::of(product);
  return of(base::multiply(a, b));
}

std::optional<std::strong_ordering> ordered(const Rational& a, const Rational& b) {
  if (a.den == b.den) return a.num <=> b.num;
  return base::compare(a, b);
}

Value compared(Op op, const Rational& a, const Rational& b) {
  if (op == Op::equal) return truth(a == b);
  if (op == Op::differs) return truth(!(a == b));
  const auto order = ordered(a, b);
  if (!order) return {};
  switch (op) {
    case Op::less:
      return truth(*order < 0);
    case Op::at_most:
      return truth(*order <= 0);
    case Op::more:
      return truth(*order > 0);
    default:
      return truth(*order >= 0);
  }
}

Value extreme(bool greatest, const Rational& a, const Rational& b) {
  const auto order = ordered(a, b);
  if (!order) return {};
  return Value::of((*order > 0) == greatest ? a : b);
}

Value numbers(Op op, const Rational& a, const Rational& b) {
  switch (op) {
    case Op::add:
      return added(a, b);
    case Op::subtract:
      return subtracted(a, b);
    case Op::multiply:
      return multiplied(a, b);
    case Op::divide:
      return b.num == 0 ? Value{State::no_base} : of(base::divide(a, b));
    case Op::least:
      return extreme(false, a, b);
    case Op::most:
      return extreme(true, a, b);
    default:
      return compared(op, a, b);
  }
}

// absent before not_applicable before no_base: the order the states are declared in.
Value lesser(const Value& a, const Value& b) { return {std::min(a.state, b.state)}; }

Value run(const Node& node, std::span<const Value> slots);

// `settles` decides alone: false for and, true for or, whatever the other side is.
Value joined(const Node& node, std::span<const Value> slots, bool settles) {
  const auto left = run(*node.parts[0], slots);
  if (left.is_number() && left.is_true() == settles) return truth(settles);
  const auto right = run(*node.parts[1], slots);
  if (right.is_number() && right.is_true() == settles) return truth(settles);
  return left.is_number() && right.is_number() ? truth(!settles) : lesser(left, right);
}

Value signless(Op op, const Value& value) {
  if (!value.is_number()) return value;
  if (op == Op::negate_truth) return truth(!value.is_true());
  if (op == Op::magnitude && value.number.num >= 0) return value;
  return subtracted(Rational::whole(0), value.number);
}

Value run(const Node& node, std::span<const Value> slots) {
  switch (node.op) {
    case Op::constant:
      return Value::of(node.number);
    case Op::name:
      return std::size_t(node.slot) < slots.size() ? slots[node.slot] : Value{};
    case Op::both:
      return joined(node, slots, false);
    case Op::either:
      return joined(node, slots, true);
    case Op::known:
      return truth(run(*node.parts[0], slots).state != State::absent);
    case Op::minus:
    case Op::magnitude:
    case Op::negate_truth:
      return signless(node.op, run(*node.parts[0], slots));
    case Op::choose: {
      const auto condition = run(*node.parts[0], slots);
      return condition.is_number() ? run(*node.parts[condition.is_true() ? 1 : 2], slots) : condition;
    }
    default:
      break;
  }
  const auto left = run(*node.parts[0], slots);
  const auto right = run(*node.parts[1], slots);
  if (!left.is_number() || !right.is_number()) return lesser(left, right);
  return numbers(node.op, left.number, right.number);
}

}  // namespace

Value Formula::evaluate(std::span<const Value> slots) const { return root_ ? run(*root_, slots) : Value{}; }

Value Formula::gap(std::span<const Value> slots) const {
  if (!root_ || !is_comparison(root_->op)) return {};
  const bool downward = root_->op == Op::less || root_->op == Op::at_most;
  const auto& greater = *root_->parts[downward ? 1 : 0];
  const auto more = run(greater, slots);
  if (greater.op == Op::magnitude) return more;
  const auto less = run(*root_->parts[downward ? 0 : 1], slots);
  if (!more.is_number() || !less.is_number()) return lesser(more, less);
  return subtracted(more.number, less.number);
}

}  // namespace formula
