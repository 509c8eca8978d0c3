#pragma once
#include "results/chart.h"
#include "results/places.h"

// The places below one, coloured by a figure or by how many of their bodies have come.
namespace results {

struct MapOf {
  const framework::Framework& plan;
  const framework::Indicator* indicator = nullptr;  // none: completeness
  Place place;                                      // the nation, a region or a province: others have no shapes below
};
std::string title_of(const identity::Voice& voice, const MapOf& of);  // "แผนที่ตาม U2 ครัวเรือนที่…"

struct Key {
  int step = chart::unknown;
  std::string label;
  int count = 0;
};  // of the legend: the places of that colour
struct Map {
  std::shared_ptr<const chart::Land> land;
  std::vector<chart::Coloured> places;
  std::vector<Key> legend;
};
// Nothing where there are no shapes. `href` leads from a place to its own page; it may be empty.
using Href = std::function<std::string(const Place&)>;
std::optional<Map> map_of(const identity::Voice& voice, const MapOf& of, const std::vector<Line>& below,
                          const Href& href = {});

}  // namespace results
