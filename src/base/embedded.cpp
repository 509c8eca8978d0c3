#include "base/embedded.h"

#include <algorithm>
#include <map>

#include "base/embedded_table.h"

namespace base {

namespace {

const std::map<std::string_view, std::string_view>& table() {
  static const auto files = [] {
    std::map<std::string_view, std::string_view> made;
    for (auto* f = embedded_files; f->path; ++f) made[f->path] = {f->begin, std::size_t(f->end - f->begin)};
    return made;
  }();
  return files;
}

}  // namespace

std::optional<std::string_view> embedded(std::string_view path) {
  auto at = table().find(path);
  return at == table().end() ? std::nullopt : std::optional(at->second);
}

std::vector<std::string_view> embedded_under(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (auto at = table().lower_bound(prefix); at != table().end() && at->first.starts_with(prefix); ++at)
    paths.push_back(at->first);
  return paths;
}

}  // namespace base
