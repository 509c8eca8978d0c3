#include "results/web.h"

#include "followup/web.h"
#include "identity/plans.h"
#include "results/charts.h"

namespace results::web {

using base::Problem;
using identity::Context;
using registry::Tier;
using view::Json;

namespace {

Json crumbs(const Context& ctx, const Look& look) {
  Json all = Json::array();
  for (const Place& over : above(ctx.world.registry, look.place))
    if (ctx.seat().organisation == registry::nation ||
        (over.organisation && ctx.world.registry.stands_under(*over.organisation, ctx.seat().organisation)))
      all.push_back({{"name", name_of(ctx, over, look.plan.period_to)}, {"href", look.of(over).href()}});
  return all;
}

Json stages(const Context& ctx, const Look& look) {
  Json all = Json::array();
  for (auto stage : totals::stages) {
    auto code = std::string(totals::code_of(stage));
    all.push_back({{"code", code},
                   {"label", ctx.say("results.stage." + code)},
                   {"href", look.at(stage).href()},
                   {"current", stage == look.stage}});
  }
  return all;
}

std::string topic_of(const Context& ctx, const Place& place) {
  if (!identity::may(ctx.seat(), identity::May::follow_province)) return "";
  if (!place.organisation || place.is(Tier::nation)) return followup::web::nation_topic;
  return followup::web::topic_of_province(place.is(Tier::province) ? place.organisation->id
                                                                   : place.organisation->province);
}

std::string exports_href(const Context& ctx, const Look& look) {
  bool file = identity::may(ctx.seat(), identity::May::follow_province) && look.place.organisation &&
              !look.place.is(Tier::local);
  if (!file) return "";
  return "/exports/" + look.plan.name + "/" + look.plan.period + "?area=" + code_of(look.place) +
         "&stage=" + std::string(totals::code_of(look.stage));
}

// A body's own people see how it stands to its target; how it stands among others is for the offices above.
bool compares(const Context& ctx, const Look& look) {
  return !look.place.is(Tier::local) || identity::may(ctx.seat(), identity::May::follow_province);
}

http::Reply show(Context& ctx) {
  Round round = round_of(ctx);
  Look look = look_of(ctx, round.plan, place_of(ctx));
  look.picks = identity::may(ctx.seat(), identity::May::follow_province);
  auto earlier = earlier_of(ctx, look);
  auto lines = lines_of(ctx, round, look.place, look.stage);
  Json page =
      page_json(ctx, look, lines, {compares(ctx, look), ctx.request.wants_json(), earlier ? &*earlier : nullptr});
  page["plans"] = identity::plans_to_choose(ctx, look.plan, "/results/",
                                            look.place.is(Tier::nation) ? "" : "/" + code_of(look.place));
  page["compare_action"] = look.picks ? "/results/" + look.plan.name + "/" + look.plan.period + "/compare" : "";
  page["crumbs"] = crumbs(ctx, look), page["stages"] = stages(ctx, look);
  page["live_topic"] = topic_of(ctx, look.place), page["exports_href"] = exports_href(ctx, look);
  page["as_of"] = base::show(ctx.now, ctx.language);
  return ctx.page("results", std::move(page));
}

}  // namespace

http::Reply mine(Context& ctx) {
  const auto* place = ctx.world.registry.find(ctx.seat().organisation);
  if (ctx.world.frameworks.empty() || !place) throw Problem(Problem::Kind::not_found, "problem.not_found");
  const auto& plan = ctx.world.at_hand(ctx.now);
  std::string to = "/results/" + plan.name + "/" + plan.period;
  if (place->tier != Tier::nation) to += "/" + place->code;
  return http::Reply::redirect(to);
}

http::Reply nation(Context& ctx) { return show(ctx); }
http::Reply place(Context& ctx) { return show(ctx); }

http::Reply chart(Context& ctx) {
  Round round = round_of(ctx);
  Look look = look_of(ctx, round.plan, place_of(ctx));
  auto file = ctx.request.param("chart");
  auto lines = lines_of(ctx, round, look.place, look.stage);
  auto found = chart_of(ctx, look, lines, {compares(ctx, look)}, file.substr(0, file.rfind('.')));
  if (!found) throw Problem(Problem::Kind::not_found, "problem.not_found");
  auto about = picture_of(ctx, look, lines, *found, ctx.say("follow.as_of") + " " + base::show(ctx.now, ctx.language));
  return sent(*found, about, file, "results-" + look.plan.period + "-" + code_of(look.place) + "-" + file);
}

}  // namespace results::web
