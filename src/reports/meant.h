#pragma once
#include "reports/rules.h"

// Pure: what to type instead of what is asked about.
namespace reports {

struct Meant {
  std::string typed, unit;  // as it would be typed, in a unit of the question
};
// Where the body gave the same a year before, the one slip of the hand that leads back near to it: the point, a digit
// twice, two swapped, the unit. Else what the plan suggests. Nothing where two things may have been meant, or where
// what is known of the body would make it as doubtful.
std::optional<Meant> meant_by(const framework::Framework& plan, const Finding& finding, const Body& body,
                              const Answers& answers, const Picture& picture);

}  // namespace reports
