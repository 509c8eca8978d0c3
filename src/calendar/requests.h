#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "db/connection.h"

// What a body asks for when it finds its report locked, and what became of it.
namespace calendar {

struct Act {
  base::Instant at;
  std::int64_t by = 0;
};  // by: seat
struct Request {
  std::int64_t id = 0, round = 0, organisation = 0, province = 0;
  std::string what;       // "time": longer open; "answers": a sent report opened again
  std::string questions;  // of answers: codes with a space between; empty: the whole report
  std::string reason;
  Act asked;
  std::optional<Act> forwarded, decided;
  std::string forward_note, note;
  bool granted = false;
  std::optional<base::Instant> until;  // exclusive; when it was granted
};

// One at a time: Problem{conflict} when one of the body's still waits.
std::int64_t ask(db::Tx& tx, const Request& request);
std::optional<Request> latest_request(db::Tx& tx, std::int64_t round, std::int64_t organisation);
// Of one province, or of all where `province` is 0: those that wait first, then the latest.
std::vector<Request> requests_of(db::Tx& tx, std::int64_t round, std::int64_t province);
std::optional<Request> find_request(db::Tx& tx, std::int64_t round, std::int64_t province, std::int64_t id);
// False when somebody was faster.
bool forward(db::Tx& tx, std::int64_t id, std::string_view note, const Act& act);
bool decide(db::Tx& tx, std::int64_t id, bool granted, std::string_view note, std::optional<base::Instant> until,
            const Act& act);

// Whether the department lets a province grant by itself: said of the province, or else of all of them (`nation`).
bool may_grant(db::Tx& tx, std::int64_t round, std::int64_t nation, std::int64_t province);
void let_grant(db::Tx& tx, std::int64_t round, std::int64_t place, bool allowed, const Act& act);
std::vector<std::pair<std::int64_t, bool>> rights_of(db::Tx& tx, std::int64_t round);  // place, allowed

}  // namespace calendar
