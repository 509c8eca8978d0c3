#include <yaml-cpp/yaml.h>

#include <map>

#include "base/embedded.h"

#include "view/view.h"

namespace view {

struct Words::Inside {
  std::map<std::string, std::string, std::less<>> th, en;
  const auto& of(base::Language language) const { return language == base::Language::th ? th : en; }
};

namespace {

void flatten(const YAML::Node& node, const std::string& prefix, std::map<std::string, std::string, std::less<>>& out) {
  if (node.IsMap())
    for (const auto& member : node) {
      auto name = member.first.as<std::string>();
      flatten(member.second, prefix.empty() ? name : prefix + "." + name, out);
    }
  else if (node.IsScalar())
    out[prefix] = node.Scalar();
}

}  // namespace

Words Words::load(std::string_view th_yaml, std::string_view en_yaml) {
  auto inside = std::make_shared<Inside>();
  for (const auto& part : YAML::LoadAll(std::string(th_yaml))) flatten(part, "", inside->th);
  for (const auto& part : YAML::LoadAll(std::string(en_yaml))) flatten(part, "", inside->en);
  Words words;
  words.inside_ = std::move(inside);
  return words;
}

Words Words::built_in() {
  auto all_of = [](std::string_view folder) {
    std::string all;
    for (auto path : base::embedded_under(folder)) all.append("---\n").append(*base::embedded(path)).append("\n");
    return all;
  };
  return load(all_of("words/th/"), all_of("words/en/"));
}

std::string Words::say(base::Language language, std::string_view key, const base::Arguments& arguments) const {
  const auto& all = inside_->of(language);
  auto at = all.find(key);
  return at == all.end() ? std::string(key) : base::fill(at->second, arguments);
}

bool Words::has(std::string_view key) const { return inside_->th.contains(key) && inside_->en.contains(key); }

std::vector<std::string> Words::keys(base::Language language) const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : inside_->of(language)) keys.push_back(key);
  return keys;
}

}  // namespace view
