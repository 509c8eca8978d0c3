#pragma once
#include <map>

#include "db/connection.h"
#include "review/review.h"

namespace review::store {

// Which report, in which round and province.
void certify(db::Tx& tx, const reports::Report& report, std::int64_t submission, reports::Stage stage, base::Instant at,
             std::int64_t seat);
void withdraw_from(db::Tx& tx, std::int64_t report, reports::Stage stage, base::Instant at,
                   std::int64_t seat);  // it and those above
std::vector<Certification> certifications_of(db::Tx& tx, std::int64_t report);
std::map<std::int64_t, reports::Stage> standing_stages(db::Tx& tx);  // of every certified report

std::int64_t send_back(db::Tx& tx, const reports::Report& report, const Correction& correction);  // its id
std::vector<Correction> corrections_of(db::Tx& tx, std::int64_t report);                          // the latest first

void say(db::Tx& tx, const reports::Report& report, const Comment& comment);
std::vector<Comment> comments_of(db::Tx& tx, std::int64_t report);
bool resolve(db::Tx& tx, std::int64_t report, std::int64_t comment, base::Instant at,
             std::int64_t seat);  // false: nothing waits there

using Counts = std::map<std::int64_t, int>;  // report → how many
Counts corrections_of_province(db::Tx& tx, std::int64_t round, std::int64_t province);
Counts waiting_of_province(db::Tx& tx, std::int64_t round, std::int64_t province);

struct Look {
  std::int64_t number = 0;
  base::Instant at;
};
std::optional<Look> look_of(db::Tx& tx, std::int64_t seat, std::int64_t report);
void note_look(db::Tx& tx, std::int64_t seat, std::int64_t report, const Look& look);

bool waits_for_districts(db::Tx& tx, std::int64_t round, std::int64_t province);
void put_district_rule(db::Tx& tx, std::int64_t round, std::int64_t province, bool required, base::Instant at,
                       std::int64_t seat);

}  // namespace review::store
