#include "results/earlier.h"

#include "calendar/earlier.h"

namespace results {

using formula::Value;
using framework::Framework;
using framework::Indicator;

std::optional<Earlier> earlier_of(const identity::Context& ctx, const Look& look) {
  auto at = calendar::round_before(ctx.world.frameworks, look.plan);
  if (!at) return std::nullopt;
  const auto& plan = ctx.world.frameworks[*at];
  return Earlier{plan,
                 lines_of(ctx, {plan, ctx.world.rounds[*at].id, ctx.world.asked[*at]}, look.place, look.stage).whole};
}

const Indicator* same_in(const Framework& earlier, const Framework& plan, const Indicator& indicator) {
  for (const auto& other : earlier.indicators)
    if (other.code == indicator.code)
      return in_codes(earlier, other.numerator) == in_codes(plan, indicator.numerator) &&
                     in_codes(earlier, other.denominator) == in_codes(plan, indicator.denominator) &&
                     other.factor == indicator.factor && other.unit.th == indicator.unit.th
                 ? &other
                 : nullptr;
  return nullptr;
}

Change change_of(const reports::Figure& now, const reports::Figure& was) {
  Change change{was, std::nullopt};
  if (now.state == Value::State::number && was.state == Value::State::number)
    change.by = base::Decimal{now.value.scaled - was.value.scaled};
  return change;
}

}  // namespace results
