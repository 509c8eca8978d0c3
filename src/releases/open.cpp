// Public pages. They read what is frozen and nothing else: no report, no sum, no person.
#include "calendar/earlier.h"
#include "releases/lines.h"
#include "releases/rounds.h"
#include "releases/rules.h"
#include "releases/web.h"
#include "results/charts.h"

namespace releases::web {

using base::Problem;
using identity::Context;
using registry::Tier;
using results::Look;
using results::Place;
using view::Json;

namespace {

constexpr int most_changes = 300;  // on a page; the table has all

Json crumb(const std::string& name, const std::string& href) { return {{"name", name}, {"href", href}}; }

std::string name_of(const Context& ctx, const Place& place, const framework::Framework& plan) {
  if (place.is(Tier::local)) return registry::full_name(*place.organisation, plan.period_to, ctx.language);
  auto said = results::name_of(ctx, place, plan.period_to);
  if (place.is(Tier::province)) return ctx.say("releases.province", {{"name", said}});
  return place.is(Tier::district) ? ctx.say("releases.district", {{"name", said}}) : said;
}

Json crumbs(const Context& ctx, const Of& of, const Place& place) {
  Json all = Json::array({crumb(ctx.say("releases.open_title"), "/open")});
  for (const Place& over : results::above(ctx.world.registry, place))
    all.push_back(
        crumb(name_of(ctx, over, of.plan), address_of(of.plan) + (over.is(Tier::nation) ? "" : "/" + code_of(over))));
  return all;
}

// Public addresses: the release says which reports count, so no stage stands in them.
std::string open_query(const Look& look) {
  return "?by=" + look.by->code + (look.completeness ? "&map=completeness" : "");
}
std::string open_address(const Look& look) {
  return address_of(look.plan) + (look.place.is(Tier::nation) ? "" : "/" + code_of(look.place)) + open_query(look);
}
std::string open_chart_address(const Look& look, std::string_view file) {
  return address_of(look.plan) + "/" + code_of(look.place) + "/" + std::string(file) + open_query(look);
}

Look open_look(const Context& ctx, const Of& of, const Release& release, const Place& place) {
  Look look = results::look_of(ctx, of.plan, place);
  look.stage = release.stage, look.address = open_address, look.chart_address = open_chart_address;
  return look;
}

// The latest release of the round before, of the same place.
std::optional<results::Earlier> earlier_release(const Context& ctx, const Look& look) {
  auto at = calendar::round_before(ctx.world.frameworks, look.plan);
  auto all = at ? store::of_round(ctx.tx, ctx.world.rounds[*at].id) : std::vector<Release>{};
  if (all.empty()) return std::nullopt;
  const auto& plan = ctx.world.frameworks[*at];
  Look then{plan, look.place, all.front().stage, &plan.indicators.front()};
  return results::Earlier{plan, lines_of(ctx, all.front(), then).whole};
}

Place asked_place(const Context& ctx, const std::string& code) {
  auto place = results::place_of_code(ctx.world.registry, code);
  if (!place) not_there();
  return *place;
}

http::Reply show_place(Context& ctx, const std::string& code) {
  auto of = of_request(ctx);
  auto place = asked_place(ctx, code);
  auto all = store::of_round(ctx.tx, of.round);
  Json page = {{"title", of.plan.title.in(ctx.language)},
               {"release", nullptr},
               {"older", Json::array()},
               {"shows", Json::array()}};
  if (!all.empty()) {
    auto look = open_look(ctx, of, all.front(), place);
    auto earlier = earlier_release(ctx, look);
    page.update(results::page_json(ctx, look, lines_of(ctx, all.front(), look),
                                   {true, ctx.request.wants_json(), earlier ? &*earlier : nullptr}));
    page["shows"] = true;
    page["not_released"] = place.is(Tier::local) && page["nobody"] == true;
    if (place.is(Tier::local)) page["nobody"] = false;
    page["release"] = release_view(ctx, of.plan, all.front());
    for (std::size_t i = 1; i < all.size(); ++i) page["older"].push_back(release_view(ctx, of.plan, all[i]));
  }
  page["period"] = of.plan.period, page["place"] = code_of(place);
  page["place_name"] = name_of(ctx, place, of.plan), page["crumbs"] = crumbs(ctx, of, place);
  return ctx.page("open_place", std::move(page));
}

}  // namespace

http::Reply open(Context& ctx) {
  Json plans = Json::array();
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    auto all = store::of_round(ctx.tx, ctx.world.rounds[i].id);
    plans.push_back({{"plan_title", plan.title.in(ctx.language)},
                     {"plan_period", plan.period},
                     {"href", address_of(plan)},
                     {"release", all.empty() ? Json(nullptr) : release_view(ctx, plan, all.front())}});
  }
  return ctx.page("open", Json{{"plans", std::move(plans)}});
}

