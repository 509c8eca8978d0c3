#pragma once
#include <string>
#include <vector>

#include "db/connection.h"
#include "reports/reports.h"

// The journal says of every report who gave what and who sent it; so do the rows the pages read. Whoever changes the
// one without the other shows.
namespace reports {

// An answer in one line, with all its parts, as the journal holds it.
std::string journal_value(const Answer& answer);
// One sentence for each report whose stored answers, reasons or sendings are not those of its chain.
std::vector<std::string> journal_differences(db::Tx& tx);

}  // namespace reports
