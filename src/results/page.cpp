#include "results/page.h"

#include <algorithm>

#include "reports/pages.h"
#include "results/flow.h"
#include "results/map.h"
#include "results/ranking.h"
#include "results/rules.h"

namespace results {

using identity::Voice;
using registry::Tier;
using view::Json;

namespace {

// Where a chart is taken away as a picture and as a table.
Json files_of(const Look& look, const std::string& chart) {
  if (!look.chart_address) return Json::array();
  return Json::array(
      {Json{{"png", look.chart_address(look, chart + ".png")}, {"csv", look.chart_address(look, chart + ".csv")}}});
}

// "+3.20 จุดร้อยละ จาก 61.20 % ในรอบ 2566".
Json change_json(const Voice& voice, const Look& look, const framework::Indicator& indicator, const Line& whole,
                 const Earlier& earlier) {
  const auto* then = same_in(earlier.plan, look.plan, indicator);
  if (!then) return {{"change", ""}, {"direction", "none"}, {"was_words", voice.say("results.earlier.other_way")}};
  auto change = change_of(figure_of(indicator, whole), figure_of(*then, earlier.whole));
  auto was = reports::pages::figure_view(voice, *then, change.was);
  auto unit = indicator.unit.th == "%" ? voice.say("results.earlier.points") : indicator.unit.in(voice.language);
  auto scaled = change.by ? change.by->scaled : 0;
  auto shown = change.by ? (scaled > 0   ? "+"
                            : scaled < 0 ? "−"
                                         : "") +
                               base::to_grouped({std::abs(scaled)}, indicator.places) + " " + unit
                         : "";
  auto from =
      change.was.state == formula::Value::State::absent
          ? voice.say("results.earlier.not_reported", {{"period", earlier.plan.period}})
          : voice.say("results.earlier.was",
                      {{"period", earlier.plan.period},
                       {"figure", with_unit(was)},
                       {"from", coverage(voice, sum_of(*then, earlier.whole).count, asked_by(*then, earlier.whole))}});
  return {{"change", shown},
          {"direction", !change.by   ? "none"
                        : scaled > 0 ? "up"
                        : scaled < 0 ? "down"
                                     : "same"},
          {"was_words", from}};
}

Json sections(const Voice& voice, const Look& look, const Line& whole, const Earlier* earlier) {
  const auto& plan = look.plan;
  Json all = Json::array();
  for (const auto& section : plan.sections) {
    Json figures = Json::array();
    for (int number : section.indicators) {
      const auto& indicator = plan.indicators[std::size_t(number)];
      if (asked_by(indicator, whole) == 0) continue;
      figures.push_back(figure_json(voice, indicator, whole));
      if (earlier) figures.back()["changes"] = Json::array({change_json(voice, look, indicator, whole, *earlier)});
    }
    if (!figures.empty())
      all.push_back({{"label", section.label.in(voice.language)}, {"indicators", std::move(figures)}});
  }
  return all;
}

// Where the waste goes: what is generated, what of it is collected, what it ends as, what nobody accounts for.
Json flows(const Voice& voice, const Look& look, const Line& whole) {
  auto flow = flow_view(voice, look.plan, whole);
  if (!flow) return Json::array();
  Json rows = Json::array(), parts = Json::array();
  for (const auto& row : flow->rows) {
    Json bars = Json::array();
    for (const auto& part : row.parts)
      bars.push_back({{"label", part.label},
                      {"look", part.look},
                      {"x", part.from},
                      {"width", part.width},
                      {"amount", base::to_grouped(part.amount, 2)},
                      {"percent", base::to_grouped(part.percent, 2) + " %"}});
    for (const auto& bar : bars) parts.push_back(bar);
    rows.push_back({{"row_title", row.title}, {"bars", std::move(bars)}});
  }
  return Json::array({Json{{"unit", flow->unit},
                           {"flow_known", flow->known},
                           {"flow_count", flow->count},
                           {"rows", std::move(rows)},
                           {"parts", std::move(parts)},
                           {"flow_files", files_of(look, "flow")}}});
}

// How the bodies lie between 0 and 100 per cent, the step of this one marked.
Json spread(const Voice& voice, const Look& look, const std::vector<Line>& bodies) {
  auto of = spread_of(look, bodies);
  if (!of) return Json::array();
  const auto& counts = of->all.counts;
  int most = *std::max_element(counts.begin(), counts.end());
  Json steps = Json::array();
  for (int i = 0; i < 10; ++i) {
    int height = counts[std::size_t(i)] * 150 / most;
    steps.push_back({{"label", step_label(i)},
                     {"short", std::to_string(i * 10)},
                     {"count", counts[std::size_t(i)]},
                     {"x", i * 72 + 4},
                     {"y", 170 - height},
                     {"height", height},
                     {"middle", i * 72 + 36},
                     {"above", 164 - height},
                     {"here", of->here == i}});
  }
  return Json::array({Json{{"steps", std::move(steps)},
                           {"known", coverage(voice, of->all.known, std::int64_t(bodies.size()))},
                           {"spread_files", files_of(look, "spread")}}});
}

Json tables(const Voice& voice, const Look& look, const Lines& lines, const Reader& reader) {
  Json all = Json::array();
  auto done = [&](const char* chart) {
    all.back()["table_files"] = files_of(look, chart);
    all.back()["picks"] = look.picks;
  };
  if (look.place.is(Tier::nation))
    all.push_back(ranked_table(voice, look, "results.regions", regions_of(lines.below), reader.as_json)),
        done("regions");
  if (!lines.below.empty()) {
    all.push_back(ranked_table(voice, look, look.place.is(Tier::province) ? "results.districts" : "results.provinces",
                               lines.below, reader.as_json));
    done("places");
    all.back()["anchors"] = Json::array({Json{{"anchor", "places"}}});  // where the map leads
  }
  // A body sees its own figures only: its neighbours' stand where their offices look.
  if (!lines.bodies.empty() && !look.place.is(Tier::local))
    all.push_back(ranked_table(voice, look, "results.bodies", lines.bodies, reader.as_json)), done("bodies");
  return all;
}

// The map, and the ways to colour it: by the indicator, or by how many have come.
Json maps(const Voice& voice, const Look& look, const Lines& lines) {
  auto of = map_wanted(look);
  auto drawn = map_of(voice, of, lines.below, [&](const Place& place) { return look.of(place).href(); });
  if (!drawn) return Json::array();
  Json legend = Json::array(), ways = Json::array();
  for (const Key& key : drawn->legend)
    legend.push_back({{"step", chart::class_of(key.step)}, {"label", key.label}, {"count", key.count}});
  for (bool completeness : {false, true}) {
    Look other = look;
    other.completeness = completeness;
    ways.push_back({{"label", completeness ? voice.say("results.map.completeness") : look.by->code},
                    {"href", other.href()},
                    {"current", completeness == look.completeness}});
  }
  auto title = title_of(voice, of);
  return Json::array({Json{{"svg", chart::map(*drawn->land, drawn->places, title)},
                           {"legend", std::move(legend)},
                           {"map_title", title},
                           {"ways", std::move(ways)},
                           {"map_files", files_of(look, "map")}}});
}

}  // namespace

std::vector<Line> regions_of(const std::vector<Line>& provinces) {
  std::vector<Line> lines;
  for (const Line& province : provinces) {
    const auto& region = province.place.organisation->region;
    auto at = std::find_if(lines.begin(), lines.end(), [&](const Line& line) { return line.place.region == region; });
    if (at == lines.end())
      at = lines.insert(lines.end(), Line{.place = {nullptr, region}, .asked = {}, .sums = {}, .figures = {}});
    add(*at, province);
  }
  return lines;
}

MapOf map_wanted(const Look& look) { return {look.plan, look.completeness ? nullptr : look.by, look.place}; }

Json page_json(const Voice& voice, const Look& look, const Lines& lines, const Reader& reader) {
  const auto& plan = look.plan;
  Json choices = Json::array(), headlines = Json::array();
  for (const auto& indicator : plan.indicators)
    choices.push_back({{"code", indicator.code},
                       {"label", indicator.code + " " + indicator.label.in(voice.language)},
                       {"selected", &indicator == look.by}});
  for (const auto* head : reports::headline(plan))
    if (asked_by(*head, lines.whole) > 0) headlines.push_back(figure_json(voice, *head, lines.whole));
  auto href = look.href();
  return {{"title", plan.title.in(voice.language)},
          {"place", code_of(look.place)},
          {"place_name", name_of(voice, look.place, plan.period_to)},
          {"stage", totals::code_of(look.stage)},
          {"by", look.by->code},
          {"by_label", look.by->label.in(voice.language)},
          {"choices", std::move(choices)},
          {"action", href.substr(0, href.find('?'))},
          {"expected", lines.whole.expected},
          {"counted", lines.whole.counted},
          {"nobody", lines.whole.counted == 0},
          {"counted_words", coverage(voice, lines.whole.counted, lines.whole.expected)},
          {"headlines", std::move(headlines)},
          {"sections", sections(voice, look, lines.whole, reader.earlier)},
          {"flows", flows(voice, look, lines.whole)},
          {"indicator_files", files_of(look, "indicators")},
          {"choose", reader.compares},
          {"tables", tables(voice, look, lines, reader)},
          {"spreads", reader.compares ? spread(voice, look, lines.bodies) : Json::array()},
          {"maps", maps(voice, look, lines)},
          {"keeps_map", look.completeness},
          {"earlier", reader.earlier ? reader.earlier->plan.period : ""},
          {"keeps_stage", href.find("stage=") != href.npos}};
}

}  // namespace results
