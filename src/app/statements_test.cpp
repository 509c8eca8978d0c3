#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "calendar/calendar_sql.h"
#include "db/cluster_for_tests.h"
#include "db/database.h"
#include "exports/exports_sql.h"
#include "identity/identity_sql.h"
#include "journal/journal_sql.h"
#include "notices/notices_sql.h"
#include "registry/registry_sql.h"
#include "releases/releases_sql.h"
#include "reports/reports_sql.h"
#include "review/review_sql.h"
#include "totals/totals_sql.h"

namespace app {
namespace {

// "slice.name" of every `-- name:` under src/. The statements register where their header is read:
// this is how one left out above is noticed.
std::set<std::string> written_statements() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    if (entry.path().extension() != ".sql") continue;
    const auto slice = entry.path().parent_path().filename().string();
    std::ifstream file(entry.path());
    constexpr std::string_view mark = "-- name: ";
    for (std::string line; std::getline(file, line);)
      if (line.starts_with(mark)) names.insert(slice + "." + line.substr(mark.size()));
  }
  return names;
}

TEST(Statements, every_written_one_is_registered_once) {
  std::vector<std::string> registered;
  for (const auto* statement : db::all_statements()) registered.emplace_back(statement->name);
  std::ranges::sort(registered);
  EXPECT_THAT(written_statements(), testing::Not(testing::IsEmpty())) << "run from the tree's root";
  for (const auto& name : written_statements()) EXPECT_EQ(std::ranges::count(registered, name), 1) << name;
}

TEST(Statements, each_prepares_against_the_migrated_schema) {
  const auto file = std::filesystem::temp_directory_path() / ("statements_test_" + std::to_string(::getpid()) + ".db");
  const auto remove = [&] {
    for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
  };
  remove();
  const auto database = db::open(file.string());
  db::migrate(*database);
  database->read([](db::Tx& tx) {
    for (const auto* statement : db::all_statements()) {
      if (statement->name.starts_with("db.pg_")) continue;  // the other engine's own words
      // Compiling needs no values: EXPLAIN shows the program that the statement becomes, unrun.
      const std::string text = "EXPLAIN " + std::string(statement->text);
      EXPECT_NO_THROW(tx.script(text)) << statement->name;
    }
  });
  remove();
}

TEST(StatementsOnPostgres, each_prepares_against_the_migrated_schema) {
  const db::Cluster cluster;
  const auto database = db::open(cluster.address());
  db::migrate(*database);
  db::PostgresConnection connection(cluster.address());
  int prepared = 0;
  for (const auto* statement : db::all_statements()) {
    if (statement->name.starts_with("db.")) continue;  // each engine's own words
    EXPECT_NO_THROW(
        connection.script("PREPARE s" + std::to_string(++prepared) + " AS " + db::numbered_parameters(statement->text)))
        << statement->name;
  }
  EXPECT_GT(prepared, 50);
}

}  // namespace
}  // namespace app
