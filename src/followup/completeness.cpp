// How complete and how timely: of the nation, its regions and provinces, of a province and its districts, by type of
// body, over the days of the window and the hours of its last; also as CSV.
#include <algorithm>
#include <numeric>

#include "followup/areas.h"
#include "followup/csv.h"
#include "followup/followup.h"
#include "followup/roll.h"
#include "followup/rules.h"
#include "followup/web.h"
#include "reports/store.h"

namespace followup::web {

using base::Instant;
using identity::Context;
using view::Json;

namespace {

// The registry keeps what a region is called in Thai.
std::string region_name(const Context& ctx, const std::string& region) {
  for (auto [thai, key] : {std::pair{"ภาคเหนือ", "region.north"},
                           {"ภาคตะวันออกเฉียงเหนือ", "region.northeast"},
                           {"ภาคกลาง", "region.central"},
                           {"ภาคตะวันออก", "region.east"},
                           {"ภาคตะวันตก", "region.west"},
                           {"ภาคใต้", "region.south"}})
    if (region == thai) return ctx.say(key);
  return region;
}

std::string grouped(int n) { return base::to_grouped(base::Decimal::whole(n)); }
int percent(int part, int whole) { return whole ? int(std::int64_t(part) * 100 / whole) : 0; }

Json tally_view(const Tally& t) {
  return {{"expected", grouped(t.expected)},
          {"begun", grouped(t.begun)},
          {"submitted", grouped(t.submitted)},
          {"verified", grouped(t.verified)},
          {"approved", grouped(t.approved)},
          {"on_time", grouped(t.on_time)},
          {"late", grouped(t.late)},
          {"unsent", grouped(t.unsent)},
          {"not_begun", grouped(t.expected - t.begun)},
          {"percent", percent(t.submitted, t.expected)},
          {"percent_on_time", percent(t.on_time, t.expected)}};
}

// A line of one of the tables: a region, a province, a district, a type of body.
struct Line {
  std::string code, name, href;
  Tally tally;
};

Json lines_view(const std::vector<Line>& lines) {
  Json rows = Json::array();
  for (const Line& line : lines) {
    if (line.tally.expected == 0) continue;
    rows.push_back(tally_view(line.tally));
    rows.back()["code"] = line.code, rows.back()["name"] = line.name, rows.back()["href"] = line.href;
  }
  return rows;
}

// Bars, and the line of their sum, as numbers a template can put into an SVG. `past`: so many have begun; the line ends
// there.
Json bars_view(const Context& ctx, const std::vector<int>& counts, const std::vector<std::string>& labels,
               int label_every, int past) {
  constexpr int width = 720, height = 160;
  const int most = std::max(1, *std::max_element(counts.begin(), counts.end()));
  const int whole = std::accumulate(counts.begin(), counts.end(), 0), step = width / int(counts.size());
  Json bars = Json::array();
  std::string line;
  int sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int tall = int(std::int64_t(counts[i]) * height / most), middle = int(i) * step + step / 2;
    sum += counts[i];
    if (whole && int(i) < past)
      line +=
          (i ? " " : "") + std::to_string(middle) + "," + std::to_string(180 - int(std::int64_t(sum) * height / whole));
    bars.push_back({{"x", int(i) * step + 1},
                    {"y", 20 + height - tall},
                    {"w", std::max(2, step - 3)},
                    {"h", tall},
                    {"count", grouped(counts[i])},
                    {"sum", grouped(sum)},
                    {"label", labels[i]},
                    {"middle", middle},
                    {"tick", int(i) % label_every == 0 ? labels[i] : ""}});
  }
  return {{"bars", std::move(bars)},
          {"most", grouped(most)},
          {"line", line},
          {"sum_words", ctx.say("completeness.sum_line", {{"n", grouped(whole)}})},
          {"viewbox", "0 0 " + std::to_string(width) + " 205"}};
}

Json days_view(const Context& ctx, const Curve& curve, const calendar::Window& window) {
  std::vector<std::string> labels;
  auto first = base::day_in_bangkok(window.opens).days;
  for (std::size_t i = 0; i < curve.by_day.size(); ++i) {
    auto shown = base::show(base::Day{first + int(i)}, ctx.language);
    labels.push_back(shown.substr(0, shown.rfind(' ')));  // the year stands in the heading
  }
  return bars_view(ctx, curve.by_day, labels, curve.by_day.size() > 10 ? 3 : 1,
                   base::day_in_bangkok(ctx.now).days - first + 1);
}

Json hours_view(const Context& ctx, const Curve& curve, const calendar::Window& window) {
  std::vector<std::string> labels;
  for (int i = 0; i < 24; ++i) labels.push_back((i < 10 ? "0" : "") + std::to_string(i) + ".00");
  const auto last_day = base::start_of(base::day_in_bangkok(Instant{window.closes.ms - 1}));
  return bars_view(ctx, curve.by_hour, labels, 3,
                   int(std::clamp<std::int64_t>((ctx.now.ms - last_day.ms) / 3'600'000 + 1, 0, 24)));
}

// Everything counted in one look at the reports.
struct Counted {
  calendar::Window common;
  Tally whole;
  std::vector<Line> regions, places, types;
  Curve curve;
};

std::vector<Standing> standings_of(const Context& ctx, const Round& round, const Roll& roll, std::int64_t province) {
  std::vector<Standing> all(roll.bodies.size());
  reports::store::each_stage(ctx.tx, round.id, province,
                             [&](std::int64_t body, reports::Stage stage, std::optional<Instant> sent) {
                               if (auto at = roll.find(body); at >= 0)
                                 all[std::size_t(at)].begun = true, all[std::size_t(at)].stage = int(stage),
                                 all[std::size_t(at)].submitted_at = sent;
                             });
  return all;
}

// The lines as they are named, in their order; nothing counted yet.
Counted empty_lines(const Context& ctx, const Round& round, const Roll& roll, bool nation) {
  Counted made;
  for (const auto& type : roll.types) made.types.push_back({type, type_name(ctx, type), "", {}});
  if (!nation) return made;
  for (const auto& region : roll.regions) made.regions.push_back({"", region_name(ctx, region), "", {}});
  for (const auto* province : roll.provinces)
    made.places.push_back({province->code,
                           name_of(ctx, *province, round.plan.period_to),
                           address_of(round.plan) + "/" + province->code + "/completeness",
                           {}});
  return made;
}

Line district_line(const Context& ctx, const Round& round, std::int64_t id) {
  const auto* district = id ? ctx.world.registry.find(id) : nullptr;
  if (!district) return {"-", ctx.say("completeness.province_wide"), "", {}};
  return {district->code, name_of(ctx, *district, round.plan.period_to), "", {}};
}

Counted count(const Context& ctx, const Round& round, const registry::Organisation& place) {
  const bool nation = place.tier == registry::Tier::nation;
  auto roll = roll_of(ctx.world, round.plan);
  auto standings = standings_of(ctx, round, *roll, nation ? 0 : place.id);
  calendar::Windows windows(calendar::all_in_force(ctx.tx, round.id));
  Counted made = empty_lines(ctx, round, *roll, nation);
  made.common = windows.common().window;
  std::map<std::int64_t, Line> districts;
  std::vector<Instant> sent;
  for (std::size_t i = 0; i < roll->bodies.size(); ++i) {
    const auto& [body, province, region, type] = roll->bodies[i];
    if (!nation && body->province != place.id) continue;
    Tally one;
    one.add(standings[i], windows.of(body->province, body->id), made.common, ctx.now);
    made.whole += one;
    made.types[std::size_t(type)].tally += one;
    if (nation) {
      made.regions[std::size_t(region)].tally += one;
      made.places[std::size_t(province)].tally += one;
    } else {
      auto at = districts.find(body->district);
      if (at == districts.end())
        at = districts.emplace(body->district, district_line(ctx, round, body->district)).first;
      at->second.tally += one;
    }
    if (standings[i].submitted_at) sent.push_back(*standings[i].submitted_at);
  }
  for (auto& [id, line] : districts) made.places.push_back(std::move(line));
  if (!nation)
    std::sort(made.places.begin(), made.places.end(), [](const Line& a, const Line& b) { return a.code < b.code; });
  made.curve = curve_of(sent, made.common);
  return made;
}

std::string place_words(const Context& ctx, const Round& round, const registry::Organisation& place) {
  if (place.tier == registry::Tier::nation) return ctx.say("window_scope.nation");
  return ctx.say("place.province", {{"name", name_of(ctx, place, round.plan.period_to)}});
}

http::Reply csv_of(const Context& ctx, const Round& round, const registry::Organisation& place,
                   const Counted& counted) {
  Csv file;
  file.row({ctx.say("completeness.by"), ctx.say("completeness.code"), ctx.say("follow.body"),
            ctx.say("follow.expected"), ctx.say("follow.begun"), ctx.say("follow.submitted"),
            ctx.say("completeness.verified"), ctx.say("completeness.approved"), ctx.say("completeness.on_time"),
            ctx.say("completeness.late"), ctx.say("completeness.unsent"), ctx.say("follow.not_begun")});
  auto row = [&](const std::string& by, const Line& line) {
    const Tally& t = line.tally;
    auto n = [](int count) { return std::to_string(count); };
    if (t.expected)
      file.row({by, line.code, line.name, n(t.expected), n(t.begun), n(t.submitted), n(t.verified), n(t.approved),
                n(t.on_time), n(t.late), n(t.unsent), n(t.expected - t.begun)});
  };
  const bool nation = place.tier == registry::Tier::nation;
  row(ctx.say("completeness.whole"), {place.code, place_words(ctx, round, place), "", counted.whole});
  for (const Line& line : counted.regions) row(ctx.say("completeness.regions"), line);
  for (const Line& line : counted.places) row(ctx.say(nation ? "follow.provinces" : "completeness.districts"), line);
  for (const Line& line : counted.types) row(ctx.say("completeness.types"), line);
  return std::move(file).reply("completeness-" + round.plan.period + "-" + place.code + ".csv");
}

}  // namespace

