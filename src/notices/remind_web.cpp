// Reminder rounds: choose whom, see who would get what, send, and see afterwards what became of it.
#include "base/budgets.h"
#include "journal/journal.h"
#include "notices/covers.h"
#include "notices/letter.h"
#include "notices/outbox.h"
#include "notices/reminders.h"
#include "notices/rules.h"
#include "notices/views.h"
#include "notices/web.h"

namespace notices::web {

using base::Problem;
using identity::Context;
using identity::Recipient;
using reminders::Audience;
using reminders::Reminder;
using view::Json;

namespace {

constexpr std::size_t longest_note = base::budget::reminder;
constexpr int most_shown = 400, part = 2000;

struct Round {
  const framework::Framework& plan;
  std::int64_t id;
};

Round round_of(const Context& ctx) {
  const auto* plan = ctx.world.find(ctx.request.param("framework"), ctx.request.param("period"));
  for (const auto& round : ctx.world.rounds)
    if (plan && views::plan_of(ctx.world, round.id) == plan) return {*plan, round.id};
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string address_of(const framework::Framework& plan) { return "/reminders/" + plan.name + "/" + plan.period; }
std::string grouped(std::int64_t n) { return base::to_grouped(base::Decimal::whole(n)); }
std::int64_t eyes(const Context& ctx) {
  return ctx.seat().organisation == registry::nation ? 0 : ctx.seat().organisation;
}

// What was chosen and typed; a province chooses for itself alone.
struct Chosen {
  const registry::Organisation* place = nullptr;
  std::optional<Audience> audience;
  std::string note;
  Json faults = Json::array();
};

Chosen chosen_in(const Context& ctx, const std::function<std::string(const char*)>& field) {
  Chosen chosen;
  chosen.audience = reminders::audience_of(field("audience"));
  chosen.note = base::trim(base::repair_utf8(field("note")));
  auto code = field("province");
  const auto* place = ctx.world.registry.by_code(code);
  if (eyes(ctx))
    chosen.place = ctx.world.registry.find(eyes(ctx));
  else if (code.empty())
    chosen.place = ctx.world.registry.find(registry::nation);
  else if (place && place->tier == registry::Tier::province)
    chosen.place = place;
  auto fault = [&](const char* name, const std::string& message) {
    chosen.faults.push_back({{"field", name}, {"message", message}});
  };
  if (!chosen.place)
    fault("province", ctx.say("reminders.no_province", {{"typed", shortened(base::repair_utf8(code), 40)}}));
  if (!chosen.audience) fault("audience", ctx.say("reminders.no_audience"));
  if (auto length = base::count_characters(chosen.note); length > longest_note)
    fault("note",
          ctx.say("reminders.long_note", {{"n", grouped(std::int64_t(length))}, {"limit", grouped(longest_note)}}));
  return chosen;
}

Json form_of(const Context& ctx, const Chosen& chosen) {
  Json form = {{"note", chosen.note}, {"audiences", Json::array()}, {"provinces", Json::array()}};
  for (auto audience : {Audience::not_begun, Audience::not_sent})
    form["audiences"].push_back({{"code", reminders::code_of(audience)},
                                 {"label", ctx.say("reminder_audience." + std::string(reminders::code_of(audience)))},
                                 {"selected", chosen.audience == audience}});
  if (!eyes(ctx))
    for (const auto* province : ctx.world.registry.provinces())
      form["provinces"].push_back({{"code", province->code},
                                   {"label", views::place_name(ctx, *province, 0)},
                                   {"selected", chosen.place == province}});
  return form;
}

// Who would get what, were it sent now.
void preview(const Context& ctx, const Round& round, const Chosen& chosen, Json& page) {
  Reminder reminder;
  reminder.round = round.id, reminder.place = chosen.place->id, reminder.audience = *chosen.audience,
  reminder.note = chosen.note;
  reminder.made_at = ctx.now, reminder.made_by = ctx.seat().id;
  auto bodies = reminders::bodies(ctx.tx, ctx.world, reminder);
  auto mailed = reminders::mailed_today(ctx.tx, ctx.now);
  std::map<std::string, std::int64_t> counts;
  std::set<std::int64_t> reached;
  std::optional<Recipient> first;
  std::int64_t all = 0;
  Json lines = Json::array();
  auto see = [&](const Recipient& recipient) {
    if (!reminders::is_for(recipient) || !bodies.contains(recipient.organisation)) return;
    std::string way = !ctx.world.mails                    ? "in_program"
                      : !is_address(recipient.email)      ? "no_address"
                      : mailed.contains(recipient.person) ? "tomorrow"
                                                          : "now";
    ++counts[way], ++all;
    reached.insert(recipient.organisation);
    if (!first || (way == "now" && !is_address(first->email))) first = recipient;
    if (all > most_shown) return;
    const auto* body = ctx.world.registry.find(recipient.organisation);
    lines.push_back({{"body", registry::short_name(*body, round.plan.period_to, ctx.language)},
                     {"code", body->code},
                     {"name", recipient.name},
                     {"role", ctx.say("role." + std::string(identity::code_of(recipient.role)))},
                     {"address", recipient.email},
                     {"way", way},
                     {"way_label", ctx.say("reminder_way." + way)}});
  };
  if (chosen.place->id == registry::nation) {
    for (std::int64_t after = 0;;) {
      auto some = identity::recipients_after(ctx.tx, after, part);
      for (const auto& recipient : some) see(recipient);
      if (int(some.size()) < part) break;
      after = some.back().seat;
    }
  } else {
    for (const auto& [body, closes] : bodies)
      for (const auto& recipient : identity::recipients_at(ctx.tx, body)) see(recipient);
  }
  Json ways = Json::array();
  for (const auto& [way, count] : counts)
    ways.push_back({{"way", way}, {"label", ctx.say("reminder_way." + way)}, {"count", grouped(count)}});
  page["preview"] = {
      {"bodies", grouped(std::int64_t(bodies.size()))},
      {"people", grouped(all)},
      {"ways", std::move(ways)},
      {"lines", std::move(lines)},
      {"unreached", std::int64_t(bodies.size() - reached.size())},
      {"any_unreached", bodies.size() > reached.size()},
      {"unreached_shown", grouped(std::int64_t(bodies.size() - reached.size()))},
      {"only_some",
       all > most_shown ? ctx.say("reminders.only_some", {{"n", grouped(most_shown)}, {"m", grouped(all)}}) : ""},
      {"may_send", all > 0}};
  if (!first) return;
  identity::Voice theirs{ctx.world, ctx.now, outbox::language_of(ctx.tx, first->person)};
  auto notice = reminders::notice_of(theirs, reminder, *first, bodies.at(first->organisation));
  auto text = outbox::text_of(theirs, *first, {notice});
  page["preview"]["language"] = theirs.language == base::Language::th ? "th" : "en";
  page["preview"]["subject"] = text.subject;
  page["preview"]["text"] = text.text;
}

Json line_of(const Context& ctx, const Round& round, const Reminder& reminder) {
  const auto* place = ctx.world.registry.find(reminder.place);
  auto by = identity::seat_by_id(ctx.tx, reminder.made_by);
  auto tally = reminders::tally(ctx.tx, reminder.id);
  Json ways = Json::array();
  for (const auto& [way, count] : tally.by_way)
    ways.push_back({{"way", reminders::code_of(way)},
                    {"label", ctx.say("reminder_way." + std::string(reminders::code_of(way)))},
                    {"count", grouped(count)}});
  return {{"id", std::to_string(reminder.id)},
          {"place", place ? views::place_name(ctx, *place, reminder.round) : ""},
          {"audience_label", ctx.say("reminder_audience." + std::string(reminders::code_of(reminder.audience)))},
          {"note", reminder.note},
          {"at", base::show(reminder.made_at, ctx.language)},
          {"by", by ? by->person_name : ""},
          {"people", grouped(tally.all)},
          {"read", grouped(tally.read)},
          {"ways", std::move(ways)},
          {"under_way", !reminder.told_at},
          {"href", address_of(round.plan) + "/" + std::to_string(reminder.id)}};
}

http::Reply choosing_page(Context& ctx, const Round& round, const Chosen& chosen, bool asked, unsigned status) {
  Json page = {{"title", round.plan.title.in(ctx.language)},
               {"here", address_of(round.plan)},
               {"mails", ctx.world.mails},
               {"form", form_of(ctx, chosen)},
               {"faults", asked ? chosen.faults : Json::array()},
               {"rounds", Json::array()},
               {"preview", nullptr},
               {"up_href", "/follow-up/" + round.plan.name + "/" + round.plan.period}};
  if (const auto* own = ctx.world.registry.find(ctx.seat().organisation); own && eyes(ctx))
    page["up_href"] = page["up_href"].get<std::string>() + "/" + own->code;
  page["place_name"] = chosen.place ? views::place_name(ctx, *chosen.place, round.id) : "";
  page["province"] = chosen.place && chosen.place->tier == registry::Tier::province ? chosen.place->code : "";
  page["audience"] = chosen.audience ? reminders::code_of(*chosen.audience) : "";
  if (asked && chosen.faults.empty()) preview(ctx, round, chosen, page);
  for (const auto& reminder : reminders::all(ctx.tx, round.id, eyes(ctx)))
    page["rounds"].push_back(line_of(ctx, round, reminder));
  return ctx.page("reminders", std::move(page), status);
}

}  // namespace

http::Reply reminding(Context& ctx) {
  Round round = round_of(ctx);
  bool asked = ctx.request.asked("audience").has_value();
  auto chosen = chosen_in(ctx, [&](const char* name) { return ctx.request.asked(name).value_or(""); });
  return choosing_page(ctx, round, chosen, asked, asked && !chosen.faults.empty() ? 400 : 200);
}

http::Reply remind(Context& ctx) {
  Round round = round_of(ctx);
  if (ctx.repeated) return http::Reply::redirect(address_of(round.plan));
  auto chosen = chosen_in(ctx, [&](const char* name) { return ctx.request.field(name).value_or(""); });
  if (!chosen.faults.empty()) return choosing_page(ctx, round, chosen, true, 400);
  Reminder reminder;
  reminder.round = round.id, reminder.place = chosen.place->id, reminder.audience = *chosen.audience,
  reminder.note = chosen.note;
  reminder.made_at = ctx.now, reminder.made_by = ctx.seat().id;
  auto id = reminders::add(ctx.tx, reminder);
  std::string after = ctx.world.words.say(base::Language::th,
                                          "reminder_audience." + std::string(reminders::code_of(reminder.audience)));
  if (!chosen.note.empty()) after += ": " + chosen.note;
  // Those it is for are told part by part after this, as of every act.
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "remind", std::to_string(id), chosen.place->code, after,
                 {{covers::reminder, id}});
  return http::Reply::redirect(address_of(round.plan) + "/" + std::to_string(id));
}

http::Reply reminder(Context& ctx) {
  Round round = round_of(ctx);
  auto number = number_in(ctx.request.param("reminder"));
  auto found = reminders::find(ctx.tx, number, eyes(ctx));
  if (!found || found->round != round.id) throw Problem(Problem::Kind::not_found, "problem.not_found");
  Json page = line_of(ctx, round, *found);
  page["title"] = round.plan.title.in(ctx.language);
  page["up_href"] = address_of(round.plan);
  page["here"] = page["href"];
  page["lines"] = Json::array();
  for (const auto& one : reminders::reached(ctx.tx, found->id, most_shown)) {
    auto seat = identity::recipient_of(ctx.tx, one.seat);
    const auto* body = ctx.world.registry.find(one.place);
    page["lines"].push_back({{"body", body ? registry::short_name(*body, round.plan.period_to, ctx.language) : ""},
                             {"code", body ? body->code : ""},
                             {"name", seat ? seat->name : ""},
                             {"address", seat ? seat->email : ""},
                             {"way", reminders::code_of(one.reached)},
                             {"way_label", ctx.say("reminder_way." + std::string(reminders::code_of(one.reached)))},
                             {"at", one.at ? base::show(*one.at, ctx.language) : ""},
                             {"is_read", one.read},
                             {"why", one.why == outbox::lost ? ctx.say("mail.lost") : one.why}});
  }
  return ctx.page("reminder", std::move(page));
}

}  // namespace notices::web
