#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/framework.h"
#include "identity/context.h"

// The bodies a plan asks, each with where it is counted.
namespace followup {

struct Roll {
  struct Body {
    const registry::Organisation* organisation;
    int province, region, type;  // places in the lists below
  };
  std::vector<Body> bodies;  // in Thai order
  std::vector<const registry::Organisation*> provinces;
  std::vector<std::string> regions, types;  // as the registry writes them
  std::vector<int> at;                      // organisation's id → its place in `bodies`, or -1

  int find(std::int64_t organisation) const {
    return std::size_t(organisation) < at.size() ? at[std::size_t(organisation)] : -1;
  }
};
// Made once for a World: the registry and the plans of one never change.
std::shared_ptr<const Roll> roll_of(const identity::World& world, const framework::Framework& plan);

}  // namespace followup
