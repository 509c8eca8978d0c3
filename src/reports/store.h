#pragma once
#include <functional>

#include "db/connection.h"
#include "identity/identity.h"
#include "reports/reports.h"

namespace reports::store {

// Through the seat: nullopt when there is no report, or it is a stranger's.
std::optional<Report> find(db::Tx& tx, std::int64_t round, std::int64_t organisation, const identity::Seat& seat);
Report begin(db::Tx& tx, std::int64_t round, const registry::Organisation& body, base::Instant now);
Answers answers_of(db::Tx& tx, const framework::Framework& plan, std::int64_t report);
void put(db::Tx& tx, std::int64_t report, std::string_view question, const Answer& answer);
void note_state(db::Tx& tx, const Report& report);

std::map<std::string, std::string> finding_reasons(db::Tx& tx, std::int64_t report);
void put_finding_reason(db::Tx& tx, std::int64_t report, std::string_view check, std::string_view reason,
                        base::Instant at, std::int64_t seat);

void submit(db::Tx& tx, const Submission& submission);
void withdraw(db::Tx& tx, std::int64_t report, base::Instant at, std::int64_t seat);
void note_stage(db::Tx& tx, std::int64_t report, Stage stage, std::optional<base::Instant> submitted_at,
                base::Instant now);
std::vector<Submission> submissions_of(db::Tx& tx, std::int64_t report);  // the latest first
std::int64_t count_submissions(db::Tx& tx);

struct Certified { Submission submission; std::int64_t round = 0, organisation = 0; };
std::optional<Certified> by_receipt_code(db::Tx& tx, std::string_view code);

std::vector<Report> of_province(db::Tx& tx, std::int64_t round, std::int64_t province);
struct ProvinceCounts { int begun = 0, submitted = 0, blocking = 0; };
std::map<std::int64_t, ProvinceCounts> counts_by_province(db::Tx& tx, std::int64_t round);

void each(db::Tx& tx, const std::function<void(const Report&)>& see);
std::vector<std::int64_t> stage_disagreements(db::Tx& tx);

}  // namespace reports::store
