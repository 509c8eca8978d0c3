#include "review/web.h"

#include <algorithm>

#include "base/typed.h"
#include "reports/store.h"
#include "reports/web.h"
#include "review/covers.h"
#include "review/pages.h"
#include "review/store.h"

namespace review::web {

using base::Problem;
using identity::Context;
using reports::Report;
using reports::Stage;
using reports::Where;
using view::Json;

namespace {

Where where_of_page(const Context& ctx) {
  Where where = reports::where_of(ctx);
  const auto* province = ctx.world.registry.by_code(ctx.request.param("province"));
  if (!province || province->id != where.body.organisation->province)
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  return where;
}

Report must_find(const Context& ctx, const Where& where) {
  auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  if (!report) throw Problem(Problem::Kind::conflict, "certify.not_begun");
  return *report;
}

// The latest of these acts: who and when, for a sentence.
base::Arguments last_of(const Context& ctx, const Report& report, std::initializer_list<std::string_view> acts) {
  pages::People people(ctx);
  base::Arguments said{{"name", ""}, {"at", ""}};
  for (const auto& entry : journal::of(ctx.tx, report.id))
    if (std::find(acts.begin(), acts.end(), entry.act) != acts.end())
      said = {{"name", people.of(entry.seat)}, {"at", base::show(entry.at, ctx.language)}};
  return said;
}

// What became of what was seen: every answer that is another one than at that sending, "U2.1: 20 → 25".
std::string changes_since(const Context& ctx, const Where& where, const Report& report, std::int64_t seen) {
  std::string number, told;
  for (const auto& sent : reports::store::submissions_of(ctx.tx, report.id))
    if (sent.id == seen) number = sent.number;
  std::vector<journal::Entry> after;
  bool passed = false;
  for (auto& entry : journal::of(ctx.tx, report.id)) {
    if (passed) after.push_back(entry);
    passed |= entry.act == "submit" && entry.subject == number;
  }
  auto changes = changes_in(after);
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i) {
    auto shown = [&](const std::string& line) {
      return line.empty() ? "–" : pages::answer_in_words(ctx, where, changes[i].question, line);
    };
    told += (told.empty() ? "" : "; ") + changes[i].question + ": " + shown(changes[i].before) + " → " +
            shown(changes[i].after);
  }
  if (changes.size() > most) told += " …";
  return told.empty() ? ctx.say("certify.no_answer_changed") : told;
}

// Why this act on what its officer saw does not fit any more, with what happened meanwhile.
std::optional<Problem> misfit(const Context& ctx, const Where& where, const Report& report, Act act) {
  auto typed = ctx.request.field("version").value_or("");
  bool digits = !typed.empty() && typed.size() < 18 && typed.find_first_not_of("0123456789") == typed.npos;
  if (!digits) return Problem(Problem::Kind::invalid, "certify.no_version");
  auto seen = std::stoll(typed);
  auto standing = standing_submission(ctx.tx, report);
  auto refuse = [](std::string key, base::Arguments arguments) {
    return Problem(Problem::Kind::conflict, std::move(key), std::move(arguments));
  };
  bool waits = act == Act::approve && waits_for_district(ctx.tx, report);
  auto key = why_not(act, report.stage, office_of(ctx.seat()), waits);
  if (key == "certify.not_submitted") return refuse(key, last_of(ctx, report, {"withdraw", "send-back"}));
  if (standing != seen && report.stage != Stage::begun) {
    auto told = last_of(ctx, report, {"submit"});
    told.emplace_back("changes", changes_since(ctx, where, report, seen));
    return refuse("certify.changed", told);
  }
  if (key.find("already_") != key.npos) return refuse(key, last_of(ctx, report, {"verify", "approve", "accept"}));
  if (!key.empty())
    return refuse(key, last_of(ctx, report, {"withdraw-verification", "withdraw-approval", "withdraw-acceptance"}));
  return std::nullopt;
}

unsigned status_of(const Problem& problem) { return problem.kind == Problem::Kind::conflict ? 409 : 400; }

// The page it was sent from, with everything typed on it. `asked`: the question it was sent at, where the form does not
// say it.
http::Reply page_again(Context& ctx, const Where& where, const pages::Kept& kept, unsigned status,
                       const framework::Question* asked = nullptr) {
  bool own = ctx.seat().organisation == where.body.organisation->id;
  if (!own) return ctx.page("officer", pages::page(ctx, where, kept), status);
  auto* section = &where.plan.sections.front();
  if (const auto* question = asked ? asked : where.plan.find(ctx.request.field("question").value_or(""));
      question && question->indicator >= 0)
    section = &where.plan.sections[where.plan.indicators[question->indicator].section];
  Json page = reports::web::section_page(ctx, section->code);
  pages::add_threads(ctx, where, must_find(ctx, where), page, kept);
  page["notice"] = kept.notice;
  return ctx.page("report", std::move(page), status);
}

pages::Kept all_typed(const Context& ctx, std::string notice) {
  pages::Kept kept{std::move(notice), {}};
  for (const auto& [name, value] : ctx.request.form) kept.typed.try_emplace(name, base::repair_utf8(value));
  return kept;
}

// What does not fit comes back on the page it was sent from, with everything typed; as JSON it is the problem alone.
http::Reply told(Context& ctx, const Where& where, const Problem& problem) {
  if (ctx.request.wants_json()) throw problem;
  return page_again(ctx, where, all_typed(ctx, ctx.say(problem.key, problem.arguments)), status_of(problem));
}

// Reasons for sending back, or messages, beside what is sent: the buttons of a page share their form so that they come
// along. Whoever typed them and certifies has forgotten one or the other.
bool has_typed(const Context& ctx, std::string_view name) {
  for (const auto& [field, value] : ctx.request.form)
    if ((field == name || field.starts_with(std::string(name) + ".")) && !base::trim(value).empty()) return true;
  return false;
}

void note_look(Context& ctx, const Report& report) {
  store::note_look(ctx.tx, ctx.seat().id, report.id, {journal::last_number(ctx.tx, report.id), ctx.now});
}

http::Reply to_page(Context& ctx, const Where& where, const std::string& anchor = "") {
  ctx.moved.insert(where.body.organisation->province);
  ctx.moved.insert(where.body.organisation->id);
  return http::Reply::redirect(pages::address_of(ctx, where) + anchor);
}

http::Reply act_on(Context& ctx, Act act,
                   void (*carry_out)(db::Tx&, const Where&, Report&, Act, const identity::Seat&, base::Instant)) {
  Where where = reports::where_of(ctx);
  if (ctx.repeated) return to_page(ctx, where);
  Report report = must_find(ctx, where);
  if (auto problem = misfit(ctx, where, report, act)) return told(ctx, where, *problem);
  if (has_typed(ctx, "reason")) return told(ctx, where, {Problem::Kind::invalid, "certify.reasons_typed"});
  carry_out(ctx.tx, where, report, act, ctx.seat(), ctx.now);
  note_look(ctx, report);
  return to_page(ctx, where);
}

std::string text_of(const Context& ctx, const std::string& name) {
  return std::string(base::trim(base::repair_utf8(ctx.request.field(name).value_or(""))));
}

void require_length(const std::string& text) {
  if (auto length = base::count_characters(text); length > most_characters)
    throw Problem(Problem::Kind::invalid, "thread.too_long",
                  {{"length", base::to_grouped(base::Decimal::whole(std::int64_t(length)))},
                   {"limit", base::to_grouped(base::Decimal::whole(std::int64_t(most_characters)))}});
}

struct SendBack {
  std::string reason;
  std::vector<Reason> reasons;
  base::Instant due;
};

// Throws the Problem that says what is missing.
SendBack read_send_back(const Context& ctx, const Where& where) {
  SendBack asked;
  asked.reason = text_of(ctx, "reason");
  require_length(asked.reason);
  for (const auto& question : where.plan.questions)
    if (auto text = text_of(ctx, "reason." + question.code); !text.empty() && where.body.is_asked(question)) {
      require_length(text);
      asked.reasons.push_back({question.code, text});
    }
  if (asked.reason.empty() && asked.reasons.empty()) throw Problem(Problem::Kind::invalid, "correction.no_reason");
  auto typed = text_of(ctx, "due");
  auto day = base::parse_typed_day(typed);
  if (!day) throw Problem(Problem::Kind::invalid, "correction.no_due", {{"typed", base::with_marks_shown(typed)}});
  asked.due = base::start_of({day->days + 1});
  if (asked.due <= ctx.now) throw Problem(Problem::Kind::invalid, "correction.due_past", {{"typed", typed}});
  if (asked.due.ms - ctx.now.ms > 366ll * 86'400'000)
    throw Problem(Problem::Kind::invalid, "correction.due_far", {{"typed", typed}});
  return asked;
}

const framework::Question& asked_question(const Context& ctx, const Where& where) {
  const auto* question = where.plan.find(ctx.request.field("question").value_or(""));
  if (!question || !where.body.is_asked(*question)) throw Problem(Problem::Kind::not_found, "problem.unknown_question");
  return *question;
}

// Back to where it was said: the officer's page or the report's section.
http::Reply to_question(Context& ctx, const Where& where, const framework::Question& question) {
  std::string anchor = "#q-" + question.code;
  std::replace(anchor.begin(), anchor.end(), '.', '-');
  auto reply = to_page(ctx, where, anchor);
  if (ctx.seat().organisation != where.body.organisation->id || question.indicator < 0) return reply;
  const auto& section = where.plan.sections[where.plan.indicators[question.indicator].section];
  return http::Reply::redirect(reports::pages::address_of(where) + "/sections/" + section.code + anchor);
}

}  // namespace

