#pragma once
#include <string>
#include <vector>

#include "identity/context.h"
#include "reports/reports.h"

// Filled tables of many bodies brought in at once, as the exports write them: `answers`, a body a row, and `given`, an
// answer a row with its unit, reasons, source and remark. An empty cell leaves what there is; every other one is read
// as if it had been typed into the form. What was exported and not touched changes nothing.
namespace imports {

// Something to be told of a cell, in the reader's language: what stands there and what is accepted.
struct Fault {
  std::string cell;    // "U3"; empty: of the whole file
  std::string body;    // its code, where the row has one
  std::string column;  // its code, "U2.1"
  std::string said;
};

// One part of a report before and after, as people read it.
struct Change {
  std::string body, column, before, after;
};

struct Outcome {
  int rows = 0, reports = 0, answers = 0;  // bodies in the table of answers; reports and answers it changes
  int unchanged = 0;                       // answers that stand so already
  int refused = 0;                         // what `faults` tells of; the list ends somewhere
  int passed_over = 0;                     // cells and rows nobody reads
  std::vector<Fault> faults;               // with one of them nothing at all is written
  std::vector<Fault> notes;                // what was read with care, or not at all
  std::vector<Change> changes;             // all of them
};

enum class Act { look, write };
// Reads, checks and, unless it only looks, writes everything in the caller's transaction, in the name of `seat`.
// `files`: workbooks, or CSVs of either table. Throws Unreadable.
Outcome bring_in(const identity::Voice& voice, db::Tx& tx, const framework::Framework& plan, std::int64_t round,
                 const std::vector<std::string>& files, const identity::Seat& seat, Act act);

}  // namespace imports
