#include "review/acts.h"

#include <algorithm>

#include "calendar/calendar.h"
#include "calendar/covers.h"
#include "reports/covers.h"
#include "reports/store.h"
#include "review/covers.h"
#include "review/store.h"

namespace review {

using base::Instant;
using identity::Seat;
using reports::Report;
using reports::Stage;
using reports::Where;

namespace {

std::string_view name_of(Act act) {
  switch (act) {
    case Act::verify:
      return "verify";
    case Act::approve:
      return "approve";
    case Act::accept:
      return "accept";
    case Act::send_back:
      return "send-back";
    case Act::withdraw_verification:
      return "withdraw-verification";
    case Act::withdraw_approval:
      return "withdraw-approval";
    case Act::withdraw_acceptance:
      return "withdraw-acceptance";
  }
  return "";
}

void move_one(db::Tx& tx, const Where& where, Report& report, Stage to, Instant now) {
  reports::StageMoves moves;
  reports::move(tx, where, report, to, reports::store::answers_of(tx, where.plan, report.id), now, moves);
  reports::fold(tx, where, report.province, moves);
}

}  // namespace

std::vector<Change> changes_in(const std::vector<journal::Entry>& entries) {
  std::vector<Change> changes;
  for (const auto& entry : entries) {
    if (entry.act != "put") continue;
    auto at =
        std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.question == entry.subject; });
    if (at == changes.end()) at = changes.insert(changes.end(), {entry.subject, entry.before, {}, {}, 0});
    at->after = entry.after, at->at = entry.at, at->seat = entry.seat;
  }
  std::erase_if(changes, [](const Change& change) { return change.before == change.after; });
  return changes;
}

std::int64_t standing_submission(db::Tx& tx, const Report& report) {
  auto all = reports::store::submissions_of(tx, report.id);
  return all.empty() || all.front().withdrawn_at ? 0 : all.front().id;
}

Office office_of(const Seat& seat) {
  if (seat.role == identity::Role::district) return Office::district;
  return seat.role == identity::Role::province ? Office::province : Office::department;
}

bool waits_for_district(db::Tx& tx, const Report& report) {
  return report.district != 0 && store::waits_for_districts(tx, report.round, report.province);
}

void certify(db::Tx& tx, const Where& where, Report& report, Act act, const Seat& seat, Instant now) {
  auto submission = standing_submission(tx, report);
  store::certify(tx, report, submission, stage_of(act), now, seat.id);
  move_one(tx, where, report, stage_of(act), now);
  journal::write(tx, report.id, now, seat.id, name_of(act), where.body.organisation->code, "", "",
                 {{covers::certification, report.id}});
}

void withdraw_certification(db::Tx& tx, const Where& where, Report& report, Act act, const Seat& seat, Instant now) {
  store::withdraw_from(tx, report.id, stage_of(act), now, seat.id);
  Stage left = Stage::submitted;
  for (const auto& standing : store::certifications_of(tx, report.id))
    if (!standing.withdrawn_at) left = std::max(left, standing.stage);
  move_one(tx, where, report, left, now);
  journal::write(tx, report.id, now, seat.id, name_of(act), where.body.organisation->code, "", "",
                 {{covers::certification, report.id}});
}

void send_back(db::Tx& tx, const Where& where, Report& report, const std::string& reason,
               const std::vector<Reason>& reasons, Instant due, const Seat& seat, Instant now) {
  Correction correction;
  correction.submission = standing_submission(tx, report);
  correction.at = now, correction.seat = seat.id, correction.due = due, correction.reason = reason;
  store::withdraw_from(tx, report.id, Stage::verified, now, seat.id);
  reports::unseal(tx, where, report, seat, now);
  journal::Units wrote = {{covers::certification, report.id},
                          {covers::correction, report.id},
                          {reports::covers::submission, report.id},
                          {reports::covers::report, report.id}};
  auto said = !reason.empty() || reasons.empty() ? reason : reasons.front().text;
  // The time to correct it is the body's own, whatever the window says; a window that is longer stays.
  const auto& body = *where.body.organisation;
  auto window = calendar::window_over(tx, where.round, {registry::nation, body.province, body.id}).window;
  if (!window.is_open(now) || window.closes < due)
    wrote.push_back({calendar::covers::window_change,
                     calendar::add_change(
                         tx, where.round,
                         {0, calendar::Scope::body, body.id, {std::min(window.opens, now), due}, said, now, seat.id})});
  correction.journal_number = journal::last_number(tx, report.id) + 1;
  auto id = store::send_back(tx, report, correction);
  journal::write(tx, report.id, now, seat.id, name_of(Act::send_back), where.body.organisation->code, "", reason,
                 wrote);
  for (const Reason& each : reasons) say(tx, where, report, each, true, id, seat, now);
}

