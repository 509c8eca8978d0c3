#pragma once
#include "reports/pages.h"
#include "totals/totals.h"

// Follow-up by the offices above: who has not begun, how far a place is, what its figures are.
namespace followup {

// Bodies that are asked, by type, as they were on the last day of the period.
using Asked = std::map<std::string, int>;
std::map<std::int64_t, Asked> asked_by_province(const registry::Registry& registry, const framework::Framework& plan);
int expected_of(const Asked& asked);

struct Counts {
  int expected = 0, begun = 0, submitted = 0, blocking = 0, approved = 0;
  void describe(auto& d) const {
    auto percent = [&](int n) { return expected ? n * 100 / expected : 0; };
    auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
    d("expected", expected)("begun", begun)("submitted", submitted)("blocking", blocking)("approved", approved)(
        "approved_shown", grouped(approved))("not_begun", expected - begun)("percent_submitted", percent(submitted))(
        "percent_begun", percent(begun))("expected_shown", grouped(expected))("begun_shown", grouped(begun))(
        "submitted_shown", grouped(submitted))("blocking_shown", grouped(blocking))("not_begun_shown",
                                                                                    grouped(expected - begun));
  }
};

// Every indicator over an area's sums, each with "from n of m bodies".
std::vector<reports::pages::FigureView> figures_of(const identity::Voice& ctx, const framework::Framework& plan,
                                                   const Asked& asked, const totals::Sums& sums);

}  // namespace followup
