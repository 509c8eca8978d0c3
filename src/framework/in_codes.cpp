#include "framework/framework.h"

namespace framework {

std::string name_of_slot(const Framework& plan, int slot) {
  auto at = std::size_t(slot);
  if (at < plan.questions.size()) return plan.questions[at].code;
  at -= plan.questions.size();
  if (at < plan.facts.size()) return "registry." + plan.facts[at];
  return "last." + plan.questions[std::size_t(plan.last[at - plan.facts.size()])].code;
}

std::string in_codes(const Framework& plan, const std::optional<formula::Formula>& formula, const SignWord& word) {
  if (!formula) return {};
  return formula->show([&](int slot) { return name_of_slot(plan, slot); }, word);
}

std::string in_codes(const Framework& plan, const Indicator& indicator, const SignWord& word) {
  auto part = [&](const std::optional<formula::Formula>& formula) {
    auto text = in_codes(plan, formula, word);
    return formula->uses().size() > 1 ? "(" + text + ")" : text;
  };
  if (!indicator.denominator || indicator.denominator->is_one()) return in_codes(plan, indicator.numerator, word);
  return part(indicator.numerator) + " ÷ " + part(indicator.denominator);
}

}  // namespace framework
