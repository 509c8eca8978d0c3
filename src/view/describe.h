#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace view {

using Json = nlohmann::json;

// A view struct names its fields once:
//   struct Row { std::string name; int answered; void describe(auto& d) const { d("name", name)("answered", answered);
//   } };
// and to_json makes the one value that both the page template and the JSON reply read.
template <class T>
Json to_json(const T& value);
template <class T>
Json to_json(const std::optional<T>& value);
template <class T>
Json to_json(const std::vector<T>& values);

struct Describer {
  Json object = Json::object();
  template <class T>
  Describer& operator()(const char* name, const T& value) {
    object[name] = to_json(value);
    return *this;
  }
};

template <class T>
Json to_json(const T& value) {
  if constexpr (requires(Describer d) { value.describe(d); }) {
    Describer d;
    value.describe(d);
    return std::move(d.object);
  } else {
    return Json(value);
  }
}
template <class T>
Json to_json(const std::optional<T>& value) {
  return value ? to_json(*value) : Json(nullptr);
}
template <class T>
Json to_json(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& v : values) list.push_back(to_json(v));
  return list;
}

}  // namespace view
