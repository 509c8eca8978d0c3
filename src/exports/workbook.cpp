#include "exports/workbook.h"

#include <fmt/format.h>

#include "base/text.h"

namespace exports::workbook {

namespace {

constexpr const char* begin = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char* main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr const char* office_ns = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* package_ns = "http://schemas.openxmlformats.org/package/2006";

constexpr std::size_t most_bytes = 32'000;  // Excel takes 32,767 characters in a cell
constexpr std::size_t most_shared = 1 << 15, most_shared_bytes = 120;

bool is_escape(std::string_view at) {
  auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  return at.size() >= 7 && at[0] == '_' && at[1] == 'x' && hex(at[2]) && hex(at[3]) && hex(at[4]) && hex(at[5]) &&
         at[6] == '_';
}

// U+FFFE and U+FFFF, which XML forbids as it does control characters.
bool is_no_character(std::string_view at) { return at.starts_with("\xEF\xBF\xBE") || at.starts_with("\xEF\xBF\xBF"); }

// Nothing in it needs a second look.
bool is_plain(std::string_view text) {
  for (unsigned char c : text)
    if ((c < 0x20 && c != '\t' && c != '\n') || c == 0xEF) return false;  // U+F000 and above: look closely
  return base::is_utf8(text);
}

std::string_view cut(std::string_view text) {
  if (text.size() <= most_bytes) return text;
  auto end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::string styles() {
  std::string xml = fmt::format(
      "{}<styleSheet xmlns=\"{}\"><numFmts count=\"3\">"
      // Buddhist years, as Thai Excel offers them: 107041E is Arabic digits, Buddhist calendar, Thai.
      "<numFmt numFmtId=\"164\" formatCode=\"[$-107041E]d mmm yyyy;@\"/><numFmt numFmtId=\"165\" "
      "formatCode=\"[$-107041E]d mmm yyyy h:mm;@\"/>"
      "<numFmt numFmtId=\"166\" formatCode=\"#,##0.00##\"/></numFmts>"
      "<fonts count=\"3\"><font><sz val=\"14\"/><name val=\"TH SarabunPSK\"/></font><font><b/><sz val=\"14\"/><name "
      "val=\"TH SarabunPSK\"/></font>"
      "<font><sz val=\"14\"/><color rgb=\"FF4A5A52\"/><name val=\"TH SarabunPSK\"/></font></fonts>"
      "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
      "patternType=\"gray125\"/></fill>"
      "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8F2EC\"/><bgColor "
      "indexed=\"64\"/></patternFill></fill></fills>"
      "<borders count=\"3\"><border><left/><right/><top/><bottom/><diagonal/></border>"
      "<border><left/><right/><top/><bottom style=\"thin\"><color auto=\"1\"/></bottom><diagonal/></border>"
      "<border><left/><right/><top style=\"thin\"><color auto=\"1\"/></top><bottom/><diagonal/></border></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs "
      "count=\"12\">",
      begin, main_ns);
  struct {
    int number, font, fill, border;
    bool wrap;
  } formats[] = {{0, 0, 0, 0, false},   {0, 0, 0, 0, true},    {0, 1, 0, 0, false},   {0, 2, 2, 0, true},
                 {0, 1, 2, 1, true},    {164, 0, 0, 0, false}, {165, 0, 0, 0, false}, {3, 0, 0, 0, false},
                 {166, 0, 0, 0, false}, {4, 0, 0, 0, false},   {3, 1, 0, 2, false},   {166, 1, 0, 2, false}};
  for (auto [number, font, fill, border, wrap] : formats)
    xml += fmt::format(
        "<xf numFmtId=\"{}\" fontId=\"{}\" fillId=\"{}\" borderId=\"{}\" xfId=\"0\" applyNumberFormat=\"1\" "
        "applyFont=\"1\" applyFill=\"1\" "
        "applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"{}/></xf>",
        number, font, fill, border, wrap ? " wrapText=\"1\"" : "");
  return xml +
         "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
         "builtinId=\"0\"/></cellStyles></styleSheet>";
}

std::string content_types(std::size_t pages) {
  constexpr const char* kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  std::string xml = fmt::format(
      "{}<Types xmlns=\"{}/content-types\"><Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"{}.sheet.main+xml\"/>",
      begin, package_ns, kind);
  for (std::size_t i = 1; i <= pages; ++i)
    xml += fmt::format("<Override PartName=\"/xl/worksheets/sheet{}.xml\" ContentType=\"{}.worksheet+xml\"/>", i, kind);
  return xml + fmt::format(
                   "<Override PartName=\"/xl/styles.xml\" ContentType=\"{0}.styles+xml\"/><Override "
                   "PartName=\"/xl/sharedStrings.xml\" ContentType=\"{0}.sharedStrings+xml\"/></Types>",
                   kind);
}

std::string relations() {
  return fmt::format(
      "{}<Relationships xmlns=\"{}/relationships\"><Relationship Id=\"rId1\" Type=\"{}/officeDocument\" "
      "Target=\"xl/workbook.xml\"/></Relationships>",
      begin, package_ns, office_ns);
}

std::string book(const std::vector<Page>& pages) {
  std::string sheets, names;
  for (std::size_t i = 0; i < pages.size(); ++i)
    sheets += fmt::format("<sheet name=\"{0}\" sheetId=\"{1}\" r:id=\"rId{1}\"/>", pages[i].name, i + 1);
  auto absolute = [](const std::string& range) {  // "A2:X9" → "$A$2:$X$9"
    std::string out;
    for (std::size_t i = 0; i < range.size(); ++i) {
      auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
      bool first = i == 0 || range[i - 1] == ':' || (is_digit(range[i]) && !is_digit(range[i - 1]));
      if (first && range[i] != ':') out += '$';
      out += range[i];
    }
    return out;
  };
  // Excel wants a filter's range as a name too.
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (!pages[i].filtered.empty())
      names += fmt::format(
          "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{}\" hidden=\"1\">{}!{}</definedName>", i,
          pages[i].name, absolute(pages[i].filtered));
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (pages[i].repeated)
      names += fmt::format("<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{}\">{}!$1:${}</definedName>", i,
                           pages[i].name, pages[i].repeated);
  if (!names.empty()) names = "<definedNames>" + names + "</definedNames>";
  return fmt::format(
      "{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><bookViews><workbookView/></bookViews><sheets>{}</sheets>{}<calcPr "
      "calcId=\"124519\" fullCalcOnLoad=\"1\"/></workbook>",
      begin, main_ns, office_ns, sheets, names);
}

std::string book_relations(std::size_t pages) {
  std::string xml = fmt::format("{}<Relationships xmlns=\"{}/relationships\">", begin, package_ns);
  for (std::size_t i = 1; i <= pages; ++i)
    xml += fmt::format("<Relationship Id=\"rId{0}\" Type=\"{1}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>", i,
                       office_ns);
  return xml + fmt::format(
                   "<Relationship Id=\"rId{0}\" Type=\"{2}/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId{1}\" "
                   "Type=\"{2}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
                   pages + 1, pages + 2, office_ns);
}

std::string letters(std::size_t column) {
  std::string text;
  for (++column; column > 0; column = (column - 1) / 26) text.insert(text.begin(), char('A' + (column - 1) % 26));
  return text;
}

void add_text(std::string& xml, std::string_view text) {
  std::string whole;
  const bool plain = is_plain(text);
  if (!plain) text = whole = base::repair_utf8(text);
  text = cut(text);
  if (plain && text.find_first_of("&<>_") == text.npos) {
    xml += text;
    return;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (auto c = static_cast<unsigned char>(text[i]); c < 0x20 && c != '\t' && c != '\n') {
      xml += fmt::format("_x{:04X}_", c);
      continue;
    }
    if (is_no_character(text.substr(i))) {
      xml += static_cast<unsigned char>(text[i + 2]) == 0xBE ? "_xFFFE_" : "_xFFFF_";
      i += 2;
      continue;
    }
    switch (text[i]) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '_':
        xml += is_escape(text.substr(i)) ? "_x005F_" : "_";
        break;
      default:
        xml += text[i];
    }
  }
}

int Shared::of(std::string_view text) {
  if (text.size() > most_shared_bytes) return -1;
  if (auto at = numbers_.find(text); at != numbers_.end()) return at->second;
  if (numbers_.size() >= most_shared) return -1;
  return numbers_.emplace(text, int(numbers_.size())).first->second;
}

std::string Shared::table() const {
  std::vector<std::string_view> texts(numbers_.size());
  for (const auto& [text, number] : numbers_) texts[number] = text;
  std::string xml = fmt::format("{}<sst xmlns=\"{}\" uniqueCount=\"{}\">", begin, main_ns, texts.size());
  for (auto text : texts) {
    xml += "<si><t xml:space=\"preserve\">";
    add_text(xml, text);
    xml += "</t></si>";
  }
  return xml + "</sst>";
}

}  // namespace exports::workbook
