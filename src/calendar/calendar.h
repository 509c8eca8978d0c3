#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "db/connection.h"
#include "framework/framework.h"

namespace calendar {

// Runs on from a set moment for demonstrations; otherwise the system's time.
class Clock {
 public:
  Clock() = default;
  explicit Clock(base::Instant set_to);
  base::Instant now() const;
  bool is_set() const { return offset_ms_ != 0; }
 private:
  std::int64_t offset_ms_ = 0;
};

// One framework asked for one period of the country: what reports, windows and totals hang on.
struct Round {
  std::int64_t id = 0;
  std::string framework, period;
  int revision = 1;
  bool operator==(const Round&) const = default;
};
struct Window { base::Instant opens, closes; };  // open while opens <= now < closes

int fiscal_year(base::Day day);  // 1 Oct 2023 – 30 Sep 2024 → 2567

// Makes the round and its window from the plan's own dates when they are not there yet. Refuses
// (db::Error) a plan whose files changed after its window opened without a new revision.
Round ensure_round(db::Tx& tx, const framework::Framework& plan, base::Instant now);
std::optional<Round> find_round(db::Tx& tx, std::string_view framework, std::string_view period);
std::vector<Round> rounds(db::Tx& tx);
Window window_of(db::Tx& tx, std::int64_t round);
// Throws Problem{not_allowed} "window.before" or "window.after" with {opens} and {closes}.
void require_open(const Window& window, base::Instant now, base::Language language);

}  // namespace calendar
