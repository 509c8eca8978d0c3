#pragma once
#include "identity/context.h"

// Requests in, replies out: what officers do to a report, and what either side says about it.
namespace review::web {

// ── one report
http::Reply page(identity::Context& ctx);  // the report beside the province, for who is above the body
http::Reply verify(identity::Context& ctx);
http::Reply approve(identity::Context& ctx);
http::Reply accept(identity::Context& ctx);
http::Reply withdraw_verification(identity::Context& ctx);
http::Reply withdraw_approval(identity::Context& ctx);
http::Reply withdraw_acceptance(identity::Context& ctx);
http::Reply send_back(identity::Context& ctx);
http::Reply say(identity::Context& ctx);  // at one answer, by either side
http::Reply resolve(identity::Context& ctx);
http::Reply look(identity::Context& ctx);  // "seen so far"

// ── a province
http::Reply queue(identity::Context& ctx);
http::Reply preview(identity::Context& ctx);  // what would be certified at once
http::Reply approve_all(identity::Context& ctx);
http::Reply put_district_rule(identity::Context& ctx);

// ── the body's own pages, with what the offices ask
http::Reply section(identity::Context& ctx);
http::Reply home(identity::Context& ctx);

}  // namespace review::web
