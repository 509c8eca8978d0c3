#include "imports/workbook.h"

#include <expat.h>
#include <zip.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>

#include "base/budgets.h"
#include "base/text.h"
#include "base/typed.h"

namespace imports {

namespace {

// A country is 22 MB; what unpacks to more than this is no filled form.
constexpr std::uint64_t most_bytes = base::budget::workbook_bytes;
constexpr int most_columns = base::budget::workbook_columns;
// A small archive can hold what would fill the memory: each of these is many times what a country needs.
constexpr int most_depth = base::budget::workbook_depth;                 // tags within tags; a sheet has 8
constexpr std::uint64_t most_bytes_of_tag = base::budget::workbook_tag;  // with its attributes
constexpr std::size_t most_cells = base::budget::workbook_cells,
                      most_cells_of_row = base::budget::workbook_cells_of_row,
                      most_bytes_of_texts = base::budget::workbook_texts;
constexpr std::size_t most_bytes_of_text =
    base::budget::workbook_text;  // of a cell; spreadsheets take 32,767 characters

struct Close {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
struct Archive {
  std::unique_ptr<zip_t, Close> zip;
  std::uint64_t size = 0;  // of the file
};

Archive open(const std::string& path) {
  int why = 0;
  Archive archive{std::unique_ptr<zip_t, Close>(zip_open(path.c_str(), ZIP_RDONLY, &why))};
  if (!archive.zip)
    throw Unreadable(why == ZIP_ER_NOENT || why == ZIP_ER_OPEN ? "imports.no_file" : "imports.no_workbook");
  archive.size = std::filesystem::file_size(path);
  return archive;
}

// What a part may be unpacked. What it is packed it says itself, but that is no more than the file has.
std::uint64_t most_of(const Archive& archive, const std::string& part) {
  zip_stat_t about{};
  if (zip_stat(archive.zip.get(), part.c_str(), 0, &about) != 0 || !(about.valid & ZIP_STAT_COMP_SIZE))
    throw Unreadable("imports.no_workbook");
  const auto packed = std::min<std::uint64_t>(about.comp_size, archive.size);
  return std::min(most_bytes, std::max<std::uint64_t>(base::budget::workbook_may_be_packed,
                                                      packed * base::budget::workbook_times_packed));
}

// What happens at the tags of a part of the archive. Names come without their prefix.
class Tags {
 public:
  virtual ~Tags() = default;
  virtual void begin(std::string_view name, const std::map<std::string, std::string>& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
  virtual bool wants_attributes(std::string_view) const { return true; }
};

std::string_view without_prefix(std::string_view name) {
  auto colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

void read(const Archive& archive, const std::string& part, Tags& tags) {
  const auto most = most_of(archive, part);
  std::unique_ptr<zip_file_t, Close> file(zip_fopen(archive.zip.get(), part.c_str(), 0));
  if (!file) throw Unreadable("imports.no_workbook");
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"),
                                                                                       XML_ParserFree);
  struct Working {
    Tags& tags;
    std::exception_ptr failed;
    XML_Parser parser;
    int depth = 0;
  } working{tags, nullptr, parser.get()};
  XML_SetUserData(parser.get(), &working);
  // What a handler throws may not cross the library: it stops there and goes on here.
  static constexpr auto guarded = [](void* data, auto work) {
    auto& w = *static_cast<Working*>(data);
    if (w.failed) return;
    try {
      work(w.tags);
    } catch (...) {
      w.failed = std::current_exception();
      XML_StopParser(w.parser, XML_FALSE);
    }
  };
  XML_SetElementHandler(
      parser.get(),
      [](void* data, const char* name, const char** attributes) {
        guarded(data, [&](Tags& t) {
          if (++static_cast<Working*>(data)->depth > most_depth) throw Unreadable("imports.damaged");
          std::map<std::string, std::string> all;
          auto bare = without_prefix(name);
          for (; t.wants_attributes(bare) && *attributes; attributes += 2)
            all.emplace(without_prefix(attributes[0]), attributes[1]);
          t.begin(bare, all);
        });
      },
      [](void* data, const char* name) {
        guarded(data, [&](Tags& t) {
          --static_cast<Working*>(data)->depth;
          t.end(without_prefix(name));
        });
      });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* text, int length) {
    guarded(data, [&](Tags& t) { t.text({text, std::size_t(length)}); });
  });
  constexpr int block = 64 << 10;
  for (std::uint64_t whole = 0;;) {
    void* buffer = XML_GetBuffer(parser.get(), block);
    if (!buffer) throw std::bad_alloc();
    auto got = zip_fread(file.get(), buffer, block);
    if (got < 0) throw Unreadable("imports.damaged");
    if ((whole += std::uint64_t(got)) > most) throw Unreadable("imports.too_large");
    auto status = XML_ParseBuffer(parser.get(), int(got), got == 0);
    if (working.failed) std::rethrow_exception(working.failed);
    if (status != XML_STATUS_OK) throw Unreadable("imports.damaged");
    if (got == 0) return;
    // What is not a whole tag yet waits in the parser's memory.
    auto seen = XML_GetCurrentByteIndex(parser.get());
    if (seen >= 0 && whole - std::uint64_t(seen) > most_bytes_of_tag + block) throw Unreadable("imports.too_large");
  }
}

// "_x000D_" → the character it means, as spreadsheets write what XML has no place for; a pair means one beyond U+FFFF.
std::string unescaped(const std::string& text) {
  auto unit_at = [&](std::size_t at) -> std::optional<std::uint32_t> {
    if (text.compare(at, 2, "_x") != 0 || at + 7 > text.size() || text[at + 6] != '_') return std::nullopt;
    std::uint32_t unit = 0;
    auto end = text.data() + at + 6;
    auto [stop, fault] = std::from_chars(text.data() + at + 2, end, unit, 16);
    return fault == std::errc{} && stop == end ? std::optional(unit) : std::nullopt;
  };
  if (text.find("_x") == text.npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    auto unit = unit_at(i);
    if (!unit) {
      out += text[i++];
      continue;
    }
    i += 7;
    auto point = *unit;
    if (auto low = point >= 0xD800 && point < 0xDC00 ? unit_at(i) : std::nullopt;
        low && *low >= 0xDC00 && *low < 0xE000)
      point = 0x10000 + ((point - 0xD800) << 10) + (*low - 0xDC00), i += 7;
    if (point == 0 || (point >= 0xD800 && point < 0xE000)) point = 0xFFFD;
    out += base::utf8_of(point);
  }
  return out;
}

// xl/workbook.xml and its relations: which part holds the sheet of a name.
struct Sheets : Tags {
  std::map<std::string, std::string> relation_of;  // by the sheet's name
  std::vector<std::string> names;
  bool from_1904 = false;  // days are counted from 1 Jan 1904, as old Macintoshes did
  void begin(std::string_view name, const std::map<std::string, std::string>& attributes) override {
    if (name == "workbookPr")
      if (auto at = attributes.find("date1904"); at != attributes.end())
        from_1904 = at->second == "1" || at->second == "true";
    if (name != "sheet") return;
    auto title = attributes.find("name"), id = attributes.find("id");
    if (title != attributes.end()) names.push_back(title->second);
    if (names.size() > base::budget::workbook_sheets) throw Unreadable("imports.too_large");
    if (title != attributes.end() && id != attributes.end()) relation_of[title->second] = id->second;
  }
  void end(std::string_view) override {}
};
struct Relations : Tags {
  std::map<std::string, std::string> target_of;
  void begin(std::string_view name, const std::map<std::string, std::string>& attributes) override {
    if (name != "Relationship") return;
    auto id = attributes.find("Id"), target = attributes.find("Target");
    if (id != attributes.end() && target != attributes.end()) target_of[id->second] = target->second;
    if (target_of.size() > base::budget::workbook_sheets) throw Unreadable("imports.too_large");
  }
  void end(std::string_view) override {}
};

struct SharedTexts : Tags {
  std::vector<std::string> all;
  bool inside = false, phonetic = false;
  void begin(std::string_view name, const std::map<std::string, std::string>&) override {
    if (name == "si") all.emplace_back();
    if (all.size() > most_cells) throw Unreadable("imports.too_large");
    if (name == "rPh") phonetic = true;  // how it is read aloud, not what it says
    inside = name == "t" && !phonetic;
  }
  void end(std::string_view name) override {
    if (name == "rPh") phonetic = false;
    inside = false;
  }
  void text(std::string_view part) override {
    if (!inside || all.empty()) return;
    all.back() += part;
    if ((bytes += part.size()) > most_bytes_of_texts || all.back().size() > most_bytes_of_text)
      throw Unreadable("imports.too_large");
  }
  std::size_t bytes = 0;
  void unescape() {
    for (auto& text : all) text = unescaped(text);
  }
};

// Which of the cells' formats show a number as something else.
struct Styles : Tags {
  enum class As { number, day, share };
  std::map<int, As> of_code;  // the workbook's own formats, by their number
  std::vector<As> shown;      // by the number a cell names
  bool of_cells = false;

