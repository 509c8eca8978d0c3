#pragma once
#include <memory>
#include <string>

#include "db/database.h"

namespace db {

// SQLite: WAL, synchronous FULL. One writer thread drains a queue of write requests: BEGIN, each
// request inside its own savepoint, one COMMIT, then all their `done`s. Readers use connections of
// their own, and the writer is the only connection that checkpoints.
std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options);

}  // namespace db
