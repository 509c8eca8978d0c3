#include <yaml-cpp/yaml.h>

#include <map>

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
  flatten(YAML::Load(std::string(th_yaml)), "", inside->th);
  flatten(YAML::Load(std::string(en_yaml)), "", inside->en);
  Words words;
  words.inside_ = std::move(inside);
  return words;
}

std::string Words::say(base::Language language, std::string_view key, const base::Arguments& arguments) const {
  const auto& all = inside_->of(language);
  auto at = all.find(key);
  return at == all.end() ? std::string(key) : base::fill(at->second, arguments);
}

bool Words::has(std::string_view key) const {
  return inside_->th.contains(key) && inside_->en.contains(key);
}

std::vector<std::string> Words::keys(base::Language language) const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : inside_->of(language)) keys.push_back(key);
  return keys;
}

}  // namespace view
