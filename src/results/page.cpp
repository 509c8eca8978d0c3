#include "results/page.h"

#include <algorithm>

#include "results/map.h"
#include "results/ranking.h"
#include "results/rules.h"

namespace results {

using identity::Voice;
using registry::Tier;
using view::Json;

namespace {

Json sections(const Voice& voice, const framework::Framework& plan, const Line& whole) {
  Json all = Json::array();
  for (const auto& section : plan.sections) {
    Json figures = Json::array();
    for (int number : section.indicators)
      if (asked_by(plan.indicators[number], whole) > 0) figures.push_back(figure_json(voice, plan.indicators[number], whole));
    if (!figures.empty()) all.push_back({{"label", section.label.in(voice.language)}, {"indicators", std::move(figures)}});
  }
  return all;
}

// How the bodies lie between 0 and 100 per cent, the step of this one marked.
Json spread(const Voice& voice, const Look& look, const std::vector<Line>& bodies) {
  Json none = Json::array();
  if (look.by->unit.th != "%" || bodies.empty()) return none;
  Spread all;
  std::optional<int> here;
  for (const Line& body : bodies) {
    auto figure = figure_of(*look.by, body);
    if (figure.state != formula::Value::State::number) continue;
    auto before = all.counts;
    add(all, figure.value);
    for (int i = 0; i < 10; ++i)
      if (body.place.organisation == look.place.organisation && all.counts[i] != before[i]) here = i;
  }
  if (!all.known) return none;
  int most = *std::max_element(all.counts.begin(), all.counts.end());
  Json steps = Json::array();
  for (int i = 0; i < 10; ++i) {
    int height = all.counts[i] * 150 / most;
    steps.push_back({{"label", std::to_string(i * 10) + "–" + std::to_string(i * 10 + 10) + " %"}, {"count", all.counts[i]}, {"x", i * 72 + 4}, {"y", 170 - height},
                     {"height", height}, {"middle", i * 72 + 36}, {"above", 164 - height}, {"here", here == i}});
  }
  return Json::array({Json{{"steps", std::move(steps)}, {"known", coverage(voice, all.known, std::int64_t(bodies.size()))}}});
}

Json tables(const Voice& voice, const Look& look, const Lines& lines, const Reader& reader) {
  Json all = Json::array();
  if (look.place.is(Tier::nation)) all.push_back(ranked_table(voice, look, "results.regions", regions_of(lines.below), reader.as_json));
  if (!lines.below.empty()) {
    all.push_back(ranked_table(voice, look, look.place.is(Tier::province) ? "results.districts" : "results.provinces", lines.below, reader.as_json));
    all.back()["anchors"] = Json::array({Json{{"anchor", "places"}}});  // where the map leads
  }
  // A body sees its own figures only: its neighbours' stand where their offices look.
  if (!lines.bodies.empty() && !look.place.is(Tier::local)) all.push_back(ranked_table(voice, look, "results.bodies", lines.bodies, reader.as_json));
  return all;
}

// The map, and the ways to colour it: by the indicator, or by how many have come.
Json maps(const Voice& voice, const Look& look, const Lines& lines) {
  MapOf of{look.plan, look.completeness ? nullptr : look.by, look.place};
  auto drawn = map_of(voice, of, lines.below, [&](const Place& place) { return look.of(place).href(); });
  if (!drawn) return Json::array();
  Json legend = Json::array(), ways = Json::array();
  for (const Key& key : drawn->legend) legend.push_back({{"step", chart::class_of(key.step)}, {"label", key.label}, {"count", key.count}});
  for (bool completeness : {false, true}) {
    Look other = look;
    other.completeness = completeness;
    ways.push_back({{"label", completeness ? voice.say("results.map.completeness") : look.by->code}, {"href", other.href()},
                    {"current", completeness == look.completeness}});
  }
  auto title = title_of(voice, of);
  return Json::array({Json{{"svg", chart::map(*drawn->land, drawn->places, title)}, {"legend", std::move(legend)}, {"map_title", title},
                           {"ways", std::move(ways)}}});
}

}  // namespace

std::vector<Line> regions_of(const std::vector<Line>& provinces) {
  std::vector<Line> lines;
  for (const Line& province : provinces) {
    const auto& region = province.place.organisation->region;
    auto at = std::find_if(lines.begin(), lines.end(), [&](const Line& line) { return line.place.region == region; });
    if (at == lines.end()) at = lines.insert(lines.end(), Line{.place = {nullptr, region}, .asked = {}, .sums = {}, .figures = {}});
    add(*at, province);
  }
  return lines;
}

Json page_json(const Voice& voice, const Look& look, const Lines& lines, const Reader& reader) {
  const auto& plan = look.plan;
  Json choices = Json::array(), headlines = Json::array();
  for (const auto& indicator : plan.indicators)
    choices.push_back({{"code", indicator.code}, {"label", indicator.code + " " + indicator.label.in(voice.language)}, {"selected", &indicator == look.by}});
  for (const auto* head : reports::headline(plan))
    if (asked_by(*head, lines.whole) > 0) headlines.push_back(figure_json(voice, *head, lines.whole));
  auto href = look.href();
  return {{"title", plan.title.in(voice.language)}, {"place", code_of(look.place)}, {"place_name", name_of(voice, look.place, plan.period_to)},
          {"stage", totals::code_of(look.stage)}, {"by", look.by->code}, {"by_label", look.by->label.in(voice.language)},
          {"choices", std::move(choices)}, {"action", href.substr(0, href.find('?'))},
          {"expected", lines.whole.expected}, {"counted", lines.whole.counted}, {"nobody", lines.whole.counted == 0},
          {"counted_words", coverage(voice, lines.whole.counted, lines.whole.expected)},
          {"headlines", std::move(headlines)}, {"sections", sections(voice, plan, lines.whole)}, {"choose", reader.compares},
          {"tables", tables(voice, look, lines, reader)}, {"spreads", reader.compares ? spread(voice, look, lines.bodies) : Json::array()},
          {"maps", maps(voice, look, lines)}, {"keeps_map", look.completeness}, {"keeps_stage", href.find("stage=") != href.npos}};
}

}  // namespace results
