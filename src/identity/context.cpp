#include "identity/context.h"

#include <fmt/format.h>

namespace identity {

const framework::Framework* World::find(std::string_view name, std::string_view period) const {
  for (const auto& plan : frameworks)
    if (plan.name == name && plan.period == period) return &plan;
  return nullptr;
}

namespace {

// What stands around every page.
view::Json frame_of(const Voice& ctx, const http::Request& request, const std::optional<Session>& session) {
  view::Json frame = {{"signed_in", session.has_value()},
                      {"demonstration", ctx.world.demonstration},
                      {"clock", ctx.world.clock.is_set() ? base::show(ctx.now, ctx.language) : ""},
                      {"language_is_th", ctx.language == base::Language::th},
                      {"path", request.path},
                      {"menus", view::Json::array()}};
  if (!session) return frame;
  const Seat& seat = session->seat;
  const auto* organisation = ctx.world.registry.find(seat.organisation);
  frame["person_name"] = seat.person_name;
  frame["login"] = seat.login;
  frame["role_label"] = ctx.say("role." + std::string(code_of(seat.role)));
  frame["organisation_name"] =
      organisation ? registry::short_name(*organisation, base::day_in_bangkok(ctx.now), ctx.language) : "";
  frame["csrf"] = session->csrf;
  frame["idempotency_key"] = fmt::format("{:011x}{}", ctx.now.ms, request.id);  // of the form on it, sent at most once
  frame["unread"] = session->unread;
  frame["unread_shown"] = session->unread > 99 ? "99+" : session->unread ? std::to_string(session->unread) : "";
  frame["unread_label"] = session->unread ? ctx.say("notices.unread", {{"n", frame["unread_shown"].get<std::string>()}})
                                          : ctx.say("notices.title");
  frame["seat"] = std::to_string(seat.id);
  auto menu = [&](const char* key, const std::string& href) {
    bool current = href == "/" ? request.path == "/" : request.path.starts_with(href);
    frame["menus"].push_back({{"label", ctx.say(key)}, {"href", href}, {"current", current}});
  };
  menu("menu.home", "/");
  if (organisation && organisation->tier == registry::Tier::local) menu("menu.work", "/reports");
  if (may(seat, May::follow_province)) menu("menu.follow", "/follow-up");
  menu("menu.results", "/results");
  if (may(seat, May::freeze_release) && !ctx.world.frameworks.empty())
    menu("releases.title", "/releases/" + ctx.world.at_hand(ctx.now).name + "/" + ctx.world.at_hand(ctx.now).period);
  if (may(seat, May::read_journal)) menu("menu.journal", "/journal");
  return frame;
}

// A page that refuses what was sent is a problem with the page's own members beside: whoever asks for JSON reads what
// is wrong where every problem says it, and has the fields at fault.
void add_problem(const Voice& voice, const http::Request& request, view::Json& page, unsigned status) {
  std::string detail, key;
  if (auto faults = page.find("faults"); faults != page.end())
    for (const auto& fault : *faults) {
      detail += (detail.empty() ? "" : " · ") + fault.at("message").get<std::string>();
      if (key.empty()) key = fault.value("key", "");
    }
  for (const char* name : {"fault", "notice", "message"})
    if (detail.empty() && page.contains(name) && page[name].is_string()) detail = page[name];
  page.update({{"type", "about:blank"},
               {"status", status},
               {"title", voice.say("problem.title." + std::to_string(status))},
               {"detail", detail},
               {"key", key},
               {"request_id", request.id}});
}

}  // namespace

const framework::Framework& World::at_hand(base::Instant now) const {
  for (const auto& plan : frameworks)  // the latest first
    if (base::start_of(plan.opens) <= now) return plan;
  return frameworks.back();
}

http::Reply page_of(const Voice& voice, const http::Request& request, const std::optional<Session>& session,
                    std::string_view template_name, view::Json view, unsigned status) {
  http::Reply reply;
  reply.status = status;
  if (request.wants_json()) {
    reply.type = status < 400 ? "application/json" : "application/problem+json";
    if (status >= 400) add_problem(voice, request, view, status);
    // Off the writer's thread: rendering waits until the transaction is done.
    reply.finish = [view = std::move(view)](http::Reply& r) {
      r.body = view.dump(-1, ' ', false, view::Json::error_handler_t::replace);
    };
    return reply;
  }
  view["frame"] = frame_of(voice, request, session);
  reply.finish = [view = std::move(view), name = std::string(template_name), language = voice.language,
                  &world = voice.world](http::Reply& r) { r.body = world.templates.render(name, language, view); };
  return reply;
}

}  // namespace identity
