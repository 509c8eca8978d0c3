#pragma once
#include <functional>

#include "results/places.h"

// What a page of results shows, as its address says it: whoever opens the address sees the same page.
namespace results {

struct Look {
  const framework::Framework& plan;
  Place place;
  totals::Stage stage = totals::Stage::recorded;
  const framework::Indicator* by = nullptr;  // by what places are ranked
  bool completeness = false;                 // the map is coloured by it, instead of the indicator
  bool picks = false;                        // places may be picked to be compared
  // The same page of another place, at another stage …; officers' pages and the public's have different ones.
  std::string (*address)(const Look&) = nullptr;
  std::string (*chart_address)(const Look&,
                               std::string_view file) = nullptr;  // of "map.png"; none: charts are not taken away

  std::string href() const { return address(*this); }
  Look of(const Place& other) const {
    auto look = *this;
    return look.place = other, look;
  }
  Look at(totals::Stage other) const {
    auto look = *this;
    return look.stage = other, look;
  }
};
// From the address: ?stage=…&by=…&map=…. Problem{invalid} says what is accepted.
Look look_of(const identity::Context& ctx, const framework::Framework& plan, const Place& place);
std::string query_of(const Look& look);    // "?stage=recorded&by=U2"
std::string address_of(const Look& look);  // an officer's: "/results/clean-province/2567/56?stage=…"
std::string path_of(const Look& look);     // the same without its query
std::string chart_address_of(const Look& look,
                             std::string_view file);  // "/results/clean-province/2567/TH/map.png?stage=…"

}  // namespace results
