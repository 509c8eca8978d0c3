#include "results/charts.h"

#include <algorithm>

#include "followup/csv.h"
#include "reports/pages.h"
#include "results/ranking.h"

namespace results {

using base::Decimal;
using framework::Indicator;
using identity::Voice;
using Rows = std::vector<std::vector<std::string>>;
using State = formula::Value::State;

namespace {

std::string plain(const reports::Figure& figure) {
  return figure.state == State::number ? base::to_plain(figure.value) : "";
}

// "72.5/80" of a rate: what a bar of paper reads.
std::string bar_text(const Indicator& indicator, const reports::Figure& figure) {
  if (figure.state != State::number || indicator.unit.th != "%") return "";
  return base::to_plain(figure.value) + (indicator.target ? "/" + base::to_plain(indicator.target->value) : "");
}

struct Drawing {
  const Voice& voice;
  const Look& look;
  const Lines& lines;

  std::string say(const char* key) const { return voice.say(key); }
  std::string named(const Place& place) const { return name_of(voice, place, look.plan.period_to); }
  std::string by() const { return look.by->code + " " + look.by->label.in(voice.language); }

  Chart indicators() const {
    Chart chart{
        say("results.against"),
        {indicators_table(voice, look.plan, lines.whole)},
        {heads(voice, {"code", "indicator", "figure", "unit", "target", "target_mark", "from", "of", "state"})}};
    bool reference = false;
    for (const Indicator& indicator : look.plan.indicators) {
      if (asked_by(indicator, lines.whole) == 0) continue;
      auto figure = figure_of(indicator, lines.whole);
      auto view = reports::pages::figure_view(voice, indicator, figure);
      reference |= view.reference;
      chart.rows.push_back({indicator.code, view.label, plain(figure), indicator.unit.in(voice.language),
                            indicator.target ? base::to_plain(indicator.target->value) : "", view.target_mark,
                            std::to_string(sum_of(indicator, lines.whole).count),
                            std::to_string(asked_by(indicator, lines.whole)), view.state});
    }
    if (reference) chart.blocks.push_back(paper::Paragraph{"* " + say("reference_target"), true});
    return chart;
  }

  std::optional<Chart> flow() const {
    auto view = flow_view(voice, look.plan, lines.whole);
    if (!view || view->rows.empty()) return std::nullopt;
    Chart chart{say("results.flow.title"),
                {paper::Paragraph{say("results.flow.known") + " " + view->known, true}, stacks_of(*view)},
                {heads(voice, {"code", "part", "amount", "unit", "percent", "from"})}};
    for (const auto& row : view->rows)
      for (const auto& part : row.parts)
        chart.rows.push_back({part.code, part.label, base::to_plain(part.amount), view->unit,
                              base::to_plain(part.percent), std::to_string(view->count)});
    return chart;
  }

  std::optional<Chart> map() const {
    auto of = map_wanted(look);
    auto drawn = map_of(voice, of, lines.below);
    if (!drawn) return std::nullopt;
    Chart chart{title_of(voice, of),
                {paper::Pictures{{picture_of(*drawn, "")}}, paper::Paragraph{say("results.map.source"), true}},
                {}};
    chart.rows = look.completeness ? completeness_rows(lines.below) : ranked_rows(lines.below);
    return chart;
  }

  std::optional<Chart> spread() const {
    auto of = spread_of(look, lines.bodies);
    if (!of) return std::nullopt;
    paper::Histogram histogram;
    Chart chart{say("results.spread") + " " + by(), {}, {heads(voice, {"from_percent", "to_percent", "bodies"})}};
    int most = *std::max_element(of->all.counts.begin(), of->all.counts.end());
    for (int i = 0; i < 10; ++i) {
      int count = of->all.counts[std::size_t(i)];
      histogram.bars.push_back({std::to_string(count), step_label(i), count * 1000 / most, of->here == i});
      chart.rows.push_back({std::to_string(i * 10), std::to_string(i * 10 + 10), std::to_string(count)});
    }
    chart.blocks = {paper::Paragraph{coverage(voice, of->all.known, std::int64_t(lines.bodies.size())), true},
                    std::move(histogram)};
    return chart;
  }

