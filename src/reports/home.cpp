// What one must do now: the open windows of one's body, or where to follow up.
#include "reports/locks.h"
#include "reports/opening.h"
#include "reports/store.h"
#include "reports/web.h"

namespace reports::web {

using identity::Context;

namespace {

view::Json window_card(Context& ctx, const Where& where) {
  const auto& plan = where.plan;
  auto window = window_over(ctx, where).window;
  bool open = window.is_open(ctx.now);
  auto opened = open_for_reading(ctx, where);
  auto progress = pages::progress_view(opened.report);
  bool unsent = is_unsent(opened.report, window, ctx.now);
  std::string action = !open                            ? "home.read"
                       : is_sealed(opened.report.stage) ? "home.receipt"
                       : opened.report.id               ? "home.go_on"
                                                        : "home.begin";
  return {{"title", plan.title.in(ctx.language)},
          {"href", pages::address_of(where)},
          {"opens", base::show(window.opens, ctx.language)},
          {"closes", base::show(base::Instant{window.closes.ms - 1}, ctx.language)},
          {"open", open},
          {"not_yet", ctx.now < window.opens},
          {"time_left", time_left(ctx, window)},
          {"now_ms", ctx.now.ms},
          {"closes_ms", window.closes.ms},
          {"unsent", unsent},
          {"answered", progress.answered},
          {"expected", progress.expected},
          {"percent", progress.percent},
          {"blocking", progress.blocking},
          {"stage_label", unsent ? ctx.say("stage.unsent") : pages::stage_label(ctx, opened.report)},
          {"submitted", is_sealed(opened.report.stage)},
          {"stage", pages::stage_code(opened.report)},
          {"action_label", ctx.say(action)},
          {"has_report", opened.report.id != 0}};
}

}  // namespace

view::Json home_page(Context& ctx) {
  view::Json page = {{"windows", view::Json::array()}, {"follow", view::Json::array()}};
  const auto* own = ctx.world.registry.find(ctx.seat().organisation);
  for (std::size_t i = 0; i < ctx.world.frameworks.size() && own; ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (own->tier == registry::Tier::local) {
      Body body = body_for(*own, plan);
      if (plan.bodies.contains(body.type))
        page["windows"].push_back(window_card(ctx, {plan, ctx.world.rounds[i].id, body}));
    } else if (identity::may(ctx.seat(), identity::May::follow_province)) {
      std::string href = "/follow-up/" + plan.name + "/" + plan.period;
      if (own->tier == registry::Tier::province) href += "/" + own->code;
      page["follow"].push_back({{"label", plan.title.in(ctx.language)}, {"href", href}});
    }
  }
  if (own) page["merged"] = pages::merged_words(ctx, *own);
  if (own) page["organisation"] = registry::full_name(*own, base::day_in_bangkok(ctx.now), ctx.language);
  return page;
}

}  // namespace reports::web
