#pragma once
#include "identity/context.h"

namespace releases::web {

// ── the department
http::Reply show(identity::Context& ctx);    // what a release would hold, and those there are
http::Reply freeze(identity::Context& ctx);  // asks for one; it is made behind the page

// ── everybody, signed in or not: what is released and nothing else
http::Reply open(identity::Context& ctx);     // every plan
http::Reply nation(identity::Context& ctx);   // the latest release
http::Reply place(identity::Context& ctx);    // of it a province, district or body
http::Reply chart(identity::Context& ctx);    // one of its charts: "map.png", "flow.csv"
http::Reply release(identity::Context& ctx);  // one release: notes, files, what differs from the one before
http::Reply file(identity::Context& ctx);     // a table, the data package, the record for the national catalogue

}  // namespace releases::web
