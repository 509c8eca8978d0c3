#include <algorithm>

#include "framework/draft.h"

namespace framework {
namespace {

struct Walk {
  const Framework& framework;
  std::vector<int> path;
  std::set<int> done;

  // The questions that go in a circle, first and last the same; empty when there is none.
  std::vector<int> circle_from(int slot) {
    if (const auto met = std::ranges::find(path, slot); met != path.end()) {
      std::vector<int> circle(met, path.end());
      circle.push_back(slot);
      return circle;
    }
    if (done.contains(slot)) return {};
    path.push_back(slot);
    const auto& condition = framework.questions[slot].asked_if;
    for (const int next : condition ? condition->uses() : std::vector<int>{}) {
      if (std::size_t(next) >= framework.questions.size()) continue;
      if (auto circle = circle_from(next); !circle.empty()) return circle;
    }
    path.pop_back();
    done.insert(slot);
    return {};
  }
};

void find_circles(Draft& draft) {
  Walk walk{draft.framework};
  for (const auto& [slot, item] : draft.questions) {
    walk.path.clear();
    const auto circle = walk.circle_from(slot);
    if (circle.empty()) continue;
    std::string names;
    for (const int each : circle) names += (names.empty() ? "" : " → ") + draft.framework.questions[each].code;
    draft.questions[circle.front()].item["asked_if"].fault("circular formula: " + names);
    walk.done.insert(circle.begin(), circle.end());
    walk.done.insert(walk.path.begin(), walk.path.end());
  }
}

}  // namespace

void find_unasked(Draft& draft) {
  for (const auto& [slot, item] : draft.questions) {
    const auto& question = draft.framework.questions[slot];
    // An indicator that asks nobody has said so itself.
    if (question.asked_of.empty() && item["asked_of"])
      item["asked_of"].fault("nobody is asked " + question.code + ": none of these bodies reports in this plan");
    if (question.asked_if && question.asked_if->uses().empty() && !question.asked_if->evaluate({}).is_true())
      item["asked_if"].fault("nobody is asked " + question.code + ": the condition is never true");
  }
  find_circles(draft);
}

}  // namespace framework
