#include "identity/web.h"

#include <sodium.h>

namespace identity::web {

using base::Problem;

namespace {

std::string cookie(std::string_view name, const std::string& value, bool secure) {
  return std::string(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
}

}  // namespace

std::string session_cookie(const std::string& token, bool secure) { return cookie("saat", token, secure); }
std::string expired_cookie(bool secure) { return cookie("saat", "", secure) + "; Max-Age=0"; }
std::string browser_cookie(const std::string& token, bool secure) {
  return cookie(browser_cookie_name, token, secure) + "; Max-Age=7776000";  // 90 days
}

std::string key_of(const http::Request& request) {
  std::string given(request.header("idempotency-key"));
  if (given.empty()) given = request.field("idempotency_key").value_or("");
  if (given.empty()) return "";
  unsigned char hash[12];
  std::string all = given + '\n' + request.method + ' ' + request.path + '\n' + request.body;
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(all.data()), all.size(), nullptr, 0);
  // Keys begin with the time they were made at, so that new ones lie side by side in the table.
  std::string time;
  for (char c : given.substr(0, 11))
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) time += c;
  return time + base::to_hex({reinterpret_cast<const char*>(hash), sizeof hash});
}

bool csrf_fits(const Session& session, const http::Request& request) {
  std::string given(request.header("x-csrf-token"));
  if (given.empty()) given = request.field("csrf").value_or("");
  return given.size() == session.csrf.size() && sodium_memcmp(given.data(), session.csrf.data(), given.size()) == 0;
}

http::Reply sign_in(Context& ctx) {
  return ctx.page("sign_in",
                  view::Json{{"message", ""}, {"login", ""}, {"next", ctx.request.asked("next").value_or("")}});
}

http::Reply session(Context& ctx) {
  if (!ctx.session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
  const auto* organisation = ctx.world.registry.find(ctx.seat().organisation);
  view::Json seats = view::Json::array();
  for (const Seat& seat : seats_of(ctx.tx, ctx.seat().person))
    seats.push_back({{"id", seat.id}, {"role", code_of(seat.role)}});
  http::Reply reply;
  reply.type = "application/json";
  reply.body =
      view::Json{
          {"person_name", ctx.seat().person_name},
          {"login", ctx.seat().login},
          {"role", code_of(ctx.seat().role)},
          {"organisation",
           {{"code", organisation ? organisation->code : ""},
            {"name",
             organisation ? registry::full_name(*organisation, base::day_in_bangkok(ctx.now), ctx.language) : ""}}},
          {"seats", seats},
          {"csrf", ctx.session->csrf},
          {"demonstration", ctx.world.demonstration}}
          .dump();
  return reply;
}

http::Reply sign_out(Context& ctx) {
  end_session(ctx.tx, ctx.request.cookie("saat"));
  auto reply = http::Reply::redirect("/sign-in");
  reply.headers.emplace_back("Set-Cookie", expired_cookie(ctx.world.secure_cookies));
  return reply;
}

http::Reply switch_seat(Context& ctx) {
  auto wanted = ctx.request.field("seat").value_or("");
  if (wanted.empty() || wanted.size() > 18 || wanted.find_first_not_of("0123456789") != wanted.npos)
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  identity::switch_seat(ctx.tx, ctx.request.cookie("saat"), ctx.seat().person, std::stoll(wanted));
  return http::Reply::redirect("/");
}

http::Reply password(Context& ctx) { return password_page(ctx, "", ctx.request.asked("done").has_value(), 200); }

http::Reply password_page(Context& ctx, const std::string& message, bool done, unsigned status) {
  view::Json seats = view::Json::array();
  for (const Seat& seat : seats_of(ctx.tx, ctx.seat().person)) {
    const auto* organisation = ctx.world.registry.find(seat.organisation);
    std::string label = ctx.say("role." + std::string(code_of(seat.role)));
    if (organisation) label += " " + registry::short_name(*organisation, base::day_in_bangkok(ctx.now), ctx.language);
    seats.push_back({{"id", std::to_string(seat.id)}, {"label", label}, {"current", seat.id == ctx.seat().id}});
  }
  return ctx.page("password", view::Json{{"message", message}, {"done", done}, {"seats", std::move(seats)}}, status);
}

}  // namespace identity::web
