#include "reports/locks.h"

#include "calendar/requests.h"
#include "reports/store.h"

namespace reports {

using identity::Context;

namespace {

std::string last_minute(const Context& ctx, base::Instant closes) {
  return base::show(base::Instant{closes.ms - 1}, ctx.language);
}

std::string person(const Context& ctx, std::int64_t seat) {
  auto found = identity::seat_by_id(ctx.tx, seat);
  return found ? found->person_name + " (" + ctx.say("role." + std::string(identity::code_of(found->role))) + ")" : "–";
}

std::string note_of(const Context& ctx, const calendar::Request& request) {
  if (!request.decided)
    return request.forwarded ? ctx.say("lock.forwarded", {{"at", base::show(request.forwarded->at, ctx.language)}})
                             : ctx.say("lock.waiting", {{"at", base::show(request.asked.at, ctx.language)}});
  if (request.granted)
    return ctx.say(*request.until > ctx.now ? "lock.granted" : "lock.over",
                   {{"until", last_minute(ctx, *request.until)}});
  return ctx.say("lock.refused", {{"at", base::show(request.decided->at, ctx.language)},
                                  {"who", person(ctx, request.decided->by)},
                                  {"note", request.note}});
}

std::string sealed_by(const Context& ctx, const Report& report, const calendar::Window& window) {
  auto sent = store::submissions_of(ctx.tx, report.id);
  if (sent.empty()) return {};
  auto said = ctx.say("lock.sent",
                      {{"who", person(ctx, sent.front().seat)}, {"at", base::show(sent.front().at, ctx.language)}});
  if (report.stage == Stage::submitted && window.is_open(ctx.now))
    said += " · " + ctx.say("lock.withdraw_until", {{"closes", last_minute(ctx, window.closes)}});
  return said;
}

}  // namespace

std::string set_by(const Context& ctx, const calendar::Change& change) {
  if (change.id == 0) return ctx.say("lock.by_plan");
  return ctx.say("lock.by", {{"who", person(ctx, change.made_by)},
                             {"at", base::show(change.made_at, ctx.language)},
                             {"reason", change.reason}});
}

bool is_unsent(const Report& report, const calendar::Window& window, base::Instant now) {
  return report.id != 0 && report.stage == Stage::begun && now >= window.closes;
}

Lock lock_of(const Context& ctx, const pages::Opened& opened, const calendar::Change& holds) {
  const auto& report = opened.report;
  bool own = ctx.seat().organisation == opened.where.body.organisation->id, sealed = report.stage >= Stage::submitted;
  bool open = holds.window.is_open(ctx.now);
  Lock lock;
  lock.unsent = is_unsent(report, holds.window, ctx.now);
  if (sealed)
    lock.by = sealed_by(ctx, report, holds.window);
  else if (!open)
    lock.by = set_by(ctx, holds);
  if (!own) return lock;
  auto request = calendar::latest_request(ctx.tx, opened.where.round, opened.where.body.organisation->id);
  if (request && (!request->decided || !open || sealed)) lock.request_note = note_of(ctx, *request);
  // While the window is open the approver takes a sent report back without asking anybody.
  bool can_help_itself = open && report.stage <= Stage::submitted;
  if (can_help_itself || (request && !request->decided)) return lock;
  lock.ask_href = pages::address_of(opened.where) + "/request";
  lock.ask_label = ctx.say(sealed ? "lock.ask_answers" : "lock.ask_time");
  return lock;
}

}  // namespace reports
