#include "db/carry.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/embedded.h"
#include "db/cluster_for_tests.h"
#include "db/database.h"
#include "db/whole.h"

namespace db {
namespace {

// Of the migrations' tables those with a blob, a null, a counted id and a chain of foreign keys.
constexpr auto people =
    "INSERT INTO organisation (id, code, tier) VALUES (7, '06560115', 0), (8, '06560116', 0);"
    "UPDATE organisation SET population = 4711, region = 'north' WHERE id = 7;"
    "INSERT INTO person (id, login, name, email, phone, password_hash, demonstration, made_at) VALUES "
    "  (3, 'clerk', 'สมชาย ''ใจดี''', '', '', 'a\\b', 0, 1731895200000),"
    "  (41, 'second', 'แถว\nสอง\tช่อง', 'a@b', '\\N', '\\\\x', 0, -1);"
    "INSERT INTO seat (person_id, organisation_id, role) VALUES (41, 7, 'clerk');";
const Statement add_person{"test.carry_person",
                           "INSERT INTO person (login, name, email, phone, password_hash, demonstration, made_at) "
                           "VALUES (:login, '', '', '', '', 0, 0) RETURNING id"};
const Statement head{"test.carry_head", "SELECT hash FROM journal_head WHERE chain = 0"};
const Statement add_head{"test.carry_add_head",
                         "INSERT INTO journal_head (chain, number, hash) VALUES (:chain, 1, :hash)"};
const Statement name{"test.carry_name", "SELECT name, phone, password_hash FROM person WHERE id = 41"};
const Statement unknown{"test.carry_unknown", "SELECT population, region FROM organisation WHERE id = 8"};

const std::string odd("\0\\x\xff\n\t", 6);

class Carry : public testing::Test {
 protected:
  Carry() { std::filesystem::create_directory(folder); }
  ~Carry() override { std::filesystem::remove_all(folder); }

  std::string file() { return (folder / (std::to_string(++made) + ".db")).string(); }
  std::string address() { return cluster().make("carry_" + std::to_string(++made)); }

  static std::string filled(const std::string& where) {
    auto database = open(where);
    migrate(*database);
    database->write_now([](Tx& tx) {
      tx.script(people);
      tx.run(add_head, {0, Bytes{odd}});
      tx.run(add_head, {1, Bytes{std::string_view{}}});
    });
    return where;
  }
  static std::string migrated(const std::string& where) {
    migrate(*open(where));
    return where;
  }
  static void expect_the_same(const std::string& where) {
    open(where)->read([](Tx& tx) {
      EXPECT_EQ(tx.first(head, {}, [](const Row& row) { return row.string(0); }), odd);
      EXPECT_EQ(
          tx.first(name, {}, [](const Row& row) { return row.string(0) + "|" + row.string(1) + "|" + row.string(2); }),
          "แถว\nสอง\tช่อง|\\N|\\\\x");
      EXPECT_EQ(tx.first(unknown, {}, [](const Row& row) { return row.is_null(0) && row.is_null(1); }), true);
    });
  }
  static void expect_ids_to_go_on(const std::string& where) {
    std::int64_t next = 0;
    open(where)->write_now(
        [&](Tx& tx) { next = *tx.first(add_person, {"third"}, [](const Row& row) { return row.integer(0); }); });
    EXPECT_EQ(next, 42);
  }
  static std::map<std::string, std::int64_t> rows(const std::vector<Carried>& carried) {
    std::map<std::string, std::int64_t> rows;
    for (const auto& [table, count] : carried) rows[table] = count;
    return rows;
  }

  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("carry-test-" + std::to_string(getpid()));
  static inline int made = 0;
};

TEST_F(Carry, everything_comes_through_from_a_file_to_postgres_and_back) {
  auto first = filled(file()), middle = migrated(address()), last = migrated(file());
  auto there = carry(first, middle, {}), back = carry(middle, last, {});
  EXPECT_EQ(rows(there)["person"], 2);
  EXPECT_EQ(rows(there)["journal_head"], 2);
  EXPECT_EQ(rows(there), rows(back));
  for (const auto& where : {middle, last}) {
    expect_the_same(where);
    expect_ids_to_go_on(where);
  }
}

// The list is the schema's: a table that a new migration makes is carried without a word here.
TEST_F(Carry, no_table_of_any_migration_is_left_out) {
  std::vector<std::string> made;
  for (auto path : base::embedded_under("migrations/")) {
    std::string text(*base::embedded(path));
    constexpr std::string_view mark = "CREATE TABLE ";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
      auto start = at + mark.size();
      made.push_back(text.substr(start, text.find_first_of(" (\n", start) - start));
    }
  }
  for (const auto& where : {migrated(file()), migrated(address())}) {
    std::vector<std::string> carried;
    for (const auto& [table, count] : carry(where, migrated(file()), {})) carried.push_back(table);
    EXPECT_THAT(carried, testing::UnorderedElementsAreArray(made));
  }
}

TEST_F(Carry, a_table_added_on_both_sides_is_carried_too) {
  auto source = migrated(file()), target = migrated(address());
  constexpr auto more =
      "CREATE TABLE zebra (id INTEGER PRIMARY KEY NOT NULL, self BIGINT REFERENCES zebra (id), stripes BYTEA)";
  for (const auto& where : {source, target}) open(where)->write_now([&](Tx& tx) { tx.script(more); });
  open(source)->write_now([](Tx& tx) { tx.script("INSERT INTO zebra (id, self) VALUES (9, NULL), (2, 9)"); });
  EXPECT_EQ(rows(carry(source, target, {}))["zebra"], 2);
}

TEST_F(Carry, a_target_that_holds_people_is_refused_and_stays_as_it_was) {
  auto source = filled(file());
  for (const auto& target : {filled(file()), filled(address())}) {
    EXPECT_THROW(carry(source, target, {"organisation"}), Error);
    expect_the_same(target);
  }
}

TEST_F(Carry, another_schema_or_no_database_is_refused) {
  auto source = filled(file()), target = migrated(file());
  open(source)->write_now([](Tx& tx) { tx.script("CREATE TABLE newer (id BIGINT)"); });
  EXPECT_THROW(carry(source, target, {}), Error);
  auto absent = file();
  EXPECT_THROW(carry(absent, target, {}), Error);
  EXPECT_FALSE(std::filesystem::exists(absent)) << "looking for it does not make it";
}

TEST_F(Carry, the_source_is_one_moment_and_unchanged_by_it) {
  auto source = filled(file());
  auto database = open(source);
  auto snapshot = whole_sqlite(source, Whole::As::source);
  auto tables = snapshot->tables();
  auto person = *std::ranges::find(tables, std::string("person"), &Table::name);
  EXPECT_EQ(snapshot->count(person), 2);
  database->write_now([](Tx& tx) { tx.first(add_person, {"late"}, [](const Row& row) { return row.integer(0); }); });
  EXPECT_EQ(snapshot->count(person), 2);
}

}  // namespace
}  // namespace db
