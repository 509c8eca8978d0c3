#include "results/map.h"

#include <mutex>

#include "base/embedded.h"
#include "results/chart.h"

namespace results {

using base::Decimal;
using identity::Context;
using registry::Tier;
using view::Json;

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
Json legend_of(const Context& ctx, const std::vector<Decimal>& limits, const std::vector<int>& counts, const std::string& unit, int places) {
  Json all = Json::array();
  auto with_unit = [&](const std::string& text) { return unit.empty() ? text : text + " " + unit; };
  for (std::size_t i = 0; i <= limits.size(); ++i) {
    auto low = i ? base::to_grouped(limits[i - 1], places) : "", high = i < limits.size() ? base::to_grouped(limits[i], places) : "";
    auto label = limits.empty() ? ctx.say("results.map.all") : low.empty() ? ctx.say("results.map.less", {{"x", with_unit(high)}})
               : high.empty()   ? ctx.say("results.map.more", {{"x", with_unit(low)}}) : ctx.say("results.map.between", {{"x", low}, {"y", with_unit(high)}});
    auto step = limits.empty() ? chart::steps : 1 + int(i * (chart::steps - 1) / limits.size());
    all.push_back({{"step", "step-" + std::to_string(step)}, {"label", label}, {"count", counts[i]}});
  }
  return all;
}

}  // namespace

Json map_of(const Context& ctx, const MapOf& of, const std::vector<Line>& below, const std::function<Shown(const Line&)>& show, base::Day day) {
  const auto& place = of.place;
  if (place.is(Tier::district) || place.is(Tier::local)) return nullptr;
  auto land = land_of(ctx.world.registry, place);
  if (land->shapes.empty()) return nullptr;
  std::vector<Shown> shown;
  std::vector<Decimal> known;
  for (const Line& line : below) {
    shown.push_back(show(line));
    if (shown.back().value) known.push_back(*shown.back().value);
  }
  bool rate = !of.indicator || of.indicator->unit.th == "%";
  auto limits = rate ? chart::limits_of_rates(known) : chart::limits_of(known);
  std::vector<int> counts(limits.size() + 1);
  int unknown = 0, outside = 0;
  std::vector<chart::Coloured> places;
  std::set<std::string> told;
  for (std::size_t i = 0; i < below.size(); ++i) {
    const auto& one = shown[i];
    told.insert(code_of(below[i].place));
    auto name = name_of(ctx, below[i].place, day);
    places.push_back({code_of(below[i].place), name, label_of(name), one.words, one.href, chart::unknown});
    if (!one.value) { ++unknown; continue; }
    places.back().step = chart::step_of(*one.value, limits);
    ++counts[std::size_t(std::upper_bound(limits.begin(), limits.end(), *one.value) - limits.begin())];
  }
  for (const auto& shape : land->shapes)
    if (const auto* other = told.contains(shape.code) ? nullptr : ctx.world.registry.by_code(shape.code)) {
      auto name = name_of(ctx, {other, ""}, day);
      places.push_back({shape.code, name, name, ctx.say("results.map.outside"), "", chart::outside});
      ++outside;
    }
  bool twenties = rate && limits == std::vector{Decimal::whole(20), Decimal::whole(40), Decimal::whole(60), Decimal::whole(80)};
  Json legend = known.empty() ? Json::array() : legend_of(ctx, limits, counts, rate ? "%" : of.indicator->unit.in(ctx.language), twenties ? 0 : of.indicator ? of.indicator->places : 1);
  if (unknown) legend.push_back({{"step", "unknown"}, {"label", ctx.say("results.map.unknown")}, {"count", unknown}});
  if (outside) legend.push_back({{"step", "outside"}, {"label", ctx.say("results.map.outside")}, {"count", outside}});
  return {{"svg", chart::map(*land, places, of.title)}, {"legend", std::move(legend)}, {"map_title", of.title}};
}

}  // namespace results
