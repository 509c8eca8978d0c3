#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/budgets.h"
#include "base/instant.h"
#include "reports/reports.h"

// What the offices above do to a report: ask about an answer, send back for correction, certify.
namespace review {

// An office stands by what was sent. Districts verify, the province approves, the department accepts: each
// brings the report to the stage of that name.
struct Certification {
  std::int64_t id = 0, submission = 0;
  reports::Stage stage = reports::Stage::verified;
  base::Instant at;
  std::int64_t seat = 0;
  std::optional<base::Instant> withdrawn_at;
  std::int64_t withdrawn_by = 0;
};

// Sent back: the report is open again, and its window until `due` at least. Its reasons are comments at the
// answers they are about.
struct Correction {
  std::int64_t id = 0, submission = 0;
  base::Instant at;
  std::int64_t seat = 0;
  base::Instant due;
  std::string reason;
  std::int64_t journal_number = 0;  // what the body changed since stands after it
};

// Said at one answer by either side. One with a follow-up mark waits until either side resolves it.
struct Comment {
  std::int64_t id = 0;
  std::string question, text, value_then;  // the answer as it was shown then
  bool follow = false;
  std::int64_t correction = 0;  // a reason of this sending back
  base::Instant at;
  std::int64_t seat = 0;
  std::optional<base::Instant> resolved_at;
  std::int64_t resolved_by = 0;

  bool waits() const { return follow && !resolved_at; }
};

inline constexpr std::size_t most_characters = base::budget::comment;  // of a comment or a reason

}  // namespace review
