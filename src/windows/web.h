#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace windows::web {

http::Reply show(identity::Context& ctx);      // a round's windows, and the form that changes them
http::Reply change(identity::Context& ctx);    // open, extend, close
http::Reply withdraw(identity::Context& ctx);  // what held before holds again

// What open pages listen to: a window opened, closed or was changed somewhere.
inline const std::string topic = "windows";

}  // namespace windows::web
