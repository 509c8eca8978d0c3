// What a report amounts to: its figures, what it adds to the sums of its province, and the difference a save makes.
#include <algorithm>

#include "base/rational.h"
#include "reports/rules.h"

namespace reports {

using base::Decimal;
using base::Rational;
using formula::Value;
using framework::Framework;
using framework::Question;

namespace {

Figure times_factor(const framework::Indicator& indicator, std::optional<Rational> value) {
  if (value) value = base::multiply(*value, indicator.factor);
  auto decimal = value ? base::to_decimal_shown_with(*value, indicator.places) : std::nullopt;
  if (!decimal) return {};
  return {Value::State::number, *decimal};
}

}  // namespace

Figure figure_of(const framework::Indicator& indicator, const Picture& picture) {
  if (!indicator.numerator) return {};
  Value numerator = indicator.numerator->evaluate(picture.slots);
  if (!indicator.denominator)
    return numerator.is_number() ? times_factor(indicator, numerator.number) : Figure{numerator.state, {}};
  Value denominator = indicator.denominator->evaluate(picture.slots);
  for (const Value* value : {&denominator, &numerator})
    if (value->state == Value::State::absent) return {};
  for (const Value* value : {&denominator, &numerator})
    if (!value->is_number()) return {value->state, {}};
  if (denominator.number.num <= 0) return {Value::State::no_base, {}};
  return times_factor(indicator, base::divide(numerator.number, denominator.number));
}

Figure figure_of(const framework::Indicator& indicator, const totals::Sum& sum) {
  if (sum.count == 0) return {};
  Rational amount = Rational::from(Decimal{sum.amount});
  if (!indicator.denominator) return times_factor(indicator, amount);
  if (sum.base <= 0) return {Value::State::no_base, {}};
  return times_factor(indicator, base::divide(amount, Rational::from(Decimal{sum.base})));
}

namespace {

totals::Sum sum_of(const Question& question, const Picture& picture) {
  const Value& value = picture.slots[question.slot];
  if (!value.is_number() || !question.is_quantity()) return {};
  auto decimal = base::to_decimal(value.number);
  return decimal ? totals::Sum{decimal->scaled, 0, 1} : totals::Sum{};
}

totals::Sum sum_of(const framework::Indicator& indicator, const Picture& picture) {
  if (!indicator.numerator) return {};
  Value numerator = indicator.numerator->evaluate(picture.slots);
  auto amount = numerator.is_number() ? base::to_decimal(numerator.number) : std::nullopt;
  if (!amount) return {};
  if (!indicator.denominator) return {amount->scaled, 0, 1};
  Value denominator = indicator.denominator->evaluate(picture.slots);
  if (!denominator.is_number() || denominator.number.num <= 0) return {};
  auto base = base::to_decimal(denominator.number);
  return base ? totals::Sum{amount->scaled, base->scaled, 1} : totals::Sum{};
}

// All of it or nothing.
totals::Sum sum_of(const framework::Flow& flow, std::size_t part, const Picture& picture) {
  for (int slot : flow.slots)
    if (!picture.slots[slot].is_number()) return {};
  auto decimal = base::to_decimal(picture.slots[flow.slots[part]].number);
  return decimal ? totals::Sum{decimal->scaled, 0, 1} : totals::Sum{};
}

const std::string& item_of(const Framework& plan, std::size_t i) {
  if (i < plan.questions.size()) return plan.questions[i].code;
  i -= plan.questions.size();
  return i < plan.indicators.size() ? plan.indicators[i].code : plan.flow->items[i - plan.indicators.size()];
}

}  // namespace

std::size_t items_of(const Framework& plan) {
  return plan.questions.size() + plan.indicators.size() + (plan.flow ? framework::Flow::parts : 0);
}

Contribution contribution_of(const Framework& plan, const Body& body, const Picture& picture) {
  Contribution sums;
  sums.reserve(items_of(plan));
  for (const Question& question : plan.questions) sums.push_back(sum_of(question, picture));
  for (const auto& indicator : plan.indicators)
    sums.push_back(body.is_asked(indicator) ? sum_of(indicator, picture) : totals::Sum{});
  for (std::size_t part = 0; plan.flow && part < framework::Flow::parts; ++part)
    sums.push_back(sum_of(*plan.flow, part, picture));
  return sums;
}

std::vector<totals::Change> difference(const Framework& plan, const Contribution& before, const Contribution& after) {
  std::vector<totals::Change> changes;
  for (std::size_t i = 0; i < items_of(plan); ++i) {
    totals::Sum by = (after.empty() ? totals::Sum{} : after[i]) - (before.empty() ? totals::Sum{} : before[i]);
    if (!by.is_zero()) changes.push_back({item_of(plan, i), by});
  }
  return changes;
}

std::vector<bool> moved_slots(const Picture& before, const Picture& after) {
  std::vector<bool> moved(after.slots.size());
  for (std::size_t i = 0; i < moved.size(); ++i)
    moved[i] = before.slots[i].state != after.slots[i].state || !(before.slots[i].number == after.slots[i].number);
  return moved;
}

bool stands_on(const framework::Indicator& indicator, const std::vector<bool>& slots) {
  for (const auto* formula : {&indicator.numerator, &indicator.denominator})
    if (*formula)
      for (int slot : (*formula)->uses())
        if (slots[slot]) return true;
  return false;
}

std::vector<totals::Change> difference(const Framework& plan, const Body& body, const Picture& before,
                                       const Picture& after) {
  std::vector<totals::Change> changes;
  auto note = [&](const auto& item) {
    if (auto by = sum_of(item, after) - sum_of(item, before); !by.is_zero()) changes.push_back({item.code, by});
  };
  auto moved = moved_slots(before, after);
  for (const Question& question : plan.questions)
    if (moved[question.slot]) note(question);
  for (const auto& indicator : plan.indicators)
    if (body.is_asked(indicator) && stands_on(indicator, moved)) note(indicator);
  if (!plan.flow ||
      !std::any_of(plan.flow->slots.begin(), plan.flow->slots.end(), [&](int slot) { return moved[slot]; }))
    return changes;
  for (std::size_t part = 0; part < framework::Flow::parts; ++part)
    if (auto by = sum_of(*plan.flow, part, after) - sum_of(*plan.flow, part, before); !by.is_zero())
      changes.push_back({plan.flow->items[part], by});
  return changes;
}

std::string figures_line(const Framework& plan, const Body& body, const Picture& picture) {
  std::string line;
  for (const auto& indicator : plan.indicators) {
    if (!body.is_asked(indicator)) continue;
    Figure figure = figure_of(indicator, picture);
    if (figure.state != Value::State::number) continue;
    line += (line.empty() ? "" : " ") + indicator.code + "=" + base::to_plain(figure.value);
    if (auto of = sum_of(indicator, picture); of.base > 0) line += ":" + base::to_plain(Decimal{of.base});
  }
  return line;
}

std::vector<std::pair<std::string_view, ListedFigure>> figures_in(std::string_view line) {
  std::vector<std::pair<std::string_view, ListedFigure>> figures;
  while (!line.empty()) {
    auto part = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(part.size() + 1, line.size()));
    auto equals = part.find('=');
    if (equals == part.npos) continue;
    auto code = part.substr(0, equals);
    part.remove_prefix(equals + 1);
    auto colon = part.find(':');
    auto value = base::parse_decimal(part.substr(0, colon));
    auto of = colon == part.npos ? std::nullopt : base::parse_decimal(part.substr(colon + 1));
    if (value) figures.emplace_back(code, ListedFigure{*value, of.value_or(Decimal{})});
  }
  return figures;
}

std::optional<ListedFigure> figure_in(std::string_view line, std::string_view code) {
  for (const auto& [listed, figure] : figures_in(line))
    if (listed == code) return figure;
  return std::nullopt;
}

std::vector<const framework::Indicator*> headline(const Framework& plan) {
  std::vector<const framework::Indicator*> shown;
  for (const auto& section : plan.sections)
    for (int number : section.indicators)
      if (plan.indicators[number].target) {
        shown.push_back(&plan.indicators[number]);
        break;
      }
  return shown;
}

}  // namespace reports
