#include "followup/web.h"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

#include "followup/areas.h"
#include "reports/locks.h"
#include "reports/store.h"

namespace followup::web {

using base::Problem;
using identity::Context;
using reports::Report;
using view::Json;
using view::to_json;

namespace {

std::string figure_in(const std::string& line, const framework::Indicator& indicator) {
  auto figure = reports::figure_in(line, indicator.code);
  return figure ? base::to_grouped(figure->value, indicator.places) : "–";
}

// Which reports the figures are of: ?stage=recorded|submitted|approved.
totals::Stage stage_asked(const Context& ctx) {
  auto code = ctx.request.asked("stage");
  if (!code) return totals::Stage::recorded;
  auto stage = totals::stage_of(*code);
  if (!stage) throw Problem(Problem::Kind::invalid, "follow.unknown_stage");
  return *stage;
}

std::string asking(totals::Stage stage) {
  return stage == totals::Stage::recorded ? "" : "?stage=" + std::string(totals::code_of(stage));
}

Json stage_switch(const Context& ctx, const std::string& href, totals::Stage shown) {
  Json all = Json::array();
  for (auto stage : totals::stages)
    all.push_back({{"label", ctx.say("follow.of_stage." + std::string(totals::code_of(stage)))},
                   {"href", href + asking(stage) + "#figures"},
                   {"shown_stage", stage == shown}});
  return all;
}

Json body_row(const Context& ctx, const framework::Framework& plan, const registry::Organisation& body,
              const Report& report, bool unsent, const std::vector<const framework::Indicator*>& heads) {
  auto progress = reports::pages::progress_view(report);
  const auto* district = ctx.world.registry.find(body.district);
  const auto* province = ctx.world.registry.find(body.province);
  Json figures = Json::array();
  for (const auto* head : heads) figures.push_back({{"shown", figure_in(report.figures, *head)}});
  return {{"code", body.code},
          {"name", registry::short_name(body, plan.period_to, ctx.language)},
          {"district", district ? name_of(ctx, *district, plan.period_to) : ""},
          {"stage", unsent ? "unsent" : reports::pages::stage_code(report)},
          {"stage_label", unsent ? ctx.say("stage.unsent") : reports::pages::stage_label(ctx, report)},
          {"percent", progress.percent},
          {"blocking", progress.blocking},
          {"asking", progress.asking},
          {"changed", report.id ? base::show(report.changed_at, ctx.language) : ""},
          {"href", address_of(plan) + "/" + (province ? province->code : "") + "/" + body.code},
          {"figures", std::move(figures)}};
}

// Lines of the provinces' tables as pages. A line is made again only when what it shows of its report changed:
// of 334 bodies few have, from one look to the next.
class Lines {
 public:
  std::string of(const Context& ctx, const framework::Framework& plan, const registry::Organisation& body,
                 const Report& report, bool unsent, const std::vector<const framework::Indicator*>& heads) {
    auto key = std::tuple(&plan, body.id, ctx.language);
    Shown shown{report.id,       report.changed_at, report.stage,   report.answered,
                report.expected, report.blocking,   report.figures, unsent};
    {
      std::shared_lock lock(mutex_);
      if (auto at = lines_.find(key); world_ == ctx.world.number && at != lines_.end() && at->second.shown == shown)
        return at->second.html;
    }
    auto html =
        ctx.world.templates.render("follow_row", ctx.language, body_row(ctx, plan, body, report, unsent, heads));
    std::unique_lock lock(mutex_);
    if (std::exchange(world_, ctx.world.number) != ctx.world.number) lines_.clear();
    lines_[key] = {std::move(shown), html};
    return html;
  }

 private:
  struct Shown {
    std::int64_t report = 0;
    base::Instant changed_at;
    reports::Stage stage;
    int answered, expected, blocking;
    std::string figures;
    bool unsent;  // the window closed over it
    bool operator==(const Shown&) const = default;
  };
  struct Line {
    Shown shown;
    std::string html;
  };

