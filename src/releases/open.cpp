// Public pages. They read what is frozen and nothing else: no report, no sum, no person.
#include <fmt/format.h>

#include "releases/rounds.h"
#include "releases/rules.h"
#include "releases/web.h"
#include "reports/rules.h"

namespace releases::web {

using base::Problem;
using exports::Cells;
using exports::Shape;
using exports::Sheet;
using identity::Context;
using view::Json;

namespace {

constexpr int most_changes = 300;  // on a page; the table has all

[[noreturn]] void not_there() { throw Problem(Problem::Kind::not_found, "problem.not_found"); }

std::string text_at(const Sheet& sheet, const Cells& cells, const char* column) {
  int at = column_in(sheet, column);
  return at < 0 ? "" : shown(cells[std::size_t(at)]);
}

std::string figure_shown(const Context& ctx, const framework::Framework& plan, const std::string& code, const exports::Cell& cell) {
  int places = 2;
  for (const auto& indicator : plan.indicators)
    if (indicator.code == code) places = indicator.places;
  if (cell.shape == Shape::number) return base::to_grouped(base::Decimal{cell.value}, places);
  return cell.shape == Shape::empty ? ctx.say("releases.no_figure") : cell.text;
}

std::string from_words(const Context& ctx, const Sheet& sheet, const Cells& cells) {
  auto number = [&](const char* column) { return std::atoi(text_at(sheet, cells, column).c_str()); };
  return counted_words(ctx, number("from"), number("of"));
}

// One look at one release.
struct Look {
  const Context& ctx;
  const Of& of;
  const Release& release;
  Sheet indicators, answers;

  Look(const Context& ctx, const Of& of, const Release& release)
      : ctx(ctx), of(of), release(release), indicators(store::sheet(ctx.tx, release, Part::indicators)), answers(store::sheet(ctx.tx, release, Part::answers)) {}

  Json area_figures(const std::string& place) const {
    Json figures = Json::array();
    for (const Row& row : store::of_place(ctx.tx, release, Part::indicators, place)) {
      auto cells = cells_in(row.cells);
      const auto& figure = cells[std::size_t(column_in(indicators, "figure"))];
      figures.push_back({{"code", row.item}, {"label", text_at(indicators, cells, "indicator_name")}, {"shown", figure_shown(ctx, of.plan, row.item, figure)},
                         {"unit", figure.shape == Shape::number ? text_at(indicators, cells, "unit") : ""}, {"target", text_at(indicators, cells, "target")},
                         {"count_words", from_words(ctx, indicators, cells)}});
    }
    return figures;
  }

  Json body_figures(const Cells& cells) const {
    Json figures = Json::array();
    for (const auto& indicator : of.plan.indicators) {
      int at = column_in(answers, indicator.code);
      if (at < 0) continue;
      const auto& cell = cells[std::size_t(at)];
      figures.push_back({{"code", indicator.code}, {"label", answers.columns[std::size_t(at)].label}, {"shown", figure_shown(ctx, of.plan, indicator.code, cell)},
                         {"unit", ""}, {"target", indicator.target ? base::to_plain(indicator.target->value) : ""}, {"count_words", ""}});
    }
    return figures;
  }

  Json areas_below(const std::string& place, const std::string& by) const {
    Json rows = Json::array();
    for (const Row& row : store::below(ctx.tx, release, Part::indicators, place, by)) {
      auto cells = cells_in(row.cells);
      const auto& figure = cells[std::size_t(column_in(indicators, "figure"))];
      rows.push_back({{"place", row.place}, {"name", text_at(indicators, cells, "place")}, {"href", address_of(of.plan) + "/" + row.place + "?by=" + by},
                      {"shown", figure_shown(ctx, of.plan, by, figure)}, {"unit", figure.shape == Shape::number ? text_at(indicators, cells, "unit") : ""}, {"count_words", from_words(ctx, indicators, cells)}});
    }
    return rows;
  }

