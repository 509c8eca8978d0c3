#pragma once
#include <string>
#include <vector>

#include "identity/context.h"
#include "reports/acts.h"

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

// What becomes of one body's report: the answers as a form would send them, each with the version it was decided upon,
// and the reasons for findings, each with the one it takes the place of.
struct Decided {
  const registry::Organisation* body = nullptr;
  std::vector<std::pair<const framework::Question*, reports::Given>> answers;
  std::vector<std::pair<std::string, reports::GivenReason>> reasons;
};

struct Outcome {
  int rows = 0, reports = 0, answers = 0;  // bodies in the table of answers; reports and answers it changes
  int unchanged = 0;                       // answers that stand so already
  int refused = 0;                         // what `faults` tells of; the list ends somewhere
  int passed_over = 0;                     // cells and rows nobody reads
  std::vector<Fault> faults;               // with one of them nothing at all is written
  std::vector<Fault> notes;                // what was read with care, or not at all
  std::vector<Change> changes;             // all of them
  std::vector<Decided> decided;            // the same, to be written
};

// A plan's round, and in whose name: only bodies that stand under the seat are brought in.
struct Into {
  const framework::Framework& plan;
  std::int64_t round = 0;
  identity::Seat seat;
  bool only_open = true;  // a body whose window is not open is refused; who runs the server may reach into closed ones
};

// Reads and checks; nothing is written. `files`: workbooks, or CSVs of either table. Throws Unreadable.
Outcome look(const identity::Voice& voice, db::Tx& tx, const Into& into, const std::vector<std::string>& files);
// Writes one body's part in the caller's transaction. False: somebody changed one of its answers since it was decided;
// the caller gives the transaction up.
bool write(const identity::Voice& voice, db::Tx& tx, const Into& into, const Decided& decided);
// Both in one transaction: all of it, or with a fault nothing.
Outcome bring_in(const identity::Voice& voice, db::Tx& tx, const Into& into, const std::vector<std::string>& files);

}  // namespace imports
