#pragma once
#include "followup/followup.h"
#include "identity/context.h"
#include "reports/rules.h"

// What a page of results is about, and what its bodies add up to.
namespace results {

struct Round {
  const framework::Framework& plan;
  std::int64_t id;
  const std::map<std::int64_t, followup::Asked>& asked;  // by province
};
Round round_of(const identity::Context& ctx);

// The nation, a region of provinces, a province, a district or a body.
struct Place {
  const registry::Organisation* organisation = nullptr;  // none for a region
  std::string region;                                    // as the registry calls it; empty for all else
  bool is(registry::Tier tier) const { return organisation && organisation->tier == tier; }
};
// Of the address, where the seat stands at or above it; a stranger's looks like none. Regions are the nation's.
Place place_of(const identity::Context& ctx);
std::optional<Place> find_place(const identity::Context& ctx,
                                std::string_view code);  // the same of any code; empty: the nation
std::optional<Place> place_of_code(const registry::Registry& registry, std::string_view code);  // whoever asks
std::string code_of(const Place& place);  // "TH", "north", "30", "3001", "06560115"
std::string name_of(const identity::Voice& voice, const Place& place, base::Day day);
std::string code_of_region(std::string_view region);  // "ภาคเหนือ" → "north"
// Of a body the nation, its region, its province and its district; those above first.
std::vector<Place> above(const registry::Registry& registry, const Place& place);

// One place's line: who is asked, who has come, what it adds up to.
struct Line {
  Place place;
  followup::Asked asked;
  int expected = 0, counted = 0;         // bodies asked, and whose report is of the stage
  std::vector<totals::Sum> sums;         // by indicator, then of the plan's flow; empty: nobody has come
  std::vector<int> asked_each = {};      // by indicator, how many it asks, where that is known and `asked` is not
  std::vector<reports::Figure> figures;  // of a body that has come, by indicator: no sum can tell "no base" from absent
};
totals::Sum sum_of(const framework::Indicator& indicator, const Line& line);
reports::Figure figure_of(const framework::Indicator& indicator,
                          const Line& line);                            // a body's own, an area's from its sums
int asked_by(const framework::Indicator& indicator, const Line& line);  // how many of its bodies the indicator asks
std::string coverage(const identity::Voice& voice, std::int64_t n, std::int64_t m);  // "จาก 20 จาก 25 แห่ง"
std::vector<totals::Sum> flow_of(const framework::Framework& plan,
                                 const Line& line);  // by part; empty: nobody has come, or the plan has none
void add(Line& line, const Line& other);             // an area's line is its bodies' together
// A page's own line, the places right below it, and the bodies its spread is over.
struct Lines {
  Line whole;
  std::vector<Line> below;
  std::vector<Line> bodies;  // of a province or a district, and those of a body's province
};
Lines lines_of(const identity::Context& ctx, const Round& round, const Place& place, totals::Stage stage);

}  // namespace results
