#pragma once
#include "api/allowance.h"
#include "identity/context.h"

// The public API, version 1: the registry, the plans, and what is released; nothing else, and the same to everybody.
// Every reply is JSON with both languages in it; only the words of a problem are in one.
namespace api::web {

inline constexpr std::string_view root = "/api/v1";
bool is_ours(std::string_view path);  // root, or below it

http::Reply entry(identity::Context& ctx);        // what there is, its version and licence
http::Reply description(identity::Context& ctx);  // OpenAPI 3.1
http::Reply organisations(identity::Context& ctx);
http::Reply organisation(identity::Context& ctx);
http::Reply frameworks(identity::Context& ctx);
http::Reply framework(identity::Context& ctx);
http::Reply indicators(identity::Context& ctx);
http::Reply releases(identity::Context& ctx);
http::Reply release(identity::Context& ctx);
http::Reply figures(identity::Context& ctx);
http::Reply completeness(identity::Context& ctx);

std::string version();                     // "1.0.0"
http::Reply page(identity::Context& ctx);  // for people: how to ask, limits, licence, how figures are made

// Of the words of a problem: `lang` if it is one we have, else Accept-Language. Never a cookie.
base::Language language_of(const http::Request& request);
// A request that cannot be answered. Members "parameter" and "accepted" where a parameter is at fault.
http::Reply problem(const identity::Voice& voice, const http::Request& request, unsigned status,
                    const base::Problem& what);
// What every reply of ours carries: who may read it (everybody, without credentials), and how much may still be asked.
void add_headers(http::Reply& reply, const Policy& policy, const Verdict& verdict);
http::Reply preflight();  // to OPTIONS

}  // namespace api::web