http::Reply page(Context& ctx) {
  Where where = where_of_page(ctx);
  return ctx.page("officer", pages::page(ctx, where));
}

http::Reply verify(Context& ctx) { return act_on(ctx, Act::verify, certify); }
http::Reply approve(Context& ctx) { return act_on(ctx, Act::approve, certify); }
http::Reply accept(Context& ctx) { return act_on(ctx, Act::accept, certify); }
http::Reply withdraw_verification(Context& ctx) {
  return act_on(ctx, Act::withdraw_verification, withdraw_certification);
}
http::Reply withdraw_approval(Context& ctx) { return act_on(ctx, Act::withdraw_approval, withdraw_certification); }
http::Reply withdraw_acceptance(Context& ctx) { return act_on(ctx, Act::withdraw_acceptance, withdraw_certification); }

http::Reply send_back(Context& ctx) {
  Where where = reports::where_of(ctx);
  if (ctx.repeated) return to_page(ctx, where);
  Report report = must_find(ctx, where);
  if (auto problem = misfit(ctx, where, report, Act::send_back)) return told(ctx, where, *problem);
  SendBack asked;
  try {
    asked = read_send_back(ctx, where);
  } catch (const Problem& problem) {
    return told(ctx, where, problem);
  }
  review::send_back(ctx.tx, where, report, asked.reason, asked.reasons, asked.due, ctx.seat(), ctx.now);
  note_look(ctx, report);
  ctx.windows.insert(where.body.organisation->id);
  return to_page(ctx, where);
}

