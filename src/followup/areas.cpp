#include "followup/areas.h"

namespace followup::web {

using base::Problem;
using identity::Context;

Round round_of(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id, ctx.world.asked[i]};
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string address_of(const framework::Framework& plan) { return "/follow-up/" + plan.name + "/" + plan.period; }

std::string type_name(const Context& ctx, const std::string& type) {
  std::string key = "body_type.";
  for (char c : type) key += char(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return ctx.say(key);
}

std::string name_of(const Context& ctx, const registry::Organisation& place, base::Day day) {
  const auto& name = registry::name_on(place, day);
  return ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
}

const registry::Organisation& place_of(const Context& ctx) {
  auto mine = ctx.seat().organisation;
  auto code = ctx.request.param("province");
  const auto* place =
      code.empty() ? ctx.world.registry.find(mine == registry::nation ? mine : 0) : ctx.world.registry.by_code(code);
  if (!place || (!code.empty() && place->tier != registry::Tier::province) ||
      (mine != registry::nation && mine != place->id))
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  return *place;
}

}  // namespace followup::web
