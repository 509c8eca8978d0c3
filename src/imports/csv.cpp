// CSV as RFC 4180 has it, and as spreadsheets in Thailand write it.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/budgets.h"
#include "base/text.h"
#include "imports/workbook.h"

namespace imports {

namespace {

constexpr std::uintmax_t most_bytes_of_csv = base::budget::csv_bytes;

std::string whole_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Unreadable("imports.no_file");
  if (std::uintmax_t(std::max<std::streamoff>(file.tellg(), 0)) > most_bytes_of_csv)
    throw Unreadable("imports.too_large");
  file.seekg(0);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (!base::is_utf8(text)) throw Unreadable("imports.no_utf8");
  return text;
}

// What stands most often in the first line, outside quotes.
char separator_in(std::string_view text) {
  constexpr std::string_view known = ",;\t";
  std::size_t count[known.size()] = {};
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    if (auto at = known.find(c); !quoted && at != known.npos) ++count[at];
  }
  return known[std::size_t(std::max_element(std::begin(count), std::end(count)) - count)];
}

// The apostrophe by which exports::harmless keeps a text from being run.
void take_off_guard(std::string& text) {
  auto bare = std::string_view(text).substr(std::min(text.find_first_not_of('\''), text.size()));
  if (!text.starts_with('\'') || bare.empty()) return;
  bool acts = std::string_view("=+-@\t\r").find(bare.front()) != std::string_view::npos;
  for (std::string_view wide : {"＝", "＋", "－", "＠"}) acts |= bare.starts_with(wide);
  if (acts) text.erase(0, 1);
}

}  // namespace

void each_row_of_csv(const std::string& path, const SeeRow& see) {
  const std::string text = whole_of(path);
  const char separator = separator_in(text);
  std::vector<Cell> cells;
  int row = 1, column = 0;
  std::string value;
  auto end_cell = [&] {
    take_off_guard(value);
    if (!value.empty()) cells.push_back({column, value});
    value.clear(), ++column;
  };
  auto end_row = [&] {
    end_cell();
    if (!cells.empty()) see(row, cells);
    cells.clear(), column = 0, ++row;
  };
  bool quoted = false, begun = false;  // of a value; a line that has begun
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    begun = true;
    if (quoted) {
      if (c != '"')
        value += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        value += c, ++i;
      else
        quoted = false;
    } else if (c == '"' && value.empty()) {
      quoted = true;
    } else if (c == separator) {
      end_cell();
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      end_row(), begun = false;
    } else {
      value += c;
    }
  }
  if (quoted) throw Unreadable("imports.open_quote");
  if (begun) end_row();
}

}  // namespace imports
