// A province's reports that wait for an office, the riskiest first; and certifying at once all that nothing
// speaks against.
#include <algorithm>

#include "reports/store.h"
#include "review/covers.h"
#include "review/pages.h"
#include "review/store.h"
#include "review/web.h"

namespace review::web {

using base::Decimal;
using base::Problem;
using identity::Context;
using reports::Report;
using reports::Stage;
using reports::Where;
using view::Json;

namespace {

struct Place {
  const framework::Framework& plan;
  std::int64_t round;
  const registry::Organisation& province;
  std::int64_t district;  // of a district's officer: only its own bodies; else 0
  std::string address;    // "/follow-up/clean-province/2567/30"
};

Place place_of(const Context& ctx) {
  const auto* province = ctx.world.registry.by_code(ctx.request.param("province"));
  const auto* mine = ctx.world.registry.find(ctx.seat().organisation);
  if (!province || province->tier != registry::Tier::province || !mine)
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  bool district = mine->tier == registry::Tier::district;
  bool own = mine->id == registry::nation || mine->id == province->id || (district && mine->province == province->id);
  for (std::size_t i = 0; own && i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id, *province, district ? mine->id : 0,
              "/follow-up/" + plan.name + "/" + plan.period + "/" + province->code};
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

bool waits_for(Office office, Stage stage) {
  if (office == Office::district) return stage == Stage::submitted;
  return office == Office::province ? stage == Stage::submitted || stage == Stage::verified : stage == Stage::approved;
}

std::string shown(const framework::Indicator& indicator, Decimal value, base::Language language) {
  std::string unit = indicator.unit.in(language);
  return indicator.code + " " + indicator.label.in(language) + " " + base::to_grouped(value, indicator.places) +
         (unit.empty() ? "" : " " + unit);
}

std::string in_percent(int hundredths) { return base::to_grouped(Decimal{std::int64_t(hundredths) * 100}, 2); }

// "U2 12.00 % ต่างจากค่ากลาง 72.00 % มาก และขยับผลของจังหวัด 0.84 %"
std::vector<std::string> unusual_of(const Context& ctx, const Risk& risk) {
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < std::min<std::size_t>(risk.why.size(), 3); ++i) {
    const Seen& seen = risk.why[i];
    reasons.push_back(ctx.say("queue.unusual", {{"value", shown(*seen.indicator, seen.value, ctx.language)},
                                                {"median", base::to_grouped(seen.median, seen.indicator->places)},
                                                {"weight", in_percent(seen.weight)}}));
  }
  return reasons;
}

std::vector<std::string> reasons_of(const Context& ctx, const Risk& risk, const Report& report, int corrections,
                                    int waiting) {
  auto reasons = unusual_of(ctx, risk);
  auto count = [&](const char* key, int n) {
    if (n > 0) reasons.push_back(ctx.say(key, {{"n", std::to_string(n)}}));
  };
  count("queue.findings", report.asking + report.blocking);
  count("queue.corrections", corrections);
  count("queue.waiting", waiting);
  if (reasons.empty()) reasons.push_back(ctx.say("queue.nothing_unusual"));
  return reasons;
}

struct Line {
  const Report* report;
  const registry::Organisation* body;
  Risk risk;
};

// Medians by type of body; few of a type are compared with all.
std::map<std::string, Middles> middles_by_type(const Context& ctx, const Place& place,
                                               const std::vector<Report>& reports) {
  std::map<std::string, std::vector<const std::string*>> lines;
  std::vector<const std::string*> every;
  for (const Report& report : reports)
    if (const auto* body = ctx.world.registry.find(report.organisation)) {
      lines[registry::type_on(*body, place.plan.period_to)].push_back(&report.figures);
      every.push_back(&report.figures);
    }
  std::map<std::string, Middles> middles;
  std::optional<Middles> of_all;
  for (const auto& [type, of_type] : lines) {
    if (of_type.size() < 5 && !of_all) of_all = middles_of(every);
    middles[type] = of_type.size() < 5 ? *of_all : middles_of(of_type);
  }
  return middles;
}

std::vector<Seen> seen_in(const framework::Framework& plan, const Report& report, const Middles& middles,
                          const totals::Sums& sums) {
  std::vector<Seen> all;
  for (const auto& [code, own] : reports::figures_in(report.figures)) {
    auto middle = middles.find(code);
    const auto indicator =
        std::find_if(plan.indicators.begin(), plan.indicators.end(), [&](const auto& one) { return one.code == code; });
    if (indicator == plan.indicators.end() || middle == middles.end()) continue;
    Seen seen{&*indicator, own.value, Decimal{middle->second.median},
              distance(own.value.scaled, middle->second.median, middle->second.usual), 0};
    if (seen.distance < unusual) continue;
    if (auto area = sums.find(indicator->code); area != sums.end())
      seen.weight = weight_in(*indicator, area->second, own.value, own.base);
    all.push_back(seen);
  }
  return all;
}

// By how much each of the reports is worth a look, with why.
std::vector<Risk> risks_of(const Context& ctx, const Place& place, const std::vector<Report>& reports,
                           const store::Counts& corrections) {
  auto middles = middles_by_type(ctx, place, reports);
  auto sums = totals::of_province(ctx.tx, place.round, place.province.id, totals::Stage::recorded);
  std::vector<Risk> risks;
  for (const Report& report : reports) {
    const auto* body = ctx.world.registry.find(report.organisation);
    auto back = corrections.find(report.id);
    risks.push_back(
        !body ? Risk{}
              : risk_of(seen_in(place.plan, report, middles[registry::type_on(*body, place.plan.period_to)], sums),
                        report.asking, back == corrections.end() ? 0 : back->second));
  }
  return risks;
}

std::vector<Line> lines_of(const Context& ctx, const Place& place, const std::vector<Report>& reports,
                           const store::Counts& corrections) {
  auto risks = risks_of(ctx, place, reports, corrections);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto* body = ctx.world.registry.find(reports[i].organisation);
    if (!body || !waits_for(office_of(ctx.seat()), reports[i].stage) ||
        (place.district && reports[i].district != place.district))
      continue;
    lines.push_back({&reports[i], body, std::move(risks[i])});
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.risk.score > b.risk.score; });
  return lines;
}

