#pragma once
#include "identity/context.h"
#include "results/places.h"

// The places below one, coloured by a figure or by how many of their bodies have come.
namespace results {

struct MapOf {
  const framework::Indicator* indicator = nullptr;  // none: completeness
  Place place;                                      // the nation, a region or a province: others have no shapes below
  std::string title;
};
struct Shown { std::string words, href; std::optional<base::Decimal> value; };  // of one of the lines below
// Null where there are no shapes; else {svg, legend: [{class, label, count}], places, unknown}.
view::Json map_of(const identity::Context& ctx, const MapOf& of, const std::vector<Line>& below, const std::function<Shown(const Line&)>& show, base::Day day);

}  // namespace results
