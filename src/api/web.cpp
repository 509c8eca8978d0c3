#include "api/web.h"

#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include "api/reply.h"
#include "base/embedded.h"

namespace api::web {

using identity::Context;

namespace {

constexpr const char* methods = "GET, HEAD, OPTIONS";

// The core schema of YAML 1.2: what is not in quotes may be a number, true, false or null.
Json json_of(const YAML::Node& node) {
  Json out;
  if (node.IsMap()) {
    out = Json::object();
    for (const auto& member : node) out[member.first.Scalar()] = json_of(member.second);
  } else if (node.IsSequence()) {
    out = Json::array();
    for (const auto& one : node) out.push_back(json_of(one));
  } else if (node.IsScalar()) {
    const auto& text = node.Scalar();
    std::int64_t whole = 0;
    bool quoted = node.Tag() == "!", flag = false;
    if (!quoted && YAML::convert<std::int64_t>::decode(node, whole))
      out = whole;
    else if (!quoted && (text == "true" || text == "false") && YAML::convert<bool>::decode(node, flag))
      out = flag;
    else
      out = text;
  }
  return out;
}

const Json& described() {
  static const Json json = json_of(YAML::Load(std::string(base::embedded("src/api/openapi.yaml").value())));
  return json;
}

}  // namespace

bool is_ours(std::string_view path) { return path == root || (path.starts_with(root) && path[root.size()] == '/'); }

base::Language language_of(const http::Request& request) {
  auto asked = request.asked("lang").value_or("");
  if (asked == "en") return base::Language::en;
  return asked == "th" ? base::Language::th : language_in(request.header("accept-language"));
}

http::Reply problem(const identity::Voice& voice, const http::Request& request, unsigned status,
                    const base::Problem& what) {
  http::Reply reply;
  reply.status = status;
  reply.type = "application/problem+json";
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.headers.emplace_back("Content-Language", voice.language == base::Language::th ? "th" : "en");
  auto arguments = what.arguments;
  Json body = {{"type", "about:blank"},
               {"status", status},
               {"title", voice.say("problem.title." + std::to_string(status))},
               {"key", what.key},
               {"request_id", request.id}};
  for (auto& [name, value] : arguments) {
    if (name == "accepted") value = voice.say(value, what.arguments);
    if (name == "accepted" || name == "parameter") body[name] = value;
  }
  body["detail"] = voice.say(what.key, arguments);
  reply.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return reply;
}

void add_headers(http::Reply& reply, const Policy& policy, const Verdict& verdict) {
  auto add = [&](const char* name, std::string value) { reply.headers.emplace_back(name, std::move(value)); };
  // No credentials are ever read here, so any page may ask (the Fetch standard's CORS protocol).
  add("Access-Control-Allow-Origin", "*");
  add("Access-Control-Expose-Headers", "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id");
  add("Cross-Origin-Resource-Policy", "cross-origin");
  add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  add("Vary", reply.status < 400 ? "Accept-Encoding" : "Accept-Encoding, Accept-Language");
  // draft-ietf-httpapi-ratelimit-headers-10: q requests in w seconds; r are left, and t seconds restore all of them.
  if (policy.quota > 0) {
    add("RateLimit-Policy", fmt::format("\"address\";q={};w={}", policy.quota, policy.window));
    add("RateLimit", fmt::format("\"address\";r={};t={}", verdict.remaining, verdict.full_in));
  }
  if (!verdict.allowed) add("Retry-After", std::to_string(verdict.retry_after));
  if (reply.status == 405) add("Allow", methods);
}

http::Reply preflight() {
  http::Reply reply;
  reply.status = 204;
  for (auto [name, value] : {std::pair{"Access-Control-Allow-Origin", "*"},
                             {"Access-Control-Allow-Methods", methods},
                             {"Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"},
                             {"Access-Control-Max-Age", "86400"},
                             {"Allow", methods},
                             {"Cache-Control", "public, max-age=86400"},
                             {"Vary", "Access-Control-Request-Method, Access-Control-Request-Headers"}})
    reply.headers.emplace_back(name, value);
  return reply;
}

std::string version() { return described()["info"]["version"]; }

http::Reply entry(Context& ctx) {
  only(ctx.request.query, {});
  Json links = Json::object();
  for (const char* name : {"organisations", "frameworks", "indicators", "releases", "figures", "completeness"})
    links[name] = std::string(root) + "/" + name;
  links["description"] = std::string(root) + "/openapi.json";
  links["page"] = "/open/api";
  const auto& info = described()["info"];
  return reply_of(ctx, {{"name", said(ctx, "api.title")},
                        {"version", info["version"]},
                        {"licence", info["license"]},
                        {"links", std::move(links)}});
}

http::Reply description(Context& ctx) {
  only(ctx.request.query, {});
  return reply_of(ctx, described());
}

}  // namespace api::web
