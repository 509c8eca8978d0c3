#pragma once
#include <string>
#include <vector>

#include "rehearse/last_day.h"
#include "view/view.h"

namespace rehearse {

// What the last day may cost at most; beyond it clerks feel the server (milliseconds, of 99 in 100).
struct Limits {
  double save = 30, page = 100, submission = 100, sign_in = 2000;
};

struct Verdict {
  bool holds = false;  // every figure within its limit, and no error
  bool counts = true;  // false: the machine that asked was too busy itself, its figures mean little
  std::vector<std::string> lines;
};
Verdict verdict_of(const Figures& figures, const Pace& pace, const view::Words& words, base::Language language,
                   const Limits& limits = {});

}  // namespace rehearse
