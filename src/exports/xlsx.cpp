// XLSX, row by row: what is written is compressed and on its way to the disk, and forgotten. Nothing that was typed can
// become a formula, a link or a number: a cell's kind is the column's, never the text's.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "exports/table.h"
#include "exports/workbook.h"
#include "exports/zip.h"

namespace exports {

using workbook::Style;

namespace {

void add_number(std::string& xml, std::int64_t n) {
  char text[24];
  xml.append(text, std::to_chars(text, text + sizeof text, n).ptr);
}

// Digit by digit, as it is kept.
void add_decimal(std::string& xml, std::int64_t scaled) {
  if (scaled % base::Decimal::one == 0) return add_number(xml, scaled / base::Decimal::one);
  xml += base::to_plain(base::Decimal{scaled});
}

Style style_of(const Column& column) {
  return column.places == 0 ? Style::whole : column.places < 0 ? Style::some : Style::two;
}

class Xlsx : public Writer {
 public:
  explicit Xlsx(const std::string& path) : zip_(path) {}

  void about(const std::vector<std::pair<std::string, std::string>>& lines) override {
    open("about");
    zip_.put(
        "<cols><col min=\"1\" max=\"1\" width=\"28\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"100\" "
        "customWidth=\"1\"/></cols><sheetData>");
    columns_ = {"A", "B"};
    for (const auto& [label, value] : lines) {
      begin_row();
      add_string(0, label, Style::bold);
      add_string(1, value, Style::wrapped);
      end_row();
    }
    zip_.put("</sheetData></worksheet>");
    zip_.end();
  }

