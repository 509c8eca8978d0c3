#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace reports::web {

view::Json home_page(identity::Context& ctx);  // the slices above add what they have to say to these two
view::Json section_page(identity::Context& ctx, std::string_view section);
http::Reply show(identity::Context& ctx);        // → its first section
http::Reply put_answer(identity::Context& ctx);  // one field, as typed
http::Reply paste(identity::Context& ctx);       // a column or block of a sheet, from one field on
http::Reply take_back_paste(identity::Context& ctx);
http::Reply put_section(identity::Context& ctx);  // one form, without scripts
http::Reply put_reason(identity::Context& ctx);   // why a value that a check asks about stands
http::Reply review(identity::Context& ctx);
http::Reply submit(identity::Context& ctx);
http::Reply withdraw(identity::Context& ctx);
http::Reply receipt(identity::Context& ctx);
http::Reply check_receipt(identity::Context& ctx);  // public

// What a body's open pages listen to: its report came to another stage, or somebody asks about it.
std::string topic_of_body(std::int64_t body);

}  // namespace reports::web