  Rows completeness_rows(const std::vector<Line>& all) const {
    Rows rows{heads(voice, {"place", "name", "reports", "expected", "percent"})};
    for (const Line& line : all) {
      auto percent = percent_of(Decimal::whole(line.counted), Decimal::whole(line.expected));
      rows.push_back({code_of(line.place), named(line.place), std::to_string(line.counted),
                      std::to_string(line.expected), percent && line.counted ? base::to_plain(*percent) : ""});
    }
    return rows;
  }

  Rows ranked_rows(const std::vector<Line>& all) const {
    Rows rows{
        heads(voice, {"rank", "place", "name", "indicator", "figure", "unit", "from", "of", "small_base", "state"})};
    for (const auto& at : ranked(look, all)) {
      const Line& line = all[at.place];
      auto figure = figure_of(*look.by, line);
      auto count = sum_of(*look.by, line).count;
      int expected = asked_by(*look.by, line);
      rows.push_back({at.rank ? std::to_string(at.rank) : "", code_of(line.place), named(line.place), look.by->code,
                      plain(figure), look.by->unit.in(voice.language), std::to_string(count), std::to_string(expected),
                      is_small_base(count, expected) ? "1" : "",
                      reports::pages::figure_view(voice, *look.by, figure).state});
    }
    return rows;
  }

