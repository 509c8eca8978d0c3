#pragma once
#include <memory>
#include <vector>

#include "followup/roll.h"
#include "identity/context.h"
#include "quality/rules.h"

// What every report of a place is suspected of, kept in memory. A report is judged again when its version is another
// one, or when what is usual was reckoned anew: what is shown of a report is of the report as it is now. What is usual
// among bodies of a kind is of a moment, which the page says; it is reckoned anew when it is older than ten minutes and
// anything changed since, or when a twentieth more or fewer reports have begun.
namespace quality {

struct Judged {
  std::int64_t report = 0, version = 0, earlier_version = -1;
  std::uint64_t usual = 0;  // which reckoning of what is usual it was held against
  Row row;
  std::shared_ptr<const reports::Before> before;  // what the body gave in the round before
  std::vector<Suspicion> suspicions;              // without duplicates
};

struct Looked {
  const followup::Roll::Body* body = nullptr;
  reports::Stage stage = reports::Stage::begun;
  std::shared_ptr<const Judged> judged;
  std::vector<Suspicion> twins;  // as its neighbours stand at this moment
};

struct Look {
  std::shared_ptr<const followup::Roll> roll;
  std::vector<Looked> reports;  // that have begun
  base::Instant usual_at;
  int usual_bodies = 0;        // whose reports say what is usual
  std::string earlier_period;  // of the round held beside this one; empty when there is none
};
// Of a province; of the nation for 0.
Look look(const identity::Context& ctx, const framework::Framework& plan, std::int64_t round, std::int64_t province);

}  // namespace quality
