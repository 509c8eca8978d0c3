// The schema and every statement of every slice, held against one another.
#include <gtest/gtest.h>

#include "app/country_for_tests.h"
#include "db/sqlite_connection.h"

namespace app {
namespace {

struct Migrated {
  Migrated() : path((std::filesystem::temp_directory_path() / ("saat-schema-" + std::to_string(getpid()) + ".db")).string()) {
    db::migrate(*db::open(path));
  }
  ~Migrated() {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path + part);
  }
  std::string path;
};

TEST(Statements, every_one_prepares) {
  Migrated migrated;
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(migrated.path.c_str(), &handle), SQLITE_OK);
  int prepared = 0;
  for (const auto* statement : db::all_statements()) {
    sqlite3_stmt* compiled = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(handle, statement->text.data(), int(statement->text.size()), &compiled, nullptr), SQLITE_OK)
        << statement->name << ": " << sqlite3_errmsg(handle);
    prepared += compiled != nullptr;
    sqlite3_finalize(compiled);
  }
  sqlite3_close(handle);
  EXPECT_GT(prepared, 60) << "the slices' statements are linked in";
}

const db::Statement tables{"test.tables", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"};

TEST(Schema, every_foreign_key_has_an_index_that_begins_with_it) {
  Migrated migrated;
  db::SqliteConnection connection(migrated.path, db::SqliteConnection::Mode::reader);
  std::vector<std::string> names;
  connection.each(tables, {}, [&](const db::Row& row) { names.push_back(row.string(0)); });
  int keys = 0;
  for (const auto& table : names) {
    db::Statement foreign("test.foreign", *new std::string("SELECT \"from\" FROM pragma_foreign_key_list('" + table + "')"));
    db::Statement leading("test.leading", *new std::string(
        "SELECT i.name FROM pragma_index_list('" + table + "') l, pragma_index_info(l.name) i WHERE i.seqno = 0 "
        "UNION SELECT name FROM pragma_table_info('" + table + "') WHERE pk = 1"));
    std::vector<std::string> led;
    connection.each(leading, {}, [&](const db::Row& row) { led.push_back(row.string(0)); });
    connection.each(foreign, {}, [&](const db::Row& row) {
      ++keys;
      EXPECT_NE(std::find(led.begin(), led.end(), row.string(0)), led.end()) << table << "." << row.string(0);
    });
  }
  EXPECT_GT(keys, 5);
}

}  // namespace
}  // namespace app