  void begin(const Sheet& sheet) override {
    sheet_ = sheet;
    open(sheet.code);
    pages_.back().repeated = heads;
    sums_.assign(sheet.columns.size(), 0);
    columns_.clear();
    index_.clear();
    std::string widths;
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      columns_.push_back(workbook::letters(i));
      index_[sheet.columns[i].code] = i;
      widths +=
          fmt::format("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", i + 1, sheet.columns[i].width);
    }
    auto corner = workbook::letters(std::size_t(sheet.fixed));
    zip_.put(
        fmt::format("<sheetViews><sheetView workbookViewId=\"0\"><pane xSplit=\"{}\" ySplit=\"{}\" "
                    "topLeftCell=\"{}{}\" activePane=\"bottomRight\" state=\"frozen\"/></sheetView></sheetViews>"
                    "<cols>{}</cols><sheetData>",
                    sheet.fixed, heads, corner, heads + 1, widths));
    begin_row();
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) add_string(i, sheet.columns[i].code, Style::code);
    end_row();
    begin_row(" ht=\"66\" customHeight=\"1\"");
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) add_string(i, sheet.columns[i].label, Style::head);
    end_row();
  }

  void row(std::span<const Cell> cells) override {
    begin_row();
    for (std::size_t i = 0; i < cells.size(); ++i) add(i, cells[i]);
    end_row();
  }

  void end() override {
    auto filtered = fmt::format("A{}:{}{}", heads, columns_.back(), std::max(at_, heads + 1));
    if (at_ > heads) add_sums();
    zip_.put("</sheetData><autoFilter ref=\"" + filtered +
             "\"/><pageSetup paperSize=\"9\" orientation=\"landscape\"/></worksheet>");
    zip_.end();
    pages_.back().filtered = filtered;
  }

  void finish() override {
    auto part = [&](const char* name, const std::string& xml) {
      zip_.begin(name);
      zip_.put(xml);
      zip_.end();
    };
    part("xl/sharedStrings.xml", shared_.table());
    part("xl/styles.xml", workbook::styles());
    part("xl/workbook.xml", workbook::book(pages_));
    part("xl/_rels/workbook.xml.rels", workbook::book_relations(pages_.size()));
    part("_rels/.rels", workbook::relations());
    part("[Content_Types].xml", workbook::content_types(pages_.size()));
    zip_.finish();
  }

 private:
  static constexpr int heads = 2;  // rows of codes and headings

  void open(const std::string& name) {
    pages_.push_back({name, "", 0});
    zip_.begin(fmt::format("xl/worksheets/sheet{}.xml", pages_.size()));
    zip_.put(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    at_ = 0;
  }

  void begin_row(const char* more = "") {
    number_ = std::to_string(++at_);
    line_ = "<row r=\"" + number_ + "\"" + more + ">";
  }
  void end_row() {
    line_ += "</row>";
    zip_.put(line_);
  }

  // `kind`: t="…", or nothing for a number.
  void open_cell(std::size_t i, Style style, std::string_view kind = {}) {
    line_ += "<c r=\"";
    line_ += columns_[i];
    line_ += number_;
    if (style != Style::plain) {
      line_ += "\" s=\"";
      add_number(line_, style);
    }
    line_ += kind.empty() ? "\">" : "\" t=\"";
    if (kind.empty()) return;
    line_ += kind;
    line_ += "\">";
  }

  void add_string(std::size_t i, std::string_view text, Style style) {
    if (int number = shared_.of(text); number >= 0) {
      open_cell(i, style, "s");
      line_ += "<v>";
      add_number(line_, number);
      line_ += "</v></c>";
      return;
    }
    open_cell(i, style, "inlineStr");
    line_ += "<is><t xml:space=\"preserve\">";
    workbook::add_text(line_, text);
    line_ += "</t></is></c>";
  }

  void add(std::size_t i, const Cell& cell) {
    if (!cell.formula.empty()) return add_formula(i, cell);
    switch (cell.shape) {
      case Shape::empty:
        return;
      case Shape::text:
        return add_string(i, cell.text, Style::plain);
      case Shape::number:
        sums_[i] += cell.value;
        open_cell(i, style_of(sheet_.columns[i]));
        line_ += "<v>";
        add_decimal(line_, cell.value);
        break;
      case Shape::day:
        open_cell(i, Style::day);
        line_ += "<v>";
        add_number(line_, days_before_1970 + cell.value);
        break;
      case Shape::moment:
        open_cell(i, Style::moment);
        line_ += fmt::format("<v>{}", double(days_before_1970) + (double(cell.value) + bangkok_ms) / 86'400'000);
        break;
    }
    line_ += "</v></c>";
  }

  // "[amount]/[base]" → "H12/I12", with the value a reader shows until it reckons.
  void add_formula(std::size_t i, const Cell& cell) {
    formula_.clear();
    for (std::size_t from = 0; from < cell.formula.size();) {
      auto open = cell.formula.find('[', from), close = cell.formula.find(']', open);
      formula_.append(cell.formula, from, open - from);
      if (open == cell.formula.npos) break;
      name_.assign(cell.formula, open + 1, close - open - 1);
      formula_ += columns_[index_.at(name_)];
      formula_ += number_;
      from = close + 1;
    }
    bool text = cell.shape == Shape::text;
    open_cell(i, style_of(sheet_.columns[i]), text ? "str" : "");
    line_ += "<f>";
    workbook::add_text(line_, formula_);
    line_ += "</f><v>";
    if (text)
      workbook::add_text(line_, cell.text);
    else
      add_decimal(line_, cell.value);
    line_ += "</v></c>";
  }

  // What stands under a filter is the sum of what the filter shows.
  void add_sums() {
    if (std::ranges::none_of(sheet_.columns, &Column::summed)) return;
    int last = at_;
    begin_row();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!sheet_.columns[i].summed) continue;
      open_cell(i, sheet_.columns[i].places < 0 ? Style::total_some : Style::total);
      line_ += fmt::format("<f>SUBTOTAL(109,{0}{1}:{0}{2})</f><v>", columns_[i], heads + 1, last);
      add_decimal(line_, sums_[i]);
      line_ += "</v></c>";
    }
    end_row();
  }

  static constexpr std::int64_t days_before_1970 = 25'569;  // since 30 Dec 1899, as spreadsheets count
  static constexpr double bangkok_ms = 7 * 3'600'000.0;

  Zip zip_;
  workbook::Shared shared_;
  std::vector<workbook::Page> pages_;
  Sheet sheet_;
  std::vector<std::string> columns_;                    // "A", "B", …
  std::unordered_map<std::string, std::size_t> index_;  // of a column's code
  std::vector<std::int64_t> sums_;
  int at_ = 0;  // rows written
  std::string number_, line_, formula_, name_;
};

}  // namespace

std::unique_ptr<Writer> xlsx_writer(const std::string& path) { return std::make_unique<Xlsx>(path); }

}  // namespace exports
