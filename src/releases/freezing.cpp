// The department's page: what a release would hold, and those there are.
#include <fmt/format.h>

#include "base/budgets.h"
#include "identity/plans.h"
#include "journal/journal.h"
#include "releases/covers.h"
#include "releases/rounds.h"
#include "releases/rules.h"
#include "releases/web.h"
#include "reports/rules.h"
#include "reports/store.h"

namespace releases::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t most_characters = base::budget::release_notes;  // of the notes

int counted_in(totals::Stage stage, const reports::Counts& counts) {
  return stage == totals::Stage::recorded    ? counts.begun
         : stage == totals::Stage::submitted ? counts.submitted
                                             : counts.approved;
}

reports::Counts counts_of(const Context& ctx, const Of& of) {
  reports::Counts counts;
  for (const auto& [province, each] : reports::store::counts_by_province(ctx.tx, of.round)) counts += each;
  return counts;
}

int expected_of(const Context& ctx, const Of& of) {
  int all = 0;
  for (const auto& [province, types] : ctx.world.asked[of.at])
    for (const auto& [type, count] : types) all += count;
  return all;
}

std::string figure_shown(const Context& ctx, const framework::Indicator& indicator, const reports::Figure& figure,
                         std::int64_t from) {
  if (from == 0) return ctx.say("releases.no_figure");
  if (figure.state != formula::Value::State::number) return ctx.say("exports.no_base");
  return base::to_grouped(figure.value, indicator.places) + " " + indicator.unit.in(ctx.language);
}

std::string frozen_shown(const Context& ctx, const framework::Indicator& indicator, const exports::Sheet& sheet,
                         const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (row.item != indicator.code) continue;
    auto cells = cells_in(row.cells);
    const auto& figure = cells[std::size_t(column_in(sheet, "figure"))];
    if (figure.shape == exports::Shape::number)
      return base::to_grouped(base::Decimal{figure.value}, indicator.places) + " " + indicator.unit.in(ctx.language);
    return figure.text.empty() ? ctx.say("releases.no_figure") : figure.text;
  }
  return ctx.say("releases.no_figure");
}

// What a release of this stage would say of the nation now, beside the latest release.
Json preview(const Context& ctx, const Of& of, totals::Stage stage, const std::optional<Release>& latest) {
  auto sums = totals::of_nation(ctx.tx, of.round, stage);
  auto sheet = latest ? store::sheet(ctx.tx, *latest, Part::indicators) : exports::Sheet{};
  auto rows = latest ? store::of_place(ctx.tx, *latest, Part::indicators, "TH") : std::vector<Row>{};
  Json figures = Json::array();
  for (const auto& indicator : of.plan.indicators) {
    const auto& sum = sums[indicator.code];
    auto now = figure_shown(ctx, indicator, reports::figure_of(indicator, sum), sum.count);
    auto before = latest ? frozen_shown(ctx, indicator, sheet, rows) : "";
    figures.push_back({{"code", indicator.code},
                       {"label", indicator.label.in(ctx.language)},
                       {"now", now},
                       {"before", before},
                       {"differs", latest && now != before}});
  }
  return figures;
}

struct Kept {
  std::string fault, stage = "approved", notes;
};

http::Reply page(Context& ctx, const Kept& kept) {
  auto of = of_request(ctx);
  auto counts = counts_of(ctx, of);
  int expected = expected_of(ctx, of);
  auto all = store::of_round(ctx.tx, of.round);
  auto latest = all.empty() ? std::nullopt : std::optional(all.front());
  auto chosen = totals::stage_of(ctx.request.asked("stage").value_or(kept.stage)).value_or(totals::Stage::approved);
  Json stages = Json::array(), releases = Json::array();
  for (auto stage : totals::stages) {
    std::string code(totals::code_of(stage));
    stages.push_back({{"code", code},
                      {"label", ctx.say("results.stage." + code)},
                      {"checked", stage == chosen},
                      {"words", counted_words(ctx, counted_in(stage, counts), expected)},
                      {"href", "?stage=" + code}});
  }
  auto check = ctx.request.asked("check").value_or("");
  for (const auto& release : all) {
    Json one = release_view(ctx, of.plan, release);
    one["check_href"] = "?check=" + std::to_string(release.number);
    auto seat = identity::seat_by_id(ctx.tx, release.made_by);
    one["who"] = seat ? seat->person_name : "";
    one["checked_words"] =
        check != std::to_string(release.number)
            ? ""
            : ctx.say(store::digest_of(ctx.tx, release.content) == release.digest ? "releases.check_fits"
                                                                                  : "releases.check_broken");
    releases.push_back(std::move(one));
  }
  return ctx.page("releases",
                  Json{{"title", of.plan.title.in(ctx.language)},
                       {"plans", identity::plans_to_choose(ctx, of.plan, "/releases/")},
                       {"fault", kept.fault},
                       {"notes", kept.notes},
                       {"stages", std::move(stages)},
                       {"stage_chosen", ctx.say("results.stage." + std::string(totals::code_of(chosen)))},
                       {"figures", preview(ctx, of, chosen, latest)},
                       {"latest", latest ? release_view(ctx, of.plan, *latest) : Json(nullptr)},
                       {"releases", std::move(releases)},
                       {"waiting", store::waiting(ctx.tx, of.round) > 0},
                       {"open_href", address_of(of.plan)},
                       {"action", "/releases/" + of.plan.name + "/" + of.plan.period},
                       {"as_of", base::show(ctx.now, ctx.language)}},
                  kept.fault.empty() ? 200 : 400);
}

}  // namespace

http::Reply show(Context& ctx) { return page(ctx, {}); }

http::Reply freeze(Context& ctx) {
  auto of = of_request(ctx);
  std::string back = "/releases/" + of.plan.name + "/" + of.plan.period;
  if (ctx.repeated) return http::Reply::redirect(back);
  Kept kept{"", base::repair_utf8(ctx.request.field("stage").value_or("")),
            base::repair_utf8(ctx.request.field("notes").value_or(""))};
  auto stage = totals::stage_of(kept.stage);
  auto notes = std::string(base::trim(kept.notes));
  if (!stage)
    kept.fault = ctx.say("results.no_such_stage", {{"typed", kept.stage}});
  else if (notes.empty())
    kept.fault = ctx.say("releases.notes_wanted");
  else if (base::count_characters(notes) > most_characters)
    kept.fault = ctx.say("releases.notes_long", {{"limit", std::to_string(most_characters)}});
  else if (counted_in(*stage, counts_of(ctx, of)) == 0)
    kept.fault = ctx.say("releases.nothing_in_it", {{"stage", ctx.say("results.stage." + kept.stage)}});
  else if (store::waiting(ctx.tx, of.round) > 0)
    kept.fault = ctx.say("releases.under_way");
  if (!kept.fault.empty()) return page(ctx, kept);
  store::wish(ctx.tx, {0, of.round, *stage, notes, ctx.now, ctx.seat().id});
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "ask-release", of.plan.name + " " + of.plan.period, "", notes,
                 {{covers::release_wish, of.round}});
  return http::Reply::redirect(back);
}

}  // namespace releases::web
