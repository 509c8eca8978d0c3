#include "reports/opening.h"

#include "reports/before.h"
#include "reports/locks.h"
#include "reports/store.h"

namespace reports {

using base::Problem;

Where where_of(const identity::Context& ctx) {
  const auto& world = ctx.world;
  const auto* body = world.registry.by_code(ctx.request.param("body"));
  for (std::size_t i = 0; i < world.frameworks.size() && body; ++i) {
    const auto& plan = world.frameworks[i];
    if (plan.name != ctx.request.param("framework") || plan.period != ctx.request.param("period")) continue;
    if (plan.bodies.contains(registry::type_on(*body, plan.period_to)) &&
        world.registry.stands_under(*body, ctx.seat().organisation))
      return where_of(ctx.tx, world.registry, rounds_of(world), plan, world.rounds[i].id, *body);
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

pages::Opened open_for_reading(const identity::Context& ctx, const Where& where) {
  pages::Opened opened{where, {}, Answers(where.plan.questions.size()), {}, {}, {}};
  if (auto report = store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat())) {
    opened.report = *report;
    opened.answers = store::answers_of(ctx.tx, where.plan, report->id);
    opened.reasons = store::finding_reasons(ctx.tx, report->id);
  }
  opened.picture = picture_of(where.plan, where.body, opened.answers);
  opened.findings = findings_of(where.plan, where.body, opened.answers, opened.picture);
  if (opened.report.id == 0) opened.report.expected = progress_of(where.plan, opened.answers, opened.picture).expected;
  return opened;
}

void require_own(const identity::Context& ctx, const Where& where) {
  if (ctx.seat().organisation != where.body.organisation->id)
    throw Problem(Problem::Kind::not_found, "problem.not_found");
}

calendar::Change window_over(const identity::Context& ctx, const Where& where) {
  const auto& body = *where.body.organisation;
  return calendar::window_over(ctx.tx, where.round, {registry::nation, body.province, body.id});
}

void expect_draft(const identity::Context& ctx, const Where& where) {
  const auto& body = *where.body.organisation;
  calendar::expect_window_over(ctx.tx, where.round, {registry::nation, body.province, body.id});
  store::expect_to_find(ctx.tx, where.round, body.id, ctx.seat());
}

void require_window(const identity::Context& ctx, const Where& where) {
  calendar::require_open(window_over(ctx, where).window, ctx.now, ctx.language);
}

std::string why_locked(const identity::Context& ctx, const pages::Opened& opened) {
  if (ctx.seat().organisation != opened.where.body.organisation->id ||
      !identity::may(ctx.seat(), identity::May::edit_report))
    return ctx.say("report.only_reading");
  if (is_sealed(opened.report.stage)) return ctx.say(why_sealed(opened.report.stage));
  try {
    require_window(ctx, opened.where);
  } catch (const Problem& problem) {
    return ctx.say(problem.key, problem.arguments);
  }
  return {};
}

std::string time_left(const identity::Voice& ctx, const calendar::Window& window) {
  if (!window.is_open(ctx.now)) return {};
  auto left = window.closes.ms - ctx.now.ms;
  return ctx.say("home.time_left",
                 {{"days", std::to_string(left / 86'400'000)}, {"hours", std::to_string(left / 3'600'000 % 24)}});
}

Head head_of(const identity::Context& ctx, const pages::Opened& opened, std::string_view section) {
  const auto& [where, report, answers, picture, findings, reasons] = opened;
  const auto& organisation = *where.body.organisation;
  Head head;
  head.title = where.plan.title.in(ctx.language);
  head.body_name = registry::full_name(organisation, where.plan.period_to, ctx.language);
  head.body_code = organisation.code;
  for (auto id : {organisation.district, organisation.province})
    if (const auto* place = id ? ctx.world.registry.find(id) : nullptr) {
      const auto& name = registry::name_on(*place, where.plan.period_to);
      std::string shown = ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
      if (place->tier == registry::Tier::province) shown = ctx.say("place.province", {{"name", shown}});
      head.place += (head.place.empty() ? "" : " ") + shown;
    }
  head.base_href = pages::address_of(where);
  head.answers_action = head.base_href + "/answers?section=" + std::string(section);
  head.receipt_href = head.base_href + "/receipt";
  head.review_href = head.base_href + "/review";
  head.stage_label = pages::stage_label(ctx, report);
  auto holds = window_over(ctx, where);
  const auto& window = holds.window;
  head.window_note =
      ctx.say("report.window", {{"opens", base::show(window.opens, ctx.language)},
                                {"closes", base::show(base::Instant{window.closes.ms - 1}, ctx.language)}});
  head.locked_reason = why_locked(ctx, opened);
  head.editable = head.locked_reason.empty();
  if (head.editable) head.import_href = "/imports/" + where.plan.name + "/" + where.plan.period;
  head.submitted = is_sealed(report.stage);
  if (!head.editable) {
    auto lock = lock_of(ctx, opened, holds);
    head.locked_by = lock.by, head.request_note = lock.request_note, head.ask_href = lock.ask_href,
    head.ask_label = lock.ask_label;
    head.unsent = lock.unsent;
    if (head.unsent) head.stage_label = ctx.say("stage.unsent");
  }
  head.open_only = head.editable ? report.open_only : "";
  head.time_left = time_left(ctx, window);
  head.now_ms = ctx.now.ms, head.opens_ms = window.opens.ms, head.closes_ms = window.closes.ms;
  const auto* province = ctx.world.registry.find(organisation.province);
  head.places = "TH " + (province ? province->code + " " : "") + organisation.code;
  head.may_submit =
      identity::may(ctx.seat(), identity::May::submit_report) && ctx.seat().organisation == organisation.id;
  if (report.id) head.saved_at = base::show(report.changed_at, ctx.language);
  head.progress = pages::progress_view(report);
  head.sections = pages::section_marks(ctx, opened, section);
  return head;
}

}  // namespace reports
