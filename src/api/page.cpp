// For people: what the API is, how to ask it, and how each figure is made.
#include "api/reply.h"
#include "api/web.h"

namespace api::web {

using framework::Framework;
using framework::Indicator;
using identity::Context;

namespace {

// The latest plan of which something is released.
const Framework* released_plan(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i)
    if (!::releases::store::of_round(ctx.tx, ctx.world.rounds[i].id).empty()) return &ctx.world.frameworks[i];
  return nullptr;
}

std::string formula_shown(const Framework& plan, const Indicator& indicator, const framework::SignWord& signs) {
  auto text = framework::in_codes(plan, indicator, signs);
  auto factor = exact(indicator.factor);
  return factor == "1" ? text : text + " × " + factor;
}

Json made(const Context& ctx, const Framework& plan) {
  Json all = Json::array();
  for (const auto& indicator : plan.indicators) {
    const auto& target = indicator.target;
    all.push_back(
        {{"code", indicator.code},
         {"label", indicator.label.in(ctx.language)},
         {"words", indicator.formula_words.in(ctx.language)},
         {"formula", formula_shown(plan, indicator, ctx.signs())},
         {"unit", indicator.unit.in(ctx.language)},
         {"target", target ? base::to_plain(target->value) : ""},
         {"target_mark",
          !target ? "" : ctx.say(target->mark == framework::Mark::attested ? "attested" : "reference_target")}});
  }
  return all;
}

struct Example {
  const char* address;
  const char* gives;
  bool of_release = false;
};
constexpr Example examples[] = {{"/organisations?province=56", "api.page.example.organisations"},
                                {"/frameworks", "api.page.example.frameworks"},
                                {"/releases", "api.page.example.releases"},
                                {"/figures?place=TH", "api.page.example.nation", true},
                                {"/figures?tier=province&indicator=U2", "api.page.example.provinces", true},
                                {"/figures?province=56&limit=1000", "api.page.example.bodies", true},
                                {"/completeness?tier=province", "api.page.example.completeness", true}};

}  // namespace

http::Reply page(Context& ctx) {
  const auto* released = released_plan(ctx);
  const auto& plan = released ? *released : ctx.world.at_hand(ctx.now);
  Json asked = Json::array();
  for (const auto& example : examples)  // nothing answers yet where nothing is released: no link leads there
    asked.push_back({{"href", std::string(root) + example.address},
                     {"gives", ctx.say(example.gives)},
                     {"linked", released || !example.of_release}});
  return ctx.page(
      "open_api",
      Json{{"released", released != nullptr},
           {"examples", std::move(asked)},
           {"indicators", made(ctx, plan)},
           {"of_plan", ctx.say("api.page.of_plan", {{"title", plan.title.in(ctx.language)}, {"period", plan.period}})},
           {"versions_about", ctx.say("api.page.versions_about", {{"version", version()}})}});
}

}  // namespace api::web
