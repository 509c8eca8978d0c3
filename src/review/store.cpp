#include "review/store.h"

#include "review/review_sql.h"

namespace review::store {

using reports::Stage;

namespace {

std::optional<base::Instant> maybe_instant(const db::Row& row, int column) {
  auto ms = row.maybe_integer(column);
  return ms ? std::optional(base::Instant{*ms}) : std::nullopt;
}

Counts counted(db::Tx& tx, const db::Statement& statement, std::int64_t round, std::int64_t province) {
  Counts counts;
  tx.each(statement, {round, province}, [&](const db::Row& row) { counts[row.integer(0)] = int(row.integer(1)); });
  return counts;
}

}  // namespace

void certify(db::Tx& tx, const reports::Report& report, std::int64_t submission, Stage stage, base::Instant at,
             std::int64_t seat) {
  tx.run(sql::certify, {report.round, report.province, report.id, submission, int(stage), at.ms, seat});
}

void withdraw_from(db::Tx& tx, std::int64_t report, Stage stage, base::Instant at, std::int64_t seat) {
  tx.run(sql::withdraw_certifications, {at.ms, seat, report, int(stage)});
}

std::vector<Certification> certifications_of(db::Tx& tx, std::int64_t report) {
  std::vector<Certification> all;
  tx.each(sql::certifications, {report}, [&](const db::Row& row) {
    all.push_back({row.integer(0),
                   row.integer(1),
                   Stage(row.integer(2)),
                   {row.integer(3)},
                   row.integer(4),
                   maybe_instant(row, 5),
                   row.maybe_integer(6).value_or(0)});
  });
  return all;
}

std::map<std::int64_t, Stage> standing_stages(db::Tx& tx) {
  std::map<std::int64_t, Stage> stages;
  tx.each(sql::standing_stages, {}, [&](const db::Row& row) { stages[row.integer(0)] = Stage(row.integer(1)); });
  return stages;
}

std::int64_t send_back(db::Tx& tx, const reports::Report& report, const Correction& c) {
  return *tx.first(
      sql::send_back,
      {report.round, report.province, report.id, c.submission, c.at.ms, c.seat, c.due.ms, c.reason, c.journal_number},
      [](const db::Row& row) { return row.integer(0); });
}

std::vector<Correction> corrections_of(db::Tx& tx, std::int64_t report) {
  std::vector<Correction> all;
  tx.each(sql::corrections, {report}, [&](const db::Row& row) {
    all.push_back({row.integer(0),
                   row.integer(1),
                   {row.integer(2)},
                   row.integer(3),
                   {row.integer(4)},
                   row.string(5),
                   row.integer(6)});
  });
  return all;
}

void say(db::Tx& tx, const reports::Report& report, const Comment& c) {
  tx.run(sql::say, {report.round, report.province, report.id, c.question, c.text, c.value_then, c.follow,
                    c.correction ? std::optional(c.correction) : std::nullopt, c.at.ms, c.seat});
}

std::vector<Comment> comments_of(db::Tx& tx, std::int64_t report) {
  std::vector<Comment> all;
  tx.each(sql::comments, {report}, [&](const db::Row& row) {
    all.push_back({row.integer(0),
                   row.string(1),
                   row.string(2),
                   row.string(3),
                   row.integer(4) != 0,
                   row.maybe_integer(5).value_or(0),
                   {row.integer(6)},
                   row.integer(7),
                   maybe_instant(row, 8),
                   row.maybe_integer(9).value_or(0)});
  });
  return all;
}

bool resolve(db::Tx& tx, std::int64_t report, std::int64_t comment, base::Instant at, std::int64_t seat) {
  return tx.change(sql::resolve, {at.ms, seat, comment, report}) > 0;
}

Counts corrections_of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  return counted(tx, sql::corrections_of_province, round, province);
}

Counts waiting_of_province(db::Tx& tx, std::int64_t round, std::int64_t province) {
  return counted(tx, sql::waiting_of_province, round, province);
}

std::optional<Look> look_of(db::Tx& tx, std::int64_t seat, std::int64_t report) {
  return tx.first(sql::look, {seat, report}, [](const db::Row& row) { return Look{row.integer(0), {row.integer(1)}}; });
}

void note_look(db::Tx& tx, std::int64_t seat, std::int64_t report, const Look& look) {
  tx.run(sql::note_look, {seat, report, look.number, look.at.ms});
}

bool waits_for_districts(db::Tx& tx, std::int64_t round, std::int64_t province) {
  return tx.first(sql::district_rule, {round, province}, [](const db::Row& row) { return row.integer(0) != 0; })
      .value_or(false);
}

void put_district_rule(db::Tx& tx, std::int64_t round, std::int64_t province, bool required, base::Instant at,
                       std::int64_t seat) {
  tx.run(sql::put_district_rule, {round, province, required, at.ms, seat});
}

}  // namespace review::store
