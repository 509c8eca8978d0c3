#include "reports/acts.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/problem.h"
#include "base/typed.h"
#include "calendar/calendar.h"
#include "journal/journal.h"
#include "reports/before.h"
#include "reports/covers.h"
#include "reports/store.h"
#include "reports/witness.h"

namespace reports {

using base::Problem;
using framework::Weight;

namespace {

constexpr auto language = base::Language::th;  // the journal's

// Everything about a report that follows from its answers.
std::vector<Finding> derive(const Where& where, Report& report, const Answers& answers, const Picture& picture) {
  auto findings = findings_of(where.plan, where.body, answers, picture);
  auto progress = progress_of(where.plan, answers, picture);
  report.answered = progress.answered, report.expected = progress.expected;
  report.blocking = report.asking = 0;
  for (const Finding& finding : findings) ++(finding.weight == Weight::blocks ? report.blocking : report.asking);
  report.figures = figures_line(where.plan, where.body, picture);
  return findings;
}

// Twelve letters and digits that cannot be mistaken for one another: "7KQ2-M9XD-4TRA".
std::string receipt_code() {
  static constexpr char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string code;
  for (int i = 0; i < 12; ++i) {
    if (i && i % 4 == 0) code += '-';
    code += letters[randombytes_uniform(sizeof letters - 1)];
  }
  return code;
}

// What the report of a later round is asked about moves with what it is held against.
void judge_anew(db::Tx& tx, const Where& where) {
  auto report = store::find_for_program(tx, where.round, where.body.organisation->id);
  if (!report) return;
  auto answers = store::answers_of(tx, where.plan, report->id);
  const Counts counted = counts_of(*report);
  const auto asking = report->asking;
  derive(where, *report, answers, picture_of(where.plan, where.body, answers));
  if (report->asking == asking && counts_of(*report) == counted) return;
  store::note_state(tx, *report);
  store::count(tx, where.round, report->province, counts_of(*report) - counted);
}

Report must_find(db::Tx& tx, const Where& where, const identity::Seat& seat) {
  auto report = store::find(tx, where.round, where.body.organisation->id, seat);
  if (!report) throw Problem(Problem::Kind::not_found, "problem.not_found");
  return *report;
}

}  // namespace

std::string why_sealed(Stage stage) { return stage == Stage::submitted ? "report.submitted" : "report.certified"; }

Draft open_draft(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now) {
  Draft draft;
  draft.seat = seat.id;
  draft.body = where.body.organisation;
  if (auto found = store::find(tx, where.round, where.body.organisation->id, seat)) {
    draft.report = *found;
    draft.counted_in = counts_of(*found);
    store::expect_content(tx, found->id);
    journal::expect_to_write(tx, found->id);
    draft.answers = store::answers_of(tx, where.plan, found->id);
    draft.finding_reasons = store::finding_reasons(tx, found->id);
  } else {
    const auto& body = *where.body.organisation;
    draft.report.round = where.round, draft.report.organisation = body.id, draft.report.district = body.district;
    draft.report.province = body.province, draft.report.begun_at = draft.report.changed_at = now;
    draft.answers.resize(where.plan.questions.size());
  }
  if (is_sealed(draft.report.stage)) throw Problem(Problem::Kind::conflict, why_sealed(draft.report.stage));
  draft.picture = picture_of(where.plan, where.body, draft.answers);
  draft.counted = draft.picture;
  return draft;
}

void take(const framework::Question& question, const Given& given, Answer& answer) {
  auto put_in = [](std::string& part, const std::optional<std::string>& given_part, bool one_line = true) {
    if (given_part) part = as_kept(*given_part, one_line);
  };
  put_in(answer.typed, given.typed, question.kind != framework::Kind::text);
  put_in(answer.unit, given.unit), put_in(answer.reason, given.reason);
  put_in(answer.source, given.source), put_in(answer.remark, given.remark);
  if (given.not_applicable) answer.not_applicable = *given.not_applicable && question.may_not_apply;
}

namespace {

void begin_if_not_begun(db::Tx& tx, Draft& draft, base::Instant now) {
  if (draft.report.id != 0) return;
  draft.report = store::begin(tx, draft.report.round, *draft.body, now);
  draft.begun = true;
}

}  // namespace

namespace {

// An answer is told by its act in words, with all its parts; of what else a save writes the last act seals the rows.
void seal_what_was_put(db::Tx& tx, Draft& draft) {
  journal::Units wrote;
  if (std::exchange(draft.begun, false)) wrote.push_back({covers::report, draft.report.id});
  if (std::ranges::any_of(draft.acts, [](const journal::Act& act) { return act.act == "reason"; }))
    wrote.push_back({covers::finding_reason, draft.report.id});
  draft.acts.back().sealed = journal::sealed(tx, wrote);
}

}  // namespace

Outcome put(db::Tx& tx, Draft& draft, const framework::Question& question, const Given& given,
            const identity::Seat& seat, base::Instant now) {
  Answer& answer = draft.answers[question.slot];
  Answer next = answer;
  take(question, given, next);
  if (same_as_typed(question, next, answer)) return Outcome::unchanged;  // also a save whose reply was lost, repeated
  if (too_long(question, answer, next)) return Outcome::too_long;
  if (given.seen != answer.version) return Outcome::stale;
  if (!is_open_for(draft.report, question.code))
    throw Problem(Problem::Kind::conflict, "report.open_for_others", {{"codes", draft.report.open_only}});

  next.value = next.not_applicable ? std::nullopt : read(question, next.typed, next.unit).value;
  next.version = answer.version + 1;
  next.changed_at = now;
  next.changed_by = seat.id;
  begin_if_not_begun(tx, draft, now);
  store::put(tx, draft.report.id, question.code, next);
  draft.acts.push_back({now, "put", question.code, journal_value(answer), journal_value(next)});
  answer = std::move(next);
  return Outcome::put;
}

Outcome put_reason(db::Tx& tx, Draft& draft, const std::string& check, const GivenReason& given, base::Instant now) {
  const auto reason = as_kept(given.text, true);
  const auto standing = draft.reason_for(check);
  if (standing == reason) return Outcome::unchanged;
  if (auto over = too_long_reason(reason)) throw Problem(Problem::Kind::invalid, over->key(), over->arguments(check));
  if (given.seen && as_kept(*given.seen, true) != standing) return Outcome::stale;
  begin_if_not_begun(tx, draft, now);
  store::put_finding_reason(tx, draft.report.id, check, reason, now, draft.seat);
  draft.acts.push_back({now, "reason", check, standing, reason});
  draft.finding_reasons[check] = reason;
  return Outcome::put;
}

std::vector<Finding> close_draft(db::Tx& tx, const Where& where, Draft& draft, base::Instant now) {
  draft.picture = picture_of(where.plan, where.body, draft.answers);
  if (!draft.wrote()) return derive(where, draft.report, draft.answers, draft.picture);
  seal_what_was_put(tx, draft);
  journal::write_all(tx, draft.report.id, draft.seat, std::exchange(draft.acts, {}));
  totals::fold(tx, where.round, draft.report.province, totals::Stage::recorded,
               difference(where.plan, where.body, draft.counted, draft.picture));
  draft.report.changed_at = now;
  auto findings = derive(where, draft.report, draft.answers, draft.picture);
  store::note_state(tx, draft.report);
  store::count(tx, where.round, draft.report.province, counts_of(draft.report) - draft.counted_in);
  for (const Where& later : looking_back_at(tx, where)) judge_anew(tx, later);
  return findings;
}

Obstacles obstacles_of(const Where& where, const Answers& answers) {
  Obstacles obstacles;
  Picture picture = picture_of(where.plan, where.body, answers);
  for (Finding& finding : findings_of(where.plan, where.body, answers, picture))
    (finding.weight == Weight::blocks ? obstacles.blocking : obstacles.asking).push_back(std::move(finding));
  for (const auto& question : where.plan.questions)
    if (picture.asked[question.slot] && question.required && !is_answered(question, answers[question.slot]) &&
        base::as_seen(answers[question.slot].typed).empty())  // what cannot be read blocks already
      obstacles.missing.push_back(question.slot);
  return obstacles;
}

std::string seal_now(db::Tx& tx, const Where& where, std::int64_t report) {
  return seal_of(where.plan.name, where.plan.period, where.body.organisation->code, store::stored_of(tx, report));
}

Submission submit(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now,
                  std::string_view seen) {
  Report report = must_find(tx, where, seat);
  if (is_sealed(report.stage)) throw Problem(Problem::Kind::conflict, why_sealed(report.stage));
  const auto seal = seal_now(tx, where, report.id);
  if (!seen.empty() && seen != seal) throw Problem(Problem::Kind::conflict, "submission.changed");
  Answers answers = store::answers_of(tx, where.plan, report.id);
  if (!obstacles_of(where, answers).none()) throw Problem(Problem::Kind::conflict, "submission.obstacles");

  Submission submission;
  submission.report = report.id;
  submission.seat = seat.id;
  submission.at = now;
  auto round_number = store::submissions_of(tx, report.id).size() + 1;
  submission.number = where.plan.period + "-" + where.body.organisation->code + "-" + std::to_string(round_number);
  submission.code = receipt_code();
  submission.revision = where.plan.revision;
  submission.seal = int(Seal::stored);
  submission.content_hash = seal;
  store::submit(tx, submission);
  report.submitted_at = now;
  report.open_only.clear();
  StageMoves moves;
  move(tx, where, report, Stage::submitted, answers, now, moves);
  fold(tx, where, report.province, moves);
  journal::write(tx, report.id, now, seat.id, "submit", submission.number, "", submission.content_hash,
                 {{covers::submission, report.id}, {covers::report, report.id}});
  return submission;
}

bool is_intact(db::Tx& tx, const Where& where, const Submission& sent) {
  auto stored = store::stored_of(tx, sent.report);
  if (Seal(sent.seal) == Seal::stored)
    return seal_of(where.plan.name, where.plan.period, where.body.organisation->code, std::move(stored)) ==
           sent.content_hash;
  std::vector<std::string> order;
  if (auto answered = calendar::find_revision(tx, where.round, sent.revision))
    for (auto& [code, unit] : answered->questions) order.push_back(std::move(code));
  else
    for (const auto& question : where.plan.questions) order.push_back(question.code);
  return seal_in_order(order, stored) == sent.content_hash;
}

void withdraw(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now) {
  Report report = must_find(tx, where, seat);
  if (!is_sealed(report.stage)) throw Problem(Problem::Kind::conflict, "report.not_submitted");
  if (report.stage != Stage::submitted) throw Problem(Problem::Kind::conflict, "report.certified");
  unseal(tx, where, report, seat, now);
  journal::write(tx, report.id, now, seat.id, "withdraw", "", "", "",
                 {{covers::submission, report.id}, {covers::report, report.id}});
}

void unseal(db::Tx& tx, const Where& where, Report& report, const identity::Seat& seat, base::Instant now,
            const std::string& only) {
  store::withdraw(tx, report.id, now, seat.id);
  report.submitted_at.reset();
  report.open_only = only;
  StageMoves moves;
  move(tx, where, report, Stage::begun, store::answers_of(tx, where.plan, report.id), now, moves);
  fold(tx, where, report.province, moves);
}

void move(db::Tx& tx, const Where& where, Report& report, Stage to, const Answers& answers, base::Instant now,
          StageMoves& moves) {
  Counts before = counts_of(report);
  Stage from = std::exchange(report.stage, to);
  moves.counts += counts_of(report) - before;
  store::note_stage(tx, report, now);
  auto counts_in = [](Stage stage, totals::Stage sums) {
    return stage >= (sums == totals::Stage::submitted ? Stage::submitted : Stage::approved);
  };
  Contribution sums;
  for (auto stage : {totals::Stage::submitted, totals::Stage::approved}) {
    bool counted = counts_in(from, stage), counts = counts_in(to, stage);
    if (counted == counts) continue;
    if (sums.empty()) sums = contribution_of(where.plan, where.body, picture_of(where.plan, where.body, answers));
    Contribution& moved = moves.sums[stage];
    moved.resize(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
      moved[i] = counts ? moved[i] - (totals::Sum{} - sums[i]) : moved[i] - sums[i];
  }
}

void fold(db::Tx& tx, const Where& where, std::int64_t province, const StageMoves& moves) {
  for (const auto& [stage, sums] : moves.sums)
    totals::fold(tx, where.round, province, stage, difference(where.plan, {}, sums));
  store::count(tx, where.round, province, moves.counts);
}

Recount recount(db::Tx& tx, const registry::Registry& registry, const Rounds& rounds, bool mend) {
  auto plan_of = [&](std::int64_t round) {
    auto at = std::ranges::find(rounds, round, &PlanInRound::round);
    return at == rounds.end() ? nullptr : at->plan;
  };
  Recount result;
  std::map<totals::Key, totals::Sum> rebuilt;
  store::AllCounts counts;
  std::vector<Report> reports;
  store::each(tx, [&](const Report& report) { reports.push_back(report); });
  for (const Report& stored : reports) {
    const auto* plan = plan_of(stored.round);
    const auto* organisation = registry.find(stored.organisation);
    if (!plan || !organisation) {
      result.differences.push_back("report " + std::to_string(stored.id) + ": its plan or body is unknown");
      continue;
    }
    ++result.reports;
    Where where = where_of(tx, registry, rounds, *plan, stored.round, *organisation);
    Answers answers = store::answers_of(tx, *plan, stored.id);
    for (const auto& question : plan->questions) {
      Answer& a = answers[question.slot];
      auto value = a.not_applicable ? std::nullopt : read(question, a.typed, a.unit).value;
      if (value == a.value) continue;
      result.differences.push_back("report " + std::to_string(stored.id) + " " + question.code +
                                   ": stored value is not what was typed");
      // What was typed is the truth: a reader that has learnt a form reads older answers anew.
      if (mend) store::note_value(tx, stored.id, question.code, a.value = value);
    }
    Picture picture = picture_of(*plan, where.body, answers);
    for (const auto& [item, sum] : difference(*plan, {}, contribution_of(*plan, where.body, picture))) {
      rebuilt[{stored.round, stored.province, totals::Stage::recorded, std::string(item)}] += sum;
      if (stored.stage >= Stage::submitted)
        rebuilt[{stored.round, stored.province, totals::Stage::submitted, std::string(item)}] += sum;
      if (stored.stage >= Stage::approved)
        rebuilt[{stored.round, stored.province, totals::Stage::approved, std::string(item)}] += sum;
    }
    Report derived = stored;
    derive(where, derived, answers, picture);
    counts[{stored.round, stored.province}] += counts_of(derived);
    if (derived.answered != stored.answered || derived.expected != stored.expected ||
        derived.blocking != stored.blocking || derived.asking != stored.asking || derived.figures != stored.figures) {
      result.differences.push_back("report " + std::to_string(stored.id) + ": its progress or findings");
      if (mend) store::note_state(tx, derived);
    }
  }
  for (auto id : store::stage_disagreements(tx))
    result.differences.push_back("report " + std::to_string(id) + ": its stage");
  std::erase_if(rebuilt, [](const auto& entry) { return entry.second.is_zero(); });
  auto stored = totals::all(tx);
  auto kept = store::all_counts(tx);
  // Of a round whose plan is not here nothing can be rebuilt: what stands there is left as it is.
  for (const auto& [key, sum] : stored)
    if (!plan_of(key.round)) rebuilt[key] = sum;
  for (const auto& [where, of_province] : kept)
    if (!plan_of(where.first)) counts[where] = of_province;
  result.sums = std::int64_t(rebuilt.size());
  auto name_of = [](const std::pair<std::int64_t, std::int64_t>& where) {
    return "round " + std::to_string(where.first) + " province " + std::to_string(where.second);
  };
  auto name = [&](const totals::Key& key) {
    return name_of({key.round, key.province}) + " stage " + std::to_string(int(key.stage)) + " " + key.item;
  };
  for (const auto& [key, sum] : rebuilt)
    if (auto at = stored.find(key); at == stored.end() || at->second != sum)
      result.differences.push_back("sum " + name(key));
  for (const auto& [key, sum] : stored)
    if (!rebuilt.contains(key)) result.differences.push_back("sum " + name(key) + " has no report");
  if (mend && stored != rebuilt) totals::replace_all(tx, rebuilt);
  if (kept != counts) {
    for (const auto& [where, of_province] : counts)
      if (auto at = kept.find(where); at == kept.end() || at->second != of_province)
        result.differences.push_back("counts " + name_of(where));
    for (const auto& [where, of_province] : kept)
      if (!counts.contains(where)) result.differences.push_back("counts " + name_of(where) + " have no report");
    if (mend) store::replace_counts(tx, counts);
  }
  return result;
}

}  // namespace reports
