#include "results/look.h"

#include "reports/rules.h"

namespace results {

using base::Problem;
using identity::Context;

namespace {

const framework::Indicator* indicator_of(const framework::Framework& plan, const std::string& code) {
  for (const auto& indicator : plan.indicators)
    if (indicator.code == code) return &indicator;
  return nullptr;
}

std::string asked(const Context& ctx, const char* name, std::string usual) {
  return base::repair_utf8(ctx.request.asked(name).value_or(std::move(usual)));
}

}  // namespace

Look look_of(const Context& ctx, const framework::Framework& plan, const Place& place) {
  auto stage = asked(ctx, "stage", "recorded");
  auto wanted = totals::stage_of(stage);
  if (!wanted) throw Problem(Problem::Kind::invalid, "results.no_such_stage", {{"typed", stage}});
  auto heads = reports::headline(plan);
  auto code = asked(ctx, "by", heads.empty() ? plan.indicators.front().code : heads.front()->code);
  const auto* by = indicator_of(plan, code);
  if (!by) throw Problem(Problem::Kind::invalid, "results.no_such_indicator", {{"typed", code}});
  auto map = asked(ctx, "map", "indicator");
  if (map != "indicator" && map != "completeness")
    throw Problem(Problem::Kind::invalid, "results.no_such_map", {{"typed", map}});
  return {plan, place, *wanted, by, map == "completeness", false, address_of, chart_address_of};
}

std::string query_of(const Look& look) {
  return "?stage=" + std::string(totals::code_of(look.stage)) + "&by=" + look.by->code +
         (look.completeness ? "&map=completeness" : "");
}

std::string path_of(const Look& look) {
  std::string path = "/results/" + look.plan.name + "/" + look.plan.period;
  return look.place.is(registry::Tier::nation) ? path : path + "/" + code_of(look.place);
}

std::string address_of(const Look& look) { return path_of(look) + query_of(look); }

std::string chart_address_of(const Look& look, std::string_view file) {
  return "/results/" + look.plan.name + "/" + look.plan.period + "/" + code_of(look.place) + "/" + std::string(file) +
         query_of(look);
}

}  // namespace results
