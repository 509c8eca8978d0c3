#include <algorithm>
#include <array>

#include "framework/draft.h"

namespace framework {
namespace {

using formula::Formula;

constexpr std::string_view registry = "registry.", last = "last.";

std::optional<int> slot_of(const Framework& framework, std::string_view name) {
  if (name.starts_with(registry)) {
    const auto fact = std::ranges::find(framework.facts, name.substr(registry.size()));
    if (fact == framework.facts.end()) return std::nullopt;
    return int(framework.questions.size() + (fact - framework.facts.begin()));
  }
  const auto* question = framework.find(name);
  return question ? std::optional(question->slot) : std::nullopt;
}

std::string fact_unit(std::string_view fact) {
  if (fact == "population") return "person";
  if (fact == "households") return "household";
  return fact == "villages" ? "village_community" : "";
}

// As slot_of, and besides what only checks may look at: what the body gave in the round before.
std::optional<int> slot_in_check(Framework& framework, std::string_view name) {
  if (!name.starts_with(last)) return slot_of(framework, name);
  const auto* question = framework.find(name.substr(last.size()));
  if (!question) return std::nullopt;
  auto known = std::ranges::find(framework.last, question->slot) - framework.last.begin();
  if (std::size_t(known) == framework.last.size()) framework.last.push_back(question->slot);
  return framework.last_slot(std::size_t(known));
}

std::string unit_of(const Draft& draft, int slot) {
  auto at = std::size_t(slot);
  const auto& plan = draft.framework;
  if (at >= plan.questions.size() + plan.facts.size())
    at = std::size_t(plan.last[at - plan.questions.size() - plan.facts.size()]);
  return at < plan.questions.size() ? draft.stored_units[at] : fact_unit(plan.facts[at - plan.questions.size()]);
}

std::optional<Formula> read_formula(const Draft& draft, const Item& item, const formula::Names& names = {}) {
  if (!item) return std::nullopt;
  bool looks_back = false;
  auto parsed = Formula::parse(item.word(), [&](std::string_view name) {
    looks_back |= name.starts_with(last);
    return names ? names(name) : slot_of(draft.framework, name);
  });
  if (looks_back && !names) {
    item.fault("last. stands in checks only: a figure is of one round, and results show the change beside it");
    return std::nullopt;
  }
  if (const auto* failure = std::get_if<formula::Failure>(&parsed)) {
    item.fault(failure->why + " (character " + std::to_string(failure->at + 1) + " of the formula)");
    return std::nullopt;
  }
  auto read = std::get<Formula>(std::move(parsed));
  if (const auto clash = read.unit_clash([&](int slot) { return unit_of(draft, slot); }))
    item.fault("unit clash: " + clash->left + " and " + clash->right + " cannot be added or compared");
  return read;
}

std::optional<Formula> read_summed(const Draft& draft, const Item& item) {
  auto read = read_formula(draft, item);
  if (read && !read->summable())
    item.fault(
        "cannot be summed over an area: it multiplies, divides or compares answers in a way that "
        "the sum over bodies does not follow");
  return read;
}

Weight read_weight(const Item& item) {
  const auto weight = item.needed("weight");
  if (!weight.empty() && weight != "blocks" && weight != "asks")
    item.fault("unknown weight \"" + weight + "\": blocks or asks");
  return weight == "blocks" ? Weight::blocks : Weight::asks;
}

// Every {name} of a message must be something it can be filled with.
void check_placeholders(const Draft& draft, const Check& check, const Item& item, const std::string& text) {
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == text.npos) return item.fault("a { without its } in the message");
    const auto name = text.substr(open + 1, close - open - 1);
    const bool shown = std::ranges::any_of(check.shows, [&](const auto& s) { return s.first == name; });
    if (shown || draft.framework.find(name)) continue;
    item.fault(name == "suggestion"
                   ? "{suggestion} does not belong in the message: it is offered beside it, where it fits"
                   : "unknown code {" + name + "} in the message");
  }
}

