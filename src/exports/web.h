#pragma once
#include "identity/context.h"

namespace exports::web {

http::Reply show(identity::Context& ctx);  // what may be taken away, and the files under way
http::Reply file(identity::Context& ctx);  // one of them at once
http::Reply ask(identity::Context& ctx);   // one of the nation, made while one waits; a smaller one at once
http::Reply made(identity::Context& ctx);  // one that was made
// The workbook of the seat's own bodies, with all that was given: filled in and brought in again (imports/web.h).
http::Reply own_table(identity::Context& ctx);
http::Reply cancel(identity::Context& ctx);
http::Reply report_pdf(identity::Context& ctx);   // a body's report, with what certifies it
http::Reply summary_pdf(identity::Context& ctx);  // of a province or the nation

}  // namespace exports::web
