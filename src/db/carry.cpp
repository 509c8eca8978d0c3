#include "db/carry.h"

#include <algorithm>
#include <map>

#include "db/database.h"
#include "db/whole.h"

namespace db {

namespace {

constexpr std::string_view migrations = "schema_migration";  // each side's own record of how it came to be

// This floor's own, which opening and migrating a database fills.
const std::set<std::string> our_own = {"heartbeat", "write_mark"};

using Tables = std::map<std::string, Table>;

Tables tables_of(Whole& whole) {
  Tables tables;
  for (auto& table : whole.tables()) tables.emplace(table.name, std::move(table));
  return tables;
}

std::unique_ptr<Whole> open_whole(const std::string& where, Whole::As as) {
  return is_postgres(where) ? whole_postgres(where, as) : whole_sqlite(where, as);
}

// What a row holds, told apart from every other: two engines that hold the same give the same number.
std::size_t digest(std::span<const Value> row) {
  std::string plain;
  for (const Value& value : row) {
    plain += char('0' + value.index());
    if (auto* number = std::get_if<std::int64_t>(&value)) plain += std::to_string(*number) + ";";
    auto* text = std::get_if<std::string_view>(&value);
    auto* bytes = std::get_if<Bytes>(&value);
    if (!text && !bytes) continue;
    auto part = text ? *text : bytes->view;
    plain.append(std::to_string(part.size())).append(":").append(part);
  }
  return std::hash<std::string>{}(plain);
}

struct Content {
  std::int64_t rows = 0;
  std::size_t sum = 0;  // of the rows' digests, since the engines' orders differ
  void see(std::span<const Value> row) { ++rows, sum += digest(row); }
  bool operator==(const Content&) const = default;
};

Content content_of(Whole& whole, const Table& table) {
  Content content;
  whole.read(table, [&](std::span<const Value> row) { content.see(row); });
  return content;
}

std::string names_only_in(const Tables& one, const Tables& other) {
  std::string names;
  for (const auto& [name, table] : one) {
    auto twin = other.find(name);
    if (twin != other.end() && std::ranges::is_permutation(twin->second.columns, table.columns)) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

void require_same_schema(Whole& source, Whole& target, const Tables& from, const Tables& to) {
  auto migrated = from.find(std::string(migrations));
  if (migrated == from.end()) throw Error("the source is not a database of Sa-at");
  auto differing = names_only_in(from, to) + names_only_in(to, from);
  if (differing.empty() && source.count(migrated->second) == target.count(to.at(std::string(migrations)))) return;
  throw Error("the source was made by another version of Sa-at: bring it up to date with saat migrate first" +
              (differing.empty() ? "" : " (tables that differ: " + differing + ")"));
}

// A table comes after those that its foreign keys name.
std::vector<Table> in_order(const Tables& tables) {
  std::vector<Table> ordered;
  auto stands = [&](const std::string& name) {
    return std::ranges::find(ordered, name, &Table::name) != ordered.end();
  };
  while (ordered.size() < tables.size()) {
    auto before = ordered.size();
    for (const auto& [name, table] : tables)
      if (!stands(name) &&
          std::ranges::all_of(table.refers_to, [&, &own = name](auto& other) { return other == own || stands(other); }))
        ordered.push_back(table);
    if (ordered.size() == before) throw Error("the tables' foreign keys go in a circle");
  }
  return ordered;
}

}  // namespace

std::vector<Carried> carry(const std::string& from, const std::string& to, const std::set<std::string>& replaced) {
  auto source = open_whole(from, Whole::As::source);
  auto target = open_whole(to, Whole::As::target);
  auto tables = tables_of(*source);
  require_same_schema(*source, *target, tables, tables_of(*target));
  tables.erase(std::string(migrations));
  auto ordered = in_order(tables);
  for (const auto& table : ordered)
    if (!our_own.contains(table.name) && !replaced.contains(table.name) && target->count(table) > 0)
      throw Error("the target holds data already (table " + table.name + "): give a new file, or an empty database");
  for (auto table = ordered.rbegin(); table != ordered.rend(); ++table) target->clear(*table);

  std::vector<Content> contents;
  for (const auto& table : ordered) {
    auto& content = contents.emplace_back();
    target->fill(table, [&](const SeeRow& put) {
      source->read(table, [&](std::span<const Value> row) {
        content.see(row);
        put(row);
      });
    });
  }
  target->finish(ordered);

  auto copied = open_whole(to, Whole::As::source);
  std::vector<Carried> carried;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    if (content_of(*copied, ordered[i]) != contents[i])
      throw Error("table " + ordered[i].name + " differs after the copy: do not use the target");
    carried.push_back({ordered[i].name, contents[i].rows});
  }
  return carried;
}

}  // namespace db
