#include "reports/web.h"

#include "reports/opening.h"
#include "reports/saved.h"
#include "reports/store.h"

namespace reports::web {

using base::Problem;
using identity::Context;
using view::to_json;

namespace {

const framework::Question& asked_question(const Context& ctx, const Where& where) {
  const auto* question = where.plan.find(ctx.request.param("question"));
  if (!question || !where.body.is_asked(*question)) throw Problem(Problem::Kind::not_found, "problem.unknown_question");
  return *question;
}

Given given_of(const http::Request& request, const std::string& prefix, const std::string& typed) {
  Given given;
  given.typed = request.field(typed);
  given.unit = request.field(prefix + "unit");
  given.reason = request.field(prefix + "reason");
  given.source = request.field(prefix + "source");
  given.remark = request.field(prefix + "remark");
  if (auto flag = request.field(prefix + "not_applicable"))
    given.not_applicable = *flag == "true" || *flag == "yes" || *flag == "1" || *flag == "on";
  if (auto seen = request.field(prefix + "version")) {
    bool digits = !seen->empty() && seen->size() < 9 && seen->find_first_not_of("0123456789") == seen->npos;
    given.seen = digits ? std::stoi(*seen) : -1;  // not a version: never the current one
  }
  return given;
}

// The form says what it showed, in a mark: a field that still says so was not touched, whatever became of the answer
// since. Of what it does not show it says nothing.
bool is_untouched(const http::Request& request, const framework::Question& question, const Given& given) {
  auto was = request.field(question.code + ".was");
  Answer sent;
  take(question, given, sent);
  return was && *was == fingerprint(question, sent);
}

// What could not be saved comes back in its field, every part of it, beside what is kept.
void give_back(const Context& ctx, const pages::Opened& opened, const framework::Question& question, const Given& given,
               view::Json& shown) {
  auto typed = opened;
  Answer& answer = typed.answers[question.slot];
  take(question, given, answer);
  answer.value = answer.not_applicable ? std::nullopt : read(question, answer.typed, answer.unit).value;
  auto theirs = shown["not_applicable"] == true
                    ? ctx.say("state.not_applicable") + " " + shown["reason"].get<std::string>()
                    : shown["in_words"].get<std::string>();
  auto view = to_json(pages::question_view(ctx, typed, question));
  for (const char* part : {"typed", "in_area", "unit", "unit_label", "units", "choices", "sources", "source",
                           "not_applicable", "reason", "remark", "value", "beside", "in_words"})
    shown[part] = view[part];
  shown["theirs"] = theirs.empty() ? "–" : theirs;
}

Problem problem_of_length(const Draft& draft, const framework::Question& question, const Given& given) {
  const Answer& stands = draft.answers[question.slot];
  Answer next = stands;
  take(question, given, next);
  const auto over = too_long(question, stands, next).value();
  return {Problem::Kind::invalid, over.key(), over.arguments(question.code)};
}

view::Json conflict(const Context& ctx, const std::string& said) {
  return {{"type", "about:blank"}, {"status", 409}, {"title", said}, {"detail", said}, {"request_id", ctx.request.id}};
}
http::Reply refusal_of(const view::Json& conflict) {
  http::Reply reply;
  reply.status = 409;
  reply.type = "application/problem+json";
  reply.body = conflict.dump();
  return reply;
}

// Two people, one answer: both values, for the reader to choose.
view::Json conflict_of(const Context& ctx, const pages::Opened& opened, const framework::Question& question,
                       const Given& given) {
  const Answer& theirs = opened.answers[question.slot];
  auto body = conflict(ctx, ctx.say("problem.stale"));
  auto view = pages::question_view(ctx, opened, question);
  body["theirs"] = pages::stored_view(view);
  body["theirs"]["at"] = base::show_clock(theirs.changed_at, ctx.language);
  body["theirs"]["findings"] = to_json(view)["findings"];
  // Who takes theirs over sees what it moved, as if it had been saved here.
  body["now"] = pages::saved_view(ctx, opened, {&question}, std::vector<bool>(opened.picture.slots.size(), true));
  body["yours"] = {{"typed", given.typed.value_or("")}, {"unit", given.unit.value_or("")}};
  return body;
}

std::string say_stale_reason(const Context& ctx, const Draft& draft, const std::string& finding) {
  const auto stands = draft.reason_for(finding);
  return ctx.say("problem.stale_reason", {{"code", finding}, {"theirs", stands.empty() ? "–" : stands}});
}

http::Reply refuse_reason(const Context& ctx, const Draft& draft, const std::string& finding) {
  auto body = conflict(ctx, say_stale_reason(ctx, draft, finding));
  body["key"] = "problem.stale_reason", body["stands"] = draft.reason_for(finding);
  return refusal_of(body);
}

const framework::Section& section_of(const Context& ctx, const framework::Framework& plan, std::string_view code) {
  (void)ctx;
  for (const auto& section : plan.sections)
    if (section.code == code) return section;
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

view::Json section_page(const Context& ctx, const pages::Opened& opened, const framework::Section& section) {
  const auto& plan = opened.where.plan;
  view::Json page = to_json(head_of(ctx, opened, section.code));
  page["section"] = {
      {"code", section.code}, {"label", section.label.in(ctx.language)}, {"about", section.about.in(ctx.language)}};
  auto& indicators = page["indicators"] = view::Json::array();
  for (int number : section.indicators) {
    auto indicator = pages::indicator_view(ctx, opened, plan.indicators[number]);
    if (!indicator.asked) continue;
    indicators.push_back(to_json(indicator));
    for (auto& question : indicators.back()["questions"])
      question["editable"] =
          page["editable"].get<bool>() && is_open_for(opened.report, question["code"].get<std::string>());
  }
  page["previous"] = page["next"] = nullptr;
  for (std::size_t i = 0; i < plan.sections.size(); ++i) {
    if (plan.sections[i].code != section.code) continue;
    if (i + 1 < plan.sections.size())
      page["next"] = {{"href", pages::address_of(opened.where) + "/sections/" + plan.sections[i + 1].code},
                      {"label", plan.sections[i + 1].label.in(ctx.language)}};
    if (i > 0)
      page["previous"] = {{"href", pages::address_of(opened.where) + "/sections/" + plan.sections[i - 1].code},
                          {"label", plan.sections[i - 1].label.in(ctx.language)}};
  }
  return page;
}

}  // namespace

std::string topic_of_body(std::int64_t body) { return "body-" + std::to_string(body); }

http::Reply show(Context& ctx) {
  Where where = where_of(ctx);
  return http::Reply::redirect(pages::address_of(where) + "/sections/" + where.plan.sections.front().code);
}

view::Json section_page(Context& ctx, std::string_view section) {
  Where where = where_of(ctx);
  const auto& shown = section_of(ctx, where.plan, section);
  return section_page(ctx, open_for_reading(ctx, where), shown);
}

http::Reply put_answer(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  const auto& question = asked_question(ctx, where);
  expect_draft(ctx, where);
  if (!ctx.repeated) require_window(ctx, where);
  Draft draft = open_draft(ctx.tx, where, ctx.seat(), ctx.now);
  Given given = given_of(ctx.request, "", "typed");
  // Sent again because the answer got lost: what there is now is told, and nothing is put.
  const auto outcome = ctx.repeated ? Outcome::unchanged : put(ctx.tx, draft, question, given, ctx.seat(), ctx.now);
  if (outcome == Outcome::too_long) throw problem_of_length(draft, question, given);
  if (outcome == Outcome::stale) {
    auto opened = pages::as_opened(where, draft, findings_of(where.plan, where.body, draft.answers, draft.picture));
    return refusal_of(conflict_of(ctx, opened, question, given));
  }
  if (draft.wrote()) ctx.moved.insert(draft.report.province);
  auto findings = close_draft(ctx.tx, where, draft, ctx.now);
  http::Reply reply;
  reply.type = "application/json";
  auto moved = moved_slots(draft.counted, draft.picture);
  reply.finish = [voice = identity::Voice(ctx), opened = pages::as_opened(where, std::move(draft), std::move(findings)),
                  &question, moved = std::move(moved), repeated = ctx.repeated](http::Reply& r) {
    auto saved = pages::saved_view(voice, opened, {&question}, moved);
    saved["repeated"] = repeated;  // it may be somebody else's by now
    r.body = saved.dump();
  };
  return reply;
}

http::Reply put_section(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  const auto& section = section_of(ctx, where.plan, ctx.request.asked("section").value_or(""));
  if (ctx.repeated) return http::Reply::redirect(pages::address_of(where) + "/sections/" + section.code);
  expect_draft(ctx, where);
  std::string unsaved;  // why some of it could not be: what is too long, what somebody else gave meanwhile
  auto say_unsaved = [&](const std::string& why) { unsaved += (unsaved.empty() ? "" : " · ") + why; };
  bool is_too_long = false, is_stale = false;
  std::string refused;  // why nothing could be saved: the page comes back with what was typed
  try {
    require_window(ctx, where);
  } catch (const Problem& problem) {
    refused = ctx.say(problem.key, problem.arguments);
  }
  Draft draft;
  if (refused.empty()) draft = open_draft(ctx.tx, where, ctx.seat(), ctx.now);
  std::map<int, Given> kept_back;  // slot → what was typed and not saved
  for (int number : section.indicators)
    for (int slot : where.plan.indicators[number].questions) {
      const auto& question = where.plan.questions[slot];
      if (!where.body.is_asked(question) || !ctx.request.field(question.code + ".version")) continue;
      Given given = given_of(ctx.request, question.code + ".", question.code);
      // A box without its tick is not sent; nor is one that is shut.
      if (question.may_not_apply && !given.not_applicable && is_open_for(draft.report, question.code))
        given.not_applicable = false;
      if (is_untouched(ctx.request, question, given)) continue;
      const auto outcome =
          refused.empty() ? put(ctx.tx, draft, question, given, ctx.seat(), ctx.now) : Outcome::unchanged;
      if (outcome == Outcome::too_long) {
        auto problem = problem_of_length(draft, question, given);
        say_unsaved(ctx.say(problem.key, problem.arguments));
        is_too_long = true;
      }
      is_stale |= outcome == Outcome::stale;
      if (!refused.empty() || outcome == Outcome::stale || outcome == Outcome::too_long) kept_back[slot] = given;
    }
  std::map<std::string, std::string> reasons_kept_back;
  for (const auto& finding : findings_with_a_reason(where.plan)) {
    auto reason = ctx.request.field("finding." + finding);
    const auto was = ctx.request.field("finding." + finding + ".was");
    if (!reason || as_kept(*reason, true) == was.value_or("")) continue;
    const auto kept = as_kept(*reason, true);
    const auto over = too_long_reason(kept);
    if (over) say_unsaved(ctx.say(over->key(), over->arguments(finding)));
    is_too_long |= over.has_value();
    const bool stale =
        refused.empty() && !over && put_reason(ctx.tx, draft, finding, {*reason, was}, ctx.now) == Outcome::stale;
    if (stale) say_unsaved(say_stale_reason(ctx, draft, finding));
    if (!refused.empty() || over || stale) reasons_kept_back[finding] = kept;
  }
  if (refused.empty()) {
    if (draft.wrote()) ctx.moved.insert(draft.report.province);
    close_draft(ctx.tx, where, draft, ctx.now);
    if (kept_back.empty() && reasons_kept_back.empty())
      return http::Reply::redirect(pages::address_of(where) + "/sections/" + section.code);
  }
  auto opened = open_for_reading(ctx, where);
  view::Json page = section_page(ctx, opened, section);
  if (is_stale) say_unsaved(ctx.say("problem.stale_form"));
  page["notice"] = !refused.empty() ? refused : unsaved;
  for (auto& indicator : page["indicators"])
    for (auto& question : indicator["questions"]) {
      const auto& asked = *where.plan.find(question["code"].get<std::string>());
      if (auto at = kept_back.find(asked.slot); at != kept_back.end())
        give_back(ctx, opened, asked, at->second, question);
      for (auto& finding : question["findings"])
        if (auto at = reasons_kept_back.find(finding["code"]); at != reasons_kept_back.end())
          finding["reason"] = at->second;
    }
  return ctx.page("report", std::move(page), !refused.empty() ? 403 : is_too_long ? 422 : 409);
}

http::Reply put_reason(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  require_window(ctx, where);
  Draft draft = open_draft(ctx.tx, where, ctx.seat(), ctx.now);
  std::string check = ctx.request.param("check");
  if (!asks_for_a_reason(where.plan, check)) throw Problem(Problem::Kind::not_found, "problem.not_found");
  const GivenReason given{ctx.request.field("reason").value_or(""), ctx.request.field("seen")};
  if (!ctx.repeated && put_reason(ctx.tx, draft, check, given, ctx.now) == Outcome::stale)
    return refuse_reason(ctx, draft, check);
  close_draft(ctx.tx, where, draft, ctx.now);
  http::Reply reply;
  reply.type = "application/json";
  reply.body = view::Json{{"saved_at", base::show_clock(ctx.now, ctx.language)}}.dump();
  return reply;
}

}  // namespace reports::web
