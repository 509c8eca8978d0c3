#pragma once
#include <yaml-cpp/yaml.h>

#include <map>
#include <random>
#include <string>

#include "reports/reports.h"

namespace app {

// Draws believable answers of one body, as typed, from data/demonstration/*.yaml.
class Believable {
 public:
  explicit Believable(const registry::Registry& registry, const framework::Framework& plan);
  // By question code; a question left empty is not there. "n/a:reason" means not applicable.
  std::map<std::string, std::string> answers_of(const reports::Body& body, std::mt19937_64& random) const;

 private:
  double tonnes_a_year(const reports::Body& body) const;

  const framework::Framework& plan_;
  YAML::Node rules_;
  std::map<std::string, double> rate_;             // kg a person a day, by type
  std::map<std::int64_t, double> province_scale_;  // published tonnage ÷ Σ population × rate
};

}  // namespace app
