#include "pairs.h"

#include <algorithm>

namespace bench {

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  auto middle = values.size() / 2;
  return {values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2, values.front(),
          values.back()};
}

Spread Pairs::ratio() const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < figures.size(); ++i) ratios.push_back(figures[i] / against.at(i));
  return spread_of(std::move(ratios));
}

nlohmann::json Pairs::rounds(const std::string& figure, const std::string& other) const {
  auto all = nlohmann::json::array();
  for (std::size_t i = 0; i < figures.size(); ++i) all.push_back({{figure, figures[i]}, {other, against.at(i)}});
  return all;
}

void in_turn_once(int round, const std::function<void()>& figure, const std::function<void()>& against) {
  bool figure_first = round % 2 == 0;
  (figure_first ? figure : against)();
  (figure_first ? against : figure)();
}

void in_turn(int rounds, const std::function<void()>& figure, const std::function<void()>& against) {
  for (int round = 0; round < rounds; ++round) in_turn_once(round, figure, against);
}

}  // namespace bench
