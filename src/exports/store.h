#pragma once
#include "db/connection.h"
#include "exports/exports.h"

namespace exports::store {

// A file that takes long: what is wanted, and how far it is.
struct Job {
  std::int64_t id = 0, round = 0, place = 0;
  totals::Stage stage = totals::Stage::recorded;
  std::string types;  // as `text_of` writes them
  std::string format, part, language, file;
  std::int64_t organisation = 0;  // whose it is
  base::Instant asked_at;
  std::int64_t asked_by = 0;  // seat
  std::string failure;        // why it could not be made: "disk", "other"
  int tries = 0, done = 0, whole = 0;
  std::int64_t bytes = 0;
  std::optional<base::Instant> made_at, failed_at, cancelled_at;
  bool is_under_way() const { return !made_at && !failed_at && !cancelled_at; }
};

std::int64_t ask(db::Tx& tx, const Job& job);
int under_way(db::Tx& tx, std::int64_t organisation);
std::vector<Job> of_organisation(db::Tx& tx, std::int64_t organisation, std::int64_t round);  // the latest first
std::optional<Job> find(db::Tx& tx, std::int64_t id, std::int64_t organisation, std::int64_t round);
// False when there is nothing left to cancel.
bool cancel(db::Tx& tx, std::int64_t id, std::int64_t organisation, base::Instant now);
// Gives the names of the files that go with it.
std::vector<std::string> forget(db::Tx& tx, base::Instant before, base::Instant now);

// For who makes them; `node` is the program that does.
bool waits(db::Tx& tx, base::Instant now);  // is there one to claim
std::optional<Job> claim(db::Tx& tx, const std::string& node, base::Instant now, base::Instant until);
bool hold(db::Tx& tx, std::int64_t id, const std::string& node, Progress progress,
          base::Instant until);  // false: let it be
bool made(db::Tx& tx, std::int64_t id, const std::string& node, std::int64_t bytes, base::Instant now);
void failed(db::Tx& tx, std::int64_t id, const std::string& node, std::string_view why, base::Instant now);
void let_go(db::Tx& tx, std::int64_t id, const std::string& node);

}  // namespace exports::store
