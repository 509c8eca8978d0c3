#include "db/sound.h"

namespace db {

namespace {

std::vector<std::string> names(Database& database, const Statement& statement) {
  std::vector<std::string> all;
  database.read([&](Tx& tx) {
    all.clear();
    tx.each(statement, {}, [&](const Row& row) { all.push_back(row.string(0)); });
  });
  return all;
}

}  // namespace

// The constraints of PostgreSQL cannot be left out by a statement of this program, so keys are not looked at again;
// what lies on disk is examined by its own extension, where the operator has put it in.
Sound postgres_sound(Database& database) {
  static const Statement installed{"db.pg_has_amcheck", "SELECT extname FROM pg_extension WHERE extname = 'amcheck'"};
  static const Statement indexes{
      "db.pg_indexes",
      "SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam "
      "WHERE a.amname = 'btree' AND c.relnamespace = CAST(current_schema() AS regnamespace) AND i.indisvalid ORDER BY "
      "1"};
  static const Statement tables{"db.pg_tables",
                                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                                "CAST(current_schema() AS regnamespace) ORDER BY 1"};
  // Against the table too: every row must be found by the index.
  static const Statement index{
      "db.pg_index_check",
      "SELECT bt_index_check(CAST(c.oid AS regclass), true) FROM pg_class c WHERE c.relname = :name "
      "AND c.relnamespace = CAST(current_schema() AS regnamespace)"};
  static const Statement table{
      "db.pg_heap_check",
      "SELECT v.blkno, v.msg FROM pg_class c, LATERAL verify_heapam(CAST(c.oid AS regclass)) v WHERE "
      "c.relname = :name AND c.relnamespace = CAST(current_schema() AS regnamespace)"};
  Sound sound;
  if (names(database, installed).empty()) {
    sound.not_examined.push_back(
        "tables and indexes on disk: CREATE EXTENSION amcheck in this database, as a superuser, lets them be examined");
    return sound;
  }
  const auto examine = [&](const std::string& name, const Statement& statement, auto see) {
    try {
      database.read([&](Tx& tx) { tx.each(statement, {name}, see); });
    } catch (const std::exception& error) {
      sound.faults.push_back(name + ": " + error.what());
    }
  };
  for (const auto& name : names(database, indexes)) examine(name, index, [](const Row&) {});
  for (const auto& name : names(database, tables))
    examine(name, table,
            [&](const Row& row) { sound.faults.push_back(name + ": block " + row.string(0) + ": " + row.string(1)); });
  return sound;
}

}  // namespace db