http::Reply nation(Context& ctx) { return show_place(ctx, ""); }
http::Reply place(Context& ctx) { return show_place(ctx, ctx.request.param("place")); }

http::Reply chart(Context& ctx) {
  auto of = of_request(ctx);
  auto all = store::of_round(ctx.tx, of.round);
  if (all.empty()) not_there();
  auto look = open_look(ctx, of, all.front(), asked_place(ctx, ctx.request.param("place")));
  auto lines = lines_of(ctx, all.front(), look);
  auto file = ctx.request.param("chart");
  auto found = results::chart_of(ctx, look, lines, {}, file.substr(0, file.rfind('.')));
  if (!found) not_there();
  auto picture =
      results::picture_of(ctx, look, lines, *found,
                          ctx.say("releases.number", {{"n", std::to_string(all.front().number)}}) + " · " +
                              ctx.say("releases.cut_off") + " " + base::show(all.front().cut_off, ctx.language));
  return results::sent(*found, picture, file, "open-" + of.plan.period + "-" + code_of(look.place) + "-" + file);
}

http::Reply release(Context& ctx) {
  auto of = of_request(ctx);
  auto found = numbered(ctx, of, ctx.request.param("number"));
  if (!found) not_there();
  Json changes = Json::array(), files = Json::array();
  int all = store::size(ctx.tx, *found, Part::changes);
  for (const Row& row : store::page(ctx.tx, *found, Part::changes, 0, "", "", most_changes)) {
    auto cells = cells_in(row.cells);
    auto text = [&](std::size_t i) { return cells[i].text; };
    changes.push_back({{"place", text(0)},
                       {"name", text(1)},
                       {"column", text(2)},
                       {"label", text(3)},
                       {"before", text(4)},
                       {"after", text(5)}});
  }
  std::string address = address_of(of.plan) + "/releases/" + std::to_string(found->number) + "/";
  for (Part part : parts)
    files.push_back({{"name", std::string(code_of(part)) + ".csv"},
                     {"what", ctx.say("releases.file." + std::string(code_of(part)))},
                     {"href", address + std::string(code_of(part)) + ".csv"}});
  for (const char* name : {"all.xlsx", "all.json", "datapackage.json", "catalogue.json"}) {
    std::string key(name);
    files.push_back(
        {{"name", name},
         {"what", ctx.say("releases.file." + key.substr(0, key.find('.')) + "_" + key.substr(key.find('.') + 1))},
         {"href", address + name}});
  }
  auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
  Json page = release_view(ctx, of.plan, *found);
  page.update(Json{{"title", of.plan.title.in(ctx.language)},
                   {"plan_href", address_of(of.plan)},
                   {"files", std::move(files)},
                   {"first", found->number == 1},
                   {"changes", std::move(changes)},
                   {"changes_all", all},
                   {"changes_words", ctx.say("releases.changes_words", {{"shown", grouped(std::min(all, most_changes))},
                                                                        {"all", grouped(all)}})}});
  return ctx.page("open_release", std::move(page));
}

}  // namespace releases::web
