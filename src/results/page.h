#pragma once
#include "results/earlier.h"
#include "results/map.h"
#include "view/view.h"

// One page of results, whoever looks: officers at sums that move, everybody at what is released.
namespace results {

struct Reader {
  bool compares = true;  // how others stand is shown beside: offices and the public, not a body's own people
  bool as_json = false;  // tables as rows for a program, or finished for a page
  const Earlier* earlier = nullptr;
};
// What results_content.html and programs read: figures by section, map, spread and ranked tables, and what chooses
// among them.
view::Json page_json(const identity::Voice& voice, const Look& look, const Lines& lines, const Reader& reader);

// Of the nation its regions, each the sum of its provinces.
std::vector<Line> regions_of(const std::vector<Line>& provinces);
MapOf map_wanted(const Look& look);

}  // namespace results
