#pragma once
#include <string>
#include <vector>

#include "identity/context.h"
#include "reports/reports.h"

// A filled workbook of many bodies brought in at once: the sheet “answers” as `saat export` writes it, a body a row. An
// empty cell leaves the answer as it is; every other one is read as if it had been typed into the form.
namespace imports {

struct Fault {
  std::string cell;    // "U3"; empty: of the whole file
  std::string body;    // its code, where the row has one
  std::string column;  // its code, "U2.1"
  std::string said;    // what is wrong and what is accepted, in the reader's language
};

struct Outcome {
  int rows = 0, reports = 0, answers = 0;  // bodies in the file; reports and answers it changes
  std::vector<Fault> faults;               // with one of them nothing at all is written
};

// Reads, checks and, unless `only_check`, writes everything in the caller's transaction, in the name of `seat`.
Outcome bring_in(const identity::Voice& voice, db::Tx& tx, const framework::Framework& plan, std::int64_t round,
                 const std::string& path, const identity::Seat& seat, bool only_check);

}  // namespace imports
