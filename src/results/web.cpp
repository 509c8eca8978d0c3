#include "results/web.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "followup/web.h"
#include "results/map.h"
#include "results/places.h"
#include "results/rules.h"

namespace results::web {

using base::Problem;
using identity::Context;
using registry::Tier;
using view::Json;
using view::to_json;

namespace {

// What the address says of the page: its place, whose reports count, by what places are ranked.
struct Asked {
  Round round;
  Place place;
  totals::Stage stage;
  const framework::Indicator* by;
  bool completeness = false;  // what the map is coloured by, instead of the indicator
};

const framework::Indicator* indicator_of(const framework::Framework& plan, const std::string& code) {
  for (const auto& indicator : plan.indicators)
    if (indicator.code == code) return &indicator;
  return nullptr;
}

constexpr std::pair<const char*, totals::Stage> stages_by_code[] = {
    {"recorded", totals::Stage::recorded}, {"submitted", totals::Stage::submitted}, {"approved", totals::Stage::approved}};

std::string stage_code(totals::Stage stage) {
  for (auto [code, is] : stages_by_code)
    if (is == stage) return code;
  return "";
}

std::optional<totals::Stage> stage_of(std::string_view code) {
  for (auto [name, is] : stages_by_code)
    if (code == name) return is;
  return std::nullopt;
}

Asked asked_of(const Context& ctx) {
  Round round = round_of(ctx);
  Place place = place_of(ctx);
  auto stage = base::repair_utf8(ctx.request.asked("stage").value_or("recorded"));
  auto wanted = stage_of(stage);
  if (!wanted) throw Problem(Problem::Kind::invalid, "results.no_such_stage", {{"typed", stage}});
  auto heads = reports::headline(round.plan);
  auto usual = heads.empty() ? round.plan.indicators.front().code : heads.front()->code;
  auto code = base::repair_utf8(ctx.request.asked("by").value_or(usual));
  const auto* by = indicator_of(round.plan, code);
  if (!by) throw Problem(Problem::Kind::invalid, "results.no_such_indicator", {{"typed", code}});
  auto map = base::repair_utf8(ctx.request.asked("map").value_or("indicator"));
  if (map != "indicator" && map != "completeness") throw Problem(Problem::Kind::invalid, "results.no_such_map", {{"typed", map}});
  return {round, place, *wanted, by, map == "completeness"};
}

std::string address(const Asked& asked, const Place& place, totals::Stage stage) {
  std::string path = "/results/" + asked.round.plan.name + "/" + asked.round.plan.period;
  if (!place.is(Tier::nation)) path += "/" + code_of(place);
  return path + "?stage=" + stage_code(stage) + "&by=" + asked.by->code + (asked.completeness ? "&map=completeness" : "");
}

Json figure_json(const Context& ctx, const framework::Indicator& indicator, const Line& line) {
  auto figure = figure_of(indicator, line);
  auto view = reports::pages::figure_view(ctx, indicator, figure);
  auto count = sum_of(indicator, line).count;
  auto expected = asked_by(indicator, line.asked);
  view.count_words = coverage(ctx, count, expected);
  Json json = to_json(view);
  json["count"] = count, json["expected"] = expected;
  json["small"] = is_small_base(count, expected);
  Json bars = Json::array();
  if (auto bar = bar_of(indicator, figure)) {
    Json one{{"width", bar->value}, {"targets", Json::array()}};
    if (bar->target) one["targets"].push_back({{"x", *bar->target}});
    bars.push_back(std::move(one));
  }
  json["bars"] = std::move(bars);
  json["mark_label"] = ctx.say(indicator.mark == framework::Mark::reference ? "reference" : "attested");
  json["attested"] = indicator.mark == framework::Mark::attested;
  return json;
}

Json sections(const Context& ctx, const framework::Framework& plan, const Line& whole) {
  Json all = Json::array();
  for (const auto& section : plan.sections) {
    Json figures = Json::array();
    for (int number : section.indicators)
      if (asked_by(plan.indicators[number], whole.asked) > 0) figures.push_back(figure_json(ctx, plan.indicators[number], whole));
    if (!figures.empty()) all.push_back({{"label", section.label.in(ctx.language)}, {"indicators", std::move(figures)}});
  }
  return all;
}

Json ranked_row(const Context& ctx, const Asked& asked, const Line& line, const std::string& rank) {
  Json row = figure_json(ctx, *asked.by, line);
  row["rank"] = rank;
  row["place"] = code_of(line.place), row["name"] = name_of(ctx, line.place, asked.round.plan.period_to);
  row["href"] = address(asked, line.place, asked.stage);
  row["counted"] = line.counted, row["all"] = line.expected;
  row["counted_words"] = coverage(ctx, line.counted, line.expected);
  row["here"] = line.place.organisation && line.place.organisation == asked.place.organisation;
  return row;
}

// Finished lines of the tables: of 334 few show anything new from one look to the next. A line is kept without its
// rank, since one body's answer moves the ranks of many.
class FinishedRows {
 public:
  std::string of(const Context& ctx, const Asked& asked, const Line& line, const std::string& rank) {
    auto key = address(asked, line.place, asked.stage) + (ctx.language == base::Language::th ? "" : "&en");
    auto figure = figure_of(*asked.by, line);
    Shown shown{figure.state, figure.value, sum_of(*asked.by, line).count, line.counted};
    std::string html;
    {
      std::shared_lock lock(mutex_);
      if (auto at = rows_.find(key); world_ == ctx.world.number && at != rows_.end() && at->second.shown == shown) html = at->second.html;
    }
    if (html.empty()) {
      html = ctx.world.templates.render("results_row", ctx.language, ranked_row(ctx, asked, line, rank_stands_here));
      std::unique_lock lock(mutex_);
      if (std::exchange(world_, ctx.world.number) != ctx.world.number || rows_.size() >= most) rows_.clear();
      rows_[key] = {shown, html};
    }
    if (auto at = html.find(rank_stands_here); at != html.npos) html.replace(at, std::char_traits<char>::length(rank_stands_here), rank);
    return html;
  }

