#pragma once
#include "framework/framework.h"
#include "releases/releases.h"

// Pure: what of a table is public, how it is kept, what differs between two.
namespace releases {

std::string kept(const exports::Sheet& sheet);  // columns as JSON
std::string kept(std::span<const exports::Cell> cells);
exports::Sheet sheet_in(std::string_view kept);
exports::Cells cells_in(std::string_view kept);

// What of a table is for the public: no free text and no file name, in which a person's name, telephone or mail may
// stand; no column about how an office works. A number that could not be read is said to be so, without what was typed.
class Sieve {
 public:
  Sieve(const framework::Framework& plan, std::string unreadable) : plan_(plan), unreadable_(std::move(unreadable)) {}
  exports::Sheet columns(const exports::Sheet& sheet);  // and the cells that follow are this table's
  std::optional<exports::Cells> cells(
      std::span<const exports::Cell> cells) const;  // nullopt: the row is about nothing public
 private:
  bool hides(std::string_view column) const;
  const framework::Framework& plan_;
  const std::string unreadable_;
  std::string sheet_;
  std::vector<bool> keeps_;
};

std::string shown(const exports::Cell& cell);                       // as CSV has it; empty for nothing
int column_in(const exports::Sheet& sheet, std::string_view code);  // -1: none

// One figure or answer that is not what it was in the release before.
struct Change {
  std::string place, name, column, label, before, after;
};
// Rows of both by place (and indicator): those of `now` that differ, and those there were only before.
struct Table {
  exports::Sheet sheet;
  std::vector<Row> rows;
};
std::vector<Change> changes_between(Part part, const Table& before, const Table& now);

}  // namespace releases
