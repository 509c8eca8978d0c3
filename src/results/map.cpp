#include "results/map.h"

#include <algorithm>
#include <mutex>

#include "base/embedded.h"
#include "results/ranking.h"

namespace results {

using base::Decimal;
using identity::Voice;
using registry::Tier;

namespace {

// Drawn once for each place: the shapes never change while the program runs.
std::shared_ptr<const chart::Land> land_of(const registry::Registry& registry, const Place& place) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const chart::Land>> lands;
  std::lock_guard lock(mutex);
  auto& land = lands[code_of(place)];
  if (land) return land;
  bool province = place.is(Tier::province), nation = place.is(Tier::nation);
  static const chart::Topology provinces(*base::embedded("data/map/provinces.json"));
  static const chart::Topology districts(*base::embedded("data/map/districts.json"));
  auto wanted = [&](std::string_view code) {
    if (nation) return true;
    const auto* shape = registry.by_code(code);
    return shape && (province ? shape->province == place.organisation->id : shape->region == place.region);
  };
  // Of a long country and of what is about as wide as high.
  auto made = (province ? districts : provinces).land(wanted, nation ? 480 : 560, nation ? 860 : 560);
  return land = std::make_shared<const chart::Land>(std::move(made));
}

// On a map of districts that each is one goes without saying.
std::string label_of(const std::string& name) {
  for (std::string_view kind : {"อำเภอ", "กิ่งอำเภอ"})
    if (name.starts_with(kind)) return name.substr(kind.size());
  return name;
}

// "20–40 %" and how many places are there.
std::vector<Key> legend_of(const Voice& voice, const std::vector<Decimal>& limits, const std::vector<int>& counts,
                           const std::string& unit, int places) {
  std::vector<Key> all;
  auto with_unit = [&](const std::string& text) { return unit.empty() ? text : text + " " + unit; };
  for (std::size_t i = 0; i <= limits.size(); ++i) {
    auto low = i ? base::to_grouped(limits[i - 1], places) : "",
         high = i < limits.size() ? base::to_grouped(limits[i], places) : "";
    auto label = limits.empty() ? voice.say("results.map.all")
                 : low.empty()  ? voice.say("results.map.less", {{"x", with_unit(high)}})
                 : high.empty() ? voice.say("results.map.more", {{"x", with_unit(low)}})
                                : voice.say("results.map.between", {{"x", low}, {"y", with_unit(high)}});
    all.push_back({chart::step_past(i, limits.size()), std::move(label), counts[i]});
  }
  return all;
}

// What is said of a place, and what colours it.
struct Shown {
  std::string words;
  std::optional<Decimal> value;
};

Shown shown_of(const Voice& voice, const MapOf& of, const Line& line) {
  if (!of.indicator) {
    bool any = line.counted > 0 && line.expected > 0;
    return {coverage(voice, line.counted, line.expected),
            any ? std::optional(Decimal{Decimal::whole(line.counted).scaled * 100 / line.expected}) : std::nullopt};
  }
  auto figure = figure_of(*of.indicator, line);
  auto view = reports::pages::figure_view(voice, *of.indicator, figure);
  auto words = results::with_unit(view) + " · " +
               coverage(voice, sum_of(*of.indicator, line).count, asked_by(*of.indicator, line));
  return {std::move(words), figure.state == formula::Value::State::number ? std::optional(figure.value) : std::nullopt};
}

}  // namespace

std::string title_of(const Voice& voice, const MapOf& of) {
  return voice.say("results.map.title",
                   {{"what", of.indicator ? of.indicator->code + " " + of.indicator->label.in(voice.language)
                                          : voice.say("results.map.completeness")}});
}

std::optional<Map> map_of(const Voice& voice, const MapOf& of, const std::vector<Line>& below, const Href& href) {
  if (of.place.is(Tier::district) || of.place.is(Tier::local)) return std::nullopt;
  Map map{land_of(voice.world.registry, of.place), {}, {}};
  if (map.land->shapes.empty()) return std::nullopt;
  auto day = of.plan.period_to;
  std::vector<Shown> shown;
  std::vector<Decimal> known;
  for (const Line& line : below) {
    shown.push_back(shown_of(voice, of, line));
    if (shown.back().value) known.push_back(*shown.back().value);
  }
  bool rate = !of.indicator || of.indicator->unit.th == "%";
  auto limits = rate ? chart::limits_of_rates(known) : chart::limits_of(known);
  std::vector<int> counts(limits.size() + 1);
  int unknown = 0, outside = 0;
  std::set<std::string> told;
  for (std::size_t i = 0; i < below.size(); ++i) {
    auto& one = shown[i];
    const Place& place = below[i].place;
    told.insert(code_of(place));
    auto name = name_of(voice, place, day);
    map.places.push_back(
        {code_of(place), name, label_of(name), std::move(one.words), href ? href(place) : "", chart::unknown});
    if (!one.value) {
      ++unknown;
      continue;
    }
    map.places.back().step = chart::step_of(*one.value, limits);
    ++counts[std::size_t(std::upper_bound(limits.begin(), limits.end(), *one.value) - limits.begin())];
  }
  for (const auto& shape : map.land->shapes)
    if (const auto* other = told.contains(shape.code) ? nullptr : voice.world.registry.by_code(shape.code)) {
      auto name = name_of(voice, {other, ""}, day);
      map.places.push_back({shape.code, name, name, voice.say("results.map.outside"), "", chart::outside});
      ++outside;
    }
  bool twenties =
      rate && limits == std::vector{Decimal::whole(20), Decimal::whole(40), Decimal::whole(60), Decimal::whole(80)};
  if (!known.empty())
    map.legend = legend_of(voice, limits, counts, rate ? "%" : of.indicator->unit.in(voice.language),
                           twenties       ? 0
                           : of.indicator ? of.indicator->places
                                          : 1);
  if (unknown) map.legend.push_back({chart::unknown, voice.say("results.map.unknown"), unknown});
  if (outside) map.legend.push_back({chart::outside, voice.say("results.map.outside"), outside});
  return map;
}

}  // namespace results
