#pragma once
#include <string>

#include "view/view.h"

namespace view {

// A sentence of the program's own that was kept as it was said in Thai, in the language of its reader. Whatever else
// the text is, a person's words as well, stays as it is.
std::string retold(const Words& words, std::string_view key, const std::string& kept, base::Language reader);

}  // namespace view
