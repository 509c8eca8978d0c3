#pragma once
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

// Reading .xlsx files, whichever program wrote them: one sheet, front to end, nothing of it kept but its texts.
namespace imports {

struct Cell {
  int column = 0;    // 0: A
  std::string text;  // as shown for texts; plain digits for numbers: "1476", "0.25"
  bool is_number = false;
};
std::string name_of(int column, int row);  // (1, 3) → "B3"

// The file is no workbook, is damaged, or has no such sheet. `key` of words/*/imports.yaml.
struct Unreadable : std::runtime_error {
  explicit Unreadable(std::string key) : std::runtime_error(key), key(std::move(key)) {}
  std::string key;
};

// Calls `see` with every row that has a cell, numbered as the reader of the sheet sees it, from 1.
using SeeRow = std::function<void(int row, const std::vector<Cell>& cells)>;
void each_row(const std::string& path, const std::string& sheet, const SeeRow& see);

}  // namespace imports
