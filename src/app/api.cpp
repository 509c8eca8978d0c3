// The public API on its way through: no session, no cookie, no token; threads of its own behind the clerks' pages, and
// an allowance by address. Everything about it that differs from a page stands here.
#include "api/web.h"

#include "app/app.h"
#include "app/metrics.h"
#include "app/problems.h"
#include "app/routes.h"
#include "base/log.h"

namespace app {

using base::Problem;

namespace {

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

http::Reply reply_in(const identity::Voice& voice, const http::Request& request, std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const Problem& problem) {
    return api::web::problem(voice, request, status_of(problem.kind), problem);
  } catch (const std::exception& other) {
    base::log::error("request={} method={} path={} error={}", request.id, request.method, request.path, other.what());
  }
  return api::web::problem(voice, request, 500,
                           Problem(Problem::Kind::invalid, "problem.internal", {{"id", request.id}}));
}

// Also what keeps it from being answered at all: the method, the address, the allowance.
std::optional<http::Reply> refused(const identity::Voice& voice, const http::Request& request, const Match& found,
                                   const api::Verdict& verdict) {
  auto refuse = [&](unsigned status, const char* key, base::Arguments arguments = {}) {
    return api::web::problem(voice, request, status, Problem(Problem::Kind::invalid, key, std::move(arguments)));
  };
  if (!verdict.allowed) return refuse(429, "api.too_often", {{"seconds", std::to_string(verdict.retry_after)}});
  if (request.method != "GET" && request.method != "HEAD") return refuse(405, "api.only_reading");
  if (!found.route) return refuse(404, "api.no_such_address");
  return std::nullopt;
}

}  // namespace

void App::ask_api(std::shared_ptr<Asked> request, http::Respond answer) {
  if (request->method == "OPTIONS") return answer(api::web::preflight());
  auto begun = std::chrono::steady_clock::now();
  auto verdict = allowance_.ask(request->remote, steady_ms());
  auto found = match(request->method == "HEAD" ? "GET" : request->method, request->path);
  if (found.route) request->route = found.route->pattern;
  http::Respond respond = [this, request, answer, verdict, begun](http::Reply reply) {
    api::web::add_headers(reply, allowance_.policy(), verdict);
    // Here, on the readers' thread: the one that sends is everybody's.
    if (request->header("accept-encoding").find("gzip") != std::string_view::npos) http::compress(reply);
    auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    metrics::count(request->method, request->route, reply.status, took);
    if (took >= config_.slow_seconds)
      base::log::warn("slow request={} method={} route={} status={} seconds={:.3f}", request->id, request->method,
                      request->route, reply.status, took);
    answer(std::move(reply));
  };
  identity::Voice voice{*request->world, request->world->clock.now(), api::web::language_of(*request)};
  if (auto reply = refused(voice, *request, found, verdict)) return respond(std::move(*reply));
  request->params = std::move(found.params);
  bool taken = readers_.post([this, request, respond, voice, handler = found.route->handler] {
    http::Reply reply;
    try {
      database_.read([&](db::Tx& tx) {
        base::WorkingFor named(request->id);
        identity::Context ctx{voice, *request, tx, std::nullopt};
        reply = handler(ctx);
      });
    } catch (...) {
      reply = reply_in(voice, *request, std::current_exception());
    }
    respond(std::move(reply));
  });
  if (taken) return;
  auto reply = api::web::problem(voice, *request, 503, Problem(Problem::Kind::busy, "problem.busy"));
  reply.headers.emplace_back("Retry-After", "5");
  respond(std::move(reply));
}

}  // namespace app
