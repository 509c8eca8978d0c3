#include "framework/framework.h"

namespace framework {

std::string in_codes(const Framework& plan, const std::optional<formula::Formula>& formula, const SignWord& word) {
  if (!formula) return {};
  const auto asked = int(plan.questions.size());
  return formula->show(
      [&](int slot) {
        return slot < asked ? plan.questions[std::size_t(slot)].code
                            : "registry." + plan.facts[std::size_t(slot - asked)];
      },
      word);
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
