#include "identity/plans.h"

namespace identity {

view::Json plans_to_choose(const Voice& voice, const framework::Framework& shown, const std::string& before,
                           const std::string& after) {
  view::Json plans = view::Json::array();
  if (voice.world.frameworks.size() < 2) return plans;
  for (const auto& plan : voice.world.frameworks)
    plans.push_back({{"label", plan.menu.in(voice.language) + " " + plan.period},
                     {"href", before + plan.name + "/" + plan.period + after},
                     {"current", plan.name == shown.name && plan.period == shown.period}});
  return plans;
}

}  // namespace identity