  std::shared_mutex mutex_;
  std::uint64_t world_ = 0;  // of whose plans and bodies the lines are
  std::map<std::tuple<const framework::Framework*, std::int64_t, base::Language>, Line> lines_;
};

Lines& lines() {
  static Lines all;
  return all;
}

}  // namespace

std::string topic_of_province(std::int64_t province) { return "province-" + std::to_string(province); }

http::Reply mine(Context& ctx) {
  const auto* place = ctx.world.registry.find(ctx.seat().organisation);
  if (ctx.world.frameworks.empty() || !place) throw Problem(Problem::Kind::not_found, "problem.not_found");
  std::string to = address_of(ctx.world.at_hand(ctx.now));
  if (place->tier == registry::Tier::province) to += "/" + place->code;
  return http::Reply::redirect(to);
}

namespace {

// What followed from the latest revision of the plan; empty where there was none.
std::string revised_words(const Context& ctx, std::int64_t round) {
  const auto revised = calendar::revised(ctx.tx, round);
  if (!revised || revised->folded == 0) return {};  // before anybody answered a plan may change as it likes
  auto grouped = [](std::int64_t n) { return base::to_grouped(base::Decimal::whole(n), 0); };
  return ctx.say("plan.revised", {{"revision", std::to_string(revised->revision)},
                                  {"at", base::show(revised->at, ctx.language)},
                                  {"folded", grouped(revised->folded)},
                                  {"returned", grouped(revised->returned)},
                                  {"left", grouped(revised->left)}});
}

}  // namespace

http::Reply province(Context& ctx) {
  auto [plan, round, all_asked] = round_of(ctx);
  const auto* place = &place_of(ctx);
  auto mine = ctx.seat().organisation;

  std::map<std::int64_t, Report> reports;
  for (Report& report : reports::store::of_province(ctx.tx, round, place->id))
    reports[report.organisation] = std::move(report);
  auto of_place = all_asked.find(place->id);
  Asked asked = of_place == all_asked.end() ? Asked{} : of_place->second;
  Counts counts{expected_of(asked), int(reports.size()), 0, 0};
  for (const auto& [id, report] : reports) {
    counts.submitted += reports::is_sealed(report.stage);
    counts.approved += report.stage >= reports::Stage::approved;
    counts.blocking += report.blocking > 0;
  }
  auto heads = reports::headline(plan);
  calendar::Windows windows(calendar::all_in_force(ctx.tx, round));
  const Report none;
  bool as_json = ctx.request.wants_json();
  Json bodies = Json::array();
  std::string rows;
  for (const auto* body : ctx.world.registry.locals_under(place->id)) {
    if (!plan.bodies.contains(registry::type_on(*body, plan.period_to))) continue;
    auto at = reports.find(body->id);
    const Report& report = at == reports.end() ? none : at->second;
    bool unsent = reports::is_unsent(report, windows.of(body->province, body->id), ctx.now);
    if (as_json)
      bodies.push_back(body_row(ctx, plan, *body, report, unsent, heads));
    else
      rows += lines().of(ctx, plan, *body, report, unsent, heads);
  }
  Json figure_heads = Json::array();
  for (const auto* head : heads)
    figure_heads.push_back(
        {{"code", head->code}, {"label", head->label.in(ctx.language)}, {"unit", head->unit.in(ctx.language)}});
  auto stage = stage_asked(ctx);
  auto sums = totals::of_province(ctx.tx, round, place->id, stage);
  std::string href = address_of(plan) + "/" + place->code;
  Json page{
      {"title", plan.title.in(ctx.language)},
      {"revised", revised_words(ctx, round)},
      {"import_href",
       identity::may(ctx.seat(), identity::May::bring_in_reports) ? "/imports/" + plan.name + "/" + plan.period : ""},
      {"place_name", ctx.say("place.province", {{"name", name_of(ctx, *place, plan.period_to)}})},
      {"totals", to_json(counts)},
      {"figures", to_json(figures_of(ctx, plan, asked, sums))},
      {"figure_heads", std::move(figure_heads)},
      {"live_topic", topic_of_province(place->id)},
      {"data_href", href + asking(stage)},
      {"figure_stages", stage_switch(ctx, href, stage)},
      {"queue_href", href + "/queue"},
      {"completeness_href", href + "/completeness"},
      {"quality_href", href + "/quality"},
      {"requests_href", "/windows/" + plan.name + "/" + plan.period + "/requests"},
      {"exports_href", "/exports/" + plan.name + "/" + plan.period + "?area=" + place->code +
                           "&stage=" + std::string(totals::code_of(stage))},
      {"remind_href", identity::may(ctx.seat(), identity::May::remind)
                          ? "/reminders/" + plan.name + "/" + plan.period + "?audience=not_sent&province=" + place->code
                          : ""},
      {"up_href", mine == registry::nation ? address_of(plan) : ""},
      {"as_of", base::show(ctx.now, ctx.language)}};
  if (as_json)
    page["bodies"] = std::move(bodies);
  else
    page["rows"] = std::move(rows);
  return ctx.page("follow_province", std::move(page));
}

http::Reply nation(Context& ctx) {
  auto [plan, round, all_asked] = round_of(ctx);
  auto counted = reports::store::counts_by_province(ctx.tx, round);
  Counts whole;
  Asked asked_whole;
  Json provinces = Json::array();
  for (const auto* place : ctx.world.registry.provinces()) {
    auto asked = all_asked.find(place->id);
    if (asked == all_asked.end()) continue;  // Bangkok is not under the department
    int expected = expected_of(asked->second);
    for (const auto& [type, count] : asked->second) asked_whole[type] += count;
    const auto& c = counted[place->id];
    Counts counts{expected, c.begun, c.submitted, c.blocking, c.approved};
    whole.expected += expected, whole.begun += c.begun, whole.submitted += c.submitted, whole.blocking += c.blocking;
    whole.approved += c.approved;
    Json row = to_json(counts);
    row["name"] = name_of(ctx, *place, plan.period_to);
    row["code"] = place->code;
    row["href"] = address_of(plan) + "/" + place->code;
    row["percent"] = row["percent_submitted"];
    provinces.push_back(std::move(row));
  }
  auto stage = stage_asked(ctx);
  auto sums = totals::of_nation(ctx.tx, round, stage);
  return ctx.page("follow_nation", Json{{"title", plan.title.in(ctx.language)},
                                        {"revised", revised_words(ctx, round)},
                                        {"totals", to_json(whole)},
                                        {"figures", to_json(figures_of(ctx, plan, asked_whole, sums))},
                                        {"provinces", std::move(provinces)},
                                        {"live_topic", nation_topic},
                                        {"data_href", address_of(plan) + asking(stage)},
                                        {"figure_stages", stage_switch(ctx, address_of(plan), stage)},
                                        {"completeness_href", address_of(plan) + "/completeness"},
                                        {"quality_href", address_of(plan) + "/quality"},
                                        {"exports_href", "/exports/" + plan.name + "/" + plan.period + asking(stage)},
                                        {"remind_href", identity::may(ctx.seat(), identity::May::remind)
                                                            ? "/reminders/" + plan.name + "/" + plan.period
                                                            : ""},
                                        {"windows_href", "/windows/" + plan.name + "/" + plan.period},
                                        {"as_of", base::show(ctx.now, ctx.language)}});
}

namespace {

// The plan at hand if it asks the body, else the latest before it that did: a body that became part of another answers
// for the years it was there.
const framework::Framework* last_asked(const Context& ctx, const registry::Organisation& body) {
  const auto& at_hand = ctx.world.at_hand(ctx.now);
  for (const auto& plan : ctx.world.frameworks)
    if (plan.opens <= at_hand.opens && plan.bodies.contains(registry::type_on(body, plan.period_to))) return &plan;
  return nullptr;
}

}  // namespace

http::Reply organisations(Context& ctx) {
  std::string query = base::repair_utf8(ctx.request.asked("q").value_or(""));
  Json found = Json::array();
  base::Day today = base::day_in_bangkok(ctx.now);
  if (!base::trim(query).empty())
    for (const auto* body : ctx.world.registry.search(query, 40)) {
      std::string place;
      for (auto id : {body->district, body->province})
        if (const auto* above = id ? ctx.world.registry.find(id) : nullptr)
          place += (place.empty() ? "" : " ") + name_of(ctx, *above, today);
      std::string href;
      if (!ctx.world.frameworks.empty() && ctx.world.registry.stands_under(*body, ctx.seat().organisation)) {
        if (const auto* plan = body->tier == registry::Tier::local ? last_asked(ctx, *body) : nullptr)
          href = "/reports/" + plan->name + "/" + plan->period + "/" + body->code + "/review";
        if (body->tier == registry::Tier::province) href = address_of(ctx.world.at_hand(ctx.now)) + "/" + body->code;
      }
      auto note = reports::pages::merged_words(ctx, *body);
      if (href.empty()) note += (note.empty() ? "" : " · ") + ctx.say("organisations.no_page");
      found.push_back({{"code", body->code},
                       {"name", registry::full_name(*body, today, ctx.language)},
                       {"place", place},
                       {"href", href},
                       {"note", note}});
    }
  return ctx.page("organisations", Json{{"query", query}, {"found", std::move(found)}, {"searched", !query.empty()}});
}

}  // namespace followup::web
