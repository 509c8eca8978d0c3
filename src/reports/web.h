#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace reports::web {

http::Reply home(identity::Context& ctx);
http::Reply mine(identity::Context& ctx);          // the menu การดำเนินการ: the body's reports
http::Reply show(identity::Context& ctx);          // → its first section
http::Reply section(identity::Context& ctx);
http::Reply put_answer(identity::Context& ctx);    // one field, as typed
http::Reply put_section(identity::Context& ctx);   // one form, without scripts
http::Reply put_reason(identity::Context& ctx);    // why a value that a check asks about stands
http::Reply review(identity::Context& ctx);
http::Reply submit(identity::Context& ctx);
http::Reply withdraw(identity::Context& ctx);
http::Reply receipt(identity::Context& ctx);
http::Reply check_receipt(identity::Context& ctx); // public

}  // namespace reports::web
