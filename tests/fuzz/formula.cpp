#include "formula/formula.h"

#include "base/budgets.h"
#include "fuzz.h"

namespace fuzz {

namespace {

using ::formula::Formula;
using ::formula::Value;

// Whatever looks like a name is one, up to a dozen.
struct Known {
  std::vector<std::string> names;
  std::optional<int> slot(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return int(i);
    if (names.size() == 12) return std::nullopt;
    names.emplace_back(name);
    return int(names.size()) - 1;
  }
};

// As it is shown to people, in the signs of the language again.
std::string typed(std::string shown) {
  for (auto [sign, as_typed] : {std::pair{"×", "*"}, {"÷", "/"}, {"−", "-"}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="}})
    for (auto at = shown.find(sign); at != shown.npos; at = shown.find(sign))
      shown.replace(at, std::string_view(sign).size(), as_typed);
  return shown;
}

bool same(const Value& a, const Value& b) { return a.state == b.state && (!a.is_number() || a.number == b.number); }

std::vector<std::vector<Value>> answers(std::size_t names) {
  std::vector<std::vector<Value>> all(4, std::vector<Value>(names));
  const Value none, not_applicable{Value::State::not_applicable, {}}, no_base{Value::State::no_base, {}};
  for (std::size_t i = 0; i < names; ++i) {
    all[0][i] = Value::of(base::Decimal::whole(std::int64_t(i) * 7 - 3));
    all[1][i] = i % 3 == 0 ? none : i % 3 == 1 ? not_applicable : no_base;
    all[2][i] = Value::of(base::Decimal{base::Decimal::limit * base::Decimal::one - std::int64_t(i) - 1});
    all[3][i] = i % 2 == 0 ? Value::of(base::Decimal{0}) : none;
  }
  return all;
}

}  // namespace

void formula(std::string_view bytes) {
  Known known;
  const auto names = [&](std::string_view name) { return known.slot(name); };
  const auto parsed = Formula::parse(bytes, names);
  if (const auto* failure = std::get_if<::formula::Failure>(&parsed)) {
    hold(failure->at <= bytes.size() && !failure->why.empty(), "a failure says where and why");
    return;
  }
  hold(bytes.size() <= base::budget::formula, "no longer than a formula may be");
  const auto& one = std::get<Formula>(parsed);
  const auto name_of = [&](int slot) { return known.names.at(std::size_t(slot)); };
  for (int slot : one.uses()) hold(slot >= 0 && std::size_t(slot) < known.names.size(), "uses names that it has");
  one.unit_clash([](int slot) { return slot % 2 ? "ton" : "person"; });
  one.summable(), one.is_truth(), one.is_one();
  const auto shown = one.show(name_of), text = typed(shown);
  const auto again = Formula::parse(text, names);
  if (const auto* failure = std::get_if<::formula::Failure>(&again)) {
    hold(text.size() > base::budget::formula || failure->why.find("deep") != failure->why.npos,
         "what is shown is a formula: " + text + ": " + failure->why);
    return;
  }
  const auto& other = std::get<Formula>(again);
  hold(other.show(name_of) == shown, "shown again it looks alike: " + shown + " and " + other.show(name_of));
  hold(other.uses() == one.uses(), "and uses the same names");
  for (const auto& values : answers(known.names.size())) {
    hold(same(one.evaluate(values), other.evaluate(values)), "and comes to the same: " + shown);
    hold(same(one.gap(values), other.gap(values)), "and has the same gap: " + shown);
  }
}

}  // namespace fuzz
