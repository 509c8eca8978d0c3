#include <array>
#include <charconv>
#include <unordered_map>

#include "base/embedded.h"
#include "base/text.h"
#include "registry/inside.h"
#include "registry/registry_sql.h"
#include "registry/types.h"

namespace registry {
namespace {

using Fields = std::vector<std::string>;

// Rows of an embedded file, its columns found by name so that a file may gain some.
class Table {
 public:
  explicit Table(std::string_view path) {
    auto text = base::embedded(path);
    if (!text) throw db::Error("not built in: " + std::string(path));
    for (std::string_view line : base::split(*text, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      if (header_.empty())
        header_ = fields_of(line);
      else
        rows_.push_back(fields_of(line));
    }
    for (const Fields& row : rows_) {
      if (row.size() != header_.size()) throw db::Error("uneven row in " + std::string(path));
    }
  }
  std::size_t column(std::string_view name) const {
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == name) return i;
    }
    throw db::Error("no column " + std::string(name));
  }
  const std::vector<Fields>& rows() const { return rows_; }

 private:
  Fields header_;
  std::vector<Fields> rows_;
};

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string eight_digits(const std::string& code) {
  return code.size() < 8 ? std::string(8 - code.size(), '0') + code : code;
}

std::string without_suffix(const std::string& name, std::string_view suffix) {
  if (suffix.empty() || !name.ends_with(suffix)) return name;
  return name.substr(0, name.size() - suffix.size());
}

struct Change {
  base::Day day;
  bool ends = false;
  std::string type, name_th;
  bool renamed = false;
};

// Only the fiscal year in which most changes without a date were first seen is known. They count
// from its first day, so that a report of the year before still shows what the body was then.
base::Day day_of_change(const std::string& effective_date, const std::string& fiscal_year) {
  if (auto day = base::parse_iso_day(effective_date)) return *day;
  auto year = number(fiscal_year);
  auto day = year ? base::parse_iso_day(std::to_string(*year - 543 - 1) + "-10-01") : std::nullopt;
  if (!day) throw db::Error("a change without a year");
  return *day;
}

std::unordered_map<std::string, Change> changes() {
  Table table("data/registry/lao_changes_2022_2026.csv");
  const auto code = table.column("code_2022"), year = table.column("fiscal_year_first_seen"),
             date = table.column("effective_date"), change = table.column("change"), type = table.column("new_type"),
             name = table.column("new_name_th");
  std::unordered_map<std::string, Change> found;
  for (const Fields& row : table.rows()) {
    Change c{day_of_change(row[date], row[year])};
    c.ends = row[change] == "merged_into";
    c.renamed = row[change].find("rename") != std::string::npos;
    if (!c.ends) {
      c.type = row[type];
      std::string prefix = long_type(c.type);
      if (!row[name].starts_with(prefix)) throw db::Error("a name not of its type: " + row[name]);
      c.name_th = row[name].substr(prefix.size());
    }
    if (!found.emplace(row[code], std::move(c)).second) {
      throw db::Error("two changes of one body: " + row[code]);
    }
  }
  return found;
}

void add_name(db::Tx& tx, std::int64_t id, base::Day from, base::Day to, std::string_view type,
              std::string_view name_th, std::string_view name_en) {
  tx.run(sql::add_name, {id, std::int64_t{from.days}, std::int64_t{to.days}, type, name_th, name_en});
}

}  // namespace

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += line[i];
  }
  return fields;
}

std::vector<std::pair<std::string, std::string>> other_codes() {
  Table table("data/registry/code_aliases.csv");
  const auto code = table.column("code"), ours = table.column("known_as");
  std::vector<std::pair<std::string, std::string>> found;
  for (const Fields& row : table.rows()) found.emplace_back(row[code], row[ours]);
  return found;
}

