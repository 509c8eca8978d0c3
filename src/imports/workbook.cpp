#include "imports/workbook.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

namespace imports {

namespace {

// A country is 22 MB; what unpacks to more than this is no filled form.
constexpr std::uint64_t most_bytes = 512u << 20;
constexpr int most_columns = 16'384;

struct Close {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Close>;

Archive open(const std::string& path) {
  int why = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &why));
  if (!archive) throw Unreadable(why == ZIP_ER_NOENT || why == ZIP_ER_OPEN ? "imports.no_file" : "imports.no_workbook");
  return archive;
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

void read(zip_t* archive, const std::string& part, Tags& tags) {
  std::unique_ptr<zip_file_t, Close> file(zip_fopen(archive, part.c_str(), 0));
  if (!file) throw Unreadable("imports.no_workbook");
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"),
                                                                                       XML_ParserFree);
  struct Working {
    Tags& tags;
    std::exception_ptr failed;
    XML_Parser parser;
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
          std::map<std::string, std::string> all;
          auto bare = without_prefix(name);
          for (; t.wants_attributes(bare) && *attributes; attributes += 2)
            all.emplace(without_prefix(attributes[0]), attributes[1]);
          t.begin(bare, all);
        });
      },
      [](void* data, const char* name) { guarded(data, [&](Tags& t) { t.end(without_prefix(name)); }); });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* text, int length) {
    guarded(data, [&](Tags& t) { t.text({text, std::size_t(length)}); });
  });
  constexpr int block = 64 << 10;
  for (std::uint64_t whole = 0;;) {
    void* buffer = XML_GetBuffer(parser.get(), block);
    if (!buffer) throw std::bad_alloc();
    auto got = zip_fread(file.get(), buffer, block);
    if (got < 0) throw Unreadable("imports.damaged");
    if ((whole += std::uint64_t(got)) > most_bytes) throw Unreadable("imports.too_large");
    auto status = XML_ParseBuffer(parser.get(), int(got), got == 0);
    if (working.failed) std::rethrow_exception(working.failed);
    if (status != XML_STATUS_OK) throw Unreadable("imports.damaged");
    if (got == 0) return;
  }
}

// xl/workbook.xml and its relations: which part holds the sheet of a name.
struct Sheets : Tags {
  std::map<std::string, std::string> relation_of;  // by the sheet's name
  void begin(std::string_view name, const std::map<std::string, std::string>& attributes) override {
    if (name != "sheet") return;
    auto title = attributes.find("name"), id = attributes.find("id");
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
  }
  void end(std::string_view) override {}
};

struct SharedTexts : Tags {
  std::vector<std::string> all;
  bool inside = false, phonetic = false;
  void begin(std::string_view name, const std::map<std::string, std::string>&) override {
    if (name == "si") all.emplace_back();
    if (name == "rPh") phonetic = true;  // how it is read aloud, not what it says
    inside = name == "t" && !phonetic;
  }
  void end(std::string_view name) override {
    if (name == "rPh") phonetic = false;
    inside = false;
  }
  void text(std::string_view part) override {
    if (inside && !all.empty()) all.back() += part;
  }
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

// "1.4760000000000001E3" as programs write them → "1476"; the shortest digits that mean the same number.
std::string plain(const std::string& number) {
  double value = 0;
  auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (fault != std::errc{} || end != number.data() + number.size()) return number;
  char digits[400];
  auto written = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed);
  return written.ec == std::errc{} ? std::string(digits, written.ptr) : number;
}

struct Rows : Tags {
  const std::vector<std::string>& texts;
  const SeeRow& see;
  std::vector<Cell> cells;
  Cell cell;
  std::string type, value;
  int row = 0;
  bool reading = false;
  Rows(const std::vector<std::string>& texts, const SeeRow& see) : texts(texts), see(see) {}

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
      cells.clear();
    } else if (name == "c") {
      auto reference = of("r");
      cell = Cell{reference.empty() ? (cells.empty() ? 0 : cells.back().column + 1) : column_in(reference), "", false};
      type = of("t");
      value.clear();
    } else {
      reading = name == "v" || (name == "t" && type == "inlineStr");
    }
  }
  void text(std::string_view part) override {
    if (reading) value += part;
  }
  void end(std::string_view name) override {
    if (name == "v" || name == "t") reading = false;
    if (name == "c" && !value.empty()) {
      if (type == "s") {
        std::size_t index = texts.size();
        std::from_chars(value.data(), value.data() + value.size(), index);
        if (index >= texts.size()) throw Unreadable("imports.damaged");
        cell.text = texts[index];
      } else if (type.empty() || type == "n") {
        cell.text = plain(value), cell.is_number = true;
      } else {
        cell.text = type == "b" ? (value == "1" ? "1" : "0") : value;
      }
      cells.push_back(std::move(cell));
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

void each_row(const std::string& path, const std::string& sheet, const SeeRow& see) {
  auto archive = open(path);
  Sheets sheets;
  read(archive.get(), "xl/workbook.xml", sheets);
  Relations relations;
  read(archive.get(), "xl/_rels/workbook.xml.rels", relations);
  auto relation = sheets.relation_of.find(sheet);
  if (relation == sheets.relation_of.end()) throw Unreadable("imports.no_sheet");
  auto target = relations.target_of.find(relation->second);
  if (target == relations.target_of.end()) throw Unreadable("imports.damaged");
  std::string part = target->second.starts_with('/') ? target->second.substr(1) : "xl/" + target->second;
  SharedTexts texts;
  if (zip_name_locate(archive.get(), "xl/sharedStrings.xml", 0) >= 0)
    read(archive.get(), "xl/sharedStrings.xml", texts);
  Rows rows(texts.all, see);
  read(archive.get(), part, rows);
}

}  // namespace imports
