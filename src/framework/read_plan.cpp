#include <algorithm>
#include <array>

#include "framework/draft.h"

namespace framework {
namespace {

// Those the registry knows; Bangkok stands outside the department, yet a plan may ask it.
constexpr std::array<std::string_view, 7> types{"PAO", "CITY", "TOWN", "SUBDISTRICT_MUNI", "SAO", "PATTAYA", "BMA"};
constexpr std::array<std::string_view, 3> registry_facts{"population", "households", "villages"};

std::set<std::string> types_in(const Item& item) {
  std::set<std::string> found;
  for (const auto& each : item.list()) {
    const auto type = each.word();
    if (std::ranges::find(types, type) == types.end())
      each.fault("unknown type of body \"" + type + "\"");
    else if (!found.insert(type).second)
      each.fault("the type of body " + type + " stands here twice");
  }
  return found;
}

bool is_period(const std::string& text, bool monthly) {
  const std::string shape = monthly ? "0000-00" : "0000";
  if (!std::ranges::equal(text, shape, [](char c, char s) { return s == '0' ? c >= '0' && c <= '9' : c == s; }))
    return false;
  return !monthly || (text.substr(5) >= "01" && text.substr(5) <= "12");
}

void read_unit(Draft& draft, const std::string& code, const Item& item) {
  item.allow({"th", "en", "measures", "factor"});
  Unit unit{item.text(), item["measures"].word(), base::Rational::whole(1)};
  if (unit.measures.empty()) unit.measures = code;
  if (const auto factor = item["factor"]) {
    const auto number = constant(factor);
    if (number && number->num > 0)
      unit.factor = *number;
    else if (number)
      factor.fault("the factor of a unit is above zero");
  }
  if (!draft.units.emplace(code, unit).second) item.fault("the unit " + code + " stands here twice");
}

void read_time(Framework& out, const Item& plan) {
  const auto every = plan["every"];
  const auto rhythm = every ? every.word() : "year";
  if (rhythm != "year" && rhythm != "month") every.fault("every: year or month is expected, not \"" + rhythm + "\"");
  out.monthly = rhythm == "month";
  out.period = plan["period"].needed("period");
  if (!out.period.empty() && !is_period(out.period, out.monthly))
    plan["period"].fault("the period \"" + out.period + "\" is not like " + (out.monthly ? "2567-03" : "2567"));

  const auto covers = plan["covers"], window = plan["window"];
  covers.allow({"from", "to"});
  window.allow({"opens", "closes"});
  out.period_from = covers["from"].day("covers from");
  out.period_to = covers["to"].day("covers to");
  out.opens = window["opens"].day("window opens");
  out.closes = window["closes"].day("window closes");
  if (out.period_to < out.period_from) covers.fault("the period ends before it begins");
  if (out.closes < out.opens) window.fault("the window closes before it opens");
}

void read_bodies(Draft& draft, const Item& plan) {
  draft.framework.bodies = types_in(plan["bodies"]);
  if (draft.framework.bodies.empty()) plan["bodies"].fault("bodies: no type of body reports");
  for (const auto& [name, item] : plan["groups"].entries())
    if (!draft.groups.emplace(name, types_in(item)).second) item.fault("the group " + name + " stands here twice");
}

void read_lists(Draft& draft, const Item& plan) {
  auto& out = draft.framework;
  for (const auto& item : plan["sources"].list()) {
    item.allow({"code", "th", "en"});
    Choice source{item["code"].needed("code"), item.text()};
    if (std::ranges::find(out.sources, source.code, &Choice::code) != out.sources.end())
      item.fault("duplicate code " + source.code);
    out.sources.push_back(std::move(source));
  }
  for (const auto& [code, item] : plan["units"].entries()) read_unit(draft, code, item);
  for (const auto& item : plan["facts"].list()) {
    const auto fact = item.word();
    if (std::ranges::find(registry_facts, fact) == registry_facts.end())
      item.fault("unknown fact \"" + fact + "\": the registry knows population, households and villages");
    else if (std::ranges::find(out.facts, fact) != out.facts.end())
      item.fault("duplicate fact " + fact);
    else
      out.facts.push_back(fact);
  }
}

}  // namespace

std::optional<base::Rational> constant(const Item& item) {
  const auto parsed = formula::Formula::parse(item.word(), [](std::string_view) { return std::nullopt; });
  if (const auto* failure = std::get_if<formula::Failure>(&parsed)) {
    item.fault("a constant is expected: " + failure->why + " (character " + std::to_string(failure->at + 1) + ")");
    return std::nullopt;
  }
  const auto value = std::get<formula::Formula>(parsed).evaluate({});
  if (value.is_number()) return value.number;
  item.fault("the constant has no value");
  return std::nullopt;
}

std::set<std::string> bodies_in(const Draft& draft, const Item& item) {
  std::set<std::string> asked;
  if (!item.node->IsScalar())
    asked = types_in(item);
  else if (const auto group = draft.groups.find(item.word()); group != draft.groups.end())
    asked = group->second;
  else {
    item.fault("unknown group of bodies \"" + item.word() + "\"");
    return draft.framework.bodies;
  }
  std::erase_if(asked, [&](const auto& type) { return !draft.framework.bodies.contains(type); });
  return asked;
}

void read_plan(Draft& draft, const Item& plan) {
  if (!plan) return;
  plan.allow({"name", "period", "every", "revision", "title", "menu", "covers", "window", "bodies", "groups", "sources",
              "units", "facts", "sections", "flow", "last_year"});
  auto& out = draft.framework;
  out.name = plan["name"].needed("name");
  out.revision = plan["revision"].whole(1, 1, 9999);
  plan["title"].allow({"th", "en"});
  plan["menu"].allow({"th", "en"});
  out.title = plan["title"].text("title");
  out.menu = plan["menu"].text("menu");
  read_time(out, plan);
  read_bodies(draft, plan);
  read_lists(draft, plan);
  draft.flow = plan["flow"];
  draft.last_year = plan["last_year"];
  draft.sections = plan["sections"].list();
  if (draft.sections.empty()) plan["sections"].fault("sections: no section file is named");
}

}  // namespace framework