http::Reply say(Context& ctx) {
  Where where = reports::where_of(ctx);
  const auto& question = asked_question(ctx, where);
  if (ctx.repeated) return to_question(ctx, where, question);
  Report report = must_find(ctx, where);
  // Without scripts every thread of a page is one form: each has a field of its own.
  auto text = text_of(ctx, ctx.request.field("text") ? "text" : "text." + question.code);
  try {
    if (text.empty()) throw Problem(Problem::Kind::invalid, "thread.empty");
    require_length(text);
  } catch (const Problem& problem) {
    return told(ctx, where, problem);
  }
  bool follow = !text_of(ctx, "follow").empty() || !text_of(ctx, "follow." + question.code).empty();
  bool officer = ctx.seat().organisation != where.body.organisation->id;
  review::say(ctx.tx, where, report, {question.code, text}, follow && officer, 0, ctx.seat(), ctx.now);
  if (officer) note_look(ctx, report);
  // Other threads of the page may hold words that were not sent with this one.
  auto kept = all_typed(ctx, ctx.say("thread.others_kept", {{"code", question.code}}));
  kept.typed.erase("text"), kept.typed.erase("text." + question.code);
  if (!ctx.request.wants_json() && std::any_of(kept.typed.begin(), kept.typed.end(), [](const auto& one) {
        return one.first.starts_with("text.") && !base::trim(one.second).empty();
      })) {
    to_page(ctx, where);
    return page_again(ctx, where, kept, 200);
  }
  return to_question(ctx, where, question);
}

