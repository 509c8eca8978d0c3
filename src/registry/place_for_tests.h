#pragma once
#include "db/cluster_for_tests.h"
#include "registry/registry.h"

namespace registry {

// Where a test that needs the registry keeps its data (db/cluster_for_tests.h): on PostgreSQL it is there already.
inline std::string place_for_tests(const std::string& file) {
  return db::place_for_tests(file, [](db::Database& database) {
    db::migrate(database);
    database.write_now([](db::Tx& tx) { fill(tx); });
  });
}

}  // namespace registry
