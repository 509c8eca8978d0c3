#include "windows/views.h"

namespace windows {

using base::Problem;
using identity::Context;
using identity::Voice;
using view::Json;

Round round_of(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id};
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string address_of(const framework::Framework& plan) { return "/windows/" + plan.name + "/" + plan.period; }

std::int64_t number_in(const std::string& text) {
  bool digits = !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == text.npos;
  return digits ? std::stoll(text) : 0;
}

calendar::Place over(const registry::Organisation& place) {
  switch (place.tier) {
    case registry::Tier::nation:
      return {place.id};
    case registry::Tier::province:
      return {registry::nation, place.id};
    default:
      return {registry::nation, place.province, place.id};
  }
}

namespace views {

std::string place_name(const Voice& ctx, const framework::Framework& plan, const registry::Organisation& place) {
  if (place.tier == registry::Tier::nation) return ctx.say("window_scope.nation");
  if (place.tier != registry::Tier::province) return registry::full_name(place, plan.period_to, ctx.language);
  const auto& name = registry::name_on(place, plan.period_to);
  return ctx.say("place.province",
                 {{"name", ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en}});
}

std::string span(const calendar::Window& window, base::Language language) {
  return base::show(window.opens, language) + " – " + base::show(base::Instant{window.closes.ms - 1}, language);
}

Json window(const Voice& ctx, const calendar::Window& w) {
  const char* state = w.is_open(ctx.now) ? "open" : ctx.now < w.opens ? "before" : "after";
  return {{"opens", base::show(w.opens, ctx.language)},
          {"closes", base::show(base::Instant{w.closes.ms - 1}, ctx.language)},
          {"open", w.is_open(ctx.now)},
          {"state", state},
          {"state_label", ctx.say("window_state." + std::string(state))},
          {"opens_ms", w.opens.ms},
          {"closes_ms", w.closes.ms},
          {"now_ms", ctx.now.ms}};
}

Json change(const Context& ctx, const Round& round, const calendar::Listed& listed) {
  const auto& c = listed.change;
  const auto* place = ctx.world.registry.find(c.place);
  bool holds = !listed.withdrawn && place && calendar::window_over(ctx.tx, round.id, over(*place)).id == c.id;
  const char* state = listed.withdrawn            ? "withdrawn"
                      : !holds                    ? "replaced"
                      : c.window.is_open(ctx.now) ? "open"
                      : ctx.now < c.window.opens  ? "before"
                                                  : "after";
  auto seat = identity::seat_by_id(ctx.tx, c.made_by);
  return {{"id", std::to_string(c.id)},
          {"place", place ? place_name(ctx, round.plan, *place) : ""},
          {"code", place ? place->code : ""},
          {"opens", base::show(c.window.opens, ctx.language)},
          {"closes", base::show(base::Instant{c.window.closes.ms - 1}, ctx.language)},
          {"reason", c.reason},
          {"who", seat ? seat->person_name : ""},
          {"at", base::show(c.made_at, ctx.language)},
          {"state", state},
          {"state_label", ctx.say("window_state." + std::string(state))},
          {"withdrawn_at", listed.withdrawn ? base::show(listed.withdrawn->at, ctx.language) : ""},
          {"may_withdraw", !listed.withdrawn && identity::may(ctx.seat(), identity::May::set_windows)},
          {"withdraw_action", address_of(round.plan) + "/changes/" + std::to_string(c.id) + "/withdrawal"}};
}

Json form(const Voice& ctx, const Typed& typed) {
  auto options = [&](const std::string& group, std::initializer_list<const char*> codes, const std::string& chosen) {
    Json all = Json::array();
    for (const char* code : codes)
      all.push_back({{"code", code}, {"label", ctx.say(group + code)}, {"selected", chosen == code}});
    return all;
  };
  Json provinces = Json::array();
  auto today = base::day_in_bangkok(ctx.now);
  for (const auto* province : ctx.world.registry.provinces()) {
    const auto& name = registry::name_on(*province, today);
    provinces.push_back(
        {{"code", province->code},
         {"label", ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en},
         {"selected", province->code == typed.province}});
  }
  return {{"acts", options("window_act.", {"extend", "open", "close"}, typed.act)},
          {"scopes", options("window_scope.", {"nation", "province", "body"}, typed.scope)},
          {"provinces", std::move(provinces)},
          {"body", typed.body},
          {"opens_day", typed.opens_day},
          {"opens_time", typed.opens_time},
          {"closes_day", typed.closes_day},
          {"closes_time", typed.closes_time},
          {"reason", typed.reason}};
}

Json faults(const Voice& ctx, const std::vector<Fault>& all) {
  Json list = Json::array();
  for (const Fault& fault : all)
    list.push_back({{"field", fault.field}, {"key", fault.key}, {"message", ctx.say(fault.key, fault.arguments)}});
  return list;
}

}  // namespace views
}  // namespace windows
