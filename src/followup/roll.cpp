#include "followup/roll.h"

#include <algorithm>
#include <mutex>

namespace followup {

namespace {

// From north to south, as the department lists them.
const std::vector<std::string> region_order{"ภาคเหนือ",    "ภาคตะวันออกเฉียงเหนือ", "ภาคกลาง",
                                            "ภาคตะวันออก", "ภาคตะวันตก",          "ภาคใต้"};
// From the largest kind of body to the smallest.
const std::vector<std::string> type_order{"PAO", "CITY", "TOWN", "SUBDISTRICT_MUNI", "SAO", "PATTAYA"};

template <class T>
int place_in(std::vector<T>& list, const T& wanted) {
  auto at = std::find(list.begin(), list.end(), wanted);
  if (at == list.end()) at = list.insert(list.end(), wanted);
  return int(at - list.begin());
}

void in_order(std::vector<std::string>& list, const std::vector<std::string>& order) {
  auto rank = [&](const std::string& one) { return std::find(order.begin(), order.end(), one) - order.begin(); };
  std::stable_sort(list.begin(), list.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

std::shared_ptr<const Roll> made(const registry::Registry& registry, const framework::Framework& plan) {
  auto roll = std::make_shared<Roll>();
  roll->provinces = registry.provinces();
  std::map<std::int64_t, int> at_province;
  for (const auto* province : roll->provinces)
    at_province.emplace(province->id, int(at_province.size())), place_in(roll->regions, province->region);
  in_order(roll->regions, region_order);
  roll->types.assign(plan.bodies.begin(), plan.bodies.end());
  in_order(roll->types, type_order);
  for (const auto* body : registry.locals_under(registry::nation)) {
    const auto& type = registry::type_on(*body, plan.period_to);
    if (!plan.bodies.contains(type)) continue;
    const int province = at_province.at(body->province);
    if (roll->at.size() <= std::size_t(body->id)) roll->at.resize(std::size_t(body->id) + 1, -1);
    roll->at[std::size_t(body->id)] = int(roll->bodies.size());
    roll->bodies.push_back({body, province, place_in(roll->regions, roll->provinces[std::size_t(province)]->region),
                            place_in(roll->types, type)});
  }
  return roll;
}

}  // namespace

std::shared_ptr<const Roll> roll_of(const identity::World& world, const framework::Framework& plan) {
  static std::mutex mutex;
  static std::uint64_t of_world = 0;
  static std::map<const framework::Framework*, std::shared_ptr<const Roll>> rolls;
  std::lock_guard lock(mutex);
  if (std::exchange(of_world, world.number) != world.number) rolls.clear();
  auto& roll = rolls[&plan];
  if (!roll) roll = made(world.registry, plan);
  return roll;
}

}  // namespace followup
