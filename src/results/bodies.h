#pragma once
#include <memory>
#include <unordered_map>
#include <vector>

#include "identity/context.h"
#include "reports/rules.h"
#include "reports/store.h"

// What each body's report comes to, worked out once for each version of it and kept in memory: of 334 reports few have
// changed from one look to the next, and reading the answers of all would take most of a page's time. Nothing is
// trusted that was kept: the version beside it is compared with the report's, in the same read.
namespace results {

struct Body {
  std::int64_t report = 0, version = 0;
  std::vector<totals::Sum> sums;         // by indicator, then of the plan's flow, as they count in the province's
  std::vector<reports::Figure> figures;  // by indicator
  struct Given {
    formula::Value::State state = formula::Value::State::absent;
    base::Decimal value;
  };
  std::vector<Given> given;  // by question
};

struct Reported {
  reports::Stage stage = reports::Stage::begun;
  std::shared_ptr<const Body> body;
};
// Of every report of a province, by organisation.
std::unordered_map<std::int64_t, Reported> reported_in(const identity::Context& ctx, const framework::Framework& plan,
                                                       std::int64_t round, std::int64_t province);

}  // namespace results
