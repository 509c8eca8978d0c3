#pragma once
#include <initializer_list>
#include <optional>
#include <string_view>

#include <yaml-cpp/yaml.h>

#include "framework/framework.h"

namespace framework {

using Faults = std::vector<Fault>;

// A place in a file: what stands there, if anything does, and the line to name when it is wrong.
// What is absent or of the wrong shape reads as empty; the wrong shape leaves a fault.
struct Item {
  const std::string* file = nullptr;
  Faults* faults = nullptr;
  std::optional<YAML::Node> node;
  int line = 1;

  explicit operator bool() const { return node.has_value(); }
  Item operator[](const char* key) const;
  void fault(std::string why) const { faults->push_back({*file, line, std::move(why)}); }
  bool is_map() const { return node && node->IsMap(); }

  std::string word() const;                    // a scalar as it stands; "" when absent
  std::string needed(const char* what) const;  // fault when it is absent or empty
  bool yes(bool otherwise) const;
  int whole(int otherwise, int least, int most) const;
  base::Day day(const char* what) const;
  Text text(const char* what = "") const;  // {th, en}; fault when th is missing
  std::vector<Item> list() const;
  std::vector<std::pair<std::string, Item>> entries() const;
  // Names what a map may hold; anything else is most likely a slip of the keyboard.
  void allow(std::initializer_list<std::string_view> keys) const;
};

Item open(const std::string& name, const std::string& content, Faults& faults);

}  // namespace framework
