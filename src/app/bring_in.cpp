// saat import: a filled workbook of many bodies, all of it or nothing.
#include "app/bring_in.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/app.h"
#include "identity/identity.h"
#include "imports/imports.h"
#include "imports/workbook.h"

namespace app {

namespace {

struct Brought {
  std::string framework, period, file, login, language = "th";
  bool only_check = false;
};

// In whose name the journal tells it: somebody of the department, who stands above every report.
identity::Seat seat_of(db::Tx& tx, const std::string& login) {
  auto account = identity::find_account(tx, login);
  if (account && !account->disabled)
    for (const auto& seat : identity::seats_of(tx, account->person))
      if (seat.role == identity::Role::department) return seat;
  throw std::runtime_error("--as wants the login of somebody with a seat at the department; " + login + " has none");
}

void bring_in(const Config& config, const Brought& asked) {
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  const framework::Framework* plan = nullptr;
  std::int64_t round = 0;
  for (std::size_t i = 0; i < world.frameworks.size(); ++i)
    if (world.frameworks[i].name == asked.framework && world.frameworks[i].period == asked.period)
      plan = &world.frameworks[i], round = world.rounds[i].id;
  if (!plan) throw std::runtime_error("no plan " + asked.framework + " for " + asked.period);
  identity::Voice voice{world, world.clock.now(), asked.language == "en" ? base::Language::en : base::Language::th};
  imports::Outcome outcome;
  auto work = [&](db::Tx& tx) {
    outcome = imports::bring_in(voice, tx, *plan, round, asked.file, seat_of(tx, asked.login), asked.only_check);
  };
  try {
    if (asked.only_check)
      database->read(work);
    else
      database->write_now(work);
  } catch (const imports::Unreadable& unreadable) {
    throw std::runtime_error(asked.file + ": " + voice.say(unreadable.key));
  }
  for (const auto& fault : outcome.faults)
    fmt::print("{}{}{}{}{}: {}\n", fault.cell, fault.cell.empty() ? "" : " ", fault.body,
               fault.column.empty() || fault.column == "code" ? "" : " ", fault.column == "code" ? "" : fault.column,
               fault.said);
  if (!outcome.faults.empty())
    throw std::runtime_error(fmt::format("{} faults, so nothing was written", outcome.faults.size()));
  fmt::print("{} bodies in the file, {} reports and {} answers {}\n", outcome.rows, outcome.reports, outcome.answers,
             asked.only_check ? "would change" : "changed");
}

}  // namespace

void add_import_command(CLI::App& program) {
  static Config config;
  static Brought asked;
  auto* command = program.add_subcommand("import",
                                         "bring in a filled workbook, as `saat export --format xlsx` writes it: all of "
                                         "it, or nothing and every fault by its cell");
  command->add_option("--db", config.db, "database: a file's path, or postgres://…")
      ->capture_default_str()
      ->take_last();
  command->add_option("--plans", config.plans, "folder of plans beside those built in")->envname("SAAT_PLANS");
  command->add_option("--framework", asked.framework, "the plan's name, e.g. clean-province")->required();
  command->add_option("--period", asked.period, "its period, e.g. 2567")->required();
  command->add_option("--as", asked.login, "login of the official of the department in whose name it is written down")
      ->required();
  command->add_flag("--check", asked.only_check, "say what is wrong and what would change, and write nothing");
  command->add_option("--language", asked.language, "of what is said")
      ->capture_default_str()
      ->check(CLI::IsMember({"th", "en"}));
  command->add_option("file", asked.file, "the .xlsx file")->required();
  command->callback([] { bring_in(config, asked); });
}

}  // namespace app
