#pragma once
#include "identity/context.h"

namespace results::web {

http::Reply mine(identity::Context& ctx);  // /results → the place one stands for
http::Reply nation(identity::Context& ctx);
http::Reply place(identity::Context& ctx);  // a region, province, district or body

http::Reply chart(identity::Context& ctx);  // one of its charts: "map.png", "flow.csv"
// ── places side by side: ?place=30&place=40…
http::Reply compare(identity::Context& ctx);
http::Reply compared(identity::Context& ctx);  // the same as "places.png", "places.csv"

}  // namespace results::web
