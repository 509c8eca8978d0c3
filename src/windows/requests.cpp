// More time, or answers opened again: a body asks, its province forwards or refuses, who may grants.
#include "calendar/requests.h"
#include "calendar/covers.h"

#include "journal/journal.h"
#include "reports/opening.h"
#include "reports/store.h"
#include "review/acts.h"
#include "windows/rules.h"
#include "windows/views.h"
#include "windows/web.h"

namespace windows::web {

using base::Problem;
using calendar::Request;
using identity::Context;
using identity::Role;
using reports::Where;
using view::Json;

namespace {

std::string field(const Context& ctx, const char* name) {
  return base::repair_utf8(base::trim(ctx.request.field(name).value_or("")));
}

bool is_submitted(const Context& ctx, const Where& where) {
  auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  return report && report->stage != reports::Stage::begun;
}

// In the report's own history, where it has begun; otherwise in the country's.
std::int64_t chain_of(const Context& ctx, const Where& where) {
  auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  return report ? report->id : 0;
}

void write_down(Context& ctx, const Where& where, std::string_view act, std::string_view before, std::string_view after,
                const journal::Units& wrote) {
  journal::write(ctx.tx, chain_of(ctx, where), ctx.now, ctx.seat().id, act, where.body.organisation->code, before,
                 after, wrote);
}

std::string who(const Context& ctx, const std::optional<calendar::Act>& act) {
  auto seat = act ? identity::seat_by_id(ctx.tx, act->by) : std::nullopt;
  return seat ? seat->person_name : "";
}

http::Reply asking_page(Context& ctx, const Where& where, const std::vector<Fault>& faults, unsigned status) {
  auto opened = reports::open_for_reading(ctx, where);
  Json page = view::to_json(reports::head_of(ctx, opened, ""));
  page["faults"] = views::faults(ctx, faults);
  page["reason"] = field(ctx, "reason");
  page["action"] = reports::pages::address_of(where) + "/request";
  page["asks_answers"] = is_submitted(ctx, where);
  page["sections"] = Json::array();
  for (const auto& section : where.plan.sections) {
    Json questions = Json::array();
    for (int number : section.indicators)
      for (int slot : where.plan.indicators[number].questions)
        if (const auto& question = where.plan.questions[slot]; where.body.is_asked(question))
          questions.push_back({{"code", question.code},
                               {"label", question.label.in(ctx.language)},
                               {"chosen", ctx.request.field("open." + question.code).has_value()}});
    page["sections"].push_back({{"label", section.label.in(ctx.language)}, {"questions", std::move(questions)}});
  }
  page["may_ask"] = !page["ask_href"].get<std::string>().empty();
  page["ask_href"] = "";  // one is there
  return ctx.page("request", std::move(page), status);
}

struct Typing {
  std::int64_t request = 0;
  std::string until_day, until_time, note;
  std::vector<Fault> faults;
};

Json request_view(const Context& ctx, const Round& round, const Request& r, const Typing& typing) {
  const auto* body = ctx.world.registry.find(r.organisation);
  const auto* province = ctx.world.registry.find(r.province);
  bool of_province = ctx.seat().role == Role::province, waits = !r.decided;
  bool grants = of_province ? calendar::may_grant(ctx.tx, round.id, registry::nation, r.province) : true;
  bool acts = identity::may(ctx.seat(), identity::May::grant_time);
  bool here = typing.request == r.id;
  auto window = body ? calendar::window_over(ctx.tx, round.id, over(*body)).window : calendar::Window{};
  const char* state = r.decided     ? (r.granted ? (*r.until > ctx.now ? "granted" : "over") : "refused")
                      : r.forwarded ? "forwarded"
                                    : "waiting";
  std::string base = address_of(round.plan) + "/requests/" + std::to_string(r.id);
  return {{"id", std::to_string(r.id)},
          {"body", body ? views::place_name(ctx, round.plan, *body) : ""},
          {"code", body ? body->code : ""},
          {"place", province ? views::place_name(ctx, round.plan, *province) : ""},
          {"report_href",
           body ? "/reports/" + round.plan.name + "/" + round.plan.period + "/" + body->code + "/review" : ""},
          {"what_label", ctx.say("request_what." + r.what)},
          {"questions", r.questions},
          {"reason", r.reason},
          {"asked_at", base::show(r.asked.at, ctx.language)},
          {"asked_by", who(ctx, r.asked)},
          {"closes", base::show(base::Instant{window.closes.ms - 1}, ctx.language)},
          {"state", state},
          {"state_label", ctx.say("request_state." + std::string(state))},
          {"forwarded_by", who(ctx, r.forwarded)},
          {"forwarded_at", r.forwarded ? base::show(r.forwarded->at, ctx.language) : ""},
          {"forward_note", r.forward_note},
          {"decided_by", who(ctx, r.decided)},
          {"decided_at", r.decided ? base::show(r.decided->at, ctx.language) : ""},
          {"note", r.note},
          {"until", r.until ? base::show(base::Instant{r.until->ms - 1}, ctx.language) : ""},
          {"may_forward", acts && waits && of_province && !r.forwarded},
          {"may_grant", acts && waits && grants},
          {"may_refuse", acts && waits},
          {"forward_action", base + "/forwarding"},
          {"decision_action", base + "/decision"},
          {"typed_day", here ? typing.until_day : ""},
          {"typed_time", here ? typing.until_time : "23.59"},
          {"typed_note", here ? typing.note : ""},
          {"faults", views::faults(ctx, here ? typing.faults : std::vector<Fault>{})}};
}

http::Reply list_page(Context& ctx, const Typing& typing, unsigned status) {
  Round round = round_of(ctx);
  bool nation = ctx.seat().organisation == registry::nation;
  const auto* own = ctx.world.registry.find(ctx.seat().organisation);
  Json page = {
      {"title", round.plan.title.in(ctx.language)},
      {"place_name", nation || !own ? ctx.say("window_scope.nation") : views::place_name(ctx, round.plan, *own)},
      {"up_href", "/follow-up/" + round.plan.name + "/" + round.plan.period + (nation || !own ? "" : "/" + own->code)},
      {"requests", Json::array()},
      {"faults", views::faults(ctx, typing.faults)},
      {"windows_href", address_of(round.plan)},
      {"may_set", identity::may(ctx.seat(), identity::May::set_windows)}};
  for (const Request& request : calendar::requests_of(ctx.tx, round.id, nation ? 0 : ctx.seat().organisation))
    page["requests"].push_back(request_view(ctx, round, request, typing));
  if (page["may_set"]) {
    page["rights_action"] = address_of(round.plan) + "/rights";
    page["rights"] = Json::array();
    for (auto [place, allowed] : calendar::rights_of(ctx.tx, round.id))
      if (const auto* at = ctx.world.registry.find(place))
        page["rights"].push_back(
            {{"place", views::place_name(ctx, round.plan, *at)}, {"allowed", allowed}, {"code", at->code}});
    page["form"] = views::form(ctx, {});
  }
  return ctx.page("requests", std::move(page), status);
}

// The request of the address, of one's own province where one is a province.
Request must_find(const Context& ctx, const Round& round) {
  bool nation = ctx.seat().organisation == registry::nation;
  auto found = calendar::find_request(ctx.tx, round.id, nation ? 0 : ctx.seat().organisation,
                                      number_in(ctx.request.param("request")));
  if (!found) throw Problem(Problem::Kind::not_found, "problem.not_found");
  return *found;
}

// What was asked for is done, and ends by itself.
// Gives what else it wrote, to be sealed with the decision.
journal::Units grant(Context& ctx, const Where& where, const Request& request, base::Instant until) {
  auto present = reports::window_over(ctx, where).window;
  if (request.what == "answers" && is_submitted(ctx, where)) {
    auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
    review::reopen(ctx.tx, where, *report, request.questions, ctx.seat(), ctx.now);
    ctx.moved.insert(request.province);
  }
  if (until <= present.closes && present.is_open(ctx.now)) return {};
  calendar::Window window{ctx.now < present.closes ? present.opens : ctx.now, until};
  return {{calendar::covers::window_change, calendar::add_change(ctx.tx, where.round,
                                                                 {0, calendar::Scope::body, request.organisation,
                                                                  window, request.reason, ctx.now, ctx.seat().id})}};
}

}  // namespace

http::Reply asking(Context& ctx) {
  Where where = reports::where_of(ctx);
  reports::require_own(ctx, where);
  return asking_page(ctx, where, {}, 200);
}

http::Reply ask(Context& ctx) {
  Where where = reports::where_of(ctx);
  reports::require_own(ctx, where);
  auto back = http::Reply::redirect(reports::pages::address_of(where) + "/request");
  auto latest = calendar::latest_request(ctx.tx, where.round, where.body.organisation->id);
  if (ctx.repeated || (latest && !latest->decided)) return back;  // asked already, by oneself or a colleague
  bool submitted = is_submitted(ctx, where);
  if (!submitted && reports::window_over(ctx, where).window.is_open(ctx.now))
    throw Problem(Problem::Kind::conflict, "windows.not_locked");
  auto reason = field(ctx, "reason");
  if (auto fault = fault_of_reason(reason)) return asking_page(ctx, where, {*fault}, 400);
  Request request;
  request.round = where.round, request.organisation = where.body.organisation->id,
  request.province = where.body.organisation->province;
  request.what = submitted ? "answers" : "time";
  request.reason = reason;
  if (submitted)
    for (const auto& question : where.plan.questions)
      if (where.body.is_asked(question) && ctx.request.field("open." + question.code))
        request.questions += (request.questions.empty() ? "" : " ") + question.code;
  request.asked = {ctx.now, ctx.seat().id};
  auto id = calendar::ask(ctx.tx, request);
  write_down(ctx, where, "request-" + request.what, "",
             (request.questions.empty() ? "" : request.questions + ": ") + reason,
             {{calendar::covers::extension_request, id}});
  ctx.windows.insert(request.organisation);
  return back;
}

http::Reply requests(Context& ctx) { return list_page(ctx, {}, 200); }

http::Reply forward(Context& ctx) {
  Round round = round_of(ctx);
  Request request = must_find(ctx, round);
  auto back = http::Reply::redirect(address_of(round.plan) + "/requests");
  if (ctx.repeated) return back;
  if (ctx.seat().role != Role::province) throw Problem(Problem::Kind::not_found, "problem.not_found");
  auto note = field(ctx, "note");
  if (base::count_characters(note) > longest_reason)
    return list_page(ctx, {request.id, "", "23.59", note, {*fault_of_reason(note)}}, 400);
  if (!calendar::forward(ctx.tx, request.id, note, {ctx.now, ctx.seat().id}))
    throw Problem(Problem::Kind::conflict, "windows.decided_already");
  const auto* body = ctx.world.registry.find(request.organisation);
  write_down(ctx, {round.plan, round.id, reports::body_for(*body, round.plan)}, "request-forward", request.reason, note,
             {{calendar::covers::extension_request, request.id}});
  ctx.windows.insert(request.organisation);
  return back;
}

http::Reply decide(Context& ctx) {
  Round round = round_of(ctx);
  Request request = must_find(ctx, round);
  auto back = http::Reply::redirect(address_of(round.plan) + "/requests");
  if (ctx.repeated) return back;
  if (request.decided) throw Problem(Problem::Kind::conflict, "windows.decided_already");
  const auto* body = ctx.world.registry.find(request.organisation);
  Where where{round.plan, round.id, reports::body_for(*body, round.plan)};
  Typing typing{request.id, field(ctx, "closes_day"), field(ctx, "closes_time"), field(ctx, "note"), {}};
  bool granted = field(ctx, "decision") == "grant";
  if (granted && ctx.seat().role == Role::province &&
      !calendar::may_grant(ctx.tx, round.id, registry::nation, request.province))
    throw Problem(Problem::Kind::not_allowed, "windows.not_let");
  std::optional<base::Instant> until;
  if (granted) {
    auto present = reports::window_over(ctx, where).window;
    // Answers are opened again within the present window too.
    if (request.what == "answers") present.closes = present.opens;
    until = read_until(typing.until_day, typing.until_time, present, ctx.now, ctx.language, typing.faults);
    if (base::count_characters(typing.note) > longest_reason) typing.faults.push_back(*fault_of_reason(typing.note));
  } else if (auto fault = fault_of_reason(typing.note)) {
    typing.faults.push_back(*fault);
  }
  if (!typing.faults.empty()) return list_page(ctx, typing, 400);
  if (!calendar::decide(ctx.tx, request.id, granted, typing.note, until, {ctx.now, ctx.seat().id}))
    throw Problem(Problem::Kind::conflict, "windows.decided_already");
  journal::Units wrote;
  if (granted) wrote = grant(ctx, where, request, *until);
  wrote.push_back({calendar::covers::extension_request, request.id});
  std::string after = granted ? base::show(base::Instant{until->ms - 1}, base::Language::th) : "";
  if (!typing.note.empty()) after += (after.empty() ? "" : ": ") + typing.note;
  write_down(ctx, where, granted ? "request-grant" : "request-refuse", request.reason, after, wrote);
  ctx.windows.insert(request.organisation);
  return back;
}

http::Reply let_grant(Context& ctx) {
  Round round = round_of(ctx);
  auto back = http::Reply::redirect(address_of(round.plan) + "/requests");
  if (ctx.repeated) return back;
  const auto* place = ctx.world.registry.by_code(field(ctx, "province"));
  if (!place || (place->tier != registry::Tier::province && place->tier != registry::Tier::nation))
    throw Problem(Problem::Kind::invalid, "windows.no_province");
  bool allowed = field(ctx, "allowed") == "yes";
  calendar::let_grant(ctx.tx, round.id, place->id, allowed, {ctx.now, ctx.seat().id});
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, allowed ? "let-grant" : "let-not-grant", place->code, "", "",
                 {{calendar::covers::extension_right, round.id}});
  return back;
}

}  // namespace windows::web
