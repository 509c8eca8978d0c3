// Figures and completeness as they were frozen. Nothing is reckoned here: what a release holds is what is said.
#include "api/frozen.h"
#include "api/web.h"

namespace api::web {

using exports::Shape;
using identity::Context;
using ::releases::Part;
using ::releases::Row;

namespace {

// A figure as it stands in a cell. The words in it are those of the release's own making.
std::string_view state_of(const Context& ctx, const exports::Cell& cell) {
  if (cell.shape == Shape::number) return "number";
  if (cell.shape == Shape::empty) return "absent";
  return cell.text == ctx.world.words.say(base::Language::th, "exports.not_applicable") ? "not_applicable" : "no_base";
}

// What a release says of each indicator, read at the nation: its name, unit and target.
struct About {
  Json label, unit, target;
};
std::map<std::string, About> about_indicators(const Context& ctx, const Frozen& areas, const Released& of) {
  std::map<std::string, About> all;
  for (const Row& row : releases::store::of_place(ctx.tx, of.release, Part::indicators, "TH")) {
    Line line{areas.sheet, releases::cells_in(row.cells)};
    auto& about = all[row.item];
    std::string unit_en;
    for (const auto& indicator : of.plan.indicators)
      if (indicator.code == row.item) unit_en = indicator.unit.en;
    about.unit = said(line.text("unit"), unit_en), about.target = line.decimal("target");
  }
  return all;
}

class Figures {
 public:
  Figures(const Context& ctx, const Released& of, const Wanted& wanted)
      : ctx_(ctx),
        of_(of),
        wanted_(wanted),
        areas_(ctx, of, Part::indicators),
        bodies_(ctx, of, Part::answers),
        about_(about_indicators(ctx, areas_, of)) {}

  void fill(Filled& filled) {
    if (wanted_.areas()) areas_.each(wanted_, filled, 0, [&](const Row& row, Filled& into) { add_area(row, into); });
    if (wanted_.bodies()) bodies_.each(wanted_, filled, 1, [&](const Row& row, Filled& into) { add_body(row, into); });
  }

 private:
  Json figure(const std::string& indicator, const exports::Cell& cell) const {
    auto about = about_.find(indicator);
    Json json = {{"indicator", indicator},
                 {"state", state_of(ctx_, cell)},
                 {"figure", cell.shape == Shape::number ? number({cell.value}) : Json(nullptr)},
                 {"unit", said("", "")},
                 {"target", nullptr},
                 {"amount", nullptr},
                 {"base", nullptr}};
    if (about != about_.end()) json["unit"] = about->second.unit, json["target"] = about->second.target;
    return json;
  }

  void add_area(const Row& row, Filled& filled) const {
    Line line{areas_.sheet, releases::cells_in(row.cells)};
    auto json = figure(row.item, line.cell("figure"));
    json.update({{"place", row.place},
                 {"tier", tier_of(row)},
                 {"name", line.text("place")},
                 {"amount", line.decimal("amount")},
                 {"base", line.decimal("base")},
                 {"from", line.whole("from")},
                 {"of", line.whole("of")}});
    filled.put({0, row.position, 0}, std::move(json));
  }

  // A body has a figure of each indicator it is asked; its own type stands in the row.
  void add_body(const Row& row, Filled& filled) const {
    Line line{bodies_.sheet, releases::cells_in(row.cells)};
    if (!wanted_.district.empty() && line.text("district_code") != wanted_.district) return;
    auto type = line.text("type");
    for (const auto& indicator : of_.plan.indicators) {
      if (!wanted_.indicator.empty() && indicator.code != wanted_.indicator) continue;
      bool asked = false;
      for (const auto& each : indicator.asked_of) asked |= registry::short_type(each) == type;
      if (!asked || releases::column_in(bodies_.sheet, indicator.code) < 0) continue;
      auto json = figure(indicator.code, line.cell(indicator.code));
      bool known = json["state"] == "number";
      json.update(
          {{"place", row.place}, {"tier", "local"}, {"name", line.text("name")}, {"from", known ? 1 : 0}, {"of", 1}});
      filled.put({1, row.position, indicator.number}, std::move(json));
    }
  }

  const Context& ctx_;
  const Released& of_;
  const Wanted& wanted_;
  Frozen areas_, bodies_;
  std::map<std::string, About> about_;
};

bool is_numbered(const Context& ctx) { return text_of(ctx.request.query, "release").value_or("latest") != "latest"; }

}  // namespace

http::Reply figures(Context& ctx) {
  only(ctx.request.query,
       {"framework", "period", "release", "place", "tier", "province", "district", "indicator", "limit", "cursor"});
  auto limit = limit_of(ctx.request.query);
  auto wanted = wanted_of(ctx, {"nation", "province", "district", "local"});
  auto of = released(ctx);
  std::vector<std::string> codes;
  for (const auto& indicator : of.plan.indicators) codes.push_back(indicator.code);
  wanted.indicator = one_of(ctx.request.query, "indicator", codes).value_or("");
  Filled filled(begins_after(ctx, of.question), limit);
  Figures(ctx, of, wanted).fill(filled);
  auto after = filled.ends_after();
  return page_of(ctx, head_of(ctx, of), std::move(filled.items), of.question, after, is_numbered(ctx));
}

http::Reply completeness(Context& ctx) {
  only(ctx.request.query, {"framework", "period", "release", "place", "tier", "province", "limit", "cursor"});
  auto limit = limit_of(ctx.request.query);
  auto wanted = wanted_of(ctx, {"nation", "province", "district"});
  if (wanted.place.size() == 8) refuse("place", "api.accepts.area");
  auto of = released(ctx);
  Filled filled(begins_after(ctx, of.question), limit);
  Frozen frozen(ctx, of, Part::completeness);
  frozen.each(wanted, filled, 0, [&](const Row& row, Filled& into) {
    Line line{frozen.sheet, releases::cells_in(row.cells)};
    Json json = {{"place", row.place},
                 {"tier", tier_of(row)},
                 {"name", line.text("place")},
                 {"expected", line.whole("expected_reports")}};
    for (const char* column : {"recorded", "submitted", "approved", "not_begun", "answers_given", "answers_expected"})
      json[column] = line.whole(column);
    for (const char* column : {"percent_recorded", "percent_submitted", "percent_approved"})
      json[column] = line.decimal(column);
    into.put({0, row.position, 0}, std::move(json));
  });
  auto after = filled.ends_after();
  return page_of(ctx, head_of(ctx, of), std::move(filled.items), of.question, after, is_numbered(ctx));
}

}  // namespace api::web
