#include "followup/followup.h"

#include "reports/rules.h"

namespace followup {

std::map<std::int64_t, Asked> asked_by_province(const registry::Registry& registry, const framework::Framework& plan) {
  std::map<std::int64_t, Asked> asked;
  for (const auto* body : registry.locals_under(registry::nation)) {
    const auto& type = registry::type_on(*body, plan.period_to);
    if (plan.bodies.contains(type)) ++asked[body->province][type];
  }
  return asked;
}

int expected_of(const Asked& asked) {
  int expected = 0;
  for (const auto& [type, count] : asked) expected += count;
  return expected;
}

std::vector<reports::pages::FigureView> figures_of(const identity::Voice& ctx, const framework::Framework& plan,
                                                   const Asked& asked, const totals::Sums& sums) {
  std::vector<reports::pages::FigureView> figures;
  for (const auto& indicator : plan.indicators) {
    int expected = 0;
    for (const auto& [type, count] : asked)
      if (indicator.asked_of.contains(type)) expected += count;
    totals::Sum sum;
    if (auto at = sums.find(indicator.code); at != sums.end()) sum = at->second;
    auto view = reports::pages::figure_view(ctx, indicator, reports::figure_of(indicator, sum));
    view.count_words = ctx.say("coverage", {{"n", base::to_grouped(base::Decimal::whole(sum.count))},
                                            {"m", base::to_grouped(base::Decimal::whole(expected))}});
    figures.push_back(std::move(view));
  }
  return figures;
}

}  // namespace followup
