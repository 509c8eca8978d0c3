#pragma once
#include "reports/pages.h"
#include "totals/totals.h"

// Follow-up by the offices above: who has not begun, how far a place is, what its figures are.
namespace review {

// Bodies that are asked, by type, as they were on the last day of the period.
using Asked = std::map<std::string, int>;
Asked asked_in(const registry::Registry& registry, const framework::Framework& plan, std::int64_t place);
int expected_of(const Asked& asked);

struct Counts {
  int expected = 0, begun = 0, submitted = 0, blocking = 0;
  void describe(auto& d) const {
    auto percent = [&](int n) { return expected ? n * 100 / expected : 0; };
    d("expected", expected)("begun", begun)("submitted", submitted)("blocking", blocking)(
        "not_begun", expected - begun)("percent_submitted", percent(submitted))("percent_begun", percent(begun));
  }
};

// Every indicator over an area's sums, each with "from n of m bodies".
std::vector<reports::pages::FigureView> figures_of(const identity::Voice& ctx, const framework::Framework& plan,
                                                   const Asked& asked, const totals::Sums& sums);

}  // namespace review
