#pragma once
#include <optional>
#include <string_view>
#include <vector>

namespace base {

// Files built into the program: frameworks/, data/registry/, migrations/, words/ and ui/.
// Paths are relative to the root of the tree: "words/th/general.yaml". Views live for ever.
std::optional<std::string_view> embedded(std::string_view path);
std::vector<std::string_view> embedded_under(std::string_view prefix);  // paths, sorted

}  // namespace base
