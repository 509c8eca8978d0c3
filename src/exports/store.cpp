#include "exports/store.h"

#include "exports/exports_sql.h"

namespace exports::store {

namespace {

std::optional<base::Instant> moment_at(const db::Row& row, int column) {
  auto ms = row.maybe_integer(column);
  return ms ? std::optional(base::Instant{*ms}) : std::nullopt;
}

Job job_at(const db::Row& row) {
  Job job;
  job.id = row.integer(0), job.round = row.integer(1), job.place = row.integer(2),
  job.stage = totals::Stage(row.integer(3));
  job.format = row.string(4), job.part = row.string(5), job.language = row.string(6), job.file = row.string(7);
  job.organisation = row.integer(8), job.asked_at = {row.integer(9)}, job.asked_by = row.integer(10);
  job.tries = int(row.integer(11)), job.done = int(row.integer(12)), job.whole = int(row.integer(13));
  job.bytes = row.maybe_integer(14).value_or(0);
  job.made_at = moment_at(row, 15), job.failed_at = moment_at(row, 16), job.failure = row.string(17),
  job.cancelled_at = moment_at(row, 18);
  job.types = row.string(19);
  return job;
}

}  // namespace

std::int64_t ask(db::Tx& tx, const Job& job) {
  return *tx.first(sql::ask,
                   {job.round, job.place, int(job.stage), job.types, job.format, job.part, job.language, job.file,
                    job.organisation, job.asked_at.ms, job.asked_by},
                   [](const db::Row& row) { return row.integer(0); });
}

int under_way(db::Tx& tx, std::int64_t organisation) {
  return int(tx.first(sql::under_way, {organisation}, [](const db::Row& row) { return row.integer(0); }).value_or(0));
}

std::vector<Job> of_organisation(db::Tx& tx, std::int64_t organisation, std::int64_t round) {
  std::vector<Job> all;
  tx.each(sql::of_organisation, {organisation, round}, [&](const db::Row& row) { all.push_back(job_at(row)); });
  return all;
}

std::optional<Job> find(db::Tx& tx, std::int64_t id, std::int64_t organisation, std::int64_t round) {
  return tx.first(sql::find, {id, organisation, round}, job_at);
}

bool cancel(db::Tx& tx, std::int64_t id, std::int64_t organisation, base::Instant now) {
  return tx.change(sql::cancel, {now.ms, id, organisation}) == 1;
}

std::vector<std::string> forget(db::Tx& tx, base::Instant before, base::Instant now) {
  std::vector<std::string> files;
  tx.each(sql::forget, {before.ms, now.ms}, [&](const db::Row& row) { files.push_back(row.string(0)); });
  return files;
}

bool waits(db::Tx& tx, base::Instant now) {
  return tx.first(sql::waits, {now.ms}, [](const db::Row& row) { return row.integer(0); }).has_value();
}

std::optional<Job> claim(db::Tx& tx, const std::string& node, base::Instant now, base::Instant until) {
  return tx.first(sql::claim, {node, until.ms, now.ms}, job_at);
}

bool hold(db::Tx& tx, std::int64_t id, const std::string& node, Progress progress, base::Instant until) {
  return tx.change(sql::hold, {progress.done, progress.all, until.ms, id, node}) == 1;
}

bool made(db::Tx& tx, std::int64_t id, const std::string& node, std::int64_t bytes, base::Instant now) {
  return tx.change(sql::made, {now.ms, bytes, id, node}) == 1;
}

void failed(db::Tx& tx, std::int64_t id, const std::string& node, std::string_view why, base::Instant now) {
  tx.run(sql::failed, {now.ms, why, id, node});
}

void let_go(db::Tx& tx, std::int64_t id, const std::string& node) { tx.run(sql::let_go, {id, node}); }

}  // namespace exports::store
