#pragma once
#include "identity/context.h"

namespace identity::web {

http::Reply sign_in(Context& ctx);  // the form; signing in itself is app/'s, for its hashing threads
http::Reply session(Context& ctx);  // JSON: who acts, and the token for writes
http::Reply sign_out(Context& ctx);
http::Reply switch_seat(Context& ctx);
http::Reply password(Context& ctx);
// The same page after an attempt: what was wrong, or that it is done.
http::Reply password_page(Context& ctx, const std::string& message, bool done, unsigned status);

std::string session_cookie(const std::string& token, bool secure);
std::string expired_cookie(bool secure);
// Of a browser its owner signs in from; it outlives the session, and opens nothing.
inline constexpr std::string_view browser_cookie_name = "saat-browser";
std::string browser_cookie(const std::string& token, bool secure);
// The field "csrf" or the header X-CSRF-Token, compared in constant time.
// What its sender calls this request (header Idempotency-Key, or the field idempotency_key), together with
// what it asks: one key upon another text is another request. "" when it has none.
std::string key_of(const http::Request& request);
bool csrf_fits(const Session& session, const http::Request& request);

}  // namespace identity::web
