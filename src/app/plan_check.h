#pragma once
#include <string>

namespace app {

// Prints every fault of a plan's folder, of its examples, and of what it changes about the revision it replaces
// (`against`, else the built-in one) and about last year's (beside it, or built in). Throws when there is a fault.
void check_plan(const std::string& folder, const std::string& against);

}  // namespace app
