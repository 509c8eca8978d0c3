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
  r.figures = row.string(13), r.open_only = row.string(14);
  return r;
}

Submission submission_at(const db::Row& row) {
  Submission s;
  s.id = row.integer(0), s.report = row.integer(1), s.seat = row.integer(2);
  s.number = row.string(3), s.code = row.string(4), s.content_hash = row.string(5);
  s.at = {row.integer(6)};
  if (auto at = row.maybe_integer(7)) s.withdrawn_at = base::Instant{*at};
  s.revision = int(row.integer(8)), s.seal = int(row.integer(9));
  return s;
}

Counts counts_at(const db::Row& row, int column) {
  auto next = [&] { return int(row.integer(column++)); };
  return {.begun = next(), .submitted = next(), .verified = next(), .approved = next(), .blocking = next()};
}

std::optional<std::int64_t> or_null(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

}  // namespace

void expect_to_find(db::Tx& tx, std::int64_t round, std::int64_t organisation, const identity::Seat& seat) {
  bool nation = seat.organisation == registry::nation;
  tx.expect(sql::find, {round, organisation, nation, seat.organisation});
}

void expect_content(db::Tx& tx, std::int64_t report) {
  tx.expect(sql::answers, {report});
  tx.expect(sql::finding_reasons, {report});
}

std::optional<Report> find(db::Tx& tx, std::int64_t round, std::int64_t organisation, const identity::Seat& seat) {
  bool nation = seat.organisation == registry::nation;
  return tx.first(sql::find, {round, organisation, nation, seat.organisation}, report_at);
}

std::optional<Report> find_for_program(db::Tx& tx, std::int64_t round, std::int64_t organisation) {
  identity::Seat anyone;
  anyone.organisation = registry::nation;
  return find(tx, round, organisation, anyone);
}

Report begin(db::Tx& tx, std::int64_t round, const registry::Organisation& body, base::Instant now) {
  Report r;
  r.round = round, r.organisation = body.id, r.district = body.district, r.province = body.province;
  r.begun_at = r.changed_at = now;
  r.id = *tx.first(sql::begin, {round, body.id, or_null(body.district), body.province, now.ms},
                   [](const db::Row& row) { return row.integer(0); });
  return r;
}

namespace {

void take(Answer& a, const db::Row& row) {
  a.typed = row.string(1), a.unit = row.string(2), a.not_applicable = row.integer(3) != 0;
  a.reason = row.string(4), a.source = row.string(5), a.remark = row.string(6);
  a.value = row.maybe_integer(7), a.version = int(row.integer(8));
  a.changed_at = {row.integer(9)}, a.changed_by = row.integer(10);
}

}  // namespace

Answers answers_of(db::Tx& tx, const framework::Framework& plan, std::int64_t report) {
  Answers answers(plan.questions.size());
  tx.each(sql::answers, {report}, [&](const db::Row& row) {
    if (const auto* question = plan.find(row.text(0))) take(answers[question->slot], row);  // else: an earlier revision
  });
  return answers;
}

Stored stored_of(db::Tx& tx, std::int64_t report) {
  Stored stored;
  tx.each(sql::answers, {report}, [&](const db::Row& row) {
    Answer answer;
    take(answer, row);
    stored.emplace_back(row.string(0), std::move(answer));
  });
  return stored;
}

void note_revisions(db::Tx& tx, std::int64_t round, int revision) { tx.run(sql::note_revisions, {revision, round}); }

