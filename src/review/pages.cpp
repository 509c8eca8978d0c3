#include "review/pages.h"

#include <algorithm>

#include "reports/before.h"
#include "reports/store.h"
#include "reports/web.h"
#include "review/store.h"
#include "view/retold.h"

namespace review::pages {

using base::Decimal;
using base::Language;
using identity::Context;
using reports::Stage;
using reports::Where;
using view::Json;
using view::to_json;

std::string People::of(std::int64_t seat) {
  auto [at, fresh] = names_.try_emplace(seat);
  if (!fresh) return at->second;
  if (seat == 0) return at->second = ctx_.say("history.system");
  if (auto who = identity::seat_by_id(ctx_.tx, seat)) {
    const auto* office = ctx_.world.registry.find(who->organisation);
    at->second = who->person_name;
    if (office) at->second += " (" + registry::short_name(*office, base::day_in_bangkok(ctx_.now), ctx_.language) + ")";
  }
  return at->second;
}

std::string reason_of(const Context& ctx, const Correction& correction) {
  return correction.seat ? correction.reason
                         : view::retold(ctx.world.words, "plan.asks_more", correction.reason, ctx.language);
}

std::string address_of(const Context& ctx, const Where& where) {
  const auto* province = ctx.world.registry.find(where.body.organisation->province);
  return "/follow-up/" + where.plan.name + "/" + where.plan.period + "/" + (province ? province->code : "") + "/" +
         where.body.organisation->code;
}

std::string answer_in_words(const Context& ctx, const Where& where, const std::string& question,
                            const std::string& line) {
  const auto* asked = where.plan.find(question);
  return asked && !line.empty() ? reports::pages::line_in_words(ctx, where.plan, *asked, line) : line;
}

Json change_view(const Context& ctx, const Where& where, const Change& change, People& people) {
  const auto* question = where.plan.find(change.question);
  return {{"code", change.question},
          {"label", question ? question->label.in(ctx.language) : ""},
          {"before", answer_in_words(ctx, where, change.question, change.before)},
          {"after", answer_in_words(ctx, where, change.question, change.after)},
          {"changed_at", base::show(change.at, ctx.language)},
          {"by", people.of(change.seat)}};
}

namespace {

// Kept as it was shown in Thai then. What is no number and nobody's own words is said in the reader's language.
std::string then_in(const Context& ctx, const framework::Question* question, const std::string& kept) {
  using base::Language;
  using framework::Kind;
  if (!question || ctx.language == Language::th) return kept;
  if (kept == ctx.world.words.say(Language::th, "state.not_applicable")) return ctx.say("state.not_applicable");
  const bool chosen = question->kind == Kind::choice;
  const int last = chosen ? int(question->choices.size()) : question->kind == Kind::yes_no ? 1 : -1;
  for (int number = chosen ? 1 : 0; number <= last; ++number) {
    reports::Answer answer;
    answer.value = number * base::Decimal::one;
    if (reports::shown(*question, answer, Language::th) == kept) return reports::shown(*question, answer, ctx.language);
  }
  return kept;
}

Json comment_view(const Context& ctx, const Where& where, const Comment& c, People& people) {
  return {{"text", c.text},
          {"by", people.of(c.seat)},
          {"said_at", base::show(c.at, ctx.language)},
          {"value_then", then_in(ctx, where.plan.find(c.question), c.value_then)},
          {"waits", c.waits()},
          {"of_correction", c.correction != 0},
          {"resolved", c.resolved_at ? ctx.say("thread.resolved", {{"name", people.of(c.resolved_by)},
                                                                   {"at", base::show(*c.resolved_at, ctx.language)}})
                                     : ""},
          {"resolve_action", reports::pages::address_of(where) + "/comments/" + std::to_string(c.id) + "/resolution"}};
}

std::string kept_at(const Kept& kept, const std::string& name) {
  auto at = kept.typed.find(name);
  return at == kept.typed.end() ? "" : at->second;
}

}  // namespace

void add_threads(Context& ctx, const Where& where, const reports::Report& report, Json& page, const Kept& kept) {
  auto all = report.id ? store::comments_of(ctx.tx, report.id) : std::vector<Comment>{};
  People people(ctx);
  bool may_say = report.id && identity::may(ctx.seat(), identity::May::comment);
  bool officer = may_say && ctx.seat().organisation != where.body.organisation->id;
  bool own = ctx.seat().organisation == where.body.organisation->id;
  page["live_topic"] = own ? reports::web::topic_of_body(where.body.organisation->id) : "";
  page["section_href"] = reports::pages::address_of(where);
  if (page.contains("section"))
    page["section_href"] =
        reports::pages::address_of(where) + "/sections/" + page["section"]["code"].get<std::string>();
  page["say_action"] = reports::pages::address_of(where) + "/comments";
  int waiting = 0;
  auto add = [&](Json& indicators) {
    for (auto& indicator : indicators)
      for (auto& question : indicator["questions"]) {
        std::string code = question["code"];
        Json comments = Json::array();
        bool waits = false;
        for (const Comment& comment : all)
          if (comment.question == code) {
            comments.push_back(comment_view(ctx, where, comment, people));
            waits |= comment.waits();
          }
        waiting += waits;
        question["kept_text"] = kept_at(kept, "text." + code);
        question["kept_here"] = kept_at(kept, "reason." + code);
        // The body answers where it was asked; an officer may begin anywhere.
        question["may_say"] = may_say && (officer || !comments.empty());
        question["officer"] = officer;
        question["has_thread"] = !comments.empty() || question["may_say"].get<bool>();
        question["thread_waits"] = waits;
        question["comments"] = std::move(comments);
      }
  };
  if (page.contains("indicators")) add(page["indicators"]);
  if (page.contains("report_sections"))
    for (auto& section : page["report_sections"]) add(section["indicators"]);
  page["waiting"] = waiting;
}

namespace {

std::string shown_figure(const framework::Indicator& indicator, std::int64_t scaled, Language language) {
  std::string unit = indicator.unit.in(language);
  return base::to_grouped(Decimal{scaled}, indicator.places) + (unit.empty() ? "" : " " + unit);
}

// The same body's report of the round before, under the same plan.
std::optional<reports::Report> last_report(const Context& ctx, const Where& where, std::string& period) {
  const auto before = reports::round_before(reports::rounds_of(ctx.world), where.plan);
  if (!before) return std::nullopt;
  period = before->plan->period;
  return reports::store::find(ctx.tx, before->round, where.body.organisation->id, ctx.seat());
}

// Bodies of the same type in the province: too few say nothing, then all of them.
Middles middles_beside(const Context& ctx, const Where& where, std::string& beside) {
  std::vector<const std::string*> same, every;
  auto all = reports::store::of_province(ctx.tx, where.round, where.body.organisation->province);
  for (const auto& report : all) {
    const auto* body = ctx.world.registry.find(report.organisation);
    if (!body || body == where.body.organisation) continue;
    every.push_back(&report.figures);
    if (registry::type_on(*body, where.plan.period_to) == where.body.type) same.push_back(&report.figures);
  }
  bool enough = same.size() >= 5;
  beside = enough ? ctx.say("officer.beside_type", {{"type", registry::short_type(where.body.type, ctx.language)}})
                  : ctx.say("officer.beside_all");
  return middles_of(enough ? same : every);
}

void add_beside(Context& ctx, const Where& where, const reports::pages::Opened& opened, Json& page) {
  std::string period, beside;
  auto middles = middles_beside(ctx, where, beside);
  auto last = last_report(ctx, where, period);
  page["beside"] = beside;
  for (auto& section : page["report_sections"])
    for (auto& indicator : section["indicators"]) {
      const framework::Indicator* shown = nullptr;
      for (const auto& i : where.plan.indicators)
        if (i.code == indicator["code"]) shown = &i;
      indicator["median"] = indicator["last_figure"] = "";
      indicator["unusual"] = false;
      if (!shown) continue;
      auto own = reports::figure_in(opened.report.figures, shown->code);
      if (auto at = middles.find(shown->code); at != middles.end()) {
        indicator["median"] = shown_figure(*shown, at->second.median, ctx.language);
        indicator["median_from"] = at->second.bodies;
        indicator["unusual"] = own && distance(own->value.scaled, at->second.median, at->second.usual) >= unusual;
      }
      if (auto before = last ? reports::figure_in(last->figures, shown->code) : std::nullopt)
        indicator["last_figure"] = ctx.say(
            "officer.last", {{"period", period}, {"value", shown_figure(*shown, before->value.scaled, ctx.language)}});
    }
}

void add_changes(Context& ctx, const Where& where, const reports::Report& report, Json& page) {
  People people(ctx);
  auto look = store::look_of(ctx.tx, ctx.seat().id, report.id);
  auto list = [&](const std::vector<Change>& changes) {
    Json out = Json::array();
    for (const Change& change : changes) out.push_back(change_view(ctx, where, change, people));
    return out;
  };
  auto entries = journal::of(ctx.tx, report.id);
  auto between = [&](std::int64_t after, std::int64_t until) {
    std::vector<journal::Entry> part;
    for (const auto& entry : entries)
      if (entry.number > after && entry.number <= until) part.push_back(entry);
    return changes_in(part);
  };
  std::int64_t end = entries.empty() ? 0 : entries.back().number;
  page["looked_at"] = look ? base::show(look->at, ctx.language) : "";
  auto fresh = look ? between(look->number, end) : std::vector<Change>{};
  page["changes"] = list(fresh);
  for (auto& section : page["report_sections"])
    for (auto& indicator : section["indicators"])
      for (auto& question : indicator["questions"])
        question["fresh"] =
            std::any_of(fresh.begin(), fresh.end(), [&](const Change& c) { return c.question == question["code"]; });
  auto submissions = reports::store::submissions_of(ctx.tx, report.id);
  Json corrections = Json::array();
  for (const Correction& c : store::corrections_of(ctx.tx, report.id)) {
    corrections.push_back({{"by", people.of(c.seat)},
                           {"sent_at", base::show(c.at, ctx.language)},
                           {"due", base::show(base::Instant{c.due.ms - 1}, ctx.language)},
                           {"reason", reason_of(ctx, c)},
                           {"correction_open", is_open(c, report, submissions)},
                           {"answered", list(between(c.journal_number, end))}});
    end = c.journal_number;
  }
  page["corrections"] = std::move(corrections);
  Json certifications = Json::array();
  for (const auto& c : store::certifications_of(ctx.tx, report.id))
    certifications.push_back({{"what", ctx.say("stage." + std::string(reports::code_of(c.stage)))},
                              {"by", people.of(c.seat)},
                              {"certified_at", base::show(c.at, ctx.language)},
                              {"void_at", c.withdrawn_at ? base::show(*c.withdrawn_at, ctx.language) : ""}});
  page["certifications"] = std::move(certifications);
}

void add_acts(Context& ctx, const Where& where, const reports::Report& report, Json& page) {
  using identity::May;
  bool waits = waits_for_district(ctx.tx, report);
  auto base = reports::pages::address_of(where);
  auto office = office_of(ctx.seat());
  auto& acts = page["acts"] = Json::array();
  auto offer = [&](Act act, May may, const char* label, const char* address, bool main) {
    if (identity::may(ctx.seat(), may) && why_not(act, report.stage, office, waits).empty())
      acts.push_back({{"act_label", ctx.say(label)}, {"act_action", base + address}, {"main", main}});
  };
  offer(Act::verify, May::verify_report, "officer.verify", "/verification", true);
  offer(Act::approve, May::approve_report, "officer.approve", "/approval", true);
  offer(Act::accept, May::accept_report, "officer.accept", "/acceptance", true);
  offer(Act::withdraw_verification, May::verify_report, "officer.withdraw_verification", "/verification/withdrawal",
        false);
  offer(Act::withdraw_approval, May::approve_report, "officer.withdraw_approval", "/approval/withdrawal", false);
  offer(Act::withdraw_acceptance, May::accept_report, "officer.withdraw_acceptance", "/acceptance/withdrawal", false);
  page["waits_for_district"] =
      identity::may(ctx.seat(), May::approve_report) && waits && report.stage == Stage::submitted;
  page["may_send_back"] =
      identity::may(ctx.seat(), May::send_back) && why_not(Act::send_back, report.stage, office, false).empty();
  page["send_back_action"] = base + "/correction";
  page["look_action"] = base + "/look";
}

Json findings_view(const Context& ctx, const reports::pages::Opened& opened) {
  Json out = Json::array();
  for (const auto& finding : opened.findings) {
    out.push_back(to_json(reports::pages::finding_view(ctx, opened, finding)));
    out.back()["label"] = opened.where.plan.questions[finding.question].label.in(ctx.language);
    std::string anchor = "q-" + out.back()["question"].get<std::string>();
    std::replace(anchor.begin(), anchor.end(), '.', '-');
    out.back()["anchor"] = "#" + anchor;
  }
  return out;
}

}  // namespace

Json page(Context& ctx, const Where& where, const Kept& kept) {
  auto opened = reports::open_for_reading(ctx, where);
  const auto& report = opened.report;
  Json page = to_json(reports::head_of(ctx, opened, ""));
  page["report_sections"] = Json::array();
  for (const auto& section : where.plan.sections) {
    Json indicators = Json::array();
    for (int number : section.indicators) {
      auto indicator = reports::pages::indicator_view(ctx, opened, where.plan.indicators[number]);
      if (indicator.asked) indicators.push_back(to_json(indicator));
    }
    page["report_sections"].push_back(
        {{"label", section.label.in(ctx.language)}, {"indicators", std::move(indicators)}});
  }
  page["findings"] = findings_view(ctx, opened);
  add_beside(ctx, where, opened, page);
  add_changes(ctx, where, report, page);
  add_threads(ctx, where, report, page, kept);
  add_acts(ctx, where, report, page);
  // A template finds what is said of a question only beside it.
  for (auto& section : page["report_sections"])
    for (auto& indicator : section["indicators"])
      for (auto& question : indicator["questions"]) question["may_return"] = page["may_send_back"];
  page["version"] = std::to_string(report.id ? standing_submission(ctx.tx, report) : 0);
  page["stage"] = reports::pages::stage_code(report);
  page["begun"] = report.id != 0;
  page["notice"] = kept.notice;
  page["kept_reason"] = kept_at(kept, "reason");
  page["kept_due"] = kept_at(kept, "due");
  auto address = address_of(ctx, where);
  page["address"] = address;
  page["queue_href"] = address.substr(0, address.rfind('/')) + "/queue";
  page["live_topic"] = "province-" + std::to_string(where.body.organisation->province);
  return page;
}

}  // namespace review::pages