int at(const store::Counts& counts, std::int64_t report) {
  auto found = counts.find(report);
  return found == counts.end() ? 0 : found->second;
}

// Of the province's reports those that could be certified at once, and why the others could not.
struct Sorted {
  std::vector<Ready> ready;
  std::vector<std::pair<Report, std::string>> left;  // sealed, not certified yet, with the key of why
};
Sorted sorted(const Context& ctx, const Place& place, std::vector<Report> reports) {
  Sorted sorted;
  auto standing = reports::store::standing_submissions(ctx.tx, place.round, place.province.id);
  auto waiting = store::waiting_of_province(ctx.tx, place.round, place.province.id);
  bool waits = store::waits_for_districts(ctx.tx, place.round, place.province.id);
  for (Report& report : reports) {
    if (report.stage != Stage::submitted && report.stage != Stage::verified) continue;
    auto why = why_not_ready(report, waits, at(waiting, report.id));
    if (why.empty())
      sorted.ready.push_back({report, standing[report.id]});
    else
      sorted.left.emplace_back(std::move(report), why);
  }
  return sorted;
}

std::string name_of(const Context& ctx, const Place& place, std::int64_t body) {
  const auto* found = ctx.world.registry.find(body);
  return found ? registry::short_name(*found, place.plan.period_to, ctx.language) : "";
}

Json base_page(const Context& ctx, const Place& place) {
  const auto& name = registry::name_on(place.province, place.plan.period_to);
  return {
      {"title", place.plan.title.in(ctx.language)},
      {"follow_href", place.district ? "" : place.address},
      {"quality_href", place.district ? "" : place.address + "/quality"},
      {"queue_href", place.address + "/queue"},
      {"place_name",
       ctx.say("place.province",
               {{"name", ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en}})},
      {"bulk_href", place.address + "/approvals"},
      {"live_topic", "province-" + std::to_string(place.province.id)},
      {"may_approve", identity::may(ctx.seat(), identity::May::approve_report)}};
}

Json bulk_page(const Context& ctx, const Place& place, const std::vector<Json>& fallen, int certified) {
  Json page = base_page(ctx, place);
  auto reports = reports::store::of_province(ctx.tx, place.round, place.province.id);
  auto risks = risks_of(ctx, place, reports, {});
  std::map<std::int64_t, const Risk*> risk_by_report;
  for (std::size_t i = 0; i < reports.size(); ++i) risk_by_report[reports[i].id] = &risks[i];
  auto [ready, left] = sorted(ctx, place, reports);
  std::stable_sort(ready.begin(), ready.end(), [&](const Ready& a, const Ready& b) {
    return risk_by_report[a.report.id]->score > risk_by_report[b.report.id]->score;
  });
  page["ready"] = Json::array();
  int usual = 0;
  for (const auto& [report, submission] : ready) {
    const auto* body = ctx.world.registry.find(report.organisation);
    Json reasons = Json::array();
    for (auto& reason : unusual_of(ctx, *risk_by_report[report.id])) reasons.push_back({{"said", std::move(reason)}});
    usual += reasons.empty();
    // What is far from the others is looked at before it is chosen.
    page["ready"].push_back({{"code", body->code},
                             {"name", name_of(ctx, place, body->id)},
                             {"version", std::to_string(submission)},
                             {"sent_at", report.submitted_at ? base::show(*report.submitted_at, ctx.language) : ""},
                             {"chosen", reasons.empty()},
                             {"reasons", std::move(reasons)},
                             {"href", place.address + "/" + body->code}});
  }
  page["usual_count"] = usual;
  page["unusual_count"] = int(ready.size()) - usual;
  page["left"] = Json::array();
  for (const auto& [report, why] : left) {
    const auto* body = ctx.world.registry.find(report.organisation);
    page["left"].push_back({{"code", body->code},
                            {"name", name_of(ctx, place, body->id)},
                            {"why", ctx.say(why, {{"name", ""}, {"at", ""}})},
                            {"href", place.address + "/" + body->code}});
  }
  page["ready_count"] = int(ready.size());
  page["left_count"] = int(left.size());
  page["fallen"] = fallen;
  page["certified"] = certified;
  page["done"] = certified > 0 || !fallen.empty();
  return page;
}

