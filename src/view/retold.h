#pragma once
#include <initializer_list>
#include <string>

#include "view/view.h"

namespace view {

// A sentence of the program's own that was kept as it was said in one language, in the language of its reader. `names`:
// of what was put into it. Whatever else the text is, a person's words as well, stays as it is.
std::string retold(const Words& words, std::string_view key, std::initializer_list<std::string_view> names,
                   const std::string& kept, base::Language in, base::Language reader);

}  // namespace view