  Json bodies_below(const std::string& province, const std::string& district, const std::string& by) const {
    Json rows = Json::array();
    int at = column_in(answers, by);
    std::string unit;
    for (const auto& indicator : of.plan.indicators)
      if (indicator.code == by) unit = indicator.unit.in(ctx.language);
    for (const Row& row : store::below(ctx.tx, release, Part::answers, province, "")) {
      auto cells = cells_in(row.cells);
      if (at < 0 || (!district.empty() && text_at(answers, cells, "district_code") != district)) continue;
      const auto& figure = cells[std::size_t(at)];
      rows.push_back({{"place", row.place}, {"name", text_at(answers, cells, "name")}, {"href", address_of(of.plan) + "/" + row.place + "?by=" + by},
                      {"shown", figure_shown(ctx, of.plan, by, figure)}, {"unit", figure.shape == Shape::number ? unit : ""}, {"count_words", ""}});
    }
    return rows;
  }
};

std::string chosen_indicator(const Context& ctx, const framework::Framework& plan) {
  auto by = ctx.request.asked("by").value_or("");
  for (const auto& indicator : plan.indicators)
    if (indicator.code == by) return by;
  auto heads = reports::headline(plan);
  return heads.empty() ? plan.indicators.front().code : heads.front()->code;
}

Json crumb(const std::string& name, const std::string& href) { return {{"name", name}, {"href", href}}; }

std::string name_of(const Context& ctx, const registry::Organisation& place, const framework::Framework& plan) {
  if (place.tier == registry::Tier::nation) return ctx.say("results.nation");
  if (place.tier == registry::Tier::local) return registry::full_name(place, plan.period_to, ctx.language);
  const auto& name = registry::name_on(place, plan.period_to);
  auto said = ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
  return place.tier == registry::Tier::province ? ctx.say("releases.province", {{"name", said}}) : ctx.say("releases.district", {{"name", said}});
}

Json crumbs(const Context& ctx, const Of& of, const registry::Organisation& place) {
  Json all = Json::array({crumb(ctx.say("releases.open_title"), "/open")});
  if (place.tier == registry::Tier::nation) return all;
  all.push_back(crumb(ctx.say("results.nation"), address_of(of.plan)));
  for (auto id : {place.province, place.district})
    if (const auto* over = ctx.world.registry.find(id); over && over != &place) all.push_back(crumb(name_of(ctx, *over, of.plan), address_of(of.plan) + "/" + over->code));
  return all;
}

void add_figures(Json& page, const Look& look, const registry::Organisation& place) {
  const Context& ctx = look.ctx;
  auto by = chosen_indicator(ctx, look.of.plan);
  Json tables = Json::array(), choices = Json::array();
  auto add = [&](const char* title, Json rows) {
    bool of_areas = !rows.empty() && !rows.front()["count_words"].get<std::string>().empty();
    if (!rows.empty()) tables.push_back({{"table_title", ctx.say(title)}, {"rows", std::move(rows)}, {"of_areas", of_areas}});
  };
  using registry::Tier;
  page["not_released"] = false;
  page["of_area"] = place.tier != Tier::local;
  if (place.tier == Tier::local) {
    auto rows = store::of_place(ctx.tx, look.release, Part::answers, place.code);
    page["not_released"] = rows.empty();
    page["figures"] = rows.empty() ? Json::array() : look.body_figures(cells_in(rows.front().cells));
  } else {
    page["figures"] = look.area_figures(place.code);
    if (place.tier == Tier::nation) add("results.provinces", look.areas_below("TH", by));
    if (place.tier == Tier::province) add("results.districts", look.areas_below(place.code, by)), add("results.bodies", look.bodies_below(place.code, "", by));
    if (place.tier == Tier::district) add("results.bodies", look.bodies_below(ctx.world.registry.find(place.province)->code, place.code, by));
  }
  for (const auto& indicator : look.of.plan.indicators) {
    choices.push_back({{"code", indicator.code}, {"label", indicator.code + " " + indicator.label.in(ctx.language)}, {"selected", indicator.code == by}});
    if (indicator.code == by) page["by_label"] = indicator.code + " " + indicator.label.in(ctx.language);
  }
  page["tables"] = std::move(tables), page["choices"] = std::move(choices);
}

http::Reply show_place(Context& ctx, const std::string& code) {
  auto of = of_request(ctx);
  const auto* place = ctx.world.registry.by_code(code);
  if (!place || (place->tier == registry::Tier::nation && !ctx.request.param("place").empty())) not_there();
  auto all = store::of_round(ctx.tx, of.round);
  Json page = {{"title", of.plan.title.in(ctx.language)}, {"period", of.plan.period}, {"place", place->code}, {"place_name", name_of(ctx, *place, of.plan)}, {"crumbs", crumbs(ctx, of, *place)},
               {"release", nullptr}, {"older", Json::array()}, {"action", ctx.request.path}, {"figures", Json::array()}, {"tables", Json::array()}};
  if (!all.empty()) {
    page["release"] = release_view(ctx, of.plan, all.front());
    for (std::size_t i = 1; i < all.size(); ++i) page["older"].push_back(release_view(ctx, of.plan, all[i]));
    add_figures(page, Look(ctx, of, all.front()), *place);
  }
  return ctx.page("open_place", std::move(page));
}

}  // namespace

http::Reply open(Context& ctx) {
  Json plans = Json::array();
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    auto all = store::of_round(ctx.tx, ctx.world.rounds[i].id);
    plans.push_back({{"plan_title", plan.title.in(ctx.language)}, {"plan_period", plan.period}, {"href", address_of(plan)},
                     {"release", all.empty() ? Json(nullptr) : release_view(ctx, plan, all.front())}});
  }
  return ctx.page("open", Json{{"plans", std::move(plans)}});
}

