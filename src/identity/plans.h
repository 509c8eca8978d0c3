#pragma once
#include "identity/context.h"

namespace identity {

// The same page of every plan there is, by the name the plan gives itself in menus and its period; empty where there is
// but one. `before` and `after`: what stands around "<plan>/<period>" in the address.
view::Json plans_to_choose(const Voice& voice, const framework::Framework& shown, const std::string& before,
                           const std::string& after = "");

}  // namespace identity
