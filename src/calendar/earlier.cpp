#include "calendar/earlier.h"

namespace calendar {

std::optional<std::size_t> round_before(const std::vector<const framework::Framework*>& plans,
                                        const framework::Framework& plan) {
  std::optional<std::size_t> latest;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i]->name != plan.name || plans[i]->period_to >= plan.period_from) continue;
    if (!latest || plans[*latest]->period_to < plans[i]->period_to) latest = i;
  }
  return latest;
}

std::optional<std::size_t> round_before(const std::vector<framework::Framework>& plans,
                                        const framework::Framework& plan) {
  std::vector<const framework::Framework*> all;
  for (const auto& each : plans) all.push_back(&each);
  return round_before(all, plan);
}

}  // namespace calendar
