#pragma once
#include "identity/context.h"

namespace history {

// What the address asks for by that name, as a person would have typed it; empty where it does not.
inline std::string asked(const identity::Context& ctx, const char* name) {
  return base::repair_utf8(base::trim(ctx.request.asked(name).value_or("")));
}

}  // namespace history
