#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace windows::web {

http::Reply show(identity::Context& ctx);      // a round's windows, and the form that changes them
http::Reply change(identity::Context& ctx);    // open, extend, close
http::Reply withdraw(identity::Context& ctx);  // what held before holds again

http::Reply asking(identity::Context& ctx);  // a locked report: why, and the form that asks
http::Reply ask(identity::Context& ctx);
http::Reply requests(identity::Context& ctx);   // what waits for the province or the department
http::Reply forward(identity::Context& ctx);    // by the province
http::Reply decide(identity::Context& ctx);     // granted until, or refused
http::Reply let_grant(identity::Context& ctx);  // the department lets a province grant by itself

// What open pages listen to: a window opened, closed or was changed somewhere.
inline const std::string topic = "windows";

}  // namespace windows::web