  std::optional<Chart> ranking(const char* title, const std::vector<Line>& all) const {
    if (all.empty()) return std::nullopt;
    paper::Table table{{{say("results.rank"), 0.8, true},
                        {say("results.place"), 3},
                        {say("follow.result"), 1.6, true},
                        {"", 2.4, false, false, true},
                        {say("follow.from"), 2.2, true}},
                       {}};
    for (const auto& at : ranked(look, all)) {
      const Line& line = all[at.place];
      auto figure = figure_of(*look.by, line);
      auto count = sum_of(*look.by, line).count;
      int expected = asked_by(*look.by, line);
      table.rows.push_back(
          {{at.rank ? std::to_string(at.rank) : "–", named(line.place),
            with_unit(reports::pages::figure_view(voice, *look.by, figure)), bar_text(*look.by, figure),
            coverage(voice, count, expected) + (is_small_base(count, expected) ? " · " + say("results.small") : "")}});
    }
    return Chart{voice.say(title) + " · " + by(),
                 {std::move(table), paper::Paragraph{say("results.ranking_note"), true}},
                 ranked_rows(all)};
  }
};

paper::Tone tone_of(std::string_view look) {
  using paper::Tone;
  constexpr std::pair<std::string_view, Tone> tones[] = {
      {"whole", Tone::deep},    {"collected", Tone::middle}, {"used", Tone::good}, {"proper", Tone::fair},
      {"improper", Tone::poor}, {"left", Tone::missing},     {"over", Tone::over}};
  for (auto [name, tone] : tones)
    if (name == look) return tone;
  return Tone::missing;
}

}  // namespace

std::optional<Chart> chart_of(const Voice& voice, const Look& look, const Lines& lines, const Reader& reader,
                              std::string_view name) {
  Drawing drawing{voice, look, lines};
  using registry::Tier;
  if (name == "indicators") return drawing.indicators();
  if (name == "flow") return drawing.flow();
  if (name == "map") return drawing.map();
  if (name == "spread" && reader.compares) return drawing.spread();
  if (name == "regions" && look.place.is(Tier::nation))
    return drawing.ranking("results.regions", regions_of(lines.below));
  if (name == "places")
    return drawing.ranking(look.place.is(Tier::province) ? "results.districts" : "results.provinces", lines.below);
  if (name == "bodies" && !look.place.is(Tier::local)) return drawing.ranking("results.bodies", lines.bodies);
  return std::nullopt;
}

paper::Document picture_of(const Voice& voice, const Look& look, const Lines& lines, const Chart& chart,
                           const std::string& of_when) {
  paper::Document document;
  document.title = chart.title;
  document.subtitle = name_of(voice, look.place, look.plan.period_to) + " · " +
                      voice.say("results.stage." + std::string(totals::code_of(look.stage))) + " " +
                      coverage(voice, lines.whole.counted, lines.whole.expected);
  document.blocks = chart.blocks;
  document.blocks.push_back(paper::Paragraph{look.plan.title.in(voice.language) + " · " + of_when, true});
  return document;
}

std::vector<std::string> heads(const Voice& voice, std::initializer_list<const char*> codes) {
  std::vector<std::string> all;
  for (const char* code : codes)
    all.push_back(std::string(code) + " " + voice.say("results.chart." + std::string(code)));
  return all;
}

http::Reply sent(const Chart& chart, const paper::Document& picture, std::string_view file, const std::string& name) {
  if (file.ends_with(".csv")) {
    followup::Csv csv;
    for (const auto& row : chart.rows) csv.row(row);
    return std::move(csv).reply(name);
  }
  if (!file.ends_with(".png")) throw base::Problem(base::Problem::Kind::not_found, "problem.not_found");
  http::Reply reply;
  reply.type = "image/png";
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  reply.body = paper::png_of(picture);
  return reply;
}

paper::Table indicators_table(const Voice& voice, const framework::Framework& plan, const Line& line) {
  paper::Table table{{{voice.say("results.chart.code"), 0.8, false, true},
                      {voice.say("follow.indicator"), 4.5},
                      {voice.say("follow.result"), 1.6, true},
                      {voice.say("follow.target"), 1.3, true},
                      {"", 1.5, false, false, true},
                      {voice.say("follow.from"), 2.5, true}},
                     {}};
  for (const Indicator& indicator : plan.indicators) {
    int asked = asked_by(indicator, line);
    if (asked == 0) continue;
    auto figure = figure_of(indicator, line);
    auto view = reports::pages::figure_view(voice, indicator, figure);
    table.rows.push_back({{indicator.code, view.label, with_unit(view),
                           view.target + (view.target.empty() || !view.reference ? "" : " *"),
                           bar_text(indicator, figure), coverage(voice, sum_of(indicator, line).count, asked)}});
  }
  return table;
}

paper::Stacks stacks_of(const FlowView& flow) {
  paper::Stacks stacks;
  for (const auto& row : flow.rows) {
    stacks.rows.push_back({row.title, {}});
    for (const auto& part : row.parts)
      stacks.rows.back().parts.push_back({part.from, part.width, tone_of(part.look),
                                          part.label + " " + base::to_grouped(part.amount, 2) + " " + flow.unit + " (" +
                                              base::to_grouped(part.percent, 2) + " %)"});
  }
  return stacks;
}

paper::Picture picture_of(const Map& map, std::string title) {
  paper::Picture picture{std::move(title), map.land->width, map.land->height, {}, {}, {}};
  auto step_of = [](int step) {
    return step == chart::unknown ? paper::hatched : step == chart::outside ? paper::dotted : step;
  };
  std::unordered_map<std::string_view, int> steps;
  for (const auto& place : map.places) steps[place.code] = step_of(place.step);
  for (const auto& shape : map.land->shapes)
    if (auto at = steps.find(shape.code); at != steps.end()) picture.patches.push_back({shape.rings, at->second});
  for (auto& label : chart::labels_on(*map.land, map.places))
    picture.labels.push_back({label.x, label.y, std::move(label.text)});
  for (const auto& key : map.legend)
    picture.keys.push_back({step_of(key.step), key.label + " (" + std::to_string(key.count) + ")"});
  return picture;
}

}  // namespace results
