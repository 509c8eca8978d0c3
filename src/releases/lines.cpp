#include "releases/lines.h"

#include <array>
#include <mutex>

#include "releases/rules.h"

namespace releases {

using exports::Cell;
using exports::Cells;
using exports::Shape;
using exports::Sheet;
using framework::Flow;
using framework::Indicator;
using identity::Context;
using registry::Tier;
using results::Line;
using results::Lines;
using results::Look;
using State = formula::Value::State;

namespace {

using FlowSums = std::array<totals::Sum, Flow::parts>;
using FlowsByPlace = std::map<std::string, FlowSums, std::less<>>;

std::int64_t number_in(const Cells& cells, int column) {
  return column >= 0 && cells[std::size_t(column)].shape == Shape::number ? cells[std::size_t(column)].value : 0;
}
std::int64_t whole_in(const Cells& cells, int column) { return number_in(cells, column) / base::Decimal::one; }

// One reading of one release: its sheets' columns, found once.
struct Reading {
  const Context& ctx;
  const Release& release;
  const Look& look;
  Sheet indicators, completeness, answers;
  std::string no_base, not_applicable;  // as they were frozen, in Thai

  Reading(const Context& ctx, const Release& release, const Look& look)
      : ctx(ctx),
        release(release),
        look(look),
        indicators(store::sheet(ctx.tx, release, Part::indicators)),
        completeness(store::sheet(ctx.tx, release, Part::completeness)),
        answers(store::sheet(ctx.tx, release, Part::answers)),
        no_base(ctx.world.words.say(base::Language::th, "exports.no_base")),
        not_applicable(ctx.world.words.say(base::Language::th, "exports.not_applicable")) {}

  std::vector<Row> rows_of(Part part, const std::string& place) const {
    return store::of_place(ctx.tx, release, part, place);
  }
  std::vector<Row> rows_below(Part part, const std::string& place, const std::string& item) const {
    return store::below(ctx.tx, release, part, place, item);
  }

  Line line_at(const results::Place& place) const {
    Line line{.place = place, .asked = {}, .sums = {}, .figures = {}};
    line.asked_each.resize(look.plan.indicators.size());
    return line;
  }

  const Indicator* find(std::string_view code) const {
    for (const Indicator& indicator : look.plan.indicators)
      if (indicator.code == code) return &indicator;
    return nullptr;  // of an earlier revision
  }

  void add_sum(Line& line, const Row& row) const {
    const auto* indicator = find(row.item);
    if (!indicator) return;
    auto cells = cells_in(row.cells);
    auto column = [&](const char* code) { return column_in(indicators, code); };
    line.sums.resize(look.plan.indicators.size() + Flow::parts);
    line.sums[std::size_t(indicator->number)] = {number_in(cells, column("amount")), number_in(cells, column("base")),
                                                 whole_in(cells, column("from"))};
    line.asked_each[std::size_t(indicator->number)] = int(whole_in(cells, column("of")));
  }

  void add_counts(Line& line, const Row& row) const {
    auto cells = cells_in(row.cells);
    line.expected = int(whole_in(cells, column_in(completeness, "expected_reports")));
    line.counted = int(whole_in(cells, column_in(completeness, totals::code_of(release.stage))));
  }

  Line area(const results::Place& place) const {
    Line line = line_at(place);
    for (const Row& row : rows_of(Part::indicators, code_of(place))) add_sum(line, row);
    for (const Row& row : rows_of(Part::completeness, code_of(place))) add_counts(line, row);
    return line;
  }

  // What lies right below a place: its provinces or districts.
  std::vector<Line> areas_below(const registry::Organisation& place) const {
    std::vector<Line> lines;
    std::map<std::string, std::size_t, std::less<>> at;
    for (const Row& row : rows_below(Part::completeness, place.code, "")) {
      const auto* below = ctx.world.registry.by_code(row.place);
      if (!below) continue;
      at[row.place] = lines.size();
      lines.push_back(line_at({below, ""}));
      add_counts(lines.back(), row);
    }
    for (const Row& row : rows_below(Part::indicators, place.code, look.by->code))
      if (auto line = at.find(row.place); line != at.end()) add_sum(lines[line->second], row);
    return lines;
  }

  reports::Figure figure_in(const Cell& cell) const {
    if (cell.shape == Shape::number) return {State::number, base::Decimal{cell.value}};
    if (cell.text == no_base) return {State::no_base, {}};
    return {cell.text == not_applicable ? State::not_applicable : State::absent, {}};
  }

  // A body's own figures, and what it adds to the flow. A body that has not come is none of these rows.
  Line body(const registry::Organisation& organisation, const Cells* cells) const {
    Line line = line_at({&organisation, ""});
    const auto& type = registry::type_on(organisation, look.plan.period_to);
    const auto& scope = look.plan.scope_of(type);
    line.expected = 1, line.asked = {{type, 1}};
    for (const Indicator& indicator : look.plan.indicators)
      line.asked_each[std::size_t(indicator.number)] =
          scope.indicators.empty() ? 0 : scope.indicators[std::size_t(indicator.number)];
    if (!cells) return line;
    line.counted = 1;
    line.sums.resize(look.plan.indicators.size() + Flow::parts), line.figures.resize(look.plan.indicators.size());
    for (const Indicator& indicator : look.plan.indicators) {
      int column = column_in(answers, indicator.code);
      if (column < 0) continue;
      auto figure = figure_in((*cells)[std::size_t(column)]);
      line.figures[std::size_t(indicator.number)] = figure;
      line.sums[std::size_t(indicator.number)].count = figure.state == State::number;
    }
    put_flow(line, flow_in(*cells));
    return line;
  }