  static As shown_by(std::string_view code) {
    bool quoted = false, bracketed = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
      char c = code[i] >= 'A' && code[i] <= 'Z' ? char(code[i] - 'A' + 'a') : code[i];
      if (c == '\\' || c == '_' || c == '*')
        ++i;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '[' || c == ']'))
        bracketed = c == '[';
      else if (!quoted && !bracketed && (c == 'd' || c == 'm' || c == 'y' || c == 'b' || c == 'h' || c == 's'))
        return As::day;
      else if (!quoted && !bracketed && c == '%')
        return As::share;
    }
    return As::number;
  }
  static As built_in(int number) {
    if (number == 9 || number == 10) return As::share;
    const bool is_day = (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
                        (number >= 45 && number <= 47) || (number >= 50 && number <= 58) ||
                        (number >= 71 && number <= 81);
    return is_day ? As::day : As::number;
  }
  void begin(std::string_view name, const std::map<std::string, std::string>& attributes) override {
    auto number = [&](const char* key) {
      int value = -1;
      if (auto at = attributes.find(key); at != attributes.end())
        std::from_chars(at->second.data(), at->second.data() + at->second.size(), value);
      return value;
    };
    if (name == "cellXfs") of_cells = true;
    if (auto code = attributes.find("formatCode"); name == "numFmt" && code != attributes.end())
      of_code[number("numFmtId")] = shown_by(code->second);
    if (name != "xf" || !of_cells) return;
    auto format = of_code.find(number("numFmtId"));
    shown.push_back(format == of_code.end() ? built_in(number("numFmtId")) : format->second);
  }
  void end(std::string_view name) override { of_cells &= name != "cellXfs"; }
};

