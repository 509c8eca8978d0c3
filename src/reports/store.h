#pragma once
#include <functional>
#include <set>
#include <unordered_map>

#include "db/connection.h"
#include "identity/identity.h"
#include "reports/reports.h"
#include "reports/seal.h"

namespace reports::store {

// As Connection::expect: find(); answers_of() and finding_reasons().
void expect_to_find(db::Tx& tx, std::int64_t round, std::int64_t organisation, const identity::Seat& seat);
void expect_content(db::Tx& tx, std::int64_t report);

// Through the seat: nullopt when there is no report, or it is a stranger's.
std::optional<Report> find(db::Tx& tx, std::int64_t round, std::int64_t organisation, const identity::Seat& seat);
// For what the program itself does with a report, in nobody's name.
std::optional<Report> find_for_program(db::Tx& tx, std::int64_t round, std::int64_t organisation);
Report begin(db::Tx& tx, std::int64_t round, const registry::Organisation& body, base::Instant now);
Answers answers_of(db::Tx& tx, const framework::Framework& plan, std::int64_t report);
Stored stored_of(db::Tx& tx, std::int64_t report);  // of questions the plan no longer asks too
// What counts of every report of a province that has come at least so far, by report: typed, value, not applicable.
std::unordered_map<std::int64_t, Answers> answers_of_province(db::Tx& tx, const framework::Framework& plan,
                                                              std::int64_t round, std::int64_t province, Stage least);
void put(db::Tx& tx, std::int64_t report, std::string_view question, const Answer& answer);
// What an answer that stands as it was typed is read as.
void note_value(db::Tx& tx, std::int64_t report, std::string_view question, std::optional<std::int64_t> value);
void note_state(db::Tx& tx, const Report& report);

std::map<std::string, std::string> finding_reasons(db::Tx& tx, std::int64_t report);
// The same with everything that was given: units, reasons, sources, remarks.
std::unordered_map<std::int64_t, Answers> whole_answers_of_province(db::Tx& tx, const framework::Framework& plan,
                                                                    std::int64_t round, std::int64_t province,
                                                                    Stage least);
// Of every report of a province that has any, by report: checks a reason was given for; questions said not to apply
// without one.
struct Reasons {
  std::set<std::string> given, missing;
};
std::unordered_map<std::int64_t, Reasons> reasons_of_province(db::Tx& tx, std::int64_t round, std::int64_t province);
// Report → finding → the reason given for it.
std::unordered_map<std::int64_t, std::map<std::string, std::string>> finding_reasons_of_province(db::Tx& tx,
                                                                                                 std::int64_t round,
                                                                                                 std::int64_t province);
void put_finding_reason(db::Tx& tx, std::int64_t report, std::string_view check, std::string_view reason,
                        base::Instant at, std::int64_t seat);

void submit(db::Tx& tx, const Submission& submission);
void withdraw(db::Tx& tx, std::int64_t report, base::Instant at, std::int64_t seat);
void note_stage(db::Tx& tx, const Report& report, base::Instant now);
std::vector<Submission> submissions_of(db::Tx& tx, std::int64_t report);  // the latest first
// Report → the sending it stands by, of every sealed report of a province.
std::map<std::int64_t, std::int64_t> standing_submissions(db::Tx& tx, std::int64_t round, std::int64_t province);
std::int64_t count_submissions(db::Tx& tx);
// Sendings of before revisions were kept with them answered the one the round stands at.
void note_revisions(db::Tx& tx, std::int64_t round, int revision);

struct Certified {
  Submission submission;
  std::int64_t round = 0, organisation = 0;
};
std::optional<Certified> by_receipt_code(db::Tx& tx, std::string_view code);

// What a report stands at: its version is raised by every change, so what was worked out of it at one version holds.
struct Mark {
  std::int64_t report = 0, organisation = 0;
  Stage stage = Stage::begun;
  std::int64_t version = 0;
};
std::vector<Mark> marks_of_province(db::Tx& tx, std::int64_t round, std::int64_t province);
std::vector<Report> of_province(db::Tx& tx, std::int64_t round, std::int64_t province);
// Every change of a report's stage, or of whether it is blocked, counts what it changed in its own transaction.
void count(db::Tx& tx, std::int64_t round, std::int64_t province, const Counts& by);
std::map<std::int64_t, Counts> counts_by_province(db::Tx& tx, std::int64_t round);
using AllCounts = std::map<std::pair<std::int64_t, std::int64_t>, Counts>;  // by round and province
AllCounts all_counts(db::Tx& tx);
void replace_counts(db::Tx& tx, const AllCounts& counts);

// Whose report it is; nullopt for none. For notices, which begin with an act in a report's journal.
struct Whose {
  std::int64_t round = 0, organisation = 0;
};
std::optional<Whose> whose(db::Tx& tx, std::int64_t report);

// Of a province, or of all where it is 0: what each report has come to; and how far those are that were not sent.
using SeeStage = std::function<void(std::int64_t organisation, Stage, std::optional<base::Instant> submitted)>;
void each_stage(db::Tx& tx, std::int64_t round, std::int64_t province, const SeeStage& see);
void each_unsent(db::Tx& tx, std::int64_t round, std::int64_t province, const std::function<void(const Report&)>& see);

std::vector<std::int64_t> reports_of(db::Tx& tx,
                                     std::int64_t organisation);  // of all rounds: for the country's journal

std::optional<base::Instant> latest_change(db::Tx& tx);  // of all reports
void each(db::Tx& tx, const std::function<void(const Report&)>& see);
std::vector<std::int64_t> stage_disagreements(db::Tx& tx);

}  // namespace reports::store
