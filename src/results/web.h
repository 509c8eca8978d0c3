#pragma once
#include "identity/context.h"

namespace results::web {

http::Reply mine(identity::Context& ctx);    // /results → the place one stands for
http::Reply nation(identity::Context& ctx);
http::Reply place(identity::Context& ctx);   // a region, province, district or body

}  // namespace results::web