http::Reply nation(Context& ctx) { return show_place(ctx, "TH"); }
http::Reply place(Context& ctx) { return show_place(ctx, ctx.request.param("place")); }

http::Reply release(Context& ctx) {
  auto of = of_request(ctx);
  auto found = numbered(ctx, of, ctx.request.param("number"));
  if (!found) not_there();
  Json changes = Json::array(), files = Json::array();
  int all = store::size(ctx.tx, *found, Part::changes);
  for (const Row& row : store::page(ctx.tx, *found, Part::changes, 0, "", "", most_changes)) {
    auto cells = cells_in(row.cells);
    auto text = [&](std::size_t i) { return cells[i].text; };
    changes.push_back({{"place", text(0)}, {"name", text(1)}, {"column", text(2)}, {"label", text(3)}, {"before", text(4)}, {"after", text(5)}});
  }
  std::string address = address_of(of.plan) + "/releases/" + std::to_string(found->number) + "/";
  for (Part part : parts) files.push_back({{"name", std::string(code_of(part)) + ".csv"}, {"what", ctx.say("releases.file." + std::string(code_of(part)))}, {"href", address + std::string(code_of(part)) + ".csv"}});
  for (const char* name : {"all.xlsx", "all.json", "datapackage.json", "catalogue.json"}) {
    std::string key(name);
    files.push_back({{"name", name}, {"what", ctx.say("releases.file." + key.substr(0, key.find('.')) + "_" + key.substr(key.find('.') + 1))}, {"href", address + name}});
  }
  auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
  Json page = release_view(ctx, of.plan, *found);
  page.update(Json{{"title", of.plan.title.in(ctx.language)}, {"plan_href", address_of(of.plan)}, {"files", std::move(files)}, {"first", found->number == 1},
                   {"changes", std::move(changes)}, {"changes_all", all},
                   {"changes_words", ctx.say("releases.changes_words", {{"shown", grouped(std::min(all, most_changes))}, {"all", grouped(all)}})}});
  return ctx.page("open_release", std::move(page));
}

}  // namespace releases::web
