#include "app/revise.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "calendar/calendar.h"
#include "calendar/covers.h"
#include "journal/journal.h"
#include "reports/acts.h"
#include "reports/store.h"
#include "review/acts.h"
#include "view/view.h"

namespace app {

namespace {

std::string codes_of(const framework::Framework& plan, const std::vector<int>& slots) {
  std::string codes;
  for (int slot : slots) codes += (codes.empty() ? "" : " ") + plan.questions[slot].code;
  return codes;
}

const view::Words& words() {
  static const auto built_in = view::Words::built_in();
  return built_in;
}

struct Returned {
  int reports = 0, returned = 0, left = 0;
};

Returned give_back(db::Tx& tx, const registry::Registry& registry, const AskedPlan& asked, base::Instant now) {
  const auto& plan = *asked.plan;
  const identity::Seat system;
  std::vector<reports::Report> sealed;
  Returned found;
  reports::store::each(tx, [&](const reports::Report& report) {
    if (report.round != asked.round) return;
    ++found.reports;
    if (reports::is_sealed(report.stage)) sealed.push_back(report);
  });
  for (auto& report : sealed) {
    const auto* body = registry.find(report.organisation);
    if (!body) continue;
    reports::Where where{plan, asked.round, reports::body_for(*body, plan)};
    auto missing = reports::obstacles_of(where, reports::store::answers_of(tx, plan, report.id)).missing;
    if (missing.empty()) continue;
    auto window = calendar::window_over(tx, asked.round, {registry::nation, body->province, body->id}).window;
    if (report.stage != reports::Stage::submitted || !window.is_open(now)) {
      ++found.left;
      continue;
    }
    auto said = words().say(base::Language::th, "plan.asks_more",
                            {{"revision", std::to_string(plan.revision)}, {"codes", codes_of(plan, missing)}});
    review::send_back(tx, where, report, said, {}, window.closes, system, now);
    ++found.returned;
  }
  return found;
}

}  // namespace

void revise(db::Tx& tx, const std::vector<AskedPlan>& plans, base::Instant now) {
  if (std::ranges::none_of(plans, &AskedPlan::revised)) return;
  auto registry = registry::load(tx);
  auto folded = reports::recount(tx, registry, {plans.begin(), plans.end()}, true);
  for (const auto& asked : plans) {
    if (!asked.revised) continue;
    auto [of_round, returned, left] = give_back(tx, registry, asked, now);
    calendar::note_revised(tx, asked.round, {asked.plan->revision, now, of_round, returned, left});
    journal::write(tx, 0, now, 0, "revise", asked.plan->name + " " + asked.plan->period, "",
                   words().say(base::Language::th, "plan.revised_act",
                               {{"revision", std::to_string(asked.plan->revision)},
                                {"folded", std::to_string(of_round)},
                                {"returned", std::to_string(returned)},
                                {"left", std::to_string(left)}}),
                   calendar::covers::of_round(asked.round));
    base::log::info(
        "{} {} is asked by revision {} now: {} reports folded anew, {} differences, {} given back, {} that "
        "lack an answer left as they are",
        asked.plan->name, asked.plan->period, asked.plan->revision, folded.reports, folded.differences.size(), returned,
        left);
  }
}

}  // namespace app
