#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "calendar/rules.h"
#include "db/connection.h"
#include "framework/framework.h"

namespace calendar {

// Runs on from a set moment for demonstrations; otherwise the system's time. All copies of one agree, and none
// runs backwards when the system's clock is put back a little: what has closed stays closed.
class Clock {
 public:
  Clock() = default;
  explicit Clock(base::Instant set_to);
  base::Instant now() const;
  // What the database holds was done at `moment`: it is not before that now, unless by more than clocks are put back.
  void not_before(base::Instant moment) const;
  void slip(std::int64_t ms) const;  // stories: the machine's clock is put on, or back
  bool is_set() const { return inside_->offset_ms != 0; }
  void run_on_from(base::Instant moment) const;  // demonstrations and stories: all copies go there
 private:
  struct Inside {
    std::atomic<std::int64_t> offset_ms = 0, latest_ms = 0;
  };
  std::shared_ptr<Inside> inside_ = std::make_shared<Inside>();
};

// One framework asked for one period of the country: what reports, windows and totals hang on.
struct Round {
  std::int64_t id = 0;
  std::string framework, period;
  int revision = 1;
  bool operator==(const Round&) const = default;
};

int fiscal_year(base::Day day);  // 1 Oct 2023 – 30 Sep 2024 → 2567

// A revision of a plan as a round was asked by it: its questions in their order, and the unit each is stored in, ""
// where it has none.
struct Revision {
  int revision = 1;
  std::string hash;
  std::vector<std::pair<std::string, std::string>> questions;
};
std::optional<Revision> find_revision(db::Tx& tx, std::int64_t round, int revision);
// Writes down what the round stands at when `plan` is that: databases of before did not keep it.
void note_revision(db::Tx& tx, const framework::Framework& plan, base::Instant now);
// What followed from a revision that took the round over.
struct Revised {
  int revision = 1;
  base::Instant at;
  std::int64_t folded = 0, returned = 0, left = 0;  // reports
};
void note_revised(db::Tx& tx, std::int64_t round, const Revised& revised);
std::optional<Revised> revised(db::Tx& tx, std::int64_t round);  // the latest
// Whether the round is there and was last asked by other files.
bool is_revised_by(db::Tx& tx, const framework::Framework& plan);

// Makes the round and its window from the plan's own dates when they are not there yet. Refuses
// (db::Error) a plan whose files changed after its window opened without a new revision, and
// one that stores a question in another unit than before: what is stored would silently mean something else.
Round ensure_round(db::Tx& tx, const framework::Framework& plan, base::Instant now);
std::optional<Round> find_round(db::Tx& tx, std::string_view framework, std::string_view period);
std::vector<Round> rounds(db::Tx& tx);
Window window_of(db::Tx& tx, std::int64_t round);  // the plan's own

// ── what offices change about it
// A body and what it lies in, or a wider place: 0 for what it is not in.
struct Place {
  std::int64_t nation = 0, province = 0, body = 0;
};
// The window that holds for the place now, with who set it. One statement: asked inside the transaction of every save,
// so that no save passes by a window that closed meanwhile, on whichever server it was closed.
Change window_over(db::Tx& tx, std::int64_t round, const Place& place);
void expect_window_over(db::Tx& tx, std::int64_t round, const Place& place);  // as Connection::expect
struct Withdrawn {
  base::Instant at;
  std::int64_t by = 0;
};
struct Listed {
  Change change;
  std::optional<Withdrawn> withdrawn;
};
std::vector<Listed> changes_of(db::Tx& tx, std::int64_t round);  // the latest first
// Every window of a round in force, the plan's first: to know many places' at once, and when the next one moves.
std::vector<Change> all_in_force(db::Tx& tx, std::int64_t round);
std::int64_t add_change(db::Tx& tx, std::int64_t round, const Change& change);
// False when there is no such change of the round, or it was withdrawn before.
bool withdraw_change(db::Tx& tx, std::int64_t round, std::int64_t change, base::Instant at, std::int64_t seat);

// Throws Problem{not_allowed} "window.before" or "window.after" with {opens} and {closes}.
void require_open(const Window& window, base::Instant now, base::Language language);

}  // namespace calendar
