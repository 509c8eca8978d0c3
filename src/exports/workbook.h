#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// The parts of a workbook that are the same in every one, and what its cells refer to.
namespace exports::workbook {

// Cell formats, by their number in styles.xml.
enum Style { plain, wrapped, bold, code, head, day, moment, whole, some, two, total, total_some };
std::string styles();

struct Page {
  std::string name;
  std::string filtered;
  int repeated = 0;
};  // "A2:X7851"; rows that head every printed page
std::string content_types(std::size_t pages);
std::string relations();
std::string book(const std::vector<Page>& pages);
std::string book_relations(std::size_t pages);

std::string letters(std::size_t column);  // 0 → "A", 27 → "AB"
// Adds `text` as XML has it, and as spreadsheets do: no more than a cell holds; characters XML forbids or changes as
// "_x000D_"; and the same letters typed told from that.
void add_text(std::string& xml, std::string_view text);

// Texts that come again and again stand once in the workbook, and their cells hold a number. So many of them: the table
// is in memory.
class Shared {
 public:
  // -1: not in the table, and the cell carries its text itself.
  int of(std::string_view text);
  std::string table() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, int, Hash, std::equal_to<>> numbers_;
};

}  // namespace exports::workbook
