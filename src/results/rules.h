#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reports/rules.h"

// Pure: how figures are drawn, ranked and spread. No picture is made of what is not known.
namespace results {

// A bar against its target, in thousandths of its frame. The frame is 0–100 % for a rate, more where it goes beyond.
struct Bar {
  int value = 0;
  std::optional<int> target;
};
// Nothing for a figure that is not a number, or that has nothing to be held against.
std::optional<Bar> bar_of(const framework::Indicator& indicator, const reports::Figure& figure);

// Places in order of a figure, the greatest first; those without one come last, in the order they came, and have no
// rank. Equal figures share a rank, and the next is as far down as if they had not: 1, 2, 2, 4.
struct Ranked {
  std::size_t place = 0;  // index of the figure given
  int rank = 0;           // 0: none
};
std::vector<Ranked> rank(const std::vector<reports::Figure>& figures);

// A place's figure that stands on few bodies is easily first or last: under a fifth of those asked, or fewer than three
// where three or more are asked.
bool is_small_base(std::int64_t count, std::int64_t expected);

// Ten steps of ten per cent, the last with 100 itself and what goes beyond. Only rates are spread.
struct Spread {
  std::vector<int> counts = std::vector<int>(10);
  int known = 0;
};
int add(Spread& spread, base::Decimal value);  // the step it went into

// Where a whole goes, in thousandths of a frame that holds the whole and all its ends. `left` is what the ends leave of
// the whole; below zero they are more than it, and the whole is narrower than the frame.
struct FlowBar {
  base::Decimal amount;
  int from = 0, width = 0;
};
struct FlowPicture {
  std::int64_t count = 0;  // bodies where all of it is known
  base::Decimal left;
  FlowBar whole, collected, ends[3], gap;  // ends: used, proper, improper; gap: |left|
};
// Nothing where nobody's is known, or where the whole is 0.
std::optional<FlowPicture> flow_picture(const std::vector<totals::Sum>& flow);
// How many per cent one is of the other, to four places; nothing of 0.
std::optional<base::Decimal> percent_of(base::Decimal part, base::Decimal whole);

}  // namespace results
