#include <fmt/format.h>

#include <map>

#include "base/embedded.h"
#include "view/view.h"

namespace view {

namespace {

constexpr std::string_view bundled = "build/ui/";

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".woff2")) return "font/woff2";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ull;
  for (unsigned char c : bytes) hash = (hash ^ c) * 1099511628211ull;
  return hash;
}

struct Table {
  std::map<std::string, Asset, std::less<>> by_path;
  std::map<std::string, std::string, std::less<>> path_of;
  Table() {
    for (auto file : base::embedded_under(bundled)) {
      auto name = file.substr(bundled.size());
      auto body = *base::embedded(file);
      auto dot = name.rfind('.');
      // Fonts are named by their style sheet: the version is in their name already.
      std::string path = name.ends_with(".woff2") ? fmt::format("/assets/{}", name)
                                                  : fmt::format("/assets/{}.{:08x}{}", name.substr(0, dot),
                                                                fnv1a(body) & 0xffffffff, name.substr(dot));
      path_of[std::string(name)] = path;
      by_path[path] = {path, std::string(type_of(name)), body};
    }
  }
};

const Table& table() {
  static const Table all;
  return all;
}

}  // namespace

std::optional<Asset> asset(std::string_view path) {
  auto at = table().by_path.find(path);
  return at == table().by_path.end() ? std::nullopt : std::optional(at->second);
}

std::string asset_path(std::string_view name) {
  auto at = table().path_of.find(name);
  return at == table().path_of.end() ? "/assets/" + std::string(name) : at->second;
}

}  // namespace view
