#pragma once
#include "results/look.h"

// The same place in the round before this one of the same plan, and what changed since.
namespace results {

struct Earlier {
  const framework::Framework& plan;
  Line whole;
};
// Nothing where no earlier round is known.
std::optional<Earlier> earlier_of(const identity::Context& ctx, const Look& look);

// Pure. The indicator of the same code there, when both are reckoned alike: the same formulas, factor and unit.
const framework::Indicator* same_in(const framework::Framework& earlier, const framework::Framework& plan,
                                    const framework::Indicator& indicator);

struct Change {
  reports::Figure was;              // what is known of it then
  std::optional<base::Decimal> by;  // now − then, in the figure's unit; nothing where either is not a number
};
Change change_of(const reports::Figure& now, const reports::Figure& was);

}  // namespace results
