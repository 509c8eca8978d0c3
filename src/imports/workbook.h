#pragma once
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

// Reading .xlsx and .csv files, whichever program wrote them: one table, front to end, nothing of it kept but its
// texts.
namespace imports {

struct Cell {
  int column = 0;  // 0: A
  // As it stands for texts; plain digits for numbers, of 15 places as Excel reckons: "1476", "0.25"; as people see them
  // where the number is shown as a share, "25%", and for logical values, "TRUE".
  std::string text;
  bool is_number = false;
  bool is_date = false;       // a number shown as a day; `text` is then the days since 30 Dec 1899
  bool is_formula = false;    // `text` is what it came to
  bool has_no_value = false;  // a formula that no program has reckoned, or one that failed ("#DIV/0!")
};
std::string name_of(int column, int row);  // (1, 3) → "B3"

// The file is no workbook, is damaged, or has no such sheet. `key` of words/*/imports.yaml.
struct Unreadable : std::runtime_error {
  explicit Unreadable(std::string key) : std::runtime_error(key), key(std::move(key)) {}
  std::string key;
};

bool is_workbook(const std::string& path);  // by its first bytes; anything else is taken for CSV
std::vector<std::string> sheets_of(const std::string& path);

// Calls `see` with every row that has a cell, numbered as the reader of the sheet sees it, from 1.
using SeeRow = std::function<void(int row, const std::vector<Cell>& cells)>;
void each_row(const std::string& path, const std::string& sheet, const SeeRow& see);
// The same of a CSV in UTF-8, its values between commas, semicolons or tabs, whichever stand in its first line. An
// apostrophe that keeps a text from being run (exports::harmless) is taken off again.
void each_row_of_csv(const std::string& path, const SeeRow& see);

}  // namespace imports
