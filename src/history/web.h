#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace history::web {

http::Reply of_report(identity::Context& ctx);  // what happened to one report; also as CSV

http::Reply search(identity::Context& ctx);  // the journal of the country; also as CSV

}  // namespace history::web
