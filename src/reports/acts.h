#pragma once
#include <functional>

#include "identity/identity.h"
#include "journal/journal.h"
#include "reports/rules.h"

// What can be done to a report. Everything happens inside the caller's transaction and leaves the
// running sums and the journal in step with the answers.
namespace reports {

// The plans in force, each with its round.
struct PlanInRound {
  const framework::Framework* plan = nullptr;
  std::int64_t round = 0;
};
using Rounds = std::vector<PlanInRound>;

// Which report: a plan's round and a body.
struct Where {
  const framework::Framework& plan;
  std::int64_t round;
  Body body;
  // For what looks back at it: see before.h, whose where_of alone fills them, and body.before.
  Rounds rounds = {};
  const registry::Registry* registry = nullptr;
};

// A report opened for writing.
struct Draft {
  Report report;
  Answers answers;
  Picture picture;
  Picture counted;    // as it was opened: what the province's sums hold of it,
  Counts counted_in;  // and its counts
  std::map<std::string, std::string> finding_reasons;
  std::string reason_for(const std::string& finding) const {  // "" for none
    const auto found = finding_reasons.find(finding);
    return found == finding_reasons.end() ? "" : found->second;
  }
  const registry::Organisation* body = nullptr;
  std::int64_t seat = 0;           // who writes
  std::vector<journal::Act> acts;  // what was put, for the journal
  bool begun = false;              // by this save
  bool wrote() const { return !acts.empty(); }
};

// Writes nothing: the first answer put begins a report that there is none of. Throws Problem{conflict}
// "report.submitted".
Draft open_draft(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now);

// What a person gives to one question; the parts they did not touch are absent.
struct Given {
  std::optional<std::string> typed, unit, reason, source, remark;
  std::optional<bool> not_applicable;
  int seen = 0;  // the version this was typed upon
};
// The answer as it would be with what is given: the one way from a request to what is kept.
void take(const framework::Question& question, const Given& given, Answer& answer);
// stale: somebody else was faster; too_long: see rules.h. Nothing is changed then.
enum class Outcome { put, unchanged, stale, too_long };
// Throws Problem{conflict} "report.open_for_others" for an answer the report was not opened again for.
Outcome put(db::Tx& tx, Draft& draft, const framework::Question& question, const Given& given,
            const identity::Seat& seat, base::Instant now);
// Why the body stands by what the check asks about, over the reason that its writer saw there; absent: over any. Throws
// Problem{invalid} "too_long.reason".
struct GivenReason {
  std::string text;
  std::optional<std::string> seen;
};
Outcome put_reason(db::Tx& tx, Draft& draft, const std::string& check, const GivenReason& given, base::Instant now);

// Ends the writing: journal, findings, progress, sums. `draft` is then the report as saved. Where nothing was put
// nothing is written: no report begins and none is changed by sending what is there.
std::vector<Finding> close_draft(db::Tx& tx, const Where& where, Draft& draft, base::Instant now);

// What keeps a report from being submitted.
struct Obstacles {
  std::vector<Finding> blocking, asking;
  std::vector<int> missing;  // slots of required questions without an answer
  bool none() const { return blocking.empty() && missing.empty(); }
};
Obstacles obstacles_of(const Where& where, const Answers& answers);

// Throws Problem{conflict} "submission.obstacles" when something blocks.
// `seen`: the seal of what whoever certifies has read; Problem{conflict} "submission.changed" when it is another by
// now.
// "" for a program that certifies unread.
Submission submit(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now,
                  std::string_view seen = "");
// What is stored now, sealed as a submission seals it.
std::string seal_now(db::Tx& tx, const Where& where, std::int64_t report);
// Only while nobody above has certified: Problem{conflict} "report.certified" otherwise.
void withdraw(db::Tx& tx, const Where& where, const identity::Seat& seat, base::Instant now);
// Whether what is stored is still what was sent, by the revision of the plan it answered. A standing sending's alone.
bool is_intact(db::Tx& tx, const Where& where, const Submission& submission);
std::string why_sealed(Stage stage);  // the key of the sentence

// ── for the slice above, which knows the offices' acts. What moving reports between stages adds to the
// sums and counts of a province, gathered over many reports and folded once.
struct StageMoves {
  std::map<totals::Stage, Contribution> sums;
  Counts counts;
};
void move(db::Tx& tx, const Where& where, Report& report, Stage to, const Answers& answers, base::Instant now,
          StageMoves& moves);
void fold(db::Tx& tx, const Where& where, std::int64_t province, const StageMoves& moves);
// Opens a sealed report again: its sending is void, its sums are taken back. `only`: as Report::open_only.
void unseal(db::Tx& tx, const Where& where, Report& report, const identity::Seat& seat, base::Instant now,
            const std::string& only = "");

// Rebuilds every sum and every derived column from the answers, in memory, and names what differs
// from what is stored. `mend` writes the rebuilt state.
struct Recount {
  std::int64_t reports = 0, sums = 0;
  std::vector<std::string> differences;
};
Recount recount(db::Tx& tx, const registry::Registry& registry, const Rounds& rounds, bool mend);

}  // namespace reports
