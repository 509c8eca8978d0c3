#pragma once
#include "identity/context.h"

namespace quality::web {

// Which answers of a province or of the nation look wrong, those first that move the nation's figures most; also as
// CSV.
http::Reply show(identity::Context& ctx);

}  // namespace quality::web