// What became of one that was previewed and is no longer ready.
std::string why_fallen(const Context& ctx, const Place& place, std::int64_t body, const Sorted& now) {
  for (const auto& [report, why] : now.left)
    if (report.organisation == body) return ctx.say(why, {{"name", ""}, {"at", ""}});
  auto report = reports::store::find(ctx.tx, place.round, body, ctx.seat());
  if (!report) return ctx.say("certify.not_begun");
  if (report->stage == Stage::begun) return ctx.say("bulk.taken_back");
  if (report->stage >= Stage::approved) return ctx.say("bulk.certified_before");
  return ctx.say("bulk.sent_anew");
}

}  // namespace

http::Reply queue(Context& ctx) {
  Place place = place_of(ctx);
  auto reports = reports::store::of_province(ctx.tx, place.round, place.province.id);
  auto corrections = store::corrections_of_province(ctx.tx, place.round, place.province.id);
  auto waiting = store::waiting_of_province(ctx.tx, place.round, place.province.id);
  Json page = base_page(ctx, place);
  page["lines"] = Json::array();
  for (const auto& [report, body, risk] : lines_of(ctx, place, reports, corrections)) {
    const auto* district = ctx.world.registry.find(body->district);
    page["lines"].push_back({{"code", body->code},
                             {"name", registry::short_name(*body, place.plan.period_to, ctx.language)},
                             {"district", district ? registry::name_on(*district, place.plan.period_to).name_th : ""},
                             {"stage", reports::pages::stage_code(*report)},
                             {"stage_label", reports::pages::stage_label(ctx, *report)},
                             {"sent_at", report->submitted_at ? base::show(*report->submitted_at, ctx.language) : ""},
                             {"reasons", Json::array()},
                             {"href", place.address + "/" + body->code},
                             {"score", risk.score}});
    for (auto& reason : reasons_of(ctx, risk, *report, at(corrections, report->id), at(waiting, report->id)))
      page["lines"].back()["reasons"].push_back({{"said", std::move(reason)}});
  }
  page["line_count"] = page["lines"].size();
  bool required = store::waits_for_districts(ctx.tx, place.round, place.province.id);
  page["district_required"] = required;
  page["rule_action"] = place.address + "/district-rule";
  return ctx.page("queue", std::move(page));
}

http::Reply preview(Context& ctx) {
  Place place = place_of(ctx);
  return ctx.page("bulk", bulk_page(ctx, place, {}, 0));
}

// Certifies exactly those that were previewed and still are what was previewed: fields "report.<body's code>", each
// with the sending seen.
http::Reply approve_all(Context& ctx) {
  Place place = place_of(ctx);
  if (ctx.repeated) return http::Reply::redirect(place.address + "/approvals");
  Sorted now = sorted(ctx, place, reports::store::of_province(ctx.tx, place.round, place.province.id));
  std::map<std::string, Ready*> by_code;
  for (Ready& each : now.ready) by_code[ctx.world.registry.find(each.report.organisation)->code] = &each;
  std::vector<Ready> chosen;
  std::vector<Json> fallen;
  for (const auto& [name, version] : ctx.request.form) {
    if (!name.starts_with("report.")) continue;
    auto code = name.substr(7);
    auto found = by_code.find(code);
    if (found != by_code.end() && std::to_string(found->second->submission) == version) {
      chosen.push_back(*found->second);
      by_code.erase(found);  // named twice, certified once
      continue;
    }
    const auto* body = ctx.world.registry.by_code(code);
    if (!body || body->province != place.province.id) throw Problem(Problem::Kind::not_found, "problem.not_found");
    fallen.push_back({{"code", code},
                      {"name", name_of(ctx, place, body->id)},
                      {"href", place.address + "/" + code},
                      {"why", why_fallen(ctx, place, body->id, now)}});
  }
  if (chosen.empty() && fallen.empty()) throw Problem(Problem::Kind::invalid, "bulk.nothing_chosen");
  review::approve_all(
      ctx.tx,
      [&](const Report& report) {
        return Where{place.plan, place.round,
                     reports::body_for(*ctx.world.registry.find(report.organisation), place.plan)};
      },
      chosen, ctx.seat(), ctx.now);
  ctx.moved.insert(place.province.id);
  for (const Ready& each : chosen) ctx.moved.insert(each.report.organisation);
  return ctx.page("bulk", bulk_page(ctx, place, fallen, int(chosen.size())));
}

http::Reply put_district_rule(Context& ctx) {
  Place place = place_of(ctx);
  bool required = ctx.request.field("required").value_or("") == "yes";
  store::put_district_rule(ctx.tx, place.round, place.province.id, required, ctx.now, ctx.seat().id);
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "district-rule", place.province.code, "", required ? "yes" : "no",
                 {{covers::district_rule, place.round}});
  return http::Reply::redirect(place.address + "/queue");
}

}  // namespace review::web
