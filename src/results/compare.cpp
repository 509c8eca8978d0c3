// Places side by side: every indicator of two or more.
#include <algorithm>

#include "results/charts.h"
#include "results/ranking.h"
#include "results/web.h"

namespace results::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t most = 6;  // columns that an office PC shows

struct Compared {
  Round round;
  Look look;                // of the first place, or the nation: what stage, what address
  std::vector<Line> lines;  // in the order they were asked for
  std::string typed, note;  // a place that is to be added, and what is said of it
};

bool is_in(const std::vector<Line>& lines, const Place& place) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
    return line.place.organisation == place.organisation && line.place.region == place.region;
  });
}

// A code, a province's own name, or the first place of the name that the seat stands above.
std::optional<Place> typed_place(const Context& ctx, const std::string& typed) {
  if (auto exact = find_place(ctx, typed)) return exact;
  for (const auto* province : ctx.world.registry.provinces()) {
    const auto& name = registry::name_on(*province, base::day_in_bangkok(ctx.now));
    if ((typed == name.name_th || typed == "จังหวัด" + name.name_th || typed == name.name_en) &&
        ctx.world.registry.stands_under(*province, ctx.seat().organisation))
      return Place{province, ""};
  }
  for (const auto* found : ctx.world.registry.search(typed, 20))
    if (ctx.world.registry.stands_under(*found, ctx.seat().organisation)) return Place{found, ""};
  return std::nullopt;
}

void add(const Context& ctx, Compared& compared, const Place& place) {
  if (is_in(compared.lines, place)) return;
  if (compared.lines.size() == most) {
    compared.note = ctx.say("results.compare.full", {{"most", std::to_string(most)}});
    return;
  }
  compared.lines.push_back(lines_of(ctx, compared.round, place, compared.look.stage).whole);
}

Compared compared_of(const Context& ctx) {
  Round round = round_of(ctx);
  Compared compared{round, look_of(ctx, round.plan, {}), {}, {}, {}};
  auto [from, to] = ctx.request.query.equal_range("place");
  for (auto at = from; at != to; ++at) {
    auto place = find_place(ctx, base::repair_utf8(at->second));
    if (!place) throw Problem(Problem::Kind::not_found, "problem.not_found");
    add(ctx, compared, *place);
  }
  compared.typed = base::trim(base::repair_utf8(ctx.request.asked("add").value_or("")));
  if (compared.typed.empty()) return compared;
  if (auto place = typed_place(ctx, compared.typed))
    add(ctx, compared, *place), compared.typed = compared.note.empty() ? "" : compared.typed;
  else
    compared.note = ctx.say("results.compare.not_found", {{"typed", compared.typed}});
  return compared;
}

std::string path_of(const Compared& compared) {
  return "/results/" + compared.look.plan.name + "/" + compared.look.plan.period + "/compare";
}

std::string address_of(const Compared& compared, std::string_view file, const Line* without = nullptr) {
  std::string href =
      path_of(compared) + std::string(file) + "?stage=" + std::string(totals::code_of(compared.look.stage));
  for (const Line& line : compared.lines)
    if (&line != without) href += "&place=" + code_of(line.place);
  return href;
}

Json place_heads(const Context& ctx, const Compared& compared) {
  Json all = Json::array();
  for (const Line& line : compared.lines)
    all.push_back({{"place", code_of(line.place)},
                   {"name", name_of(ctx, line.place, compared.look.plan.period_to)},
                   {"href", compared.look.of(line.place).href()},
                   {"without_href", address_of(compared, "", &line)},
                   {"without_label", ctx.say("results.compare.without",
                                             {{"place", name_of(ctx, line.place, compared.look.plan.period_to)}})},
                   {"counted_words", coverage(ctx, line.counted, line.expected)}});
  return all;
}

