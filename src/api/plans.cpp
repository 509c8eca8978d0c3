// The plans as data, and the releases of their rounds.
#include "api/reply.h"
#include "api/web.h"
#include "releases/rounds.h"

namespace api::web {

using base::Problem;
using framework::Framework;
using framework::Indicator;
using framework::Kind;
using framework::Mark;
using framework::Question;
using identity::Context;

namespace {

const char* code_of(Kind kind) {
  switch (kind) {
    case Kind::count:
      return "count";
    case Kind::decimal:
      return "decimal";
    case Kind::yes_no:
      return "yes_no";
    case Kind::choice:
      return "choice";
    case Kind::text:
      return "text";
    case Kind::date:
      return "date";
    case Kind::file:
      return "file";
  }
  return "";
}

const char* code_of(Mark mark) { return mark == Mark::attested ? "attested" : "reference"; }

Json formula_of(const Framework& plan, const std::optional<formula::Formula>& formula) {
  return formula ? Json(framework::in_codes(plan, formula)) : Json(nullptr);
}

Json units_of(const Question& question) {
  Json all = Json::array();
  for (const auto& unit : question.units)
    all.push_back({{"code", unit.code}, {"label", said(unit.label)}, {"factor", exact(unit.factor)}});
  return all;
}

Json choices_of(const std::vector<framework::Choice>& choices) {
  Json all = Json::array();
  for (const auto& choice : choices) all.push_back({{"code", choice.code}, {"label", said(choice.label)}});
  return all;
}

Json view_of(const Framework& plan, const Question& question) {
  return {{"code", question.code},
          {"label", said(question.label)},
          {"help", said(question.help)},
          {"kind", code_of(question.kind)},
          {"units", units_of(question)},
          {"choices", choices_of(question.choices)},
          {"asked_of", question.asked_of},
          {"asked_if", formula_of(plan, question.asked_if)},
          {"required", question.required},
          {"may_not_apply", question.may_not_apply},
          {"indicator",
           question.indicator < 0 ? Json(nullptr) : Json(plan.indicators[std::size_t(question.indicator)].code)}};
}

Json target_of(const Indicator& indicator) {
  if (!indicator.target) return nullptr;
  return {{"value", number(indicator.target->value)},
          {"mark", code_of(indicator.target->mark)},
          {"source", said(indicator.target->source)}};
}

Json view_of(const Framework& plan, const Indicator& indicator) {
  return {{"framework", plan.name},
          {"period", plan.period},
          {"code", indicator.code},
          {"section", plan.sections[std::size_t(indicator.section)].code},
          {"label", said(indicator.label)},
          {"why", said(indicator.why)},
          {"unit", said(indicator.unit)},
          {"places", indicator.places},
          {"numerator", formula_of(plan, indicator.numerator)},
          {"denominator", formula_of(plan, indicator.denominator)},
          {"factor", exact(indicator.factor)},
          {"formula_words", said(indicator.formula_words)},
          {"mark", code_of(indicator.mark)},
          {"mark_source", said(indicator.mark_source)},
          {"target", target_of(indicator)},
          {"asked_of", indicator.asked_of},
          {"supporting", indicator.supporting}};
}

Json summary_of(const Context& ctx, const Round& round) {
  const auto& plan = round.plan;
  auto all = releases::store::of_round(ctx.tx, round.id);
  return {{"framework", plan.name},
          {"period", plan.period},
          {"title", said(plan.title)},
          {"revision", plan.revision},
          {"hash", plan.hash},
          {"every", plan.monthly ? "month" : "year"},
          {"covers", {{"from", base::to_iso(plan.period_from)}, {"to", base::to_iso(plan.period_to)}}},
          {"window", {{"opens", base::to_iso(plan.opens)}, {"closes", base::to_iso(plan.closes)}}},
          {"bodies", plan.bodies},
          {"release", all.empty() ? Json(nullptr) : release_of(ctx, plan, all.front())},
          {"href", address_of(plan)}};
}

// A list kept in memory, a page of it. The cursor is how many went before.
http::Reply page_of_list(const Context& ctx, const std::vector<Json>& all) {
  auto limit = std::size_t(limit_of(ctx.request.query));
  auto after = begins_after(ctx, ctx.request.query);
  auto from = after.empty() ? 0 : std::size_t(std::atoll(after.c_str()));
  Json items = Json::array();
  for (auto i = from; i < all.size() && items.size() < limit; ++i) items.push_back(all[i]);
  auto next = from + items.size();
  return page_of(ctx, {{"total", all.size()}}, std::move(items), ctx.request.query,
                 next < all.size() ? std::to_string(next) : "");
}

Round round_in_path(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id};
  }
  throw Problem(Problem::Kind::not_found, "api.no_such_framework");
}

}  // namespace

http::Reply frameworks(Context& ctx) {
  only(ctx.request.query, {"limit", "cursor"});
  std::vector<Json> all;
  for (const auto& round : rounds_of(ctx)) all.push_back(summary_of(ctx, round));
  return page_of_list(ctx, all);
}

http::Reply framework(Context& ctx) {
  only(ctx.request.query, {});
  auto round = round_in_path(ctx);
  const auto& plan = round.plan;
  auto json = summary_of(ctx, round);
  Json sections = Json::array(), questions = Json::array(), indicators = Json::array();
  for (const auto& section : plan.sections) {
    Json codes = Json::array();
    for (int i : section.indicators) codes.push_back(plan.indicators[std::size_t(i)].code);
    sections.push_back({{"code", section.code},
                        {"label", said(section.label)},
                        {"about", said(section.about)},
                        {"indicators", std::move(codes)}});
  }
  for (const auto& question : plan.questions) questions.push_back(view_of(plan, question));
  for (const auto& indicator : plan.indicators) indicators.push_back(view_of(plan, indicator));
  json.update({{"sections", std::move(sections)},
               {"questions", std::move(questions)},
               {"indicators", std::move(indicators)},
               {"facts", plan.facts},
               {"sources", choices_of(plan.sources)}});
  return reply_of(ctx, json);
}

http::Reply indicators(Context& ctx) {
  only(ctx.request.query, {"framework", "period", "limit", "cursor"});
  std::vector<Json> all;
  for (const auto& round : rounds_of(ctx))
    for (const auto& indicator : round.plan.indicators) all.push_back(view_of(round.plan, indicator));
  return page_of_list(ctx, all);
}

http::Reply releases(Context& ctx) {
  only(ctx.request.query, {"framework", "period", "limit", "cursor"});
  std::vector<Json> all;
  for (const auto& round : rounds_of(ctx))
    for (const auto& release : ::releases::store::of_round(ctx.tx, round.id))
      all.push_back(release_of(ctx, round.plan, release));
  return page_of_list(ctx, all);
}

http::Reply release(Context& ctx) {
  only(ctx.request.query, {});
  auto round = round_in_path(ctx);
  for (const auto& one : ::releases::store::of_round(ctx.tx, round.id)) {
    if (std::to_string(one.number) != ctx.request.param("number")) continue;
    auto json = release_of(ctx, round.plan, one);
    Json files = Json::array();
    for (const char* name : {"answers.csv", "indicators.csv", "completeness.csv", "codebook.csv", "changes.csv",
                             "all.xlsx", "all.json", "datapackage.json", "catalogue.json"})
      files.push_back({{"name", name}, {"href", json["page"].get<std::string>() + "/" + name}});
    json["files"] = std::move(files);
    return reply_of(ctx, json, true);
  }
  throw Problem(Problem::Kind::not_found, "api.no_such_release", {{"number", ctx.request.param("number")}});
}

}  // namespace api::web
