#include "quality/twins.h"

#include <algorithm>
#include <map>
#include <set>

namespace quality {

namespace {

// Figures in common, different from one another (all that was collected is often all that was sent on): four are chance
// for fewer than one pair among 7,850 bodies; among the hundred of one province three are.
constexpr std::size_t enough_alike = 4, enough_in_province = 3;
// A figure that so many gave is no sign of copying.
constexpr std::size_t most_holders = 40;

}  // namespace

bool is_telling(std::int64_t scaled) {
  if (scaled <= 0) return false;
  while (scaled % 10 == 0) scaled /= 10;
  return scaled >= 100;
}

Twins::Twins(const framework::Framework& plan) {
  for (const auto& question : plan.questions)
    if (question.is_quantity()) quantities_.push_back(question.slot);
}

void Twins::forget(const std::vector<Holder>& holders) {
  for (const Holder& holder : holders) found_.erase(holder.organisation);
}

void Twins::put(const Row& row) {
  found_.erase(row.organisation);
  for (int question : quantities_)
    if (auto value = row.value[question]; is_telling(value)) {
      auto& holders = holders_[{question, value}];
      holders.push_back({row.organisation, row.province});
      forget(holders);
    }
}

void Twins::take_out(const Row& row) {
  for (int question : quantities_)
    if (auto at = holders_.find({question, row.value[question]}); at != holders_.end()) {
      forget(at->second);
      std::erase_if(at->second, [&](const Holder& holder) { return holder.organisation == row.organisation; });
      if (at->second.empty()) holders_.erase(at);
    }
}

const std::vector<Twin>& Twins::of(const Row& row) {
  auto at = found_.find(row.organisation);
  if (at == found_.end()) at = found_.emplace(row.organisation, found_of(row)).first;
  return at->second;
}

std::vector<Twin> Twins::found_of(const Row& row) const {
  struct Common {
    int province = 0;
    std::vector<int> questions;
    std::set<std::int64_t> values;
  };
  std::map<std::int64_t, Common> common;
  for (int question : quantities_) {
    auto at = holders_.find({question, row.value[question]});
    if (at == holders_.end() || at->second.size() < 2 || at->second.size() > most_holders) continue;
    for (const Holder& holder : at->second) {
      if (holder.organisation == row.organisation) continue;
      auto& with = common[holder.organisation];
      with.province = holder.province;
      with.questions.push_back(question);
      with.values.insert(row.value[question]);
    }
  }
  std::vector<Twin> twins;
  for (auto& [organisation, with] : common)
    if (with.values.size() >= (with.province == row.province ? enough_in_province : enough_alike))
      twins.push_back({organisation, std::move(with.questions)});
  std::stable_sort(twins.begin(), twins.end(),
                   [](const Twin& a, const Twin& b) { return a.shared.size() > b.shared.size(); });
  return twins;
}

}  // namespace quality
