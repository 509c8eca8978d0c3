#pragma once
#include <vector>

#include "base/instant.h"
#include "db/connection.h"
#include "framework/framework.h"
#include "reports/acts.h"

namespace app {

struct AskedPlan : reports::PlanInRound {
  bool revised = false;  // its files are others than the last time
};
// What follows from a revision, in the very transaction that lets the round follow it, so that no page ever shows
// figures of two: every sum is folded anew, and who must answer what is newly required gets the report back, as long as
// there is time and no office certified it. All others are left alone.
void revise(db::Tx& tx, const std::vector<AskedPlan>& plans, base::Instant now);

}  // namespace app
