#include "imports/workbook.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/budgets.h"
#include "base/text.h"
#include "fuzz.h"

namespace fuzz {

namespace {

// A file that is nowhere but in memory; read by its path, as any other.
class InMemory {
 public:
  explicit InMemory(std::string_view bytes) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    hold(descriptor_ >= 0, "there is memory for a file");
    hold(::write(descriptor_, bytes.data(), bytes.size()) == ssize_t(bytes.size()), "that takes the bytes");
  }
  ~InMemory() { ::close(descriptor_); }
  InMemory(const InMemory&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += char(value >> (8 * i));
}

// An archive of parts as they are: what is packed is nothing a fuzzer could change with sense.
std::string archive_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string out, directory;
  for (const auto& [name, text] : parts) {
    std::string entry;
    put(entry, 20, 2), put(entry, 0, 2), put(entry, 0, 2), put(entry, 0, 4);
    put(entry, std::uint32_t(crc32(0, reinterpret_cast<const Bytef*>(text.data()), uInt(text.size()))), 4);
    put(entry, std::uint32_t(text.size()), 4), put(entry, std::uint32_t(text.size()), 4);
    put(entry, std::uint32_t(name.size()), 2), put(entry, 0, 2);
    put(directory, 0x02014b50, 4), put(directory, 20, 2);
    directory += entry;
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4);
    put(directory, std::uint32_t(out.size()), 4);
    directory += name;
    put(out, 0x04034b50, 4);
    out += entry + name + text;
  }
  const auto begin = std::uint32_t(out.size());
  out += directory;
  put(out, 0x06054b50, 4), put(out, 0, 4), put(out, std::uint32_t(parts.size()), 2);
  put(out, std::uint32_t(parts.size()), 2), put(out, std::uint32_t(directory.size()), 4), put(out, begin, 4);
  put(out, 0, 2);
  return out;
}

void read(const std::string& path) {
  for (const auto& sheet : imports::sheets_of(path)) {
    try {
      imports::each_row(path, sheet, [](int row, const std::vector<imports::Cell>& cells) {
        hold(row >= 1 && row <= base::budget::workbook_rows, "a row is one of a sheet");
        for (const auto& cell : cells) {
          hold(cell.column >= 0 && cell.column < base::budget::workbook_columns,
               "a cell stands in a column of a sheet");
          hold(cell.text.size() <= base::budget::workbook_text, "no longer than a cell's text may be");
          hold(base::is_utf8(cell.text), "and is UTF-8");
          imports::name_of(cell.column, row);
        }
        hold(cells.size() <= base::budget::workbook_cells_of_row, "no more cells than a row may have");
      });
    } catch (const imports::Unreadable&) {}
  }
}

}  // namespace

// Either the bytes of an archive, or its parts, each begun by "=== name"; what a workbook needs besides is put there.
void workbook(std::string_view bytes) {
  std::string file(bytes);
  if (!bytes.starts_with("PK")) {
    auto parts = parts_of(bytes);
    parts.erase(parts.begin());
    const auto needs = [&](const char* name, const char* text) {
      for (const auto& part : parts)
        if (part.first == name) return;
      parts.emplace_back(name, text);
    };
    needs("xl/workbook.xml", R"(<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>)");
    needs("xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="r1" Target="a.xml"/></Relationships>)");
    if (parts.size() > 20) return;
    for (const auto& part : parts)
      if (part.first.size() > 100) return;
    file = archive_of(parts);
  }
  InMemory in_memory(file);
  try {
    if (imports::is_workbook(in_memory.path())) read(in_memory.path());
  } catch (const imports::Unreadable&) {}
}

namespace {

struct Row {
  int number;
  std::vector<std::pair<int, std::string>> cells;
  bool operator==(const Row&) const = default;
};

std::optional<std::vector<Row>> rows_of(std::string_view bytes) {
  InMemory file(bytes);
  std::vector<Row> rows;
  try {
    imports::each_row_of_csv(file.path(), [&](int row, const std::vector<imports::Cell>& cells) {
      rows.push_back({row, {}});
      for (const auto& cell : cells) rows.back().cells.emplace_back(cell.column, cell.text);
    });
  } catch (const imports::Unreadable&) {
    return std::nullopt;
  }
  return rows;
}

// As the exports write it: in quotes, and what would be run, or has been kept from it, behind an apostrophe.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  if (text.starts_with('\'')) out += "'";
  for (char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

void csv(std::string_view bytes) {
  const auto rows = rows_of(bytes);
  if (!rows || rows->empty()) return;
  int row = 1, columns = 0;
  for (const auto& one : *rows)
    for (const auto& [column, text] : one.cells) columns = std::max(columns, column);
  if (columns > 1000 || rows->back().number > 10'000) return;
  std::string again = "\"\"";
  bool guards = true;  // what begins with an apostrophe and would not be run keeps its own, and loses none
  for (const auto& one : *rows) {
    hold(!one.cells.empty() && one.number >= row, "rows with cells, in their order");
    for (; row < one.number; ++row) again += "\n";
    int at = 0;
    for (const auto& [column, text] : one.cells) {
      hold(column >= at || at == 0, "cells in their order");
      hold(base::is_utf8(text) && !text.empty(), "that say something");
      for (; at < column; ++at) again += ',';
      const auto bare = text.find_first_not_of('\'');
      if (text.starts_with('\'') &&
          (bare == text.npos || std::string_view("=+-@\t\r").find(text[bare]) == std::string_view::npos))
        guards = false;
      if (again == "\"\"") again.clear();
      again += quoted(text);
    }
  }
  if (!guards) return;
  const auto read_again = rows_of(again + "\n");
  hold(read_again && *read_again == *rows, "rows written again are read alike");
}

}  // namespace fuzz