void read_check(Draft& draft, const Item& item) {
  const formula::Names names = [&](std::string_view name) { return slot_in_check(draft.framework, name); };
  item.allow({"code", "at", "when", "weight", "asked_of", "message", "shows", "suggestion"});
  auto& out = draft.framework;
  Check check;
  check.code = item["code"].needed("code");
  if (std::ranges::find(out.checks, check.code, &Check::code) != out.checks.end())
    item["code"].fault("duplicate code " + check.code);
  const auto at = item["at"].needed("at");
  const auto* question = out.find(at);
  if (question)
    check.question = question->slot;
  else if (!at.empty())
    item["at"].fault("the check stands at an unknown question " + at);
  if (!item["when"]) item.fault("when is missing");
  check.when = read_formula(draft, item["when"], names).value_or(Formula{});
  check.weight = read_weight(item["weight"]);
  check.asked_of = item["asked_of"] ? bodies_in(draft, item["asked_of"]) : out.bodies;
  const auto message = item["message"];
  message.allow({"th", "en"});
  check.message = message.text("message");
  for (const auto& [name, shown] : item["shows"].entries())
    if (auto read = read_formula(draft, shown, names)) check.shows.emplace_back(name, std::move(*read));
  check.suggestion = read_formula(draft, item["suggestion"], names);
  check_placeholders(draft, check, message["th"], check.message.th);
  check_placeholders(draft, check, message["en"], check.message.en);
  check.number = int(out.checks.size());
  out.checks.push_back(std::move(check));
}

std::string filled(std::string text, const std::string& code) {
  for (std::size_t at = 0; (at = text.find("{answer}", at)) != text.npos; at += code.size() + 2)
    text.replace(at, 8, "{" + code + "}");
  return text;
}

// One check a quantity: far from what the same body gave in the round before.
void hold_against_last_year(Draft& draft, const Item& item) {
  if (!item) return;
  item.allow({"ratio", "least", "message"});
  auto& out = draft.framework;
  const auto ratio = item["ratio"], least = item["least"], message = item["message"];
  const auto times = constant(ratio), from = constant(least);
  if (!times || !from) return;
  if (times->num <= times->den)
    ratio.fault("ratio: above 1 is expected: how many times last year's answer is asked about");
  if (from->num < 0) least.fault("least: a smaller answer than this is not held against last year's; not below zero");
  message.allow({"th", "en"});
  const auto text = message.text("message");
  const formula::Names names = [&](std::string_view name) { return slot_in_check(out, name); };
  auto formula = [&](std::string said) { return std::get<Formula>(Formula::parse(said, names)); };
  for (const auto& question : out.questions) {
    if (!question.is_quantity()) continue;
    Check check;
    check.code = question.code + "-last", check.question = question.slot, check.weight = Weight::asks;
    if (std::ranges::find(out.checks, check.code, &Check::code) != out.checks.end()) {
      item.fault("the code " + check.code + " is kept for what last_year asks");
      continue;
    }
    const std::string now = question.code, then = "last." + now, most = ratio.word();
    check.when = formula("max(" + now + ", " + then + ") >= " + least.word() + " and " + then + " > 0 and (" + now +
                         " > " + then + " * (" + most + ") or " + now + " * (" + most + ") < " + then + ")");
    check.asked_of = question.asked_of;
    check.message = {filled(text.th, now), filled(text.en, now)};
    check.shows.emplace_back("last", formula(then));
    check_placeholders(draft, check, message["th"], check.message.th);
    check_placeholders(draft, check, message["en"], check.message.en);
    check.number = int(out.checks.size());
    out.checks.push_back(std::move(check));
  }
}

std::optional<Flow> read_flow(const Draft& draft, const Item& item) {
  if (!item) return std::nullopt;
  constexpr std::array<const char*, Flow::parts> names{"whole", "collected", "used", "proper", "improper"};
  item.allow({"whole", "collected", "used", "proper", "improper"});
  Flow flow;
  for (std::size_t part = 0; part < Flow::parts; ++part) {
    const auto code = item[names[part]].needed(names[part]);
    const auto* question = draft.framework.find(code);
    if (code.empty()) return std::nullopt;
    if (!question || !question->is_quantity()) {
      item[names[part]].fault("\"" + code + "\" is no question about a quantity");
      return std::nullopt;
    }
    if (unit_of(draft, question->slot) != unit_of(draft, part ? flow.slots[0] : question->slot))
      item[names[part]].fault("unit clash: " + code + " is not in the unit of the whole");
    flow.slots[part] = question->slot;
    flow.items[part] = "flow." + code;
  }
  return flow;
}

}  // namespace

void read_formulas(Draft& draft) {
  auto& out = draft.framework;
  for (const auto& [number, item] : draft.questions)
    out.questions[number].asked_if = read_formula(draft, item["asked_if"]);
  for (const auto& [number, item] : draft.indicators) {
    if (!item["numerator"]) item.fault("numerator is missing");
    out.indicators[number].numerator = read_summed(draft, item["numerator"]);
    out.indicators[number].denominator = read_summed(draft, item["denominator"]);
  }
  for (const auto& item : draft.checks) read_check(draft, item);
  hold_against_last_year(draft, draft.last_year);
  out.flow = read_flow(draft, draft.flow);
}

}  // namespace framework
