#pragma once
#include <memory>
#include <string>

#include "db/database.h"

namespace db {

// PostgreSQL 15: one writer thread drains the queue in groups as SQLite's does, inside a SERIALIZABLE
// transaction with a savepoint for each request, so that several nodes may write beside one another.
// A group that loses against another node is run again; one whose line broke before the commit too.
std::unique_ptr<Database> open_postgres(const std::string& address, const Options& options);

}  // namespace db
