#pragma once
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/instant.h"
#include "exports/exports.h"

// Tables on their way out, and what writes them.
namespace exports {

enum class Shape { empty, text, number, day, moment };

struct Cell {
  Shape shape = Shape::empty;
  std::string text;
  std::int64_t value = 0;  // a scaled decimal, days or milliseconds since 1970
  std::string formula;     // spreadsheets show this, and `value` until they reckon: "ROUND([amount]/[base],4)"

  static Cell of(std::string_view text) { return text.empty() ? Cell{} : Cell{Shape::text, std::string(text)}; }
  static Cell of(base::Decimal number) { return {Shape::number, {}, number.scaled}; }
  static Cell of(base::Day day) { return {Shape::day, {}, day.days}; }
  static Cell of(base::Instant moment) { return {Shape::moment, {}, moment.ms}; }
  static Cell whole(std::int64_t number) { return of(base::Decimal::whole(number)); }
};
using Cells = std::vector<Cell>;

struct Column {
  std::string code, label;
  Shape shape = Shape::text;
  int places = 0;       // of numbers; -1: as many as there are
  int width = 12;       // characters
  bool summed = false;  // a sum stands under it in spreadsheets
};

struct Sheet {
  std::string code, title;  // "answers", "ข้อมูลรายหน่วยงาน"
  std::vector<Column> columns;
  int fixed = 0;  // columns that stay in sight
};

// A file under way. Sheets come one after the other, their rows in order.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void about(
      const std::vector<std::pair<std::string, std::string>>& lines) = 0;  // label, value; before the sheets
  virtual void begin(const Sheet& sheet) = 0;
  virtual void row(std::span<const Cell> cells) = 0;
  virtual void end() = 0;
  virtual void finish() = 0;  // the file is whole and on its way to the disk
};
std::unique_ptr<Writer> csv_writer(const std::string& path);
std::unique_ptr<Writer> json_writer(const std::string& path);
std::unique_ptr<Writer> xlsx_writer(const std::string& path);

// What a spreadsheet must never take for a formula, wherever it opens a CSV: =, +, -, @, tab and return in front
// (OWASP, CSV injection), or behind apostrophes, get one apostrophe more. Taking one off again gives what was typed.
std::string harmless(std::string_view text);
std::string bangkok_time(base::Instant at);  // "2024-11-18 09:00:00"

// A file written from front to end; throws std::system_error when the disk does not take it.
class Out {
 public:
  explicit Out(const std::string& path);
  ~Out();
  void put(std::string_view text);
  void put_at(std::uint64_t at, std::string_view text);  // over what stands there
  std::uint64_t size() const { return size_; }
  void close();

 private:
  [[noreturn]] void fail() const;
  std::FILE* file_;
  std::string path_;
  std::uint64_t size_ = 0;
};

}  // namespace exports
