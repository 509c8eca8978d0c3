#pragma once
#include "reports/acts.h"

// Pure: what is pasted from a sheet laid over the questions of a section. A value goes to the question it is meant for,
// or nothing goes anywhere and it is said which cell does not fit: a column that is out by one would be believed.
namespace reports {

struct Cell {
  int row = 0, column = 0;  // in what was pasted, from 1
  std::string text;
};

// As a spreadsheet copies: cells between tabs, rows between line ends, "…" around what holds either. Empty rows at the
// end are none.
std::vector<std::vector<Cell>> cells_of(std::string_view text);

// A sheet has a cell for every question, empty where one is not asked, or only for those that are asked.
enum class Layout { every, asked };

struct Placed {
  Cell cell;
  int question = -1;  // slot; none: the cell is not used
  Given given;        // absent parts stay as they are; nothing at all for an empty cell, which clears nothing
  std::string fault;  // key of the sentence that says why it does not fit
  base::Arguments arguments;
  bool is_value() const { return given.typed || given.not_applicable; }
};
struct Placement {
  std::vector<Placed> cells;  // in the order they were pasted
  int misfits = 0;
};

// Lays it from `start` on, in the plan's order, to the end of its section; a row may name its question in its first
// cell, by code or label, and its unit after the value. `not_applicable`: how people say that a question does not
// apply.
Placement place(const framework::Framework& plan, const Body& body, const Answers& answers,
                const framework::Question& start, const std::vector<std::vector<Cell>>& rows, Layout layout,
                const std::vector<std::string>& not_applicable);
// Whether both put the same values at the same questions.
bool same_places(const Placement& a, const Placement& b);

}  // namespace reports
