#include "quality/relations.h"

#include <algorithm>
#include <set>

namespace quality {

using framework::Framework;

namespace {

using Pairs = std::set<std::pair<int, int>>;  // the smaller slot first

// Every two of these that are quantities.
void pair_up(const Framework& plan, const std::vector<int>& slots, Pairs& pairs) {
  for (int a : slots)
    for (int b : slots)
      if (a < b && b < int(plan.questions.size()) && plan.questions[a].is_quantity() && plan.questions[b].is_quantity())
        pairs.emplace(a, b);
}

std::vector<int> slots_of(const framework::Indicator& indicator) {
  std::set<int> slots;
  for (const auto* formula : {&indicator.numerator, &indicator.denominator})
    if (*formula) slots.insert((*formula)->uses().begin(), (*formula)->uses().end());
  return {slots.begin(), slots.end()};
}

Pairs pairs_of(const Framework& plan) {
  Pairs pairs;
  for (const auto& check : plan.checks) pair_up(plan, check.when.uses(), pairs);
  for (const auto& indicator : plan.indicators) {
    pair_up(plan, slots_of(indicator), pairs);
    pair_up(plan, indicator.questions, pairs);
  }
  return pairs;
}

int gate_of(const Framework& plan, int slot) {
  for (const auto& check : plan.checks) {
    const auto& uses = check.when.uses();
    if (std::find(uses.begin(), uses.end(), slot) == uses.end()) continue;
    for (int other : uses)
      if (other < int(plan.questions.size()) && plan.questions[other].kind == framework::Kind::yes_no) return other;
  }
  return -1;
}

}  // namespace

Relations::Relations(const Framework& plan) {
  numbers = {int(plan.questions.size()), int(plan.facts.size())};
  const auto n = plan.questions.size();
  edges_of.resize(n), sizes_of.resize(n), partners.resize(n), checks_of.resize(n), gate.assign(n, -1),
      known_as.assign(n, -1);
  auto connect = [&](int of, int by) {
    edges.push_back({of, by});
    edges_of[of].push_back(int(edges.size()) - 1);
    if (by >= 0 && by < numbers.questions)
      edges_of[by].push_back(int(edges.size()) - 1), partners[of].push_back(by), partners[by].push_back(of);
  };
  for (const auto& question : plan.questions) {
    if (!question.is_quantity()) continue;
    connect(question.slot, numbers.earlier(question.slot));
    const auto first = int(edges.size());
    connect(question.slot, -1);
    for (int i = 0; i < numbers.facts; ++i) connect(question.slot, numbers.fact(i));
    for (int edge = first; edge < int(edges.size()); ++edge) sizes_of[question.slot].push_back(edge);
    gate[question.slot] = gate_of(plan, question.slot);
    auto fact = std::find(plan.facts.begin(), plan.facts.end(), question.registry_fact);
    if (fact != plan.facts.end()) known_as[question.slot] = numbers.fact(int(fact - plan.facts.begin()));
  }
  for (auto [a, b] : pairs_of(plan)) connect(a, b);
  for (std::size_t i = 0; i < plan.checks.size(); ++i)
    for (int slot : plan.checks[i].when.uses())
      if (slot < numbers.questions) checks_of[slot].push_back(int(i));
}

bool is_balance(const Framework& plan, const framework::Check& check) {
  int quantities = 0;
  for (int slot : check.when.uses()) {
    if (slot >= int(plan.questions.size())) return false;
    quantities += plan.questions[slot].is_quantity();
  }
  return quantities >= 2;
}

}  // namespace quality
