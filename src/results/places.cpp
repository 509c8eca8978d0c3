#include "results/places.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "reports/store.h"
#include "results/bodies.h"

namespace results {

using base::Problem;
using identity::Context;
using registry::Organisation;
using registry::Tier;

namespace {

// The registry keeps what a region is called in Thai.
constexpr std::pair<const char*, const char*> regions[] = {{"ภาคเหนือ", "north"},   {"ภาคตะวันออกเฉียงเหนือ", "northeast"},
                                                           {"ภาคกลาง", "central"}, {"ภาคตะวันออก", "east"},
                                                           {"ภาคตะวันตก", "west"},  {"ภาคใต้", "south"}};

void add(Line& line, const std::vector<totals::Sum>& sums) {
  if (line.sums.size() < sums.size()) line.sums.resize(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) line.sums[i] += sums[i];
}

Line& line_at(std::vector<Line>& lines, const Place& place) {
  for (Line& line : lines)
    if (line.place.organisation == place.organisation) return line;
  return lines.emplace_back(Line{.place = place, .asked = {}, .sums = {}, .figures = {}});
}

// Provinces from the running sums: nothing is read of any report.
std::vector<Line> provinces_of(const Context& ctx, const Round& round, totals::Stage stage) {
  auto counts = reports::store::counts_by_province(ctx.tx, round.id);
  std::vector<Line> lines;
  std::unordered_map<std::int64_t, std::size_t> at;
  for (const auto* province : ctx.world.registry.provinces()) {
    auto asked = round.asked.find(province->id);
    if (asked == round.asked.end()) continue;  // Bangkok is not under the department
    auto& of = counts[province->id];
    at[province->id] = lines.size();
    lines.push_back({{province, ""},
                     asked->second,
                     followup::expected_of(asked->second),
                     stage == totals::Stage::recorded    ? of.begun
                     : stage == totals::Stage::submitted ? of.submitted
                                                         : of.approved,
                     {},
                     {}});
  }
  std::unordered_map<std::string_view, std::size_t> number;
  auto many = round.plan.indicators.size();
  for (const auto& indicator : round.plan.indicators) number[indicator.code] = std::size_t(indicator.number);
  if (round.plan.flow)
    for (const auto& item : round.plan.flow->items) number[item] = many++;
  std::int64_t last = 0;  // a province's sums come together
  Line* line = nullptr;
  totals::each(ctx.tx, round.id, stage, [&](std::int64_t province, std::string_view item, const totals::Sum& sum) {
    if (std::exchange(last, province) != province) {
      auto found = at.find(province);
      line = found == at.end() ? nullptr : &lines[found->second];
      if (line) line->sums.resize(many);
    }
    auto of = line ? number.find(item) : number.end();
    if (of != number.end()) line->sums[of->second] = sum;
  });
  return lines;
}

reports::Stage least_of(totals::Stage stage) {
  if (stage == totals::Stage::recorded) return reports::Stage::begun;
  return stage == totals::Stage::submitted ? reports::Stage::submitted : reports::Stage::approved;
}

// Bodies of a province with what each adds.
std::vector<Line> bodies_of(const Context& ctx, const Round& round, std::int64_t province, totals::Stage stage,
                            std::int64_t district) {
  auto reported = reported_in(ctx, round.plan, round.id, province);
  std::vector<Line> lines;
  for (const auto* organisation : ctx.world.registry.locals_under(province)) {
    const auto& type = registry::type_on(*organisation, round.plan.period_to);
    if (!round.plan.bodies.contains(type) || (district && organisation->district != district)) continue;
    Line line{.place = {organisation, ""}, .asked = {{type, 1}}, .expected = 1, .sums = {}, .figures = {}};
    if (auto report = reported.find(organisation->id);
        report != reported.end() && report->second.stage >= least_of(stage)) {
      line.counted = 1;
      if (report->second.body) line.sums = report->second.body->sums, line.figures = report->second.body->figures;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Lines of_provinces(const Context& ctx, const Round& round, const Place& place, totals::Stage stage) {
  Lines all{.whole = {.place = place, .asked = {}, .sums = {}, .figures = {}}, .below = {}, .bodies = {}};
  std::vector<Line> under;
  for (Line& line : provinces_of(ctx, round, stage)) {
    if (!place.region.empty() && line.place.organisation->region != place.region) continue;
    add(all.whole, line);
    under.push_back(std::move(line));
  }
  all.below = std::move(under);
  return all;
}

Lines of_bodies(const Context& ctx, const Round& round, const Place& place, totals::Stage stage) {
  const auto& organisation = *place.organisation;
  bool whole_province = !place.is(Tier::district);
  auto province = place.is(Tier::province) ? organisation.id : organisation.province;
  Lines all{.whole = {.place = place, .asked = {}, .sums = {}, .figures = {}}, .below = {}, .bodies = {}};
  all.bodies = bodies_of(ctx, round, province, stage, whole_province ? 0 : organisation.id);
  for (const Line& body : all.bodies) {
    if (!place.is(Tier::local) || body.place.organisation == &organisation) add(all.whole, body);
    if (place.is(Tier::local) && body.place.organisation == &organisation) all.whole.figures = body.figures;
    if (!place.is(Tier::province)) continue;
    if (const auto* district = ctx.world.registry.find(body.place.organisation->district))
      add(line_at(all.below, {district, ""}), body);
  }
  return all;
}

}  // namespace

totals::Sum sum_of(const framework::Indicator& indicator, const Line& line) {
  return line.sums.empty() ? totals::Sum{} : line.sums[std::size_t(indicator.number)];
}

reports::Figure figure_of(const framework::Indicator& indicator, const Line& line) {
  if (!line.place.is(Tier::local)) return reports::figure_of(indicator, sum_of(indicator, line));
  return line.figures.empty() ? reports::Figure{} : line.figures[std::size_t(indicator.number)];
}

std::vector<totals::Sum> flow_of(const framework::Framework& plan, const Line& line) {
  auto first = plan.indicators.size();
  if (!plan.flow || line.sums.size() < first + framework::Flow::parts) return {};
  auto from = line.sums.begin() + std::ptrdiff_t(first);
  return {from, from + framework::Flow::parts};
}

int asked_by(const framework::Indicator& indicator, const Line& line) {
  if (!line.asked_each.empty()) return line.asked_each[std::size_t(indicator.number)];
  int expected = 0;
  for (const auto& [type, count] : line.asked)
    if (indicator.asked_of.contains(type)) expected += count;
  return expected;
}

std::string coverage(const identity::Voice& voice, std::int64_t n, std::int64_t m) {
  auto shown = [](std::int64_t count) { return base::to_grouped(base::Decimal::whole(count)); };
  return voice.say("coverage", {{"n", shown(n)}, {"m", shown(m)}});
}

void add(Line& line, const Line& other) {
  for (const auto& [type, count] : other.asked) line.asked[type] += count;
  if (line.asked_each.size() < other.asked_each.size()) line.asked_each.resize(other.asked_each.size());
  for (std::size_t i = 0; i < other.asked_each.size(); ++i) line.asked_each[i] += other.asked_each[i];
  line.expected += other.expected, line.counted += other.counted;
  add(line, other.sums);
}

Round round_of(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id, ctx.world.asked[i]};
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string code_of_region(std::string_view region) {
  for (auto [thai, code] : regions)
    if (region == thai) return code;
  return "";
}

std::optional<Place> place_of_code(const registry::Registry& registry, std::string_view code) {
  for (auto [thai, region] : regions)
    if (code == region) return Place{nullptr, thai};
  const auto* found = code.empty() ? registry.find(registry::nation) : registry.by_code(code);
  return found ? std::optional(Place{found, ""}) : std::nullopt;
}

std::optional<Place> find_place(const Context& ctx, std::string_view code) {
  auto mine = ctx.seat().organisation;
  auto found = place_of_code(ctx.world.registry, code);
  bool seen = found && (found->organisation ? ctx.world.registry.stands_under(*found->organisation, mine)
                                            : mine == registry::nation);
  return seen ? found : std::nullopt;
}

Place place_of(const Context& ctx) {
  auto found = find_place(ctx, ctx.request.param("place"));
  return found ? *found : throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string code_of(const Place& place) {
  return place.organisation ? place.organisation->code : code_of_region(place.region);
}

std::string name_of(const identity::Voice& voice, const Place& place, base::Day day) {
  if (!place.organisation) return voice.say("region." + code_of_region(place.region));
  if (place.is(Tier::nation)) return voice.say("results.nation");
  if (place.is(Tier::local)) return registry::short_name(*place.organisation, day, voice.language);
  const auto& name = registry::name_on(*place.organisation, day);
  return voice.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
}

std::vector<Place> above(const registry::Registry& registry, const Place& place) {
  std::vector<Place> places;
  if (place.is(Tier::nation)) return places;
  places.push_back({registry.find(registry::nation), ""});
  if (!place.organisation) return places;
  const auto* province = place.is(Tier::province) ? place.organisation : registry.find(place.organisation->province);
  if (province && !province->region.empty()) places.push_back({nullptr, province->region});
  if (province && !place.is(Tier::province)) places.push_back({province, ""});
  if (place.is(Tier::local))
    if (const auto* district = registry.find(place.organisation->district)) places.push_back({district, ""});
  return places;
}

Lines lines_of(const Context& ctx, const Round& round, const Place& place, totals::Stage stage) {
  return !place.organisation || place.is(Tier::nation) ? of_provinces(ctx, round, place, stage)
                                                       : of_bodies(ctx, round, place, stage);
}

}  // namespace results
