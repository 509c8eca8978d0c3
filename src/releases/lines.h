#pragma once
#include "releases/rounds.h"
#include "results/look.h"

namespace releases {

// The lines that a page of results is made of, from what is frozen: the same pages for officers and for everybody.
// Places below carry the figure of `look.by` alone, which is what they are ranked and coloured by.
results::Lines lines_of(const identity::Context& ctx, const Release& release, const results::Look& look);

}  // namespace releases
