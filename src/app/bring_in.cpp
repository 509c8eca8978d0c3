// saat import: filled tables of many bodies, all of it or nothing.
#include "app/bring_in.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "app/app.h"
#include "app/commands.h"
#include "base/typed.h"
#include "identity/identity.h"
#include "imports/imports.h"
#include "imports/workbook.h"

namespace app {

namespace {

struct Brought {
  std::string framework, period, login, language = "th";
  std::vector<std::string> files;
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

// "B4 06560114 U2.1: what is wrong"
void print(const imports::Fault& fault) {
  std::string where;
  for (const auto& part : {fault.cell, fault.body, fault.column == "code" ? std::string() : fault.column})
    if (!part.empty()) where += (where.empty() ? "" : " ") + part;
  fmt::print("{}{}{}\n", where, where.empty() ? "" : ": ", fault.said);
}

std::string on_one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return base::with_marks_shown(text);
}

// Everything that was found, and at the end what it comes to: nothing is passed over in silence.
void print(const identity::Voice& voice, const imports::Outcome& outcome, bool only_check) {
  for (const auto& fault : outcome.faults) print(fault);
  if (auto more = outcome.refused - int(outcome.faults.size()); more > 0)
    fmt::print("{}\n", voice.say("imports.more_faults", {{"n", std::to_string(more)}}));
  for (const auto& note : outcome.notes) print(note);
  if (only_check)
    for (const auto& change : outcome.changes)
      fmt::print("{} {}: {} → {}\n", change.body, change.column, on_one_line(change.before), on_one_line(change.after));
  bool taken = !only_check && outcome.refused == 0;
  auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
  fmt::print("{}\n", voice.say("imports.summary", {{"rows", grouped(outcome.rows)},
                                                   {"answers", grouped(outcome.answers)},
                                                   {"reports", grouped(outcome.reports)},
                                                   {"taken", voice.say(taken ? "imports.taken" : "imports.would_take")},
                                                   {"unchanged", grouped(outcome.unchanged)},
                                                   {"refused", grouped(outcome.refused)},
                                                   {"passed", grouped(outcome.passed_over)}}));
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
    const imports::Into into{*plan, round, seat_of(tx, asked.login), false};
    outcome = asked.only_check ? imports::look(voice, tx, into, asked.files)
                               : imports::bring_in(voice, tx, into, asked.files);
  };
  try {
    if (asked.only_check)
      database->read(work);
    else
      database->write_now(work);
  } catch (const imports::Unreadable& unreadable) {
    throw std::runtime_error(fmt::format("{}: {}", fmt::join(asked.files, ", "), voice.say(unreadable.key)));
  }
  print(voice, outcome, asked.only_check);
  if (outcome.refused > 0)
    throw std::runtime_error(voice.say("imports.nothing_written", {{"n", std::to_string(outcome.refused)}}));
}

}  // namespace

void add_import_command(CLI::App& program) {
  static Config config;
  static Brought asked;
  auto* command = program.add_subcommand("import",
                                         "bring in filled tables, as `saat export` writes them (XLSX, or the CSVs of "
                                         "answers and given): all of it, or nothing and every fault by its cell");
  add_db(command, config);
  command->add_option("--framework", asked.framework, "the plan's name, e.g. clean-province")->required();
  command->add_option("--period", asked.period, "its period, e.g. 2567")->required();
  command->add_option("--as", asked.login, "login of the official of the department in whose name it is written down")
      ->required();
  command->add_flag("--check,--dry-run", asked.only_check,
                    "say what is wrong and each answer that would change, and write nothing");
  command->add_option("--language", asked.language, "of what is said")
      ->capture_default_str()
      ->check(CLI::IsMember({"th", "en"}));
  command->add_option("files", asked.files, "the .xlsx file, or .csv files")->required();
  command->callback([] { bring_in(config, asked); });
}

}  // namespace app
