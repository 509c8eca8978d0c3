#include "reports/store.h"

#include "reports/reports_sql.h"

namespace reports::store {

namespace {

Report report_at(const db::Row& row) {
  Report r;
  r.id = row.integer(0), r.round = row.integer(1), r.organisation = row.integer(2);
  r.district = row.integer(3), r.province = row.integer(4), r.stage = Stage(row.integer(5));
  r.answered = int(row.integer(6)), r.expected = int(row.integer(7));
  r.blocking = int(row.integer(8)), r.asking = int(row.integer(9));
  r.begun_at = {row.integer(10)}, r.changed_at = {row.integer(11)};
  if (auto at = row.maybe_integer(12)) r.submitted_at = base::Instant{*at};
  r.figures = row.string(13);
  return r;
}

Submission submission_at(const db::Row& row) {
  Submission s;
  s.id = row.integer(0), s.report = row.integer(1), s.seat = row.integer(2);
  s.number = row.string(3), s.code = row.string(4), s.content_hash = row.string(5);
  s.at = {row.integer(6)};
  if (auto at = row.maybe_integer(7)) s.withdrawn_at = base::Instant{*at};
  return s;
}

std::optional<std::int64_t> or_null(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

}  // namespace

std::optional<Report> find(db::Tx& tx, std::int64_t round, std::int64_t organisation,
                           const identity::Seat& seat) {
  bool nation = seat.organisation == registry::nation;
  return tx.first(sql::find, {round, organisation, nation, seat.organisation}, report_at);
}

Report begin(db::Tx& tx, std::int64_t round, const registry::Organisation& body, base::Instant now) {
  Report r;
  r.round = round, r.organisation = body.id, r.district = body.district, r.province = body.province;
  r.begun_at = r.changed_at = now;
  r.id = *tx.first(sql::begin, {round, body.id, or_null(body.district), body.province, now.ms},
                   [](const db::Row& row) { return row.integer(0); });
  return r;
}

Answers answers_of(db::Tx& tx, const framework::Framework& plan, std::int64_t report) {
  Answers answers(plan.questions.size());
  tx.each(sql::answers, {report}, [&](const db::Row& row) {
    const auto* question = plan.find(row.text(0));
    if (!question) return;  // of an earlier revision
    Answer& a = answers[question->slot];
    a.typed = row.string(1), a.unit = row.string(2), a.not_applicable = row.integer(3) != 0;
    a.reason = row.string(4), a.source = row.string(5), a.remark = row.string(6);
    a.value = row.maybe_integer(7), a.version = int(row.integer(8));
    a.changed_at = {row.integer(9)}, a.changed_by = row.integer(10);
  });
  return answers;
}

void put(db::Tx& tx, std::int64_t report, std::string_view question, const Answer& a) {
  tx.run(sql::put_answer, {report, question, a.typed, a.unit, a.not_applicable, a.reason, a.source, a.remark,
                           a.value, a.version, a.changed_at.ms, a.changed_by});
}

void note_state(db::Tx& tx, const Report& r) {
  tx.run(sql::note_state,
         {r.answered, r.expected, r.blocking, r.asking, r.figures, r.changed_at.ms, r.id});
}

std::map<std::string, std::string> finding_reasons(db::Tx& tx, std::int64_t report) {
  std::map<std::string, std::string> reasons;
  tx.each(sql::finding_reasons, {report},
          [&](const db::Row& row) { reasons[row.string(0)] = row.string(1); });
  return reasons;
}

void put_finding_reason(db::Tx& tx, std::int64_t report, std::string_view check, std::string_view reason,
                        base::Instant at, std::int64_t seat) {
  tx.run(sql::put_finding_reason, {report, check, reason, at.ms, seat});
}

void submit(db::Tx& tx, const Submission& s) {
  tx.run(sql::submit, {s.report, s.number, s.code, s.content_hash, s.at.ms, s.seat});
}

void withdraw(db::Tx& tx, std::int64_t report, base::Instant at, std::int64_t seat) {
  tx.run(sql::withdraw, {at.ms, seat, report});
}

void note_stage(db::Tx& tx, std::int64_t report, Stage stage, std::optional<base::Instant> submitted_at,
                base::Instant now) {
  auto at = submitted_at ? std::optional(submitted_at->ms) : std::nullopt;
  tx.run(sql::note_stage, {int(stage), at, now.ms, report});
}

std::vector<Submission> submissions_of(db::Tx& tx, std::int64_t report) {
  std::vector<Submission> all;
  tx.each(sql::submissions, {report}, [&](const db::Row& row) { all.push_back(submission_at(row)); });
  return all;
}

std::int64_t count_submissions(db::Tx& tx) {
  return tx.first(sql::count_submissions, {}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

std::optional<Certified> by_receipt_code(db::Tx& tx, std::string_view code) {
  return tx.first(sql::submission_by_code, {code}, [](const db::Row& row) {
    return Certified{submission_at(row), row.integer(8), row.integer(9)};
  });
}

std::vector<Report> of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::vector<Report> all;
  tx.each(sql::of_province, {round, province}, [&](const db::Row& row) { all.push_back(report_at(row)); });
  return all;
}

std::map<std::int64_t, ProvinceCounts> counts_by_province(db::Tx& tx, std::int64_t round) {
  std::map<std::int64_t, ProvinceCounts> all;
  tx.each(sql::counts_by_province, {round}, [&](const db::Row& row) {
    all[row.integer(0)] = {int(row.integer(1)), int(row.integer(2)), int(row.integer(3))};
  });
  return all;
}

void each(db::Tx& tx, const std::function<void(const Report&)>& see) {
  tx.each(sql::every, {}, [&](const db::Row& row) { see(report_at(row)); });
}

std::vector<std::int64_t> stage_disagreements(db::Tx& tx) {
  std::vector<std::int64_t> ids;
  tx.each(sql::stage_disagreements, {}, [&](const db::Row& row) { ids.push_back(row.integer(0)); });
  return ids;
}

}  // namespace reports::store
