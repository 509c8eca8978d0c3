#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bench.h"

namespace bench {

// One line of a comparison of two programs: what both came to, a round each.
struct Compared {
  std::string figure, unit;
  Pairs pairs;  // after ÷ before
};
// What of it can be compared.
inline const std::vector<std::string> comparable = {"B1", "B1s", "B3", "B6", "B9"};

// The program `before`, any earlier build, and the plan's own in turn: each round starts a server of each over its own
// copy of the country and gives them the same work, a second one and a second the other. `wanted` are names out of
// `comparable`.
void measure_against(const Plan& plan, const std::string& before, const std::vector<std::string>& wanted,
                     const std::function<void(const Compared&)>& tell);

}  // namespace bench