int column_in(std::string_view reference) {
  int column = 0;
  for (char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    if (column > most_columns) throw Unreadable("imports.damaged");
  }
  return column - 1;
}

// "1.4760000000000001E3" as programs write them → "1476". Excel reckons in doubles and shows, compares and means 15
// digits: 0.1 + 0.2 stands in its files as 0.30000000000000004.
std::string plain(const std::string& number, double times = 1) {
  double value = 0;
  auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (fault != std::errc{} || end != number.data() + number.size() || !std::isfinite(value)) return number;
  value *= times;
  char text[64];
  auto rounded = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 14);
  std::from_chars(text, rounded.ptr, value);  // the double nearest to those digits: its shortest form is they
  char digits[400];
  auto written = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed);
  if (written.ec != std::errc{}) return number;
  return value == 0 ? "0" : std::string(digits, written.ptr);
}

// A day counted from 1 Jan 1904, counted from 30 Dec 1899.
std::string later(const std::string& days) {
  std::int64_t whole = 0;
  std::from_chars(days.data(), days.data() + days.size(), whole);
  return std::to_string(whole + 1'462);
}

struct Rows : Tags {
  const std::vector<std::string>& texts;
  const std::vector<Styles::As>& shown;
  const bool from_1904;
  const SeeRow& see;
  std::vector<Cell> cells;
  Cell cell;
  std::string type, value;
  int row = 0, at = -1;
  std::size_t seen_cells = 0, seen_bytes = 0;
  bool reading = false, phonetic = false, is_share = false;
  Rows(const std::vector<std::string>& texts, const Styles& styles, bool from_1904, const SeeRow& see)
      : texts(texts), shown(styles.shown), from_1904(from_1904), see(see) {}

  bool wants_attributes(std::string_view name) const override { return name == "c" || name == "row"; }
  void begin(std::string_view name, const std::map<std::string, std::string>& attributes) override {
    auto of = [&](const char* key) {
      auto at = attributes.find(key);
      return at == attributes.end() ? std::string() : at->second;
    };
    if (name == "row") {
      auto number = of("r");
      ++row;
      if (!number.empty() && std::from_chars(number.data(), number.data() + number.size(), row).ec != std::errc{})
        throw Unreadable("imports.damaged");
      if (row < 1 || row > base::budget::workbook_rows) throw Unreadable("imports.damaged");
      cells.clear();
      at = -1;
    } else if (name == "c") {
      auto reference = of("r");
      at = reference.empty() ? at + 1 : column_in(reference);
      if (at < 0) throw Unreadable("imports.damaged");  // "5" names no column
      if (at >= most_columns) throw Unreadable("imports.too_large");
      if (++seen_cells > most_cells) throw Unreadable("imports.too_large");
      cell = Cell{at};
      type = of("t");
      auto style = of("s");
      std::size_t format = shown.size();
      std::from_chars(style.data(), style.data() + style.size(), format);
      const auto as = format < shown.size() ? shown[format] : Styles::As::number;
      cell.is_date = as == Styles::As::day, is_share = as == Styles::As::share;
      value.clear();
    } else if (name == "f") {
      cell.is_formula = true;
    } else {
      if (name == "rPh") phonetic = true;
      reading = name == "v" || (name == "t" && type == "inlineStr" && !phonetic);
    }
  }
  void text(std::string_view part) override {
    if (!reading) return;
    value += part;
    if (value.size() > most_bytes_of_text) throw Unreadable("imports.too_large");
  }
  void end(std::string_view name) override {
    if (name == "v" || name == "t") reading = false;
    if (name == "rPh") phonetic = false;
    cell.has_no_value = type == "e" || (cell.is_formula && value.empty() && type != "str");
    if (name == "c" && (!value.empty() || cell.has_no_value)) {
      cell.is_date &= type.empty() || type == "n";
      if (type == "s") {
        std::size_t index = texts.size();
        std::from_chars(value.data(), value.data() + value.size(), index);
        if (index >= texts.size()) throw Unreadable("imports.damaged");
        cell.text = texts[index];
      } else if (type.empty() || type == "n") {
        cell.text = is_share ? plain(value, 100) + "%" : plain(value), cell.is_number = true;
        if (cell.is_date && from_1904) cell.text = later(cell.text);
      } else {
        cell.text = type == "b"   ? (value == "1" ? "TRUE" : "FALSE")
                    : type == "d" ? value.substr(0, value.find('T'))
                                  : unescaped(value);
      }
      seen_bytes += cell.text.size();  // many cells may name one long text
      cells.push_back(std::move(cell));
      if (seen_bytes > most_bytes_of_texts) throw Unreadable("imports.too_large");
      if (cells.size() > most_cells_of_row) throw Unreadable("imports.too_large");
    }
    if (name == "row" && !cells.empty()) see(row, cells);
  }
};

}  // namespace

