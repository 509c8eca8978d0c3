#pragma once
#include "identity/context.h"

namespace app {

base::Language language_of(const http::Request& request);

// The one place where a failure becomes a reply: page, redirect to sign-in, or application/problem+json.
// `session`: whose page it is, so that who is signed in sees it under their own menus.
http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      const base::Problem& problem, const std::optional<identity::Session>& session = std::nullopt);
// Anything that is not a Problem: logged with the request's id, never shown.
http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      std::exception_ptr error, const std::optional<identity::Session>& session = std::nullopt);
// Where the address does not answer to the method; `allowed` names what it does, for Allow, and so for who asks
// (OPTIONS).
http::Reply other_method(const identity::World& world, const http::Request& request, base::Language language,
                         const std::string& allowed);
bool is_page(const http::Request& request);  // whether a failure is shown to a person
// What a form held whose session had ended: it travels through signing in and is offered for sending again.
// `prefix` stands before the names of fields that travel already.
view::Json kept_fields(const http::Request& request, std::string_view prefix);
unsigned status_of(base::Problem::Kind kind);

}  // namespace app
