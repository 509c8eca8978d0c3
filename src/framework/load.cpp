#include <algorithm>
#include <tuple>

#include <sodium.h>

#include "base/text.h"
#include "framework/draft.h"

namespace framework {
namespace {

constexpr const char* plan_name = "plan.yaml";

bool is_example(const std::string& name) { return name.starts_with("examples/"); }

// Each part goes in behind its length, so that no two sets of files share a hash by moving a byte
// from a name to a content.
std::string hash_of(const Files& files) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
  const auto put = [&](const std::string& part) {
    const auto framed = std::to_string(part.size()) + ":" + part;
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(framed.data()), framed.size());
  };
  for (const auto& [name, content] : files)
    if (!is_example(name)) put(name), put(content);
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return base::to_hex(hash);
}

void read_sections(Draft& draft, const Files& files) {
  std::set<std::string> named{plan_name};
  for (const auto& item : draft.sections) {
    const auto name = item.word();
    const auto file = files.find(name);
    if (!named.insert(name).second)
      item.fault("the section file " + name + " is named twice");
    else if (file == files.end())
      item.fault("the section file \"" + name + "\" is not there");
    else
      read_section(draft, open(file->first, file->second, draft.faults));
  }
  for (const auto& [name, content] : files)
    if (!is_example(name) && !named.contains(name))
      draft.faults.push_back({name, 1, "the plan's sections do not name this file"});
}

// Every save looks a hundred times into these.
void index_codes(Framework& plan) {
  for (const auto& question : plan.questions) plan.slot_of.emplace(question.code, question.slot);
}

void index_scopes(Framework& plan) {
  for (const auto& type : plan.bodies) {
    Scope& scope = plan.scopes[type];
    for (const auto& question : plan.questions) scope.questions.push_back(question.asked_of.contains(type));
    for (const auto& indicator : plan.indicators) scope.indicators.push_back(indicator.asked_of.contains(type));
    for (const auto& check : plan.checks) scope.checks.push_back(check.asked_of.contains(type));
  }
}

}  // namespace

const Question* Framework::find(std::string_view code) const {
  const auto found = slot_of.find(code);
  return found == slot_of.end() ? nullptr : &questions[found->second];
}

const Scope& Framework::scope_of(std::string_view type) const {
  static const Scope nothing;
  const auto found = scopes.find(type);
  return found == scopes.end() ? nothing : found->second;
}

std::variant<Framework, std::vector<Fault>> load(const Files& files) {
  const auto plan = files.find(plan_name);
  if (plan == files.end()) return Faults{{plan_name, 1, "the file is missing"}};
  Draft draft;
  const auto root = open(plan->first, plan->second, draft.faults);
  if (!root) return std::move(draft.faults);
  read_plan(draft, root);
  read_sections(draft, files);
  index_codes(draft.framework);
  read_formulas(draft);
  find_unasked(draft);
  if (!draft.faults.empty()) {
    std::ranges::stable_sort(draft.faults, {}, [](const Fault& f) { return std::tie(f.file, f.line); });
    return std::move(draft.faults);
  }
  draft.framework.hash = hash_of(files);
  index_scopes(draft.framework);
  return std::move(draft.framework);
}

}  // namespace framework
