#include "registry/update.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/text.h"
#include "registry/inside.h"
#include "registry/registry_sql.h"
#include "registry/types.h"

namespace registry {

namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view columns[] = {"code", "change",   "from",       "type",       "name_th", "name_en",
                                        "into", "district", "population", "households", "villages"};
constexpr std::string_view local_types[] = {"PAO", "CITY", "TOWN", "SUBDISTRICT_MUNI", "SAO", "PATTAYA", "BMA"};

// One line of the file, understood.
struct Line {
  std::string change;
  const Organisation* body = nullptr;
  const Organisation *into = nullptr, *district = nullptr;
  base::Day from;
  std::string code, type, name_th, name_en;
  std::optional<std::int64_t> population, households, villages;
};

std::string in_words(const std::string& type, const std::string& name) { return short_type(type) + name; }

class Reading {
 public:
  Reading(const Registry& registry, base::Day settled) : registry_(registry), settled_(settled) {}

  Updates found;
  std::vector<Line> lines;

  void read(std::string_view csv) {
    if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
    std::vector<std::string> heads;
    for (auto text : base::split(csv, '\n')) {
      ++number_;
      if (text.ends_with('\r')) text.remove_suffix(1);
      if (base::trim(text).empty()) continue;
      auto cells = fields_of(text);
      for (auto& cell : cells) cell = std::string(base::trim(cell));
      if (heads.empty()) {
        heads = cells;
        for (const auto& head : heads)
          if (std::ranges::find(columns, head) == std::end(columns)) fault("there is no column “" + head + "”");
        for (const char* needed : {"code", "change", "from"})
          if (!std::ranges::count(heads, needed)) fault(std::string("the column ") + needed + " is missing");
        if (!found.faults.empty()) return;
        continue;
      }
      if (cells.size() > heads.size()) {
        fault("there are more cells than columns");
        continue;
      }
      Fields fields;
      for (std::size_t i = 0; i < cells.size(); ++i) fields[heads[i]] = cells[i];
      row(fields);
    }
    if (heads.empty()) fault("the file is empty");
  }

 private:
  void fault(const std::string& why) { found.faults.push_back("line " + std::to_string(number_) + ": " + why); }

  static std::string text(const Fields& fields, std::string_view name) {
    auto at = fields.find(name);
    return at == fields.end() ? "" : at->second;
  }

  std::optional<std::int64_t> count(const Fields& fields, std::string_view name) {
    auto digits = text(fields, name);
    if (digits.empty()) return std::nullopt;
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc() && end == digits.data() + digits.size() && value >= 0) return value;
    fault(std::string(name) + " “" + digits + "” is no whole number");
    return std::nullopt;
  }

  void row(const Fields& fields) {
    const auto faults = found.faults.size();
    Line line;
    line.change = text(fields, "change"), line.code = text(fields, "code");
    if (line.code.size() == 7) line.code.insert(0, "0");
    line.type = text(fields, "type"), line.name_th = text(fields, "name_th"), line.name_en = text(fields, "name_en");
    line.body = registry_.by_code(line.code);
    const bool is_new = line.change == "new";
    if (auto from = base::parse_iso_day(text(fields, "from")))
      line.from = *from;
    else
      fault("from “" + text(fields, "from") + "” is no day like 2025-10-01");
    if (!seen_.insert(line.code).second) fault(line.code + " stands here twice");
    if (is_new)
      fresh(fields, line);
    else if (line.change == "type" || line.change == "rename" || line.change == "merged" || line.change == "abolished")
      known(fields, line);
    else
      fault("change “" + line.change + "” is none of type, rename, merged, abolished, new");
    if (found.faults.size() > faults) return;
    if (stands(line)) {
      ++found.unchanged;
      return;
    }
    if (line.from <= settled_)
      return fault("from " + base::to_iso(line.from) + " is not after " + base::to_iso(settled_) +
                   ": what bodies were until then has been asked and counted");
    tell(line);
    lines.push_back(std::move(line));
  }

  void fresh(const Fields& fields, Line& line) {
    if (line.code.size() != 8 || line.code.find_first_not_of("0123456789") != std::string::npos)
      fault("the code “" + line.code + "” has not eight digits");
    if (line.name_th.empty()) fault("name_th is missing");
    check_name(line.name_th);
    check_type(line.type);
    line.district = registry_.by_code(text(fields, "district"));
    if (!line.district || line.district->tier != Tier::district)
      fault("no district has the code “" + text(fields, "district") + "”");
    line.population = count(fields, "population"), line.households = count(fields, "households"),
    line.villages = count(fields, "villages");
    if (line.body && (line.body->names.back().name_th != line.name_th || line.body->names.back().type != line.type))
      fault(line.code + " is the code of another body");
  }

