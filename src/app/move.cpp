#include "app/move.h"

#include <filesystem>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "db/carry.h"
#include "db/sqlite_file.h"
#include "db/sqlite_log.h"
#include "journal/journal.h"
#include "reports/before.h"
#include "reports/store.h"
#include "review/acts.h"

namespace app {

namespace fs = std::filesystem;

namespace {

struct Holding {
  std::int64_t reports = 0, submissions = 0;
  journal::Verdict journal;
};

// What a database holds, once it is known to be right: throws where the journal or a sum is not.
Holding verified(Config config, const std::string& where) {
  config.db = where;
  auto database = db::open(where);
  auto world = open_world(*database, config);
  Holding holding;
  reports::Recount sums;
  database->read([&](db::Tx& tx) {
    holding.journal = journal::verify(tx);
    holding.submissions = reports::store::count_submissions(tx);
    sums = recounted(tx, world, false);
  });
  holding.reports = sums.reports;
  if (!holding.journal.broken.empty())
    throw std::runtime_error(fmt::format("its journal does not verify: chain {} row {}: {}",
                                         holding.journal.broken[0].chain, holding.journal.broken[0].number,
                                         holding.journal.broken[0].why));
  if (!sums.differences.empty()) throw std::runtime_error("its sums differ from its answers: " + sums.differences[0]);
  return holding;
}

void print(const Holding& holding) {
  fmt::print("  {} reports, {} submissions, {} rows of the journal verified, sums recounted: difference 0\n",
             holding.reports, holding.submissions, holding.journal.rows);
  if (holding.journal.last)
    fmt::print("  the last act in it: {} ({})\n", base::to_iso(*holding.journal.last),
               base::show(*holding.journal.last, base::Language::en));
}

// "saat.db.before-20241118T020000123Z": of the moment it was put aside.
std::string name_aside(const std::string& file) {
  std::string moment;
  for (char c : base::to_iso(base::system_now()))
    if (c != '-' && c != ':' && c != '.') moment += c;
  return file + ".before-" + moment;
}

void require_restorable(const std::string& backup, const std::string& file, bool replace) {
  if (db::is_postgres(file))
    throw std::runtime_error(
        "a PostgreSQL database is restored with its own tools: createdb NAME, then pg_restore --dbname=NAME DUMP, then "
        "saat "
        "recount and saat journal verify. To put this file into an empty PostgreSQL database: saat copy --from " +
        backup + " --to " + file);
  if (db::is_postgres(backup))
    throw std::runtime_error("a backup is a file made by saat backup; to move a PostgreSQL database use saat copy");
  if (!fs::is_regular_file(backup)) throw std::runtime_error("there is no file " + backup);
  if (db::is_in_use(backup))
    throw std::runtime_error(backup + " is open in another program: saat backup makes a copy of a running database");
  bool there = fs::exists(file) || fs::exists(file + "-wal");
  if (there && !replace)
    throw std::runtime_error(file +
                             " is there already: nothing was changed. Give another --db, or --replace to put it aside");
  if (there && db::is_in_use(file))
    throw std::runtime_error(file + " is open in another program: stop the server first. Nothing was changed");
}

void remove_partial(const std::string& partial) {
  std::error_code ignored;
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(partial + end, ignored);
}

// Everything is done to a copy beside the place; what bears the name is whole, verified and on disk.
void restore(const Config& config, const std::string& backup, const std::string& file, bool replace,
             bool up_to_damage) {
  require_restorable(backup, file, replace);
  std::string partial = file + ".partial";
  Holding holding;
  try {
    db::copy_file_with_log(backup, partial);
    if (!up_to_damage) db::refuse_damaged_log(backup);
    db::look_through(partial);
    holding = verified(config, partial);
    db::bring_to_disk(partial);
  } catch (const std::exception& error) {
    remove_partial(partial);
    throw std::runtime_error(backup + " was not restored: " + error.what());
  }
  if (fs::exists(file) || fs::exists(file + "-wal")) {
    auto aside = name_aside(file);
    db::put_aside(file, aside);
    fmt::print("the old database is now {}\n", aside);
  }
  fs::rename(partial, file);
  db::bring_to_disk(file);
  fmt::print("{} restored from {}\n", file, backup);
  print(holding);
}

void copy(const Config& config, const std::string& from, const std::string& to) {
  if (from == to) throw std::runtime_error("--from and --to are the same");
  if (!db::is_postgres(from) && !fs::is_regular_file(from)) throw std::runtime_error("there is no database at " + from);
  if (!db::is_postgres(to) && db::is_in_use(to))
    throw std::runtime_error(to + " is open in another program: stop it first. Nothing was changed");
  bool live = !db::is_postgres(from) && db::is_in_use(from);
  db::migrate(*db::open(to));
  // A start puts these in by itself; anything else in the target is somebody's.
  auto carried =
      db::carry(from, to, {"organisation", "organisation_name", "round", "plan_revision", "reporting_window"});
  for (const auto& [table, rows] : carried) fmt::print("{:>20} {:>9}\n", table, rows);
  auto holding = verified(config, to);
  fmt::print("copied and compared row by row, {} tables\n", carried.size());
  if (live) fmt::print("{} is open in another program: what it has saved since is not in the copy\n", from);
  print(holding);
}

}  // namespace

reports::Recount recounted(db::Tx& tx, const identity::World& world, bool mend) {
  auto result = reports::recount(tx, world.registry, reports::rounds_of(world), mend);
  for (auto& difference : review::stage_differences(tx)) result.differences.push_back(std::move(difference));
  return result;
}

void add_move_commands(CLI::App& program) {
  static std::string backup, file, from, to;
  static Config config;
  static bool replace = false, up_to_damage = false;
  auto* restore_command = program.add_subcommand("restore", "check a backup whole and put it where a server finds it");
  restore_command->add_option("backup", backup, "a file made by saat backup")->required();
  restore_command->add_option("--db", file, "the database's path; it must not exist")->required();
  add_plans(restore_command, config);
  restore_command->add_flag("--replace", replace, "put a database that is there aside, under a name with the moment");
  restore_command->add_flag("--up-to-damage", up_to_damage,
                            "of a database whose -wal is damaged, take what is before the damage");
  restore_command->callback([] { restore(config, backup, file, replace, up_to_damage); });

  auto* copy_command =
      program.add_subcommand("copy", "move a whole database to a new file or to PostgreSQL, either way");
  copy_command->add_option("--from", from, "a file's path, or postgres://…")->required();
  copy_command->add_option("--to", to, "a new file's path, or postgres://… of an empty database")->required();
  add_plans(copy_command, config);
  copy_command->callback([] { copy(config, from, to); });
}

}  // namespace app
