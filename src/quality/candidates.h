#pragma once
#include <string>
#include <vector>

#include "framework/framework.h"

// Pure: what might have been meant by what stands there. Exact: a digit more or less, another unit, another place of
// the point.
namespace quality {

// In the order of the page's chips.
enum class Kind { decimal, unit, digit, swap, zero, duplicate, balance, outlier, reason };
inline constexpr Kind kinds[] = {Kind::decimal,   Kind::unit,    Kind::digit,   Kind::swap,  Kind::zero,
                                 Kind::duplicate, Kind::balance, Kind::outlier, Kind::reason};
std::string_view code_of(Kind kind);

struct Candidate {
  Kind kind = Kind::decimal;
  std::int64_t value = 0;  // scaled, in the question's stored unit
  int shift = 0;  // decimal: the point moves so many places to the right; digit: +1 one was lost, -1 one too many
  int taken = -1, meant = -1;  // unit: places in the question's units
  double cost = 0;             // how far-fetched, in the measure of rules.h
};
// What could have been meant by an answer above zero; never the answer itself.
std::vector<Candidate> candidates_of(const framework::Question& question, std::int64_t stands);
// How `meant`, known from elsewhere, may have become what stands there by one slip of the hand: a digit lost, one too
// many, two neighbours swapped.
std::vector<Candidate> slips(const framework::Question& question, std::int64_t stands, std::int64_t meant);

}  // namespace quality
