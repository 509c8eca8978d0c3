#include "framework/changes.h"

#include <algorithm>

namespace framework {
namespace {

using What = PlanChange::Kind;

std::string stored_in(const Question& question) {
  return question.units.empty() ? "no unit" : question.units.front().code;
}

void compare_units(const Question& was, const Question& is, std::vector<PlanChange>& found) {
  if (stored_in(was) != stored_in(is))
    found.push_back(
        {What::unit, is.code,
         "was stored in " + stored_in(was) + ", is stored in " + stored_in(is) +
             ": answers given before would mean something else; put the unit of before first again, or give "
             "the question a new code",
         true});
  for (const auto& unit : is.units)
    for (const auto& old : was.units)
      if (old.code == unit.code && stored_in(was) == stored_in(is) && !(old.factor == unit.factor))
        found.push_back({What::unit, is.code,
                         "the unit " + unit.code +
                             " has another factor: answers given in it would mean something else; "
                             "give the unit a new code",
                         true});
  for (const auto& old : was.units)
    if (std::ranges::find(is.units, old.code, &UnitOption::code) == is.units.end() && stored_in(was) == stored_in(is))
      found.push_back({What::unit, is.code,
                       "the unit " + old.code + " is no longer offered: answers given in it could not be read", true});
}

void compare(const Question& was, const Question& is, std::vector<PlanChange>& found) {
  compare_units(was, is, found);
  if (was.kind != is.kind)
    found.push_back({What::changed, is.code,
                     "is of another kind: what was typed would be read another way; give it a "
                     "new code",
                     true});
  for (const auto& choice : was.choices)
    if (std::ranges::find(is.choices, choice.code, &Choice::code) == is.choices.end())
      found.push_back({What::changed, is.code,
                       "the choice " + choice.code +
                           " is gone: answers that chose it could not "
                           "be read",
                       true});
  if (!was.required && is.required)
    found.push_back(
        {What::changed, is.code, "is required now: sent reports without it go back while their window is open"});
  if (was.asked_of != is.asked_of)
    found.push_back({What::changed, is.code, "is asked of other bodies: those newly asked get their report back"});
}

}  // namespace

std::vector<PlanChange> changes_between(const Framework& before, const Framework& after) {
  std::vector<PlanChange> found;
  for (const auto& was : before.questions)
    if (!after.find(was.code))
      found.push_back(
          {What::dropped, was.code, "is dropped: answers given stay stored and sealed, figures leave them out"});
  int last = -1;
  for (const auto& is : after.questions) {
    const auto* was = before.find(is.code);
    if (!was) {
      found.push_back({What::added, is.code,
                       is.required
                           ? "is added and required: sent reports that are asked it go back while their window is open"
                           : "is added: sent reports stay as they are"});
      continue;
    }
    if (was->slot < last) found.push_back({What::moved, is.code, "stands at another place: nothing follows"});
    last = std::max(last, was->slot);
    compare(*was, is, found);
    if (in_codes(before, was->asked_if) != in_codes(after, is.asked_if))
      found.push_back({What::formula, is.code, "is asked under another condition: figures are folded anew"});
  }
  for (const auto& was : before.indicators) {
    const auto is = std::ranges::find(after.indicators, was.code, &Indicator::code);
    if (is == after.indicators.end())
      found.push_back({What::dropped, was.code, "is dropped: its figures are folded away"});
    else if (in_codes(before, was.numerator) != in_codes(after, is->numerator) ||
             in_codes(before, was.denominator) != in_codes(after, is->denominator) || !(was.factor == is->factor))
      found.push_back(
          {What::formula, was.code, "is reckoned another way: the figures of sent reports are folded anew"});
  }
  for (const auto& is : after.indicators)
    if (std::ranges::find(before.indicators, is.code, &Indicator::code) == before.indicators.end())
      found.push_back({What::added, is.code, "is added: folded from what sent reports say already"});
  return found;
}

std::vector<PlanChange> changes_from_last_year(const Framework& before, const Framework& after) {
  std::vector<PlanChange> found;
  for (const auto& is : after.questions)
    if (const auto* was = before.find(is.code); was && stored_in(*was) != stored_in(is))
      found.push_back(
          {What::unit, is.code,
           "was stored in " + stored_in(*was) + " in " + before.period + ", is stored in " + stored_in(is) +
               ": the years could not be compared; put the unit of before first, or give the question a new "
               "code",
           true});
  return found;
}

std::string why_not_in_place_of(const Framework& before, const Framework& after) {
  if (after.revision > before.revision) return "";
  return "there is a plan " + before.name + " " + before.period + " of revision " + std::to_string(before.revision) +
         " already; to take its place this one needs revision " + std::to_string(before.revision + 1) +
         " or higher, not " + std::to_string(after.revision);
}

}  // namespace framework
