#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "framework/framework.h"
#include "registry/registry.h"

namespace reports {

// What one organisation gave to one question. What was typed is kept as it was typed; `value` is there
// only when it could be read: a scaled decimal in the question's stored unit (yes/no 1 or 0, a choice
// its number from 1, a date its days since 1970).
struct Answer {
  std::string typed, unit;
  bool not_applicable = false;
  std::string reason, source, remark;
  std::optional<std::int64_t> value;
  int version = 0;  // 0: never given; a save says which version it saw
  base::Instant changed_at;
  std::int64_t changed_by = 0;  // seat

  bool is_empty() const { return typed.empty() && !not_applicable; }
};
// By the question's slot. An element of what a call returns is taken out: a reference to it would outlive the list.
struct Answers : std::vector<Answer> {
  using std::vector<Answer>::vector;
  Answer& operator[](std::size_t slot) & { return std::vector<Answer>::operator[](slot); }
  const Answer& operator[](std::size_t slot) const& { return std::vector<Answer>::operator[](slot); }
  Answer operator[](std::size_t slot) && { return std::move(std::vector<Answer>::operator[](slot)); }
};

// How far a report has come. `submitted` follows from the rows of `submission`, what is above it from the
// rows of the slice review; kept with the report, so that a list reads one row. From submitted on it is sealed.
enum class Stage { begun, submitted, verified, approved, accepted };
std::string_view code_of(Stage stage);
inline bool is_sealed(Stage stage) { return stage >= Stage::submitted; }

// One organisation's answers for one period, from the first draft on.
struct Report {
  std::int64_t id = 0, round = 0, organisation = 0, district = 0, province = 0;
  Stage stage = Stage::begun;
  int answered = 0, expected = 0, blocking = 0, asking = 0;
  base::Instant begun_at, changed_at;
  std::optional<base::Instant> submitted_at;
  std::string open_only;  // codes of the answers it was opened again for, with a space between; empty: all
  std::string figures;    // "U2=72.58:2032 M1=3": figure and what it is of, as last computed, for lists
};

// How many reports have come at least so far, and how many have a finding that blocks them.
struct Counts {
  int begun = 0, submitted = 0, verified = 0, approved = 0, blocking = 0;
  Counts operator-(const Counts& o) const {
    return {begun - o.begun, submitted - o.submitted, verified - o.verified, approved - o.approved,
            blocking - o.blocking};
  }
  Counts& operator+=(const Counts& o) {
    begun += o.begun, submitted += o.submitted, verified += o.verified, approved += o.approved, blocking += o.blocking;
    return *this;
  }
  bool operator==(const Counts&) const = default;
};
Counts counts_of(const Report& report);

// The act of sending: who and when, and what proves it.
struct Submission {
  std::int64_t id = 0, report = 0, seat = 0;
  std::string number, code, content_hash;
  base::Instant at;
  std::optional<base::Instant> withdrawn_at;
  int revision = 0;  // of the plan, that it answered
  int seal = 1;      // how content_hash was made: Seal
};

// What a body gave in the round before, as the plan of this one asks it: by this plan's slots, in its stored units and
// choices; what cannot be carried over (another kind, a unit this plan does not know) is absent.
struct Before {
  std::string period;
  Answers answers;
  int bodies = 1;  // more where others became part of it since: quantities are their sums, known of all or absent
};

// Who is asked: the body as it was on the last day of the period.
struct Body {
  const registry::Organisation* organisation = nullptr;
  std::string type;
  const framework::Scope* scope = nullptr;  // what the plan asks of this type
  std::shared_ptr<const Before> before;     // nothing: there is no round before, or nobody looked (before.h)

  bool is_asked(const framework::Question& question) const {
    return !scope->questions.empty() && scope->questions[question.slot];
  }
  bool is_asked(const framework::Indicator& indicator) const {
    return !scope->indicators.empty() && scope->indicators[indicator.number];
  }
};
Body body_for(const registry::Organisation& organisation, const framework::Framework& plan);

}  // namespace reports
