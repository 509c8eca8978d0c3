#pragma once
#include <functional>

#include "base/problem.h"
#include "journal/journal.h"
#include "reports/acts.h"
#include "review/review.h"
#include "review/rules.h"

// What the offices do to a report, inside the caller's transaction: rows, stage, sums and journal in step.
namespace review {

// Of an answer, from the first value to the last.
struct Change {
  std::string question, before, after;
  base::Instant at;
  std::int64_t seat = 0;
};
std::vector<Change> changes_in(const std::vector<journal::Entry>& entries);

// The sending a report stands by; 0 while it is open. What was sent cannot change while it stands, so this is
// the version of a report that an officer saw.
std::int64_t standing_submission(db::Tx& tx, const reports::Report& report);

Office office_of(const identity::Seat& seat);
// Does the province want the district's word first?
bool waits_for_district(db::Tx& tx, const reports::Report& report);

// Each wants that why_not said nothing.
void certify(db::Tx& tx, const reports::Where& where, reports::Report& report, Act act, const identity::Seat& seat,
             base::Instant now);
void withdraw_certification(db::Tx& tx, const reports::Where& where, reports::Report& report, Act act,
                            const identity::Seat& seat, base::Instant now);

struct Reason {
  std::string question, text;
};
void send_back(db::Tx& tx, const reports::Where& where, reports::Report& report, const std::string& reason,
               const std::vector<Reason>& reasons, base::Instant due, const identity::Seat& seat, base::Instant now);

// Opens a sent report because its body asked and was granted it. Throws Problem{conflict} when an office above
// this one stands by it.
void reopen(db::Tx& tx, const reports::Where& where, reports::Report& report, const std::string& only,
            const identity::Seat& seat, base::Instant now);

void say(db::Tx& tx, const reports::Where& where, const reports::Report& report, const Reason& said, bool follow,
         std::int64_t correction, const identity::Seat& seat, base::Instant now);

// Is the latest sending back not answered yet? It is as long as no later sending stands.
bool is_open(const Correction& correction, const reports::Report& report,
             const std::vector<reports::Submission>& submissions);

// ── many at once: the reports of a province that nothing speaks against.
struct Ready {
  reports::Report report;
  std::int64_t submission = 0;
};
// Why a sealed report is not among them: key of a sentence, empty when it is. `waiting`: comments that wait.
std::string why_not_ready(const reports::Report& report, bool waits, int waiting);
// Certifies in one go; the sums of the province are folded once.
using WhereOf = std::function<reports::Where(const reports::Report&)>;
void approve_all(db::Tx& tx, const WhereOf& where_of, std::vector<Ready>& ready, const identity::Seat& seat,
                 base::Instant now);

// Reports whose stage does not follow from the offices' rows: for the recount, beside reports::recount.
std::vector<std::string> stage_differences(db::Tx& tx);

}  // namespace review
