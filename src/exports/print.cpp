// Pages to print: asked for, made and sent at once.
#include <filesystem>

#include "base/log.h"
#include "exports/papers.h"
#include "exports/web.h"
#include "reports/opening.h"
#include "reports/store.h"
#include "results/charts.h"
#include "review/store.h"

namespace exports::web {

using base::Problem;
using identity::Context;
using registry::Tier;

namespace {

http::Reply sent(const Context& ctx, paper::Document document, const std::string& name) {
  namespace fs = std::filesystem;
  document.thai_digits = ctx.request.asked("digits").value_or("") == "thai";
  auto path = fs::path(ctx.world.exports) / ("passing-" + ctx.request.id);
  try {
    fs::create_directories(ctx.world.exports);
    paper::write_pdf(document, path.string());
  } catch (const std::runtime_error& error) {
    base::log::error("request={} the pages could not be printed: {}", ctx.request.id, error.what());
    throw Problem(Problem::Kind::busy, "exports.no_room");
  }
  http::Reply reply;
  reply.type = "application/pdf";
  reply.file = std::make_shared<const http::File>(path.string());
  std::error_code ignored;
  fs::remove(path, ignored);
  reply.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + ".pdf\"");
  return reply;
}

std::vector<Office> offices_of(const Context& ctx, std::int64_t report, std::int64_t submission) {
  std::vector<Office> all;
  for (const auto& c : review::store::certifications_of(ctx.tx, report)) {
    if (c.withdrawn_at || c.submission != submission) continue;
    auto who = identity::seat_by_id(ctx.tx, c.seat);
    const auto* place = who ? ctx.world.registry.find(who->organisation) : nullptr;
    std::string name = who ? who->person_name : "";
    if (place) name += " · " + registry::full_name(*place, base::day_in_bangkok(c.at), ctx.language);
    all.push_back({ctx.say("stage." + std::string(code_of(c.stage))), std::move(name), c.at});
  }
  return all;
}

PlaceLine line_of(const Context& ctx, const registry::Organisation& place, const framework::Framework& plan) {
  const auto& name = registry::name_on(place, plan.period_to);
  return {ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en};
}

void add(PlaceLine& line, const reports::Report& report) {
  ++line.begun;
  line.submitted += report.stage >= reports::Stage::submitted;
  line.approved += report.stage >= reports::Stage::approved;
}

// Of a province: its districts, and bodies that lie in none below the province itself.
void add_districts(const Context& ctx, const registry::Organisation& province, std::int64_t round, Summary& summary) {
  std::map<std::int64_t, PlaceLine> lines;
  std::map<std::int64_t, std::int64_t> district_of;
  for (const auto* body : ctx.world.registry.locals_under(province.id)) {
    const auto& type = registry::type_on(*body, summary.plan.period_to);
    if (!summary.plan.bodies.contains(type)) continue;
    const auto* above = ctx.world.registry.find(body->district ? body->district : province.id);
    auto& line = lines.try_emplace(above->id, line_of(ctx, *above, summary.plan)).first->second;
    ++line.expected, ++summary.whole.expected;
    district_of[body->id] = above->id;
  }
  for (const auto& report : reports::store::of_province(ctx.tx, round, province.id)) {
    add(summary.whole, report);
    if (auto at = district_of.find(report.organisation); at != district_of.end()) add(lines[at->second], report);
  }
  for (auto& [id, line] : lines) summary.lines.push_back(std::move(line));
}

void add_provinces(const Context& ctx, const std::map<std::int64_t, std::map<std::string, int>>& asked,
                   std::int64_t round, Summary& summary) {
  auto counted = reports::store::counts_by_province(ctx.tx, round);
  for (const auto* province : ctx.world.registry.provinces()) {
    auto types = asked.find(province->id);
    if (types == asked.end()) continue;  // Bangkok is not under the department
    auto line = line_of(ctx, *province, summary.plan);
    for (const auto& [type, count] : types->second) line.expected += count;
    line.begun = counted[province->id].begun, line.submitted = counted[province->id].submitted,
    line.approved = counted[province->id].approved;
    summary.whole.expected += line.expected, summary.whole.begun += line.begun,
        summary.whole.submitted += line.submitted, summary.whole.approved += line.approved;
    summary.lines.push_back(std::move(line));
  }
}

// What the reports amount to, and two maps: how many have come, and the first of the plan's headline figures.
void add_results(const Context& ctx, const results::Round& round, const registry::Organisation& place,
                 Summary& summary) {
  results::Place whole{&place, ""};
  auto lines = results::lines_of(ctx, round, whole, summary.stage);
  auto heads = reports::headline(round.plan);
  for (const auto* by : {static_cast<const framework::Indicator*>(nullptr),
                         heads.empty() ? &round.plan.indicators.front() : heads.front()}) {
    results::MapOf of{round.plan, by, whole};
    if (auto map = results::map_of(ctx, of, lines.below))
      summary.maps.push_back(results::picture_of(*map, results::title_of(ctx, of)));
  }
  summary.maps_source = ctx.say("results.map.source");
  summary.line = std::move(lines.whole);
}

}  // namespace

http::Reply report_pdf(Context& ctx) {
  auto where = reports::where_of(ctx);
  auto opened = reports::open_for_reading(ctx, where);
  std::optional<Sent> latest;
  if (opened.report.id) {
    auto all = reports::store::submissions_of(ctx.tx, opened.report.id);
    if (!all.empty() && !all.front().withdrawn_at) {
      auto person = identity::seat_by_id(ctx.tx, all.front().seat);
      latest = Sent{all.front(), person ? person->person_name : "", offices_of(ctx, opened.report.id, all.front().id)};
    }
  }
  return sent(ctx, report_paper(ctx, opened, latest),
              "report-" + where.plan.period + "-" + where.body.organisation->code);
}

http::Reply summary_pdf(Context& ctx) {
  auto code = base::repair_utf8(ctx.request.asked("area").value_or(""));
  auto mine = ctx.seat().organisation;
  const auto* place = code.empty() ? ctx.world.registry.find(mine) : ctx.world.registry.by_code(code);
  if (!ctx.request.asked("types").value_or("").empty()) throw Problem(Problem::Kind::invalid, "exports.paper_of_all");
  bool allowed = place && (place->tier == Tier::nation || place->tier == Tier::province) &&
                 (mine == registry::nation || mine == place->id);
  for (std::size_t i = 0; allowed && i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name != ctx.request.param("framework") || plan.period != ctx.request.param("period")) continue;
    bool nation = place->tier == Tier::nation;
    auto stage = totals::stage_of(ctx.request.asked("stage").value_or("")).value_or(totals::Stage::recorded);
    Summary summary{
        plan,
        nation ? ctx.say("exports.nation") : ctx.say("place.province", {{"name", line_of(ctx, *place, plan).name}}),
        stage};
    summary.lines_head = ctx.say(nation ? "exports.province" : "exports.district");
    if (nation)
      add_provinces(ctx, ctx.world.asked[i], ctx.world.rounds[i].id, summary);
    else
      add_districts(ctx, *place, ctx.world.rounds[i].id, summary);
    add_results(ctx, {plan, ctx.world.rounds[i].id, ctx.world.asked[i]}, *place, summary);
    return sent(ctx, summary_paper(ctx, summary), "summary-" + plan.period + "-" + place->code);
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

}  // namespace exports::web
