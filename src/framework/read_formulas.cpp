#include <algorithm>
#include <array>

#include "framework/draft.h"

namespace framework {
namespace {

using formula::Formula;

constexpr std::string_view registry = "registry.";

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

std::string unit_of(const Draft& draft, int slot) {
  const auto asked = draft.stored_units.size();
  return std::size_t(slot) < asked ? draft.stored_units[slot] : fact_unit(draft.framework.facts[slot - asked]);
}

std::optional<Formula> read_formula(const Draft& draft, const Item& item) {
  if (!item) return std::nullopt;
  auto parsed = Formula::parse(item.word(), [&](auto name) { return slot_of(draft.framework, name); });
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
  check.when = read_formula(draft, item["when"]).value_or(Formula{});
  check.weight = read_weight(item["weight"]);
  check.asked_of = item["asked_of"] ? bodies_in(draft, item["asked_of"]) : out.bodies;
  const auto message = item["message"];
  message.allow({"th", "en"});
  check.message = message.text("message");
  for (const auto& [name, shown] : item["shows"].entries())
    if (auto read = read_formula(draft, shown)) check.shows.emplace_back(name, std::move(*read));
  check.suggestion = read_formula(draft, item["suggestion"]);
  check_placeholders(draft, check, message["th"], check.message.th);
  check_placeholders(draft, check, message["en"], check.message.en);
  check.number = int(out.checks.size());
  out.checks.push_back(std::move(check));
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
  out.flow = read_flow(draft, draft.flow);
}

}  // namespace framework
