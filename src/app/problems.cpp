#include "app/problems.h"

#include "base/log.h"

namespace app {

using base::Problem;

unsigned status_of(Problem::Kind kind) {
  switch (kind) {
    case Problem::Kind::not_found:
      return 404;
    case Problem::Kind::not_signed_in:
      return 401;
    case Problem::Kind::not_allowed:
      return 403;
    case Problem::Kind::conflict:
      return 409;
    case Problem::Kind::invalid:
      return 400;
    case Problem::Kind::too_large:
      return 413;
    case Problem::Kind::busy:
      return 503;
  }
  return 500;
}

bool is_page(const http::Request& request) {
  return !request.wants_json() && !request.header("content-type").starts_with("application/json");
}

view::Json kept_fields(const http::Request& request, std::string_view prefix) {
  view::Json kept = view::Json::array();
  for (const auto& [name, value] : request.form)
    if (name.starts_with(prefix) && name != "csrf")
      kept.push_back({{"name", name.substr(prefix.size())}, {"value", value}});
  return kept;
}

namespace {

http::Reply render(const identity::World& world, const http::Request& request, base::Language language, unsigned status,
                   const std::string& key, const base::Arguments& arguments,
                   const std::optional<identity::Session>& session) {
  constexpr const char *again = "Retry-After", *seconds = "5";
  http::Reply reply;
  reply.status = status;
  std::string detail = world.words.say(language, key, arguments);
  std::string title = world.words.say(language, "problem.title." + std::to_string(status));
  if (!is_page(request)) {
    reply.type = "application/problem+json";
    if (status == 503) reply.headers.emplace_back(again, seconds);
    reply.body = view::Json{{"type", "about:blank"}, {"status", status}, {"title", title},
                            {"detail", detail},      {"key", key},       {"request_id", request.id}}
                     .dump();
    return reply;
  }
  identity::Voice voice{world, world.clock.now(), language};
  if (status == 401 && request.method == "GET")
    return http::Reply::redirect("/sign-in?next=" + http::percent_encode(request.path));
  // Without scripts a whole section was typed into this form: signing in must not cost it.
  if (status == 401 && request.path.ends_with("/answers")) {
    view::Json page = {
        {"message", detail},
        {"login", ""},
        {"next", ""},
        {"kept", kept_fields(request, "")},
        {"resume", request.path + "?section=" + http::percent_encode(request.asked("section").value_or(""))}};
    return identity::page_of(voice, request, std::nullopt, "sign_in", std::move(page), status);
  }
  view::Json page = {
      {"status", status}, {"title", title}, {"detail", detail}, {"request_id", request.id}, {"home", "/"}};
  reply = identity::page_of(voice, request, session, "problem", std::move(page), status);
  if (status == 503) reply.headers.emplace_back(again, seconds);
  return reply;
}

}  // namespace

base::Language language_of(const http::Request& request) {
  auto asked = request.asked("lang").value_or(request.cookie("language"));
  return asked == "en" ? base::Language::en : base::Language::th;
}

http::Reply other_method(const identity::World& world, const http::Request& request, base::Language language,
                         const std::string& allowed) {
  if (request.method == "OPTIONS") {
    http::Reply reply;
    reply.status = 204;
    reply.headers.emplace_back("Allow", allowed);
    return reply;
  }
  auto reply = render(world, request, language, 405, "problem.other_method", {{"allowed", allowed}}, std::nullopt);
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      const Problem& problem, const std::optional<identity::Session>& session) {
  return render(world, request, language, status_of(problem.kind), problem.key, problem.arguments, session);
}

http::Reply reply_for(const identity::World& world, const http::Request& request, base::Language language,
                      std::exception_ptr error, const std::optional<identity::Session>& session) {
  try {
    std::rethrow_exception(error);
  } catch (const Problem& problem) {
    return reply_for(world, request, language, problem, session);
  } catch (const std::exception& other) {
    base::log::error("request={} method={} path={} error={}", request.id, request.method, request.path, other.what());
  }
  return render(world, request, language, 500, "problem.internal", {{"id", request.id}}, session);
}

}  // namespace app
