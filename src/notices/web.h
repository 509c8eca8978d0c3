#pragma once
#include "identity/context.h"

// Requests in, replies out.
namespace notices::web {

http::Reply list(identity::Context& ctx);
http::Reply count(identity::Context& ctx);     // for the frame of an open page
http::Reply read_one(identity::Context& ctx);  // and on to what it is about
http::Reply read_all(identity::Context& ctx);

http::Reply choose_language(identity::Context& ctx);  // of letters
http::Reply mail(identity::Context& ctx);             // what became of letters
http::Reply mail_again(identity::Context& ctx);

http::Reply reminding(identity::Context& ctx);  // whom, and who would get what
http::Reply remind(identity::Context& ctx);
http::Reply reminder(identity::Context& ctx);  // what became of it

std::int64_t number_in(const std::string& text);  // 0 for what is none
std::string topic_of_seat(std::int64_t seat);     // what open pages listen to

}  // namespace notices::web
