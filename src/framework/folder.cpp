#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/embedded.h"
#include "framework/framework.h"

namespace framework {

namespace fs = std::filesystem;

Files read_folder(const std::string& path) {
  if (!fs::is_directory(path)) throw std::runtime_error(path + ": no such folder");
  Files files;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(in), {});
    if (!in.good() && !in.eof()) throw std::runtime_error(entry.path().string() + ": cannot be read");
    if (!in.is_open()) throw std::runtime_error(entry.path().string() + ": cannot be opened");
    files.emplace(entry.path().filename().string(), std::move(content));
  }
  return files;
}

std::vector<Files> embedded_frameworks() {
  constexpr std::string_view plan = "/plan.yaml";
  std::vector<Files> all;
  const auto paths = base::embedded_under("frameworks/");
  for (const auto path : paths) {
    if (!path.ends_with(plan)) continue;
    const auto folder = path.substr(0, path.size() - plan.size() + 1);
    Files files;
    for (const auto each : paths) {
      if (!each.starts_with(folder) || !each.ends_with(".yaml")) continue;
      const auto name = each.substr(folder.size());
      if (name.find('/') == name.npos) files.emplace(name, base::embedded(each).value_or(""));
    }
    all.push_back(std::move(files));
  }
  return all;
}

}  // namespace framework