http::Reply completeness(Context& ctx) {
  Round round = round_of(ctx);
  const auto& place = place_of(ctx);
  const bool nation = place.tier == registry::Tier::nation;
  auto counted = count(ctx, round, place);
  if (ctx.request.asked("format").value_or("") == "csv") return csv_of(ctx, round, place, counted);
  const auto& common = counted.common;
  std::string base = address_of(round.plan) + (nation ? "" : "/" + place.code);
  return ctx.page("completeness",
                  Json{{"title", round.plan.title.in(ctx.language)},
                       {"place_name", place_words(ctx, round, place)},
                       {"is_nation", nation},
                       {"whole", tally_view(counted.whole)},
                       {"places", lines_view(counted.places)},
                       {"regions", lines_view(counted.regions)},
                       {"types", lines_view(counted.types)},
                       {"opens", base::show(common.opens, ctx.language)},
                       {"closes", base::show(Instant{common.closes.ms - 1}, ctx.language)},
                       {"days", days_view(ctx, counted.curve, common)},
                       {"hours", hours_view(ctx, counted.curve, common)},
                       {"any_sent", counted.whole.submitted > 0},
                       {"any_last_day", std::any_of(counted.curve.by_hour.begin(), counted.curve.by_hour.end(),
                                                    [](int n) { return n > 0; })},
                       {"last_day", base::show(base::day_in_bangkok(Instant{common.closes.ms - 1}), ctx.language)},
                       {"up_href", base},
                       {"list_href", base + "/not-yet"},
                       {"csv_href", base + "/completeness?format=csv"},
                       {"live_topic", nation ? nation_topic : topic_of_province(place.id)},
                       {"as_of", base::show(ctx.now, ctx.language)}});
}

}  // namespace followup::web
