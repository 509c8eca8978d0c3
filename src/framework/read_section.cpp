#include <algorithm>
#include <array>

#include "framework/draft.h"

namespace framework {
namespace {

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr std::array<KindName, 7> kinds{{{"count", Kind::count},
                                         {"decimal", Kind::decimal},
                                         {"yes_no", Kind::yes_no},
                                         {"choice", Kind::choice},
                                         {"text", Kind::text},
                                         {"date", Kind::date},
                                         {"file", Kind::file}}};

Kind read_kind(const Item& item) {
  const auto name = item.needed("kind");
  const auto found = std::ranges::find(kinds, name, &KindName::name);
  if (found != kinds.end()) return found->kind;
  if (!name.empty()) item.fault("unknown kind \"" + name + "\"");
  return Kind::count;
}

Mark read_mark(const Item& item) {
  if (!item) return Mark::reference;
  const auto mark = item.word();
  if (mark != "attested" && mark != "reference") item.fault("unknown mark \"" + mark + "\": attested or reference");
  return mark == "attested" ? Mark::attested : Mark::reference;
}

Text optional_text(const Item& item) {
  if (!item) return {};
  if (item.is_map()) item.allow({"th", "en"});
  return item.text();
}

template <typename Things>
void refuse_duplicate(const Item& item, const Things& things, const std::string& code) {
  if (!code.empty() && std::ranges::any_of(things, [&](const auto& t) { return t.code == code; }))
    item["code"].fault("duplicate code " + code);
}

// One and the same measure may still be stored in tonnes here and in kilograms there; adding the
// two would be wrong, so a unit that is not the measure's own goes by its code.
std::string stored_unit(const std::string& code, const Unit& unit) {
  return unit.factor == base::Rational::whole(1) ? unit.measures : code;
}

std::string read_units(const Draft& draft, const Item& item, Question& question) {
  if (item["unit"] && item["units"]) item["units"].fault("unit and units stand here together");
  const auto named = item["units"] ? item["units"].list() : std::vector<Item>{};
  const auto codes = item["unit"] ? std::vector<Item>{item["unit"]} : named;
  const Unit* stored = nullptr;
  for (const auto& each : codes) {
    const auto code = each.word();
    const auto unit = draft.units.find(code);
    if (unit == draft.units.end()) {
      each.fault("unknown unit \"" + code + "\"");
      continue;
    }
    if (!stored) stored = &unit->second;
    if (unit->second.measures != stored->measures)
      each.fault("unit clash: " + code + " measures " + unit->second.measures + ", not " + stored->measures);
    if (const auto factor = base::divide(unit->second.factor, stored->factor))
      question.units.push_back({code, unit->second.label, *factor});
  }
  return question.units.empty() ? "" : stored_unit(question.units.front().code, *stored);
}

void read_choices(const Item& item, Question& question) {
  for (const auto& each : item["choices"].list()) {
    each.allow({"code", "th", "en"});
    Choice choice{each["code"].needed("code"), each.text()};
    refuse_duplicate(each, question.choices, choice.code);
    question.choices.push_back(std::move(choice));
  }
}

// A field that the kind has no use for was meant for another kind.
void fit_kind(const Item& item, const Question& q) {
  const bool measured = q.kind == Kind::count || q.kind == Kind::decimal;
  if (!measured && (item["unit"] || item["units"])) item.fault("only a count or a decimal has a unit");
  if (q.kind == Kind::decimal && !item["unit"] && !item["units"]) item.fault("a decimal needs a unit");
  if (q.kind == Kind::choice && q.choices.size() < 2) item.fault("a choice needs two choices or more");
  if (q.kind != Kind::choice && item["choices"]) item["choices"].fault("only a choice has choices");
}

void read_question(Draft& draft, const Item& item, Indicator& indicator) {
  item.allow({"code", "th", "en", "help", "kind", "unit", "units", "choices", "asked_of", "asked_if", "required",
              "may_not_apply", "asks_source", "registry"});
  auto& out = draft.framework;
  Question q;
  q.slot = int(out.questions.size());
  q.indicator = indicator.number;
  q.code = item["code"].needed("code");
  refuse_duplicate(item, out.questions, q.code);
  q.label = item.text();
  q.help = optional_text(item["help"]);
  q.kind = read_kind(item["kind"]);
  draft.stored_units.push_back(read_units(draft, item, q));
  read_choices(item, q);
  fit_kind(item, q);
  q.asked_of = item["asked_of"] ? bodies_in(draft, item["asked_of"]) : indicator.asked_of;
  q.required = item["required"].yes(q.kind != Kind::text && q.kind != Kind::file);
  q.may_not_apply = item["may_not_apply"].yes(false);
  q.asks_source = item["asks_source"].yes(false);
  q.registry_fact = item["registry"].word();
  if (!q.registry_fact.empty() && std::ranges::find(out.facts, q.registry_fact) == out.facts.end())
    item["registry"].fault("unknown fact \"" + q.registry_fact + "\": the plan's facts do not name it");
  draft.questions.push_back({q.slot, item});
  indicator.questions.push_back(q.slot);
  out.questions.push_back(std::move(q));
}

std::optional<Target> read_target(const Item& item) {
  if (!item) return std::nullopt;
  item.allow({"value", "mark", "source"});
  const auto value = base::parse_decimal(item["value"].word());
  if (!value) item["value"].fault("the target's value is not a number");
  return Target{value.value_or(base::Decimal{}), read_mark(item["mark"]), optional_text(item["source"])};
}

void read_indicator(Draft& draft, const Item& item, Section& section) {
  item.allow({"code", "th", "en", "why", "mark", "mark_source", "asked_of", "numerator", "denominator", "factor",
              "unit", "places", "target", "supporting", "formula_words", "questions", "checks"});
  auto& out = draft.framework;
  Indicator indicator;
  indicator.number = int(out.indicators.size());
  indicator.section = int(out.sections.size());
  indicator.code = item["code"].needed("code");
  refuse_duplicate(item, out.indicators, indicator.code);
  indicator.label = item.text();
  indicator.why = optional_text(item["why"]);
  indicator.formula_words = optional_text(item["formula_words"]);
  indicator.mark = read_mark(item["mark"]);
  indicator.mark_source = optional_text(item["mark_source"]);
  indicator.factor = base::Rational::whole(item["denominator"] ? 100 : 1);
  if (item["factor"]) indicator.factor = constant(item["factor"]).value_or(indicator.factor);
  indicator.unit = item["unit"] ? optional_text(item["unit"]) : Text{"%", "%"};
  indicator.places = item["places"].whole(2, 0, 4);
  indicator.target = read_target(item["target"]);
  indicator.supporting = item["supporting"].yes(false);
  indicator.asked_of = item["asked_of"] ? bodies_in(draft, item["asked_of"]) : out.bodies;
  if (indicator.asked_of.empty()) item["asked_of"].fault("nobody is asked: none of these bodies reports in this plan");
  for (const auto& question : item["questions"].list()) read_question(draft, question, indicator);
  for (const auto& check : item["checks"].list()) draft.checks.push_back(check);
  section.indicators.push_back(indicator.number);
  draft.indicators.push_back({indicator.number, item});
  out.indicators.push_back(std::move(indicator));
}

}  // namespace

void read_section(Draft& draft, const Item& file) {
  if (!file) return;
  file.allow({"section", "indicators"});
  const auto head = file["section"];
  if (!head) file.fault("section is missing");
  head.allow({"code", "th", "en", "about"});
  Section section{head["code"].needed("code"), head.text(), optional_text(head["about"])};
  refuse_duplicate(head, draft.framework.sections, section.code);
  for (const auto& indicator : file["indicators"].list()) read_indicator(draft, indicator, section);
  draft.framework.sections.push_back(std::move(section));
}

}  // namespace framework
