#include "releases/rules.h"

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace releases {

using exports::Cell;
using exports::Cells;
using exports::Column;
using exports::Shape;
using exports::Sheet;
using Json = nlohmann::json;

std::string_view code_of(Part part) {
  switch (part) {
    case Part::answers:
      return "answers";
    case Part::indicators:
      return "indicators";
    case Part::completeness:
      return "completeness";
    case Part::codebook:
      return "codebook";
    case Part::changes:
      return "changes";
  }
  return "";
}

std::optional<Part> part_of(std::string_view code) {
  for (Part part : parts)
    if (code == code_of(part)) return part;
  return std::nullopt;
}

namespace {

constexpr const char* shape_codes[] = {"empty", "text", "number", "day", "moment"};

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Shape shape_in(const std::string& code) {
  for (int i = 0; i < 5; ++i)
    if (code == shape_codes[i]) return Shape(i);
  return Shape::text;
}

}  // namespace

std::string kept(const Sheet& sheet) {
  Json columns = Json::array();
  for (const Column& c : sheet.columns)
    columns.push_back({{"code", c.code},
                       {"label", c.label},
                       {"shape", shape_codes[int(c.shape)]},
                       {"places", c.places},
                       {"width", c.width},
                       {"summed", c.summed}});
  return dumped(
      {{"code", sheet.code}, {"title", sheet.title}, {"fixed", sheet.fixed}, {"columns", std::move(columns)}});
}

std::string kept(std::span<const Cell> cells) {
  Json row = Json::array();
  for (const Cell& cell : cells) {
    if (cell.shape == Shape::empty)
      row.push_back(nullptr);
    else if (cell.shape == Shape::text && cell.formula.empty())
      row.push_back(cell.text);
    else {
      Json one = {{"s", int(cell.shape)}};
      if (cell.shape == Shape::text)
        one["t"] = cell.text;
      else
        one["v"] = cell.value;
      if (!cell.formula.empty()) one["f"] = cell.formula;
      row.push_back(std::move(one));
    }
  }
  return dumped(row);
}

Sheet sheet_in(std::string_view kept) {
  auto json = Json::parse(kept);
  Sheet sheet{json["code"], json["title"], {}, json["fixed"]};
  for (const auto& c : json["columns"])
    sheet.columns.push_back({c["code"], c["label"], shape_in(c["shape"]), c["places"], c["width"], c["summed"]});
  return sheet;
}

namespace {

// Cells as they are read, without a tree of JSON between: a page of bodies has a hundred thousand of them.
struct CellReader : nlohmann::json_sax<Json> {
  Cells cells;
  Cell cell;
  char member = 0;  // of a cell that is an object: s, t, v or f
  bool inside = false;

  bool add(Cell one) { return cells.push_back(std::move(one)), true; }
  bool count(std::int64_t number) {
    if (member == 's')
      cell.shape = Shape(number);
    else
      cell.value = number;
    return inside;
  }
  bool null() override { return !inside && add({}); }
  bool string(std::string& text) override {
    if (!inside) return add({Shape::text, std::move(text), 0, ""});
    (member == 'f' ? cell.formula : cell.text) = std::move(text);
    return true;
  }
  bool number_integer(std::int64_t number) override { return count(number); }
  bool number_unsigned(std::uint64_t number) override { return count(std::int64_t(number)); }
  bool key(std::string& name) override { return member = name.empty() ? 0 : name[0], true; }
  bool start_object(std::size_t) override { return cell = {}, inside = true; }
  bool end_object() override { return inside = false, add(std::move(cell)); }
  bool start_array(std::size_t) override { return !inside; }
  bool end_array() override { return !inside; }
  bool boolean(bool) override { return false; }
  bool number_float(double, const std::string&) override { return false; }
  bool binary(Json::binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }
};

}  // namespace

Cells cells_in(std::string_view kept) {
  CellReader reader;
  if (!Json::sax_parse(kept, &reader)) throw std::runtime_error("a row of a release cannot be read");
  return std::move(reader.cells);
}

bool Sieve::hides(std::string_view column) const {
  for (std::string_view inside : {"changed_at", "blocking", "asking", "with_blocking", "with_asking"})
    if (column == inside) return true;
  const auto* question = plan_.find(column);
  return question && (question->kind == framework::Kind::text || question->kind == framework::Kind::file);
}

Sheet Sieve::columns(const Sheet& sheet) {
  Sheet open{sheet.code, sheet.title, {}, sheet.fixed};
  sheet_ = sheet.code;
  keeps_.clear();
  for (const Column& column : sheet.columns) {
    keeps_.push_back(!hides(column.code));
    if (keeps_.back()) open.columns.push_back(column);
  }
  return open;
}

std::optional<Cells> Sieve::cells(std::span<const Cell> cells) const {
  if (sheet_ == "codebook" && hides(cells[0].text)) return std::nullopt;
  Cells open;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!keeps_[i]) continue;
    open.push_back(cells[i]);
    if (cells[i].text.starts_with(unreadable_)) open.back().text = unreadable_;
  }
  return open;
}