void reopen(db::Tx& tx, const Where& where, Report& report, const std::string& only, const Seat& seat, Instant now) {
  if (auto why = why_not(Act::send_back, report.stage, office_of(seat), false); !why.empty())
    throw base::Problem(base::Problem::Kind::conflict, "certify.stands_above");
  store::withdraw_from(tx, report.id, Stage::verified, now, seat.id);
  reports::unseal(tx, where, report, seat, now, only);
  journal::write(tx, report.id, now, seat.id, "withdraw", "", "", only,
                 {{covers::certification, report.id},
                  {reports::covers::submission, report.id},
                  {reports::covers::report, report.id}});
}

void say(db::Tx& tx, const Where& where, const Report& report, const Reason& said, bool follow, std::int64_t correction,
         const Seat& seat, Instant now) {
  const auto* question = where.plan.find(said.question);
  Comment comment;
  comment.question = said.question, comment.text = said.text, comment.follow = follow, comment.correction = correction;
  if (question) {
    const auto answer = reports::store::answers_of(tx, where.plan, report.id)[question->slot];
    comment.value_then = answer.not_applicable ? "ไม่เกี่ยวข้อง" : reports::shown(*question, answer, base::Language::th);
  }
  comment.at = now, comment.seat = seat.id;
  store::say(tx, report, comment);
  journal::write(tx, report.id, now, seat.id, "comment", said.question, "", said.text, {{covers::comment, report.id}});
}

bool is_open(const Correction& correction, const Report& report, const std::vector<reports::Submission>& submissions) {
  return report.stage == Stage::begun && !submissions.empty() && submissions.front().id == correction.submission;
}

std::string why_not_ready(const Report& report, bool waits, int waiting) {
  if (auto why = why_not(Act::approve, report.stage, Office::province, waits && report.district != 0); !why.empty())
    return why;
  if (waiting > 0) return "bulk.waits";
  if (report.blocking > 0 || report.asking > 0) return "bulk.findings";
  return {};
}

void approve_all(db::Tx& tx, const WhereOf& where_of, std::vector<Ready>& ready, const Seat& seat, Instant now) {
  if (ready.empty()) return;
  reports::StageMoves moves;
  for (auto& [report, submission] : ready) {
    Where where = where_of(report);
    store::certify(tx, report, submission, Stage::approved, now, seat.id);
    reports::move(tx, where, report, Stage::approved, reports::store::answers_of(tx, where.plan, report.id), now,
                  moves);
    journal::write(tx, report.id, now, seat.id, name_of(Act::approve), where.body.organisation->code, "", "",
                   {{covers::certification, report.id}});
  }
  reports::fold(tx, where_of(ready.front().report), ready.front().report.province, moves);
}

std::vector<std::string> stage_differences(db::Tx& tx) {
  std::vector<std::string> differences;
  auto standing = store::standing_stages(tx);
  reports::store::each(tx, [&](const Report& report) {
    auto at = standing.find(report.id);
    Stage certified = at == standing.end() ? Stage::submitted : at->second;
    bool fits = report.stage == Stage::begun ? at == standing.end() : report.stage == certified;
    if (!fits)
      differences.push_back("report " + std::to_string(report.id) + ": its stage is not what the offices certified");
  });
  return differences;
}

}  // namespace review
