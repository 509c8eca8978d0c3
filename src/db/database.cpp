#include "db/database.h"

#include <future>

#include "base/embedded.h"
#include "base/instant.h"
#include "db/postgres.h"
#include "db/sqlite.h"

namespace db {

namespace {

const Statement make_table{"db.make_migrations",
                           "CREATE TABLE IF NOT EXISTS schema_migration "
                           "(number INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL)"};
const Statement newest{"db.newest_migration", "SELECT COALESCE(MAX(number), 0) FROM schema_migration"};
const Statement note{"db.note_migration",
                     "INSERT INTO schema_migration (number, name, applied_at) VALUES (:number, :name, :at)"};
const Statement beat_once{"db.beat", "UPDATE heartbeat SET beats = beats + 1 WHERE id = 1"};

}  // namespace

void beat(Tx& tx) {
  if (tx.change(beat_once) != 1) throw Error("the heartbeat's row is not there");
}

bool Database::takes_writes() {
  try {
    write_now(beat);
    return true;
  } catch (...) {
    return false;
  }
}

void Database::write_now(const Work& work) {
  std::promise<void> outcome;
  write(work, [&](std::exception_ptr error) {
    if (error)
      outcome.set_exception(error);
    else
      outcome.set_value();
  });
  outcome.get_future().get();
}

void Database::copy_to(const std::string&) { throw Error("this database is backed up with its own tools (pg_dump)"); }

bool is_postgres(const std::string& where) {
  return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

std::unique_ptr<Database> open(const std::string& where, const Options& options) {
  if (is_postgres(where)) return open_postgres(where, options);
  return open_sqlite(where, options);
}

int migrate(Database& database) {
  std::int64_t have = 0;
  database.write_now([&](Tx& tx) {
    tx.run(make_table);
    have = *tx.first(newest, {}, [](const Row& row) { return row.integer(0); });
  });
  int applied = 0;
  std::int64_t last = 0;
  for (auto path : base::embedded_under("migrations/")) {
    auto name = path.substr(path.find('/') + 1);
    last = std::stoll(std::string(name.substr(0, 4)));
    if (last <= have) continue;
    database.write_now([&](Tx& tx) {
      tx.script(*base::embedded(path));
      tx.run(note, {last, name, base::system_now().ms});
    });
    ++applied;
  }
  if (have > last) throw Error("the database was made by a newer Sa-at; update the program");
  return applied;
}

}  // namespace db
