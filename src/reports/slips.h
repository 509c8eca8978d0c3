#pragma once
#include <string>
#include <vector>

#include "framework/framework.h"

// Pure: what might have been meant by what stands there. Exact: a digit more or less, another unit, another place of
// the point.
namespace reports {

inline constexpr double cost_of_unit = 3;  // see Slip::cost

struct Slip {
  // `place`: the point. A count has none to misplace: ten times too many is a digit too many.
  enum class Kind { place, unit, digit, swap };
  Kind kind = Kind::place;
  std::int64_t value = 0;      // what was meant; scaled
  int shift = 0;               // place: the point moves so many to the right; digit: +1 one was lost, -1 one too many
  int taken = -1, meant = -1;  // unit: places in the question's units
  double cost = 0;             // how far-fetched, in nats
  bool is_of_place = false;    // the point, or what stands for one in a count
};
// Slips of the hand that make what stands there of something else above zero: a point moved, a digit doubled or lost,
// two neighbours swapped. Never what stands there itself.
std::vector<Slip> slips_of_digits(const framework::Question& question, std::int64_t stands);
// The same digits in another unit, in the unit of `stands`, and any digit lost anywhere: which, only what else is known
// can tell.
std::vector<Slip> slips_of_units(const framework::Question& question, std::int64_t stands);
std::vector<Slip> lost_digits(const framework::Question& question, std::int64_t stands);
// How `meant`, known from elsewhere, may have become what stands there by one slip of the hand: a digit lost, one too
// many, two neighbours swapped.
std::vector<Slip> slips_from(const framework::Question& question, std::int64_t stands, std::int64_t meant);

}  // namespace reports