namespace {

// `take` fills an answer from the columns that follow the report's id and the question.
template <typename Take>
std::unordered_map<std::int64_t, Answers> by_report(db::Tx& tx, const framework::Framework& plan,
                                                    const db::Statement& statement, const db::Values& values,
                                                    Take take) {
  std::unordered_map<std::int64_t, Answers> all;
  Answers* of = nullptr;
  std::int64_t report = 0;
  tx.each(statement, values, [&](const db::Row& row) {
    const auto* question = plan.find(row.text(1));
    if (!question) return;  // of an earlier revision
    if (auto id = row.integer(0); !of || id != report)
      of = &all.try_emplace(report = id, plan.questions.size()).first->second;
    Answer& a = (*of)[question->slot];
    a.typed = row.text(2), a.not_applicable = row.integer(3) != 0, a.value = row.maybe_integer(4);
    take(a, row);
  });
  return all;
}

}  // namespace

std::unordered_map<std::int64_t, Answers> answers_of_province(db::Tx& tx, const framework::Framework& plan,
                                                              std::int64_t round, std::int64_t province, Stage least) {
  return by_report(tx, plan, sql::answers_of_province, {round, province, int(least)}, [](Answer&, const db::Row&) {});
}

std::unordered_map<std::int64_t, Answers> whole_answers_of_province(db::Tx& tx, const framework::Framework& plan,
                                                                    std::int64_t round, std::int64_t province,
                                                                    Stage least) {
  return by_report(tx, plan, sql::whole_answers_of_province, {round, province, int(least)},
                   [](Answer& a, const db::Row& row) {
                     a.unit = row.text(5), a.reason = row.text(6), a.source = row.text(7), a.remark = row.text(8);
                   });
}

void put(db::Tx& tx, std::int64_t report, std::string_view question, const Answer& a) {
  tx.run(sql::put_answer, {report, question, a.typed, a.unit, a.not_applicable, a.reason, a.source, a.remark, a.value,
                           a.version, a.changed_at.ms, a.changed_by});
}

void note_value(db::Tx& tx, std::int64_t report, std::string_view question, std::optional<std::int64_t> value) {
  tx.run(sql::note_value, {value, report, question});
}

void note_state(db::Tx& tx, const Report& r) {
  tx.run(sql::note_state, {r.answered, r.expected, r.blocking, r.asking, r.figures, r.changed_at.ms, r.id});
}

std::map<std::string, std::string> finding_reasons(db::Tx& tx, std::int64_t report) {
  std::map<std::string, std::string> reasons;
  tx.each(sql::finding_reasons, {report}, [&](const db::Row& row) { reasons[row.string(0)] = row.string(1); });
  return reasons;
}

std::unordered_map<std::int64_t, Reasons> reasons_of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::unordered_map<std::int64_t, Reasons> all;
  tx.each(sql::finding_reasons_of_province, {round, province},
          [&](const db::Row& row) { all[row.integer(0)].given.insert(row.string(1)); });
  tx.each(sql::unreasoned_of_province, {round, province},
          [&](const db::Row& row) { all[row.integer(0)].missing.insert(row.string(1)); });
  return all;
}

std::unordered_map<std::int64_t, std::map<std::string, std::string>> finding_reasons_of_province(
    db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::unordered_map<std::int64_t, std::map<std::string, std::string>> all;
  tx.each(sql::reasons_of_province, {round, province},
          [&](const db::Row& row) { all[row.integer(0)][row.string(1)] = row.string(2); });
  return all;
}

void put_finding_reason(db::Tx& tx, std::int64_t report, std::string_view check, std::string_view reason,
                        base::Instant at, std::int64_t seat) {
  tx.run(sql::put_finding_reason, {report, check, reason, at.ms, seat});
}

void submit(db::Tx& tx, const Submission& s) {
  tx.run(sql::submit, {s.report, s.number, s.code, s.content_hash, s.at.ms, s.seat, s.revision, s.seal});
}

void withdraw(db::Tx& tx, std::int64_t report, base::Instant at, std::int64_t seat) {
  tx.run(sql::withdraw, {at.ms, seat, report});
}

void note_stage(db::Tx& tx, const Report& report, base::Instant now) {
  auto at = report.submitted_at ? std::optional(report.submitted_at->ms) : std::nullopt;
  tx.run(sql::note_stage, {int(report.stage), at, report.open_only, now.ms, report.id});
}

