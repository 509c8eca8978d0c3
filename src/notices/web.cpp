#include "notices/web.h"

#include <algorithm>

#include "journal/journal.h"
#include "notices/outbox.h"
#include "notices/store.h"
#include "notices/views.h"

namespace notices::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

constexpr int on_a_page = 50;

std::string who(Context& ctx, std::int64_t seat) {
  auto by = seat ? identity::seat_by_id(ctx.tx, seat) : std::nullopt;
  return by ? by->person_name + " (" + ctx.say("role." + std::string(identity::code_of(by->role))) + ")" : "";
}

Json line(Context& ctx, const Notice& notice, const std::string& by) {
  std::string number = std::to_string(notice.id);
  return {{"id", number},
          {"act", notice.act},
          {"sentence", views::sentence(ctx, notice)},
          {"said", notice.count > 1 ? "" : views::said(ctx, notice)},
          {"by", by},
          {"at", base::show(notice.at, ctx.language)},
          {"is_unread", !notice.read_at},
          {"href", views::href(ctx, notice, ctx.world.registry.find(ctx.seat().organisation))},
          {"read_action", "/notices/" + number + "/reading"}};
}

}  // namespace

std::int64_t number_in(const std::string& text) {
  bool digits = !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == text.npos;
  return digits ? std::stoll(text) : 0;
}

std::string topic_of_seat(std::int64_t seat) { return "seat-" + std::to_string(seat); }

http::Reply list(Context& ctx) {
  int number = int(std::clamp<std::int64_t>(number_in(ctx.request.asked("page").value_or("")), 1, 10'000));
  auto notices = store::page(ctx.tx, ctx.seat().id, (number - 1) * on_a_page, on_a_page + 1);
  bool more = notices.size() > on_a_page;
  if (more) notices.pop_back();
  int waiting = unread(ctx.tx, ctx.seat().id);
  Json page = {{"lines", Json::array()},
               {"unread", waiting},
               {"any_unread", waiting > 0},
               {"until", std::to_string(ctx.now.ms)},
               {"older_href", more ? "/notices?page=" + std::to_string(number + 1) : ""},
               {"newer_href", number > 1 ? "/notices?page=" + std::to_string(number - 1) : ""}};
  page["mail_note"] = ctx.say(ctx.world.mails ? "notices.by_mail" : "notices.not_by_mail");
  page["mails"] = ctx.world.mails;
  page["letters_in_english"] = outbox::language_of(ctx.tx, ctx.seat().person) == base::Language::en;
  if (identity::may(ctx.seat(), identity::May::administer)) page["mail_href"] = "/mail";
  std::int64_t newest = 0;
  for (const auto& notice : notices) newest = std::max(newest, notice.id);
  page["newest"] = std::to_string(newest);
  std::map<std::int64_t, std::string> names;
  for (const auto& notice : notices) {
    if (!names.contains(notice.by)) names[notice.by] = who(ctx, notice.by);
    page["lines"].push_back(line(ctx, notice, names[notice.by]));
  }
  return ctx.page("notices", std::move(page));
}

http::Reply count(Context& ctx) {
  http::Reply reply;
  reply.type = "application/json";
  reply.body = Json{{"unread", unread(ctx.tx, ctx.seat().id)}}.dump();
  return reply;
}

http::Reply read_one(Context& ctx) {
  auto notice = store::one(ctx.tx, number_in(ctx.request.param("notice")), ctx.seat().id);
  if (!notice) throw Problem(Problem::Kind::not_found, "problem.not_found");
  store::read_one(ctx.tx, notice->id, ctx.seat().id, ctx.now);
  bool stays = !ctx.request.field("stay").value_or("").empty();
  return http::Reply::redirect(stays ? "/notices"
                                     : views::href(ctx, *notice, ctx.world.registry.find(ctx.seat().organisation)));
}

http::Reply read_all(Context& ctx) {
  auto number = [&](const char* name) { return number_in(ctx.request.field(name).value_or("")); };
  store::read_all(ctx.tx, ctx.seat().id, number("newest"), {number("until")}, ctx.now);
  return http::Reply::redirect("/notices");
}

http::Reply choose_language(Context& ctx) {
  bool english = ctx.request.field("language").value_or("") == "en";
  outbox::choose_language(ctx.tx, ctx.seat().person, english ? base::Language::en : base::Language::th, ctx.now);
  return http::Reply::redirect("/notices");
}

http::Reply mail(Context& ctx) {
  constexpr int most_shown = 200;
  auto counts = outbox::counts(ctx.tx);
  auto grouped = [](std::int64_t n) { return base::to_grouped(base::Decimal::whole(n)); };
  Json page = {{"mails", ctx.world.mails},
               {"waiting", counts.waiting},
               {"sent", counts.sent},
               {"dead", counts.dead},
               {"waiting_shown", grouped(counts.waiting)},
               {"sent_shown", grouped(counts.sent)},
               {"dead_shown", grouped(counts.dead)},
               {"oldest", counts.oldest ? base::show(*counts.oldest, ctx.language) : ""},
               {"trouble", counts.trouble},
               {"letters", Json::array()}};
  for (const auto& letter : outbox::dead(ctx.tx, most_shown)) {
    bool uncertain = letter.why == outbox::lost;
    page["letters"].push_back({{"id", std::to_string(letter.id)},
                               {"address", letter.address},
                               {"subject", letter.subject},
                               {"message_id", letter.message_id},
                               {"tries", letter.tries},
                               {"uncertain", uncertain},
                               {"why", uncertain ? ctx.say("mail.lost") : letter.why},
                               {"made", base::show(letter.made_at, ctx.language)},
                               {"died", base::show(letter.dead_at, ctx.language)},
                               {"retry_action", "/mail/" + std::to_string(letter.id) + "/trial"}});
  }
  return ctx.page("mail", std::move(page));
}

http::Reply mail_again(Context& ctx) {
  auto id = number_in(ctx.request.param("letter"));
  if (ctx.repeated) return http::Reply::redirect("/mail");
  if (!outbox::revive(ctx.tx, id, ctx.now)) throw Problem(Problem::Kind::not_found, "problem.not_found");
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "mail-again", std::to_string(id), "", "");
  return http::Reply::redirect("/mail");
}

}  // namespace notices::web
