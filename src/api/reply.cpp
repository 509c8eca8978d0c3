#include "api/reply.h"

#include <sodium.h>

#include <algorithm>

#include "api/web.h"
#include "releases/rounds.h"

namespace api {

using base::Problem;
using identity::Context;

namespace {

constexpr const char* for_a_minute = "public, max-age=60";
// Not for ever, though it never changes: a later version of the program may add members to it.
constexpr const char* for_a_day = "public, max-age=86400";

std::string tag_of(std::string_view body) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(body.data()), body.size(), nullptr, 0);
  return "\"" + base::to_hex({reinterpret_cast<char*>(hash), sizeof hash}) + "\"";
}

}  // namespace

http::Reply reply_of(const Context& ctx, const Json& body, bool lasting) {
  http::Reply reply;
  reply.type = "application/json";
  reply.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  auto tag = tag_of(reply.body);
  reply.headers.emplace_back("Cache-Control", lasting ? for_a_day : for_a_minute);
  if (auto same = matched(ctx.request.header("if-none-match"), tag); !same.empty()) {
    reply.status = 304;
    reply.body.clear();
    tag = same;
  }
  reply.headers.emplace_back("ETag", tag);
  return reply;
}

http::Reply page_of(const Context& ctx, Json head, Json items, const Query& question, const std::string& after,
                    bool lasting) {
  std::string next;
  if (!after.empty()) {
    next = ctx.request.path;
    char mark = '?';
    for (const auto& [name, value] : question)
      if (name != "cursor") next += mark + name + "=" + http::percent_encode(value), mark = '&';
    next += mark + ("cursor=" + cursor_after(question_of(ctx.request.path, question), after));
  }
  head["items"] = std::move(items);
  head["next"] = next.empty() ? Json(nullptr) : Json(next);
  auto reply = reply_of(ctx, head, lasting);
  if (!next.empty()) reply.headers.emplace_back("Link", "<" + next + ">; rel=\"next\"");
  return reply;
}

std::string begins_after(const Context& ctx, const Query& question) {
  auto cursor = text_of(ctx.request.query, "cursor");
  if (!cursor) return {};
  auto after = after_in(*cursor, question_of(ctx.request.path, question));
  if (!after) refuse("cursor", "api.accepts.cursor");
  return *after;
}

Json said(const std::string& th, const std::string& en) {
  auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return {{"th", or_null(th)}, {"en", or_null(en)}};
}

Json said(const framework::Text& text) { return said(text.th, text.en); }

Json said(const Context& ctx, std::string_view key) {
  return said(ctx.world.words.say(base::Language::th, key), ctx.world.words.say(base::Language::en, key));
}

Json number(const base::Decimal& value) { return base::to_plain(value); }

std::string address_of(const framework::Framework& plan) {
  return std::string(web::root) + "/frameworks/" + http::percent_encode(plan.name) + "/" +
         http::percent_encode(plan.period);
}

Json release_of(const Context& ctx, const framework::Framework& plan, const releases::Release& release) {
  std::string number = std::to_string(release.number), page = releases::address_of(plan) + "/releases/" + number;
  return {{"framework", plan.name},
          {"period", plan.period},
          {"number", release.number},
          {"stage", totals::code_of(release.stage)},
          {"stage_label", said(ctx, "results.stage." + std::string(totals::code_of(release.stage)))},
          {"cut_off", base::to_iso(release.cut_off)},
          {"notes", release.notes},
          {"counted", release.counted},
          {"expected", release.expected},
          {"digest", release.digest},
          {"href", std::string(web::root) + "/releases/" + plan.name + "/" + plan.period + "/" + number},
          {"page", page}};
}

std::vector<Round> rounds_of(const Context& ctx) {
  const auto& query = ctx.request.query;
  std::vector<std::string> names, periods;
  auto add = [](std::vector<std::string>& all, const std::string& one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  };
  for (const auto& plan : ctx.world.frameworks) add(names, plan.name);
  auto name = one_of(query, "framework", names);
  for (const auto& plan : ctx.world.frameworks)
    if (!name || plan.name == *name) add(periods, plan.period);
  auto period = one_of(query, "period", periods);
  std::vector<Round> all;
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if ((!name || plan.name == *name) && (!period || plan.period == *period))
      all.push_back({plan, ctx.world.rounds[i].id});
  }
  return all;
}

namespace {

Query named(const Context& ctx, const framework::Framework& plan, const releases::Release& release) {
  Query question = ctx.request.query;
  for (const char* name : {"framework", "period", "release"}) question.erase(name);
  question.emplace("framework", plan.name), question.emplace("period", plan.period),
      question.emplace("release", std::to_string(release.number));
  return question;
}

}  // namespace

Released released(const Context& ctx) {
  auto number = text_of(ctx.request.query, "release").value_or("latest");
  bool latest = number == "latest";
  if (!latest && (number.empty() || number.size() > 9 || number[0] == '0' ||
                  number.find_first_not_of("0123456789") != number.npos))
    refuse("release", "api.accepts.release");
  for (const auto& round : rounds_of(ctx))
    for (const auto& release : releases::store::of_round(ctx.tx, round.id))
      if (latest || std::to_string(release.number) == number)
        return {round.plan, release, named(ctx, round.plan, release)};
  throw Problem(Problem::Kind::not_found, latest ? "api.nothing_released" : "api.no_such_release",
                {{"number", number}});
}

Json head_of(const Context& ctx, const Released& of) { return {{"release", release_of(ctx, of.plan, of.release)}}; }

}  // namespace api
