#pragma once
#include <string>
#include <vector>

#include "framework/framework.h"

namespace framework {

// What a plan changes about the one it replaces, or the one of the year before, and what follows for those who
// answered that. Pure.
struct PlanChange {
  enum class Kind { dropped, added, moved, changed, unit, formula };
  Kind kind = Kind::changed;
  std::string code;  // of a question or an indicator
  std::string what;  // a sentence: what was, what is, what follows
  bool is_fault = false;
};
// Between two revisions of one round: what was sent stands under the new one.
std::vector<PlanChange> changes_between(const Framework& before, const Framework& after);
// Between two years nothing is carried over but the comparison: only what would compare two measures.
std::vector<PlanChange> changes_from_last_year(const Framework& before, const Framework& after);

// Why `after` may not stand in the place of `before`, both of one name and period; empty when it may.
std::string why_not_in_place_of(const Framework& before, const Framework& after);

}  // namespace framework
