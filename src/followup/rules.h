#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/text.h"
#include "calendar/rules.h"

// Pure: how complete and how timely, and who will miss the date.
namespace followup {

// One body's report as completeness sees it.
struct Standing {
  bool begun = false;
  int stage = 0;  // as reports::Stage counts
  int answered = 0, expected = 0, blocking = 0;
  base::Instant begun_at, changed_at;
  std::optional<base::Instant> submitted_at;
};

// Of an area: each counted from `expected` bodies.
struct Tally {
  int expected = 0, begun = 0, submitted = 0, verified = 0, approved = 0, on_time = 0, late = 0, unsent = 0;
  // `common`: the window of everybody. Who was given longer and used it is late, and counts as submitted.
  void add(const Standing& report, const calendar::Window& own, const calendar::Window& common, base::Instant now);
  Tally& operator+=(const Tally& other);
};

// Submissions by day of the window and by hour of its last day. Days after the common closing count on, for those who
// were given longer.
struct Curve {
  std::vector<int> by_day;  // from the day it opens
  std::vector<int> by_hour = std::vector<int>(24);
};
Curve curve_of(const std::vector<base::Instant>& submitted, const calendar::Window& common);

// What a body did in earlier rounds of the same framework.
struct Earlier {
  int rounds = 0, late = 0, missed = 0;
};

// Who has not sent: will the date be missed? Each reason is a sentence of words/*/completeness.yaml.
enum class Risk { none, some, high, missed };
struct Reason {
  std::string key;
  base::Arguments arguments;
};
struct Forecast {
  Risk risk = Risk::none;
  std::vector<Reason> reasons;
};
Risk risk_of(const Standing& report, const Earlier& earlier, const calendar::Window& own,
             base::Instant now);  // without the words
Forecast forecast(const Standing& report, const Earlier& earlier, const calendar::Window& own, base::Instant now,
                  base::Language language);

// A cell of a CSV file: quoted where it must be, and never a formula to a spreadsheet.
std::string csv_cell(std::string_view text);

}  // namespace followup
