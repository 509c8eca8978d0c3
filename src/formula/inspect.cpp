#include <algorithm>

#include "formula/node.h"

namespace formula {
namespace {

using Node = Formula::Node;
using UnitClash = Formula::UnitClash;

// Of each node once, from below: asked anew at each, a chain of a thousand sums would be walked a thousand times.
struct Summing {
  bool constant, sums;
};
Summing summing(const Node& node) {
  std::vector<Summing> part;
  for (const auto& one : node.parts) part.push_back(summing(*one));
  const bool constant =
      node.op != Op::name && std::ranges::all_of(part, [](const Summing& one) { return one.constant; });
  if (constant || is_comparison(node.op)) return {constant, true};
  switch (node.op) {
    case Op::name:
    case Op::known:
    case Op::both:
    case Op::either:
    case Op::negate_truth:
      return {false, true};
    case Op::minus:
      return {false, part[0].sums};
    case Op::add:
    case Op::subtract:
      return {false, part[0].sums && part[1].sums};
    case Op::multiply:
      return {false, part[0].sums && part[1].sums && (part[0].constant || part[1].constant)};
    case Op::divide:
      return {false, part[0].sums && part[1].constant};
    case Op::choose:
      return {false, part[1].sums && part[2].sums};
    default:
      return {false, false};
  }
}

using UnitOf = std::function<std::string(int)>;

// The unit of what the node yields; the first clash found on the way is left in `clash`.
std::string unit(const Node& node, const UnitOf& unit_of, std::optional<UnitClash>& clash) {
  if (node.op == Op::name) return unit_of(node.slot);
  std::vector<std::string> units;
  for (const auto& part : node.parts) units.push_back(unit(*part, unit_of, clash));
  const auto either = [&](int a, int b) { return units[a].empty() ? units[b] : units[a]; };
  const bool adds = node.op == Op::add || node.op == Op::subtract;
  if ((adds || is_comparison(node.op)) && !clash) {
    const bool both = !units[0].empty() && !units[1].empty();
    if (both && units[0] != units[1]) clash = UnitClash{units[0], units[1]};
  }
  switch (node.op) {
    case Op::add:
    case Op::subtract:
    case Op::least:
    case Op::most:
      return either(0, 1);
    case Op::choose:
      return either(1, 2);
    case Op::minus:
    case Op::magnitude:
      return units[0];
    default:
      return "";
  }
}

struct Sign {
  std::string_view text;
  int binds;
};

Sign sign(Op op) {
  switch (op) {
    case Op::either:
      return {"or", 1};
    case Op::both:
      return {"and", 2};
    case Op::negate_truth:
      return {"not", 3};
    case Op::equal:
      return {" = ", 4};
    case Op::differs:
      return {" ≠ ", 4};
    case Op::less:
      return {" < ", 4};
    case Op::at_most:
      return {" ≤ ", 4};
    case Op::more:
      return {" > ", 4};
    case Op::at_least:
      return {" ≥ ", 4};
    case Op::add:
      return {" + ", 5};
    case Op::subtract:
      return {" − ", 5};
    case Op::multiply:
      return {" × ", 6};
    case Op::divide:
      return {" ÷ ", 6};
    case Op::minus:
      return {"−", 7};
    case Op::choose:
      return {"if", 8};
    case Op::least:
      return {"min", 8};
    case Op::most:
      return {"max", 8};
    case Op::magnitude:
      return {"abs", 8};
    case Op::known:
      return {"known", 8};
    default:
      return {"", 8};
  }
}

struct Reader {
  const std::function<std::string(int)>& name;
  const std::function<std::string(std::string_view)>& word;

  std::string said(Op op) const {
    const auto text = sign(op).text;
    const bool spelt = op == Op::either || op == Op::both || op == Op::negate_truth;
    const auto out = word && (spelt || is_call(op)) ? word(text) : std::string(text);
    return !spelt ? out : op == Op::negate_truth ? out + " " : " " + out + " ";
  }

  std::string shown(const Node& node, int least) const {
    if (node.op == Op::constant) return node.text;
    if (node.op == Op::name) return name(node.slot);
    const int binds = sign(node.op).binds;
    std::string out;
    if (is_call(node.op)) {
      for (const auto& part : node.parts) out += (out.empty() ? "" : ", ") + shown(*part, 0);
      return said(node.op) + "(" + out + ")";
    }
    if (node.parts.size() == 1) {
      out = said(node.op) + shown(*node.parts[0], binds);
    } else {
      // Comparisons do not chain, so one inside another is bracketed on the left too.
      out = shown(*node.parts[0], is_comparison(node.op) ? binds + 1 : binds) + said(node.op) +
            shown(*node.parts[1], binds + 1);
    }
    return binds < least ? "(" + out + ")" : out;
  }
};

}  // namespace

bool Formula::summable() const { return !root_ || summing(*root_).sums; }

bool Formula::is_truth() const {
  if (!root_) return false;
  const auto op = root_->op;
  return is_comparison(op) || op == Op::both || op == Op::either || op == Op::negate_truth || op == Op::known;
}

bool Formula::is_one() const { return root_ && root_->op == Op::constant && root_->text == "1"; }

std::string Formula::show(const std::function<std::string(int slot)>& name,
                          const std::function<std::string(std::string_view sign)>& word) const {
  return root_ ? Reader{name, word}.shown(*root_, 0) : "";
}

std::optional<UnitClash> Formula::unit_clash(const std::function<std::string(int slot)>& unit_of) const {
  std::optional<UnitClash> clash;
  if (root_) unit(*root_, unit_of, clash);
  return clash;
}

}  // namespace formula