std::string shown(const Cell& cell) {
  switch (cell.shape) {
    case Shape::empty:
      return "";
    case Shape::text:
      return cell.text;
    case Shape::number:
      return base::to_plain(base::Decimal{cell.value});
    case Shape::day:
      return base::to_iso(base::Day{std::int32_t(cell.value)});
    case Shape::moment:
      return exports::bangkok_time({cell.value});
  }
  return "";
}

int column_in(const Sheet& sheet, std::string_view code) {
  for (std::size_t i = 0; i < sheet.columns.size(); ++i)
    if (sheet.columns[i].code == code) return int(i);
  return -1;
}

namespace {

std::string at(const Cells& cells, int column) {
  return column < 0 || column >= int(cells.size()) ? "" : shown(cells[std::size_t(column)]);
}

// A figure with from how many it is: "72.58 · 3/10".
std::string figure_in(const Sheet& sheet, const Cells& cells) {
  auto from = at(cells, column_in(sheet, "from"));
  return from.empty() || from == "0"
             ? ""
             : at(cells, column_in(sheet, "figure")) + " · " + from + "/" + at(cells, column_in(sheet, "of"));
}

void compare_figures(const Table& before, const Table& now, const Row* old, const Row* row,
                     std::vector<Change>& changes) {
  auto cells = row ? cells_in(row->cells) : Cells{}, old_cells = old ? cells_in(old->cells) : Cells{};
  auto was = figure_in(before.sheet, old_cells), is = figure_in(now.sheet, cells);
  if (was == is) return;
  const auto& any = row ? cells : old_cells;
  const auto& sheet = row ? now.sheet : before.sheet;
  const Row& named = row ? *row : *old;
  changes.push_back({named.place, at(any, column_in(sheet, "place")), named.item,
                     at(any, column_in(sheet, "indicator_name")), was, is});
}

void compare_answers(const Table& before, const Table& now, const Row* old, const Row* row,
                     std::vector<Change>& changes) {
  if (old && row && old->cells == row->cells) return;
  auto cells = row ? cells_in(row->cells) : Cells{}, old_cells = old ? cells_in(old->cells) : Cells{};
  const Row& named = row ? *row : *old;
  auto name = row ? at(cells, column_in(now.sheet, "name")) : at(old_cells, column_in(before.sheet, "name"));
  // A report that came or went is one change; what it says stands in the tables.
  for (const Column& column : now.sheet.columns) {
    if (!(old && row) && column.code != "stage") continue;
    auto was = at(old_cells, column_in(before.sheet, column.code)), is = at(cells, column_in(now.sheet, column.code));
    if (was != is) changes.push_back({named.place, name, column.code, column.label, was, is});
  }
}

}  // namespace

std::vector<Change> changes_between(Part part, const Table& before, const Table& now) {
  std::map<std::pair<std::string, std::string>, const Row*> old;
  for (const Row& row : before.rows) old[{row.place, row.item}] = &row;
  std::vector<Change> changes;
  auto compare = part == Part::answers ? compare_answers : compare_figures;
  for (const Row& row : now.rows) {
    auto was = old.extract({row.place, row.item});
    compare(before, now, was ? was.mapped() : nullptr, &row, changes);
  }
  for (const auto& [key, row] : old) compare(before, now, row, nullptr, changes);
  return changes;
}

}  // namespace releases
