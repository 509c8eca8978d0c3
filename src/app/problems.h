#pragma once
#include "identity/context.h"

namespace app {

// The one place where a failure becomes a reply: page, redirect to sign-in, or application/problem+json.
http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      const base::Problem& problem);
// Anything that is not a Problem: logged with the request's id, never shown.
http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      std::exception_ptr error);
// What a form held whose session had ended: it travels through signing in and is offered for sending again.
// `prefix` stands before the names of fields that travel already.
view::Json kept_fields(const http::Request& request, std::string_view prefix);
unsigned status_of(base::Problem::Kind kind);

}  // namespace app
