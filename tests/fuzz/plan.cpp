#include "framework/framework.h"
#include "fuzz.h"

namespace fuzz {

// Files of a plan's folder, each begun by "=== name".
void plan(std::string_view bytes) {
  framework::Files files;
  for (auto& [name, text] : parts_of(bytes))
    if (!name.empty()) files.emplace(std::move(name), std::move(text));
  const auto loaded = framework::load(files);
  if (const auto* faults = std::get_if<std::vector<framework::Fault>>(&loaded)) {
    hold(!faults->empty(), "what is not taken has a fault");
    for (const auto& fault : *faults) hold(!fault.why.empty() && fault.line >= 0, "and each says why");
    return;
  }
  const auto& one = std::get<framework::Framework>(loaded);
  const auto again = framework::load(files);
  hold(std::holds_alternative<framework::Framework>(again), "taken once, it is taken again");
  hold(std::get<framework::Framework>(again).hash == one.hash && !one.hash.empty(), "and is the same");
  for (const auto& question : one.questions)
    hold(one.find(question.code) == &question, "a question is found by its code");
  for (const auto& indicator : one.indicators) framework::in_codes(one, indicator);
  for (const auto& type : one.bodies)
    hold(one.scope_of(type).questions.size() == one.questions.size(), "each type of body is asked something of each");
}

}  // namespace fuzz
