#include "windows/web.h"

#include "calendar/covers.h"
#include "journal/journal.h"
#include "reports/locks.h"
#include "windows/rules.h"
#include "windows/views.h"

namespace windows::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

Typed typed_in(const http::Request& request) {
  auto field = [&](const char* name) { return base::repair_utf8(request.field(name).value_or("")); };
  return {field("act"),        field("scope"),      field("province"),    field("body"),  field("opens_day"),
          field("opens_time"), field("closes_day"), field("closes_time"), field("reason")};
}

// A province sees what was said of all, of itself and of its bodies.
bool concerns(const Context& ctx, std::int64_t place) {
  const auto mine = ctx.seat().organisation;
  const auto* at = ctx.world.registry.find(place);
  return mine == registry::nation || place == registry::nation || (at && ctx.world.registry.stands_under(*at, mine));
}

Json page_of(Context& ctx, const Round& round, const Typed& typed, const std::vector<Fault>& faults) {
  const auto& mine = *ctx.world.registry.find(ctx.seat().organisation);
  auto whole = calendar::window_over(ctx.tx, round.id, over(mine));
  Json page = {{"title", round.plan.title.in(ctx.language)},
               {"window", views::window(ctx, whole.window)},
               {"by", reports::set_by(ctx, whole)},
               {"place_name", views::place_name(ctx, round.plan, mine)},
               {"faults", views::faults(ctx, faults)},
               {"form", views::form(ctx, typed)},
               {"may_change", identity::may(ctx.seat(), identity::May::set_windows)},
               {"action", address_of(round.plan) + "/changes"},
               {"requests_href", address_of(round.plan) + "/requests"},
               {"up_href", "/follow-up/" + round.plan.name + "/" + round.plan.period +
                               (mine.id == registry::nation ? "" : "/" + mine.code)}};
  auto& changes = page["changes"] = Json::array();
  for (const auto& listed : calendar::changes_of(ctx.tx, round.id))
    if (concerns(ctx, listed.change.place)) changes.push_back(views::change(ctx, round, listed));
  return page;
}

}  // namespace

http::Reply show(Context& ctx) {
  Round round = round_of(ctx);
  Typed blank;
  blank.act = "extend", blank.scope = "nation", blank.opens_time = "00.00", blank.closes_time = "23.59";
  blank.body = base::repair_utf8(ctx.request.asked("body").value_or(""));
  if (!blank.body.empty()) blank.scope = "body";
  return ctx.page("windows", page_of(ctx, round, blank, {}));
}

http::Reply change(Context& ctx) {
  Round round = round_of(ctx);
  if (ctx.repeated) return http::Reply::redirect(address_of(round.plan));
  Typed typed = typed_in(ctx.request);
  auto present = [&](const Place& place) {
    return calendar::window_over(ctx.tx, round.id, over(*place.organisation)).window;
  };
  auto read = read_change({ctx.world.registry, round.plan, ctx.language}, typed, present, ctx.now);
  // Sent back as it was typed, with what is wrong at each field.
  if (!read.faults.empty()) return ctx.page("windows", page_of(ctx, round, typed, read.faults), 400);
  read.change.made_by = ctx.seat().id;
  auto before = views::span(present(read.place), base::Language::th);
  auto id = calendar::add_change(ctx.tx, round.id, read.change);
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "window-" + typed.act, read.place.organisation->code, before,
                 views::span(read.change.window, base::Language::th) + ": " + read.change.reason,
                 {{calendar::covers::window_change, id}});
  ctx.windows.insert(read.change.place);
  return http::Reply::redirect(address_of(round.plan));
}

http::Reply withdraw(Context& ctx) {
  Round round = round_of(ctx);
  if (ctx.repeated) return http::Reply::redirect(address_of(round.plan));
  auto number = number_in(ctx.request.param("change"));
  for (const auto& listed : calendar::changes_of(ctx.tx, round.id)) {
    if (listed.change.id != number || !calendar::withdraw_change(ctx.tx, round.id, number, ctx.now, ctx.seat().id))
      continue;
    const auto* place = ctx.world.registry.find(listed.change.place);
    journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "window-withdraw", place ? place->code : "",
                   views::span(listed.change.window, base::Language::th) + ": " + listed.change.reason, "",
                   {{calendar::covers::window_change, number}});
    ctx.windows.insert(listed.change.place);
    return http::Reply::redirect(address_of(round.plan));
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

}  // namespace windows::web