  void known(const Fields& fields, Line& line) {
    if (!line.body || line.body->tier != Tier::local) return fault("no body has the code “" + line.code + "”");
    if (line.change == "type" || !line.type.empty()) check_type(line.type);
    if (line.change == "rename" && line.name_th.empty()) fault("name_th is missing");
    check_name(line.name_th);
    if (line.change != "merged") return;
    line.into = registry_.by_code(text(fields, "into"));
    if (!line.into || line.into->tier != Tier::local || line.into == line.body)
      fault("into “" + text(fields, "into") + "” is the code of no other body");
  }

  // The type stands before the name on every page: in the name it would stand there twice.
  void check_name(const std::string& name) {
    for (auto type : local_types)
      if (auto whole = long_type(type); !whole.empty() && name.starts_with(whole))
        fault("name_th “" + name + "” begins with the type of body: the name alone is expected");
  }

  void check_type(const std::string& type) {
    if (std::ranges::find(local_types, type) == std::end(local_types)) fault("there is no type of body “" + type + "”");
  }

  // Whether the registry says so already.
  bool stands(const Line& line) {
    if (line.change == "new") return line.body != nullptr;
    const auto& last = line.body->names.back();
    if (line.change == "merged" || line.change == "abolished")
      return last.to == line.from && line.body->merged_into == (line.into ? line.into->id : 0);
    return last.from == line.from && last.name_th == new_name(line) && last.type == new_type(line);
  }

  static std::string new_name(const Line& line) {
    return line.name_th.empty() ? line.body->names.back().name_th : line.name_th;
  }
  static std::string new_type(const Line& line) { return line.type.empty() ? line.body->names.back().type : line.type; }

  void tell(Line& line) {
    if (line.change == "new") {
      found.updates.push_back({line.code, "", in_words(line.type, line.name_th) + " " + base::to_iso(line.from)});
      return;
    }
    const auto& last = line.body->names.back();
    if (last.to != for_ever) return fault(line.code + " ended on " + base::to_iso(last.to));
    if (line.from <= last.from) return fault(line.code + " has been called so only from " + base::to_iso(last.from));
    const auto before = in_words(last.type, last.name_th);
    std::string after;
    if (line.change == "merged")
      after = "→ " + in_words(line.into->names.back().type, line.into->names.back().name_th) + " " + line.into->code;
    else if (line.change == "abolished")
      after = "–";
    else
      after = in_words(new_type(line), new_name(line));
    // A base name goes with its English form; another has none until somebody gives it.
    if (line.name_en.empty() && new_name(line) == last.name_th) line.name_en = last.name_en;
    line.name_th = new_name(line), line.type = new_type(line);
    found.updates.push_back({line.code, before, after + " " + base::to_iso(line.from), line.body->id});
  }

  const Registry& registry_;
  const base::Day settled_;
  std::set<std::string> seen_;
  int number_ = 0;
};

void write(db::Tx& tx, const Line& line, std::int64_t new_id) {
  const std::int64_t from = line.from.days, ever = for_ever.days;
  if (line.change == "new") {
    tx.run(sql::add_organisation, {new_id, line.code, int(Tier::local), line.district->province, line.district->id, "",
                                   line.population, line.households, line.villages});
    tx.run(sql::add_name, {new_id, from, ever, line.type, line.name_th, line.name_en});
    return;
  }
  tx.run(sql::end_name, {from, line.body->id, ever});
  if (line.into) tx.run(sql::note_merger, {line.into->id, line.body->id});
  if (line.change == "type" || line.change == "rename")
    tx.run(sql::add_name, {line.body->id, from, ever, line.type, line.name_th, line.name_en});
}

}  // namespace

Updates read_updates(const Registry& registry, std::string_view csv, base::Day settled) {
  Reading reading(registry, settled);
  reading.read(csv);
  return std::move(reading.found);
}

Updates update(db::Tx& tx, const Registry& registry, std::string_view csv, base::Day settled) {
  Reading reading(registry, settled);
  reading.read(csv);
  if (!reading.found.faults.empty()) return std::move(reading.found);
  std::int64_t id = 0;
  for (const auto* each : registry.organisations()) id = std::max(id, each->id);
  for (const auto& line : reading.lines) {
    const bool fresh = line.change == "new";
    write(tx, line, fresh ? ++id : 0);
    if (!fresh) continue;
    for (auto& told : reading.found.updates)
      if (told.code == line.code) told.body = id;
  }
  return std::move(reading.found);
}

}  // namespace registry