  FlowSums flow_in(const Cells& cells) const {
    FlowSums sums;
    for (std::size_t part = 0; look.plan.flow && part < Flow::parts; ++part) {
      int column = column_in(answers, look.plan.questions[std::size_t(look.plan.flow->slots[part])].code);
      if (column < 0 || cells[std::size_t(column)].shape != Shape::number) return {};
      sums[part] = {cells[std::size_t(column)].value, 0, 1};
    }
    return sums;
  }

  void put_flow(Line& line, const FlowSums& sums) const {
    line.sums.resize(look.plan.indicators.size() + Flow::parts);
    std::copy(sums.begin(), sums.end(), line.sums.begin() + std::ptrdiff_t(look.plan.indicators.size()));
  }

  std::vector<Line> bodies_in(const registry::Organisation& province, std::int64_t district) const {
    std::map<std::string, Cells, std::less<>> come;
    for (const Row& row : rows_below(Part::answers, province.code, "")) come.emplace(row.place, cells_in(row.cells));
    std::vector<Line> lines;
    for (const auto* organisation : ctx.world.registry.locals_under(province.id)) {
      if (!look.plan.bodies.contains(registry::type_on(*organisation, look.plan.period_to)) ||
          (district && organisation->district != district))
        continue;
      auto at = come.find(organisation->code);
      lines.push_back(body(*organisation, at == come.end() ? nullptr : &at->second));
    }
    return lines;
  }

  FlowsByPlace flows() const {
    FlowsByPlace all;
    int province = column_in(answers, "province_code");
    store::each(ctx.tx, release, Part::answers, [&](const Row& row) {
      if (row.position == 0) return;
      auto cells = cells_in(row.cells);
      auto sums = flow_in(cells);
      for (const std::string& place :
           {std::string("TH"), province < 0 ? std::string() : cells[std::size_t(province)].text})
        for (std::size_t part = 0; part < Flow::parts; ++part) all[place][part] += sums[part];
    });
    return all;
  }
};

// Of a release they never change: added up when somebody first looks, and kept.
std::shared_ptr<const FlowsByPlace> kept_flows(const Reading& reading) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const FlowsByPlace>> all;
  constexpr std::size_t most = 50;  // of 77 places with five sums each
  std::lock_guard lock(mutex);
  auto key = reading.release.content + reading.look.plan.hash;
  if (auto at = all.find(key); at != all.end()) return at->second;
  if (all.size() >= most) all.clear();
  return all[key] = std::make_shared<const FlowsByPlace>(reading.flows());
}

Lines of_provinces(const Reading& reading) {
  const auto& look = reading.look;
  Lines lines;
  auto flows = kept_flows(reading);
  auto put = [&](Line& line, std::string_view code) {
    if (auto at = flows->find(code); at != flows->end()) reading.put_flow(line, at->second);
  };
  for (Line& line : reading.areas_below(*reading.ctx.world.registry.find(registry::nation))) {
    if (!look.place.region.empty() && line.place.organisation->region != look.place.region) continue;
    put(line, line.place.organisation->code);
    lines.below.push_back(std::move(line));
  }
  if (look.place.is(Tier::nation)) {
    lines.whole = reading.area(look.place);
    put(lines.whole, "TH");
    return lines;
  }
  lines.whole = reading.line_at(look.place);
  for (const Line& below : lines.below) {
    Line province = reading.area(below.place);
    put(province, below.place.organisation->code);
    add(lines.whole, province);
  }
  return lines;
}

}  // namespace

Lines lines_of(const Context& ctx, const Release& release, const Look& look) {
  Reading reading(ctx, release, look);
  const auto* organisation = look.place.organisation;
  if (!organisation || organisation->tier == Tier::nation) return of_provinces(reading);
  Lines lines;
  const auto& registry = ctx.world.registry;
  const auto& province = organisation->tier == Tier::province ? *organisation : *registry.find(organisation->province);
  lines.bodies = reading.bodies_in(province, organisation->tier == Tier::district ? organisation->id : 0);
  lines.whole = organisation->tier == Tier::local ? reading.body(*organisation, nullptr) : reading.area(look.place);
  FlowSums flow;
  for (const Line& body : lines.bodies) {
    if (body.place.organisation == organisation) lines.whole = body;
    auto own = results::flow_of(look.plan, body);
    for (std::size_t part = 0; part < own.size(); ++part) flow[part] += own[part];
  }
  if (organisation->tier != Tier::local) reading.put_flow(lines.whole, flow);
  if (organisation->tier == Tier::province) lines.below = reading.areas_below(province);
  return lines;
}

}  // namespace releases
