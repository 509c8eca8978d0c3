// CSV and JSON: the tables for programs, and for those who have no spreadsheet that reads XLSX.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exports/table.h"

namespace exports {

Out::Out(const std::string& path) : file_(std::fopen(path.c_str(), "wbe")), path_(path) {
  if (!file_) throw std::system_error(errno, std::generic_category(), path);
  std::setvbuf(file_, nullptr, _IOFBF, 1 << 18);
}

Out::~Out() {
  if (file_) std::fclose(file_);
}

void Out::fail() const { throw std::system_error(errno, std::generic_category(), path_); }

void Out::put(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail();
  size_ += text.size();
}

void Out::put_at(std::uint64_t at, std::string_view text) {
  if (fseeko(file_, off_t(at), SEEK_SET) != 0 || std::fwrite(text.data(), 1, text.size(), file_) != text.size() ||
      fseeko(file_, 0, SEEK_END) != 0)
    fail();
}

void Out::close() {
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail();
}

std::string harmless(std::string_view text) {
  auto bare = text.substr(std::min(text.find_first_not_of('\''), text.size()));
  bool acts = !bare.empty() && std::string_view("=+-@\t\r").find(bare.front()) != std::string_view::npos;
  for (std::string_view wide : {"＝", "＋", "－", "＠"})
    acts |= bare.starts_with(wide);  // as East Asian keyboards type them
  return acts ? "'" + std::string(text) : std::string(text);
}

std::string bangkok_time(base::Instant at) {
  constexpr std::int64_t ahead = 7 * 3'600'000;
  std::string iso = base::to_iso(base::Instant{at.ms + ahead});
  iso[10] = ' ';
  return iso.substr(0, 19);
}

namespace {

class Csv : public Writer {
 public:
  explicit Csv(const std::string& path) : out_(path) { out_.put("\uFEFF"); }  // without it Excel takes Thai for Latin
  void about(const std::vector<std::pair<std::string, std::string>>&) override {}
  void begin(const Sheet& sheet) override {
    line_.clear();
    for (const Column& column : sheet.columns)
      add(column.label == column.code ? column.code : column.code + " " + column.label);
    end_line();
  }
  void row(std::span<const Cell> cells) override {
    for (const Cell& cell : cells) {
      switch (cell.shape) {
        case Shape::empty:
          add_plain({});
          break;
        case Shape::text:
          add(cell.text);
          break;
        case Shape::number:
          add_plain(base::to_plain(base::Decimal{cell.value}));
          break;
        case Shape::day:
          add_plain(base::to_iso(base::Day{std::int32_t(cell.value)}));
          break;
        case Shape::moment:
          add_plain(bangkok_time({cell.value}));
          break;
      }
    }
    end_line();
  }
  void end() override {}
  void finish() override { out_.close(); }

 private:
  void add_plain(std::string_view text) {
    if (!first_) line_ += ',';
    first_ = false;
    line_ += text;
  }
  void add(std::string_view text) {
    std::string cell = harmless(base::is_utf8(text) ? text : base::repair_utf8(text));
    if (cell.find_first_of(",\"\n\r") == cell.npos) return add_plain(cell);
    std::string quoted = "\"";
    for (char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    add_plain(quoted + "\"");
  }
  void end_line() {
    line_ += "\r\n";
    out_.put(line_);
    line_.clear();
    first_ = true;
  }

  Out out_;
  std::string line_;
  bool first_ = true;
};

std::string in_quotes(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Numbers leave as they are kept, digit by digit: through a double 0.1 + 0.2 would not be 0.3.
class JsonFile : public Writer {
 public:
  explicit JsonFile(const std::string& path) : out_(path) {}
  void about(const std::vector<std::pair<std::string, std::string>>& lines) override {
    out_.put("{\n\"about\": {");
    for (std::size_t i = 0; i < lines.size(); ++i)
      out_.put(fmt::format("{}{}: {}", i ? ", " : "", in_quotes(lines[i].first), in_quotes(lines[i].second)));
    out_.put("}");
  }
  void begin(const Sheet& sheet) override {
    columns_ = sheet.columns;
    out_.put(fmt::format(",\n{}: {{\"columns\": [", in_quotes(sheet.code)));
    for (std::size_t i = 0; i < sheet.columns.size(); ++i)
      out_.put(fmt::format("{}{{\"code\": {}, \"label\": {}}}", i ? ", " : "", in_quotes(sheet.columns[i].code),
                           in_quotes(sheet.columns[i].label)));
    out_.put("], \"rows\": [");
    rows_ = 0;
  }
  void row(std::span<const Cell> cells) override {
    std::string line = rows_++ ? ",\n{" : "\n{";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].shape == Shape::empty) continue;  // absent is absent, not null and not 0
      if (line.back() != '{') line += ", ";
      line += in_quotes(columns_[i].code);
      line += ": ";
      line += value(cells[i]);
    }
    out_.put(line + "}");
  }
  void end() override { out_.put("\n]}"); }
  void finish() override {
    out_.put("\n}\n");
    out_.close();
  }

 private:
  static std::string value(const Cell& cell) {
    switch (cell.shape) {
      case Shape::number:
        return base::to_plain(base::Decimal{cell.value});
      case Shape::day:
        return in_quotes(base::to_iso(base::Day{std::int32_t(cell.value)}));
      case Shape::moment:
        return in_quotes(base::to_iso(base::Instant{cell.value}));
      default:
        return in_quotes(cell.text);
    }
  }

  Out out_;
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
};

}  // namespace

std::unique_ptr<Writer> csv_writer(const std::string& path) { return std::make_unique<Csv>(path); }
std::unique_ptr<Writer> json_writer(const std::string& path) { return std::make_unique<JsonFile>(path); }

}  // namespace exports