std::map<std::int64_t, std::int64_t> standing_submissions(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::map<std::int64_t, std::int64_t> standing;
  tx.each(sql::standing_submissions, {round, province},
          [&](const db::Row& row) { standing[row.integer(0)] = row.integer(1); });
  return standing;
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
    return Certified{submission_at(row), row.integer(10), row.integer(11)};
  });
}

std::vector<Mark> marks_of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::vector<Mark> all;
  tx.each(sql::marks_of_province, {round, province}, [&](const db::Row& row) {
    all.push_back({row.integer(0), row.integer(1), Stage(row.integer(2)), row.integer(3)});
  });
  return all;
}

std::vector<Report> of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::vector<Report> all;
  tx.each(sql::of_province, {round, province}, [&](const db::Row& row) { all.push_back(report_at(row)); });
  return all;
}

void count(db::Tx& tx, std::int64_t round, std::int64_t province, const Counts& by) {
  if (by == Counts{}) return;
  tx.run(sql::count, {round, province, by.begun, by.submitted, by.verified, by.approved, by.blocking});
}

std::map<std::int64_t, Counts> counts_by_province(db::Tx& tx, std::int64_t round) {
  std::map<std::int64_t, Counts> all;
  tx.each(sql::counts_by_province, {round}, [&](const db::Row& row) { all[row.integer(0)] = counts_at(row, 1); });
  return all;
}

AllCounts all_counts(db::Tx& tx) {
  AllCounts all;
  tx.each(sql::every_count, {}, [&](const db::Row& row) {
    if (auto counts = counts_at(row, 2); counts != Counts{}) all[{row.integer(0), row.integer(1)}] = counts;
  });
  return all;
}

void replace_counts(db::Tx& tx, const AllCounts& counts) {
  tx.run(sql::clear_counts);
  for (const auto& [where, of_province] : counts) count(tx, where.first, where.second, of_province);
}

std::optional<Whose> whose(db::Tx& tx, std::int64_t report) {
  return tx.first(sql::whose, {report}, [](const db::Row& row) { return Whose{row.integer(0), row.integer(1)}; });
}

void each_stage(db::Tx& tx, std::int64_t round, std::int64_t province, const SeeStage& see) {
  auto one = [&](const db::Row& row) {
    const auto sent = row.maybe_integer(2);
    see(row.integer(0), Stage(row.integer(1)), sent ? std::optional(base::Instant{*sent}) : std::nullopt);
  };
  if (province)
    tx.each(sql::stages_of_province, {round, province}, one);
  else
    tx.each(sql::stages_of_round, {round}, one);
}

void each_unsent(db::Tx& tx, std::int64_t round, std::int64_t province, const std::function<void(const Report&)>& see) {
  Report r;
  r.round = round;
  auto one = [&](const db::Row& row) {
    r.organisation = row.integer(0), r.answered = int(row.integer(1)), r.expected = int(row.integer(2));
    r.blocking = int(row.integer(3)), r.begun_at = {row.integer(4)}, r.changed_at = {row.integer(5)};
    see(r);
  };
  if (province)
    tx.each(sql::unsent_of_province, {round, province}, one);
  else
    tx.each(sql::unsent_of_round, {round}, one);
}

std::optional<base::Instant> latest_change(db::Tx& tx) {
  std::optional<base::Instant> latest;
  tx.each(sql::latest_change, {}, [&](const db::Row& row) {
    if (const auto at = row.maybe_integer(0)) latest = base::Instant{*at};
  });
  return latest;
}

std::vector<std::int64_t> reports_of(db::Tx& tx, std::int64_t organisation) {
  std::vector<std::int64_t> reports;
  tx.each(sql::reports_of, {organisation}, [&](const db::Row& row) { reports.push_back(row.integer(0)); });
  return reports;
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