std::string name_of(int column, int row) {
  std::string name;
  for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) name.insert(name.begin(), char('A' + (rest - 1) % 26));
  return name + std::to_string(row);
}

bool is_workbook(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Unreadable("imports.no_file");
  char first[4] = {};
  file.read(first, sizeof first);
  return std::string_view(first, 2) == "PK" || std::string_view(first, 4) == "\xD0\xCF\x11\xE0";  // .xls is told so
}

std::vector<std::string> sheets_of(const std::string& path) {
  auto archive = open(path);
  Sheets sheets;
  read(archive, "xl/workbook.xml", sheets);
  return sheets.names;
}

void each_row(const std::string& path, const std::string& sheet, const SeeRow& see) {
  auto archive = open(path);
  Sheets sheets;
  read(archive, "xl/workbook.xml", sheets);
  Relations relations;
  read(archive, "xl/_rels/workbook.xml.rels", relations);
  auto relation = sheets.relation_of.find(sheet);
  if (relation == sheets.relation_of.end()) throw Unreadable("imports.no_sheet");
  auto target = relations.target_of.find(relation->second);
  if (target == relations.target_of.end()) throw Unreadable("imports.damaged");
  std::string part = target->second.starts_with('/') ? target->second.substr(1) : "xl/" + target->second;
  SharedTexts texts;
  if (zip_name_locate(archive.zip.get(), "xl/sharedStrings.xml", 0) >= 0) read(archive, "xl/sharedStrings.xml", texts);
  texts.unescape();
  Styles styles;
  if (zip_name_locate(archive.zip.get(), "xl/styles.xml", 0) >= 0) read(archive, "xl/styles.xml", styles);
  Rows rows(texts.all, styles, sheets.from_1904, see);
  read(archive, part, rows);
}

}  // namespace imports