http::Reply resolve(Context& ctx) {
  Where where = reports::where_of(ctx);
  Report report = must_find(ctx, where);
  auto typed = ctx.request.param("comment");
  bool digits = typed.size() < 18 && typed.find_first_not_of("0123456789") == typed.npos;
  const Comment* found = nullptr;
  auto all = store::comments_of(ctx.tx, report.id);
  for (const Comment& comment : all)
    if (digits && comment.id == std::stoll(typed)) found = &comment;
  const auto* question = found ? where.plan.find(found->question) : nullptr;
  if (!question) throw Problem(Problem::Kind::not_found, "problem.not_found");
  if (store::resolve(ctx.tx, report.id, found->id, ctx.now, ctx.seat().id))  // once: a second time it is done
    journal::write(ctx.tx, report.id, ctx.now, ctx.seat().id, "resolve", found->question, found->text, "",
                   {{covers::comment, report.id}});
  if (ctx.request.wants_json() || !has_typed(ctx, "text")) return to_question(ctx, where, *question);
  // Words typed at any thread of the page came along and were not sent.
  to_page(ctx, where);
  return page_again(ctx, where, all_typed(ctx, ctx.say("thread.kept_unsent", {{"code", question->code}})), 200,
                    question);
}

http::Reply look(Context& ctx) {
  Where where = reports::where_of(ctx);
  note_look(ctx, must_find(ctx, where));
  if (has_typed(ctx, "reason")) return page_again(ctx, where, all_typed(ctx, ""), 200);
  return http::Reply::redirect(pages::address_of(ctx, where));
}

http::Reply section(Context& ctx) {
  Json page = reports::web::section_page(ctx, ctx.request.param("section"));
  Where where = reports::where_of(ctx);
  auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  pages::add_threads(ctx, where, report.value_or(Report{}), page, {});
  return ctx.page("report", std::move(page));
}

namespace {

// What came back to the body: why, until when, and at which answers something waits.
Json returned_of(Context& ctx, const Where& where) {
  Json returned = Json::array();
  auto report = reports::store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  if (!report) return returned;
  pages::People people(ctx);
  auto submissions = reports::store::submissions_of(ctx.tx, report->id);
  Json asked = Json::array();
  for (const Comment& comment : store::comments_of(ctx.tx, report->id)) {
    const auto* question = where.plan.find(comment.question);
    if (!comment.waits() || !question || question->indicator < 0) continue;
    std::string anchor = "#q-" + question->code;
    std::replace(anchor.begin(), anchor.end(), '.', '-');
    asked.push_back(
        {{"code", question->code},
         {"label", question->label.in(ctx.language)},
         {"text", comment.text},
         {"by", people.of(comment.seat)},
         {"href", reports::pages::address_of(where) + "/sections/" +
                      where.plan.sections[where.plan.indicators[question->indicator].section].code + anchor}});
  }
  auto corrections = store::corrections_of(ctx.tx, report->id);
  bool open = !corrections.empty() && is_open(corrections.front(), *report, submissions);
  if (!open && asked.empty()) return returned;
  Json one = {{"title", where.plan.title.in(ctx.language)},
              {"asked_at", std::move(asked)},
              {"sent_back", open},
              {"reason", ""},
              {"due", ""},
              {"by", ""},
              {"sent_at", ""}};
  if (open) {
    const auto& latest = corrections.front();
    one["reason"] = pages::reason_of(ctx, latest), one["by"] = people.of(latest.seat),
    one["sent_at"] = base::show(latest.at, ctx.language);
    one["due"] = base::show(base::Instant{latest.due.ms - 1}, ctx.language);
  }
  returned.push_back(std::move(one));
  return returned;
}

}  // namespace

http::Reply home(Context& ctx) {
  Json page = reports::web::home_page(ctx);
  page["returned"] = Json::array();
  const auto* own = ctx.world.registry.find(ctx.seat().organisation);
  for (std::size_t i = 0; i < ctx.world.frameworks.size() && own; ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (own->tier == registry::Tier::local) {
      auto body = reports::body_for(*own, plan);
      if (plan.bodies.contains(body.type))
        for (auto& one : returned_of(ctx, {plan, ctx.world.rounds[i].id, body}))
          page["returned"].push_back(std::move(one));
    }
    const auto* province = own->tier == registry::Tier::district ? ctx.world.registry.find(own->province) : own;
    if (province && province->tier == registry::Tier::province)
      page["follow"].push_back(
          {{"label", ctx.say("queue.title") + " · " + plan.title.in(ctx.language)},
           {"href", "/follow-up/" + plan.name + "/" + plan.period + "/" + province->code + "/queue"}});
  }
  page["live_topic"] = own && own->tier == registry::Tier::local ? reports::web::topic_of_body(own->id) : "";
  return ctx.page("home", std::move(page));
}

}  // namespace review::web