Json sections(const Context& ctx, const Compared& compared) {
  Json all = Json::array();
  const auto& plan = compared.look.plan;
  for (const auto& section : plan.sections) {
    Json rows = Json::array();
    for (int number : section.indicators) {
      const auto& indicator = plan.indicators[std::size_t(number)];
      Json cells = Json::array();
      for (const Line& line : compared.lines) {
        cells.push_back(figure_json(ctx, indicator, line));
        cells.back()["place_name"] = name_of(ctx, line.place, plan.period_to);
        cells.back()["asked"] = asked_by(indicator, line) > 0;
      }
      bool reference = indicator.target && indicator.target->mark == framework::Mark::reference;
      rows.push_back({{"code", indicator.code},
                      {"label", indicator.label.in(ctx.language)},
                      {"target", cells.empty() ? "" : cells[0]["target"]},
                      {"row_mark", reference ? ctx.say("reference_target") : ""},
                      {"cells", std::move(cells)}});
    }
    if (!rows.empty()) all.push_back({{"label", section.label.in(ctx.language)}, {"indicators", std::move(rows)}});
  }
  return all;
}

Chart chart_of(const Context& ctx, const Compared& compared) {
  const auto& plan = compared.look.plan;
  Chart chart{ctx.say("results.compare.title"),
              {},
              {heads(ctx, {"code", "indicator", "unit", "place", "name", "figure", "from", "of", "state"})}};
  paper::Table table{{{ctx.say("results.chart.code"), 0.7, false, true}, {ctx.say("follow.indicator"), 3.4}}, {}};
  for (const Line& line : compared.lines) table.columns.push_back({name_of(ctx, line.place, plan.period_to), 2, true});
  for (const auto& indicator : plan.indicators) {
    paper::Row row{{indicator.code, indicator.label.in(ctx.language)}};
    for (const Line& line : compared.lines) {
      auto figure = figure_of(indicator, line);
      auto view = reports::pages::figure_view(ctx, indicator, figure);
      auto count = sum_of(indicator, line).count;
      int of = asked_by(indicator, line);
      row.cells.push_back(of == 0 ? "–" : with_unit(view) + "\n" + coverage(ctx, count, of));
      chart.rows.push_back({indicator.code, view.label, indicator.unit.in(ctx.language), code_of(line.place),
                            name_of(ctx, line.place, plan.period_to),
                            view.state == "number" ? base::to_plain(figure.value) : "", std::to_string(count),
                            std::to_string(of), view.state});
    }
    table.rows.push_back(std::move(row));
  }
  chart.blocks = {std::move(table)};
  return chart;
}

}  // namespace

http::Reply compare(Context& ctx) {
  auto compared = compared_of(ctx);
  Json stages = Json::array();
  for (auto stage : totals::stages) {
    auto other = compared;
    other.look.stage = stage;
    auto code = std::string(totals::code_of(stage));
    stages.push_back({{"label", ctx.say("results.stage." + code)},
                      {"href", address_of(other, "")},
                      {"current", stage == compared.look.stage}});
  }
  bool any = !compared.lines.empty();
  return ctx.page("compare",
                  Json{{"title", compared.look.plan.title.in(ctx.language)},
                       {"stage", totals::code_of(compared.look.stage)},
                       {"stages", std::move(stages)},
                       {"action", path_of(compared)},
                       {"results_href", "/results/" + compared.look.plan.name + "/" + compared.look.plan.period +
                                            (any ? "/" + code_of(compared.lines.front().place) : "")},
                       {"heads", place_heads(ctx, compared)},
                       {"sections", any ? sections(ctx, compared) : Json::array()},
                       {"typed", compared.typed},
                       {"note", compared.note},
                       {"one", compared.lines.size() == 1},
                       {"png_href", any ? address_of(compared, "/places.png") : ""},
                       {"csv_href", any ? address_of(compared, "/places.csv") : ""},
                       {"as_of", base::show(ctx.now, ctx.language)}});
}

http::Reply compared(Context& ctx) {
  auto compared = compared_of(ctx);
  auto file = ctx.request.param("chart");
  if (compared.lines.empty() || (file != "places.csv" && file != "places.png"))
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  auto chart = chart_of(ctx, compared);
  paper::Document document{chart.title, ctx.say("results.stage." + std::string(totals::code_of(compared.look.stage)))};
  document.blocks = chart.blocks;
  document.blocks.push_back(paper::Paragraph{compared.look.plan.title.in(ctx.language) + " · " +
                                                 ctx.say("follow.as_of") + " " + base::show(ctx.now, ctx.language),
                                             true});
  return sent(chart, document, file, "compare-" + compared.look.plan.period + "-" + file);
}

}  // namespace results::web
