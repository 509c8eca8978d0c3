#include "framework/item.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"

namespace framework {
namespace {

Item inside(const Item& parent, const YAML::Node& node) {
  const auto mark = node.Mark();
  return {parent.file, parent.faults, node, mark.is_null() ? parent.line : mark.line + 1};
}

}  // namespace

Item open(const std::string& name, const std::string& content, Faults& faults) {
  const Item nothing{&name, &faults, std::nullopt, 1};
  try {
    const auto item = inside(nothing, YAML::Load(content));
    if (!base::is_utf8(content))
      nothing.fault("the file is not UTF-8");
    else if (!item.is_map())
      nothing.fault("the file holds no keys");
    else
      return item;
  } catch (const YAML::Exception& e) {
    faults.push_back({name, e.mark.is_null() ? 1 : e.mark.line + 1, "cannot be read: " + e.msg});
  }
  return nothing;
}

Item Item::operator[](const char* key) const {
  if (is_map())
    for (const auto& entry : *node)
      if (entry.first.IsScalar() && entry.first.Scalar() == key) return inside(*this, entry.second);
  return {file, faults, std::nullopt, line};
}

std::string Item::word() const {
  if (!node || node->IsNull()) return "";
  if (node->IsScalar()) return std::string(base::trim(node->Scalar()));
  fault("one value is expected here, not a list or a map");
  return "";
}

std::string Item::needed(const char* what) const {
  const auto before = faults->size();
  auto value = word();
  if (value.empty() && faults->size() == before) fault(std::string(what) + " is missing");
  return value;
}

bool Item::yes(bool otherwise) const {
  if (!node) return otherwise;
  const auto value = word();
  if (value != "true" && value != "false") fault("true or false is expected, not \"" + value + "\"");
  return value == "true";
}

int Item::whole(int otherwise, int least, int most) const {
  if (!node) return otherwise;
  const auto value = word();
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error == std::errc() && end == value.data() + value.size() && number >= least && number <= most) return number;
  fault("a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is expected, not \"" +
        value + "\"");
  return otherwise;
}

base::Day Item::day(const char* what) const {
  const auto value = needed(what);
  if (value.empty()) return {};
  if (const auto day = base::parse_iso_day(value)) return *day;
  fault(std::string(what) + ": \"" + value + "\" is not a day like 2024-09-30");
  return {};
}

Text Item::text(const char* what) const {
  const auto named = *what ? std::string(what) + ": " : std::string();
  if (node && !is_map()) {
    fault(named + "a text is written {th: …, en: …}");
    return {};
  }
  Text text{(*this)["th"].word(), (*this)["en"].word()};
  if (text.th.empty()) fault(named + "the Thai text (th) is missing");
  return text;
}

std::vector<Item> Item::list() const {
  std::vector<Item> items;
  if (!node || node->IsNull()) return items;
  if (!node->IsSequence())
    fault("a list is expected here");
  else
    for (const auto& each : *node) items.push_back(inside(*this, each));
  return items;
}

std::vector<std::pair<std::string, Item>> Item::entries() const {
  std::vector<std::pair<std::string, Item>> entries;
  if (!node || node->IsNull()) return entries;
  if (!is_map())
    fault("names with values are expected here");
  else
    for (const auto& each : *node)
      if (each.first.IsScalar()) entries.emplace_back(each.first.Scalar(), inside(*this, each.second));
  return entries;
}

void Item::allow(std::initializer_list<std::string_view> keys) const {
  if (!node) return;
  if (!is_map()) return fault("names with values are expected here");
  std::set<std::string> seen;
  for (const auto& entry : *node) {
    const auto key = inside(*this, entry.first);
    const auto name = key.word();
    if (std::ranges::find(keys, name) == keys.end())
      key.fault("unknown field \"" + name + "\"");
    else if (!seen.insert(name).second)
      key.fault("the field \"" + name + "\" stands here twice");
  }
}

}  // namespace framework