std::vector<std::pair<std::string, std::string>> mergers() {
  Table table("data/registry/lao_changes_2022_2026.csv");
  const auto code = table.column("code_2022"), change = table.column("change"), name = table.column("new_name_th");
  std::vector<std::pair<std::string, std::string>> found;
  for (const Fields& row : table.rows()) {
    if (row[change] != "merged_into") continue;
    // "เทศบาลนครบุรีรัมย์ (4310102)"
    auto from = row[name].rfind('('), to = row[name].rfind(')');
    if (from == std::string::npos || to == std::string::npos || to < from)
      throw db::Error("a merged body without the code of the other: " + row[code]);
    found.emplace_back(eight_digits(row[code]), eight_digits(row[name].substr(from + 1, to - from - 1)));
  }
  return found;
}

void fill(db::Tx& tx) {
  if (tx.first(sql::has_any, {}, [](const db::Row&) { return true; })) return;

  const db::Value none;
  const std::optional<std::int64_t> unknown;
  tx.run(sql::add_organisation, {nation, "TH", 0, none, none, "", unknown, unknown, unknown});
  add_name(tx, nation, always, for_ever, "NATION", "กรมส่งเสริมการปกครองท้องถิ่น", "Department of Local Administration");
  std::int64_t id = nation;

  std::unordered_map<std::string, std::int64_t> provinces, districts;
  {
    Table table("data/registry/provinces.csv");
    const auto code = table.column("code"), th = table.column("name_th"), en = table.column("name_en"),
               region = table.column("region_th"), people = table.column("population_2021"),
               homes = table.column("households_2021"), villages = table.column("villages");
    for (const Fields& row : table.rows()) {
      provinces[row[code]] = ++id;
      tx.run(sql::add_organisation, {id, row[code], 1, none, none, row[region], number(row[people]), number(row[homes]),
                                     number(row[villages])});
      add_name(tx, id, always, for_ever, "PROVINCE", row[th], row[en]);
    }
  }
  {
    Table table("data/registry/districts.csv");
    const auto code = table.column("code"), th = table.column("name_th"), en = table.column("name_en"),
               province = table.column("province_code"), people = table.column("population_2021"),
               homes = table.column("households_2021"), villages = table.column("villages");
    for (const Fields& row : table.rows()) {
      districts[row[code]] = ++id;
      tx.run(sql::add_organisation, {id, row[code], 2, provinces.at(row[province]), none, "", number(row[people]),
                                     number(row[homes]), number(row[villages])});
      add_name(tx, id, always, for_ever, "DISTRICT", row[th], row[en]);
    }
  }

  Table table("data/registry/laos_2022.csv");
  const auto code = table.column("code"), th = table.column("base_name_th"), en = table.column("name_en"),
             type = table.column("type"), district = table.column("district_code"),
             province = table.column("province_code"), people = table.column("population_2021"),
             homes = table.column("households_2021"), villages = table.column("villages");
  const auto changed = changes();
  std::size_t used = 0;
  for (const Fields& row : table.rows()) {
    ++id;
    std::optional<std::int64_t> stands_in;
    if (!row[district].empty()) stands_in = districts.at(row[district]);
    tx.run(sql::add_organisation, {id, eight_digits(row[code]), 3, provinces.at(row[province]), stands_in, "",
                                   number(row[people]), number(row[homes]), number(row[villages])});
    const std::string english = without_suffix(row[en], english_suffix(row[type]));
    auto change = changed.find(row[code]);
    if (change == changed.end()) {
      add_name(tx, id, always, for_ever, row[type], row[th], english);
      continue;
    }
    ++used;
    const Change& c = change->second;
    add_name(tx, id, always, c.day, row[type], row[th], english);
    // A new name has no English form in the sources, and the old one would be wrong.
    if (!c.ends) add_name(tx, id, c.day, for_ever, c.type, c.name_th, c.renamed ? "" : english);
  }
  if (used != changed.size()) throw db::Error("a change of a body that is not in the registry");
}

}  // namespace registry