 private:
  static constexpr const char* rank_stands_here = "\x1e";  // no page holds this character
  static constexpr std::size_t most = 20'000;               // of about 900 bytes
  struct Shown {
    formula::Value::State state;
    base::Decimal value;
    std::int64_t count = 0;
    int counted = 0;
    bool operator==(const Shown&) const = default;
  };
  struct Row { Shown shown; std::string html; };

  std::shared_mutex mutex_;
  std::uint64_t world_ = 0;
  std::unordered_map<std::string, Row> rows_;
};

FinishedRows& finished_rows() {
  static FinishedRows all;
  return all;
}

// Places in order: the rows of a file or, finished, of a page.
void rank_into(Json& table, const Context& ctx, const Asked& asked, const std::vector<Line>& lines) {
  std::vector<reports::Figure> figures;
  for (const Line& line : lines) figures.push_back(figure_of(*asked.by, line));
  bool as_json = ctx.request.wants_json();
  Json rows = Json::array();
  std::string finished;
  for (const auto& ranked : rank(figures)) {
    auto shown = ranked.rank ? std::to_string(ranked.rank) : std::string("–");
    if (as_json) rows.push_back(ranked_row(ctx, asked, lines[ranked.place], shown));
    else finished += finished_rows().of(ctx, asked, lines[ranked.place], shown);
  }
  if (as_json) table["rows"] = std::move(rows);
  else table["lines"] = std::move(finished);
}

// How the bodies lie between 0 and 100 per cent, the step of this one marked.
Json spread(const Context& ctx, const Asked& asked, const std::vector<Line>& bodies) {
  Json none = Json::array();
  if (asked.by->unit.th != "%" || bodies.empty()) return none;
  Spread all;
  std::optional<int> here;
  for (const Line& body : bodies) {
    auto figure = figure_of(*asked.by, body);
    if (figure.state != formula::Value::State::number) continue;
    auto before = all.counts;
    add(all, figure.value);
    for (int i = 0; i < 10; ++i)
      if (body.place.organisation == asked.place.organisation && all.counts[i] != before[i]) here = i;
  }
  if (!all.known) return none;
  int most = *std::max_element(all.counts.begin(), all.counts.end());
  Json steps = Json::array();
  for (int i = 0; i < 10; ++i) {
    int height = all.counts[i] * 150 / most;
    steps.push_back({{"label", std::to_string(i * 10) + "–" + std::to_string(i * 10 + 10) + " %"}, {"count", all.counts[i]}, {"x", i * 72 + 4}, {"y", 170 - height},
                     {"height", height}, {"middle", i * 72 + 36}, {"above", 164 - height}, {"here", here == i}});
  }
  return Json::array({Json{{"steps", std::move(steps)}, {"known", coverage(ctx, all.known, std::int64_t(bodies.size()))}}});
}

Json crumbs(const Context& ctx, const Asked& asked) {
  Json all = Json::array();
  for (const Place& over : above(ctx.world.registry, asked.place))
    if (ctx.seat().organisation == registry::nation || (over.organisation && ctx.world.registry.stands_under(*over.organisation, ctx.seat().organisation)))
      all.push_back({{"name", name_of(ctx, over, asked.round.plan.period_to)}, {"href", address(asked, over, asked.stage)}});
  return all;
}

// Of the nation its regions too, each the sum of its provinces.
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

Json ranked_table(const Context& ctx, const Asked& asked, const char* title, const std::vector<Line>& lines) {
  Json table{{"title", ctx.say(title)}};
  rank_into(table, ctx, asked, lines);
  return table;
}

Json tables(const Context& ctx, const Asked& asked, const Lines& lines) {
  Json all = Json::array();
  if (asked.place.is(Tier::nation)) all.push_back(ranked_table(ctx, asked, "results.regions", regions_of(lines.below)));
  if (!lines.below.empty()) {
    all.push_back(ranked_table(ctx, asked, asked.place.is(Tier::province) ? "results.districts" : "results.provinces", lines.below));
    all.back()["anchors"] = Json::array({Json{{"anchor", "places"}}});  // where the map leads
  }
  // A body sees its own figures only: its neighbours' stand where their offices look.
  if (!lines.bodies.empty() && !asked.place.is(Tier::local)) all.push_back(ranked_table(ctx, asked, "results.bodies", lines.bodies));
  return all;
}

// The map, and the ways to colour it: by the indicator, or by how many have come.
Json maps(const Context& ctx, const Asked& asked, const Lines& lines) {
  MapOf of{asked.round.plan, asked.completeness ? nullptr : asked.by, asked.place};
  auto drawn = map_of(ctx, of, lines.below, [&](const Place& place) { return address(asked, place, asked.stage); });
  if (!drawn) return Json::array();
  Json legend = Json::array();
  for (const Key& key : drawn->legend) legend.push_back({{"step", chart::class_of(key.step)}, {"label", key.label}, {"count", key.count}});
  auto title = title_of(ctx, of);
  Json map{{"svg", chart::map(*drawn->land, drawn->places, title)}, {"legend", std::move(legend)}, {"map_title", title}};
  Json ways = Json::array();
  for (bool completeness : {false, true}) {
    Asked other = asked;
    other.completeness = completeness;
    ways.push_back({{"label", completeness ? ctx.say("results.map.completeness") : asked.by->code}, {"href", address(other, asked.place, asked.stage)},
                    {"current", completeness == asked.completeness}});
  }
  map["ways"] = std::move(ways);
  return Json::array({std::move(map)});
}

std::string topic_of(const Context& ctx, const Place& place) {
  if (!identity::may(ctx.seat(), identity::May::follow_province)) return "";
  if (!place.organisation || place.is(Tier::nation)) return followup::web::nation_topic;
  return followup::web::topic_of_province(place.is(Tier::province) ? place.organisation->id : place.organisation->province);
}

http::Reply show(Context& ctx) {
  Asked asked = asked_of(ctx);
  const auto& plan = asked.round.plan;
  Lines lines = lines_of(ctx, asked.round, asked.place, asked.stage);
  Json stages = Json::array(), choices = Json::array(), headlines = Json::array();
  for (auto [code, stage] : stages_by_code)
    stages.push_back({{"code", stage_code(stage)}, {"label", ctx.say("results.stage." + stage_code(stage))},
                      {"href", address(asked, asked.place, stage)}, {"current", stage == asked.stage}});
  for (const auto& indicator : plan.indicators)
    choices.push_back({{"code", indicator.code}, {"label", indicator.code + " " + indicator.label.in(ctx.language)}, {"selected", &indicator == asked.by}});
  for (const auto* head : reports::headline(plan))
    if (asked_by(*head, lines.whole.asked) > 0) headlines.push_back(figure_json(ctx, *head, lines.whole));
  Json ranked = tables(ctx, asked, lines);
  // A body's own people see how it stands to its target; how it stands among others is for the offices above.
  bool may_compare = !asked.place.is(Tier::local) || identity::may(ctx.seat(), identity::May::follow_province);
  Json spreads = may_compare ? spread(ctx, asked, lines.bodies) : Json::array();
  bool file = identity::may(ctx.seat(), identity::May::follow_province) && asked.place.organisation && !asked.place.is(Tier::local);
  auto action = address(asked, asked.place, asked.stage);
  return ctx.page("results", Json{
      {"title", plan.title.in(ctx.language)}, {"place", code_of(asked.place)}, {"place_name", name_of(ctx, asked.place, plan.period_to)},
      {"stage", stage_code(asked.stage)}, {"by", asked.by->code}, {"by_label", asked.by->label.in(ctx.language)}, {"crumbs", crumbs(ctx, asked)},
      {"stages", std::move(stages)}, {"choices", std::move(choices)}, {"action", action.substr(0, action.find('?'))},
      {"expected", lines.whole.expected}, {"counted", lines.whole.counted}, {"nobody", lines.whole.counted == 0},
      {"counted_words", coverage(ctx, lines.whole.counted, lines.whole.expected)},
      {"headlines", std::move(headlines)}, {"sections", sections(ctx, plan, lines.whole)}, {"choose", may_compare}, {"tables", std::move(ranked)},
      {"spreads", std::move(spreads)}, {"maps", maps(ctx, asked, lines)}, {"keeps_map", asked.completeness},
      {"live_topic", topic_of(ctx, asked.place)},
      {"exports_href", file ? "/exports/" + plan.name + "/" + plan.period + "?area=" + code_of(asked.place) + "&stage=" + stage_code(asked.stage) : ""},
      {"as_of", base::show(ctx.now, ctx.language)}});
}

}  // namespace

http::Reply mine(Context& ctx) {
  const auto* place = ctx.world.registry.find(ctx.seat().organisation);
  if (ctx.world.frameworks.empty() || !place) throw Problem(Problem::Kind::not_found, "problem.not_found");
  const auto& plan = ctx.world.frameworks.front();
  std::string to = "/results/" + plan.name + "/" + plan.period;
  if (place->tier != Tier::nation) to += "/" + place->code;
  return http::Reply::redirect(to);
}

http::Reply nation(Context& ctx) { return show(ctx); }
http::Reply place(Context& ctx) { return show(ctx); }

}  // namespace results::web
