#include "app/commands.h"

#include <malloc.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/app.h"
#include "app/bring_in.h"
#include "app/covers.h"
#include "app/move.h"
#include "app/plan_check.h"
#include "app/rehearsal.h"
#include "app/seed.h"
#include "app/take_away.h"
#include "base/log.h"
#include "base/text.h"
#include "db/sound.h"
#include "identity/covers.h"
#include "journal/anchors.h"
#include "registry/covers.h"
#include "registry/types.h"
#include "registry/update.h"
#include "releases/store.h"
#include "reports/witness.h"
#include "review/witness.h"

namespace app {

namespace {

// The mail server's name and password: from a file of two lines, or the environment; never from the command line,
// which everybody on the machine can read.
void sign_in_to_relay(notices::Relay& relay, const std::string& file) {
  auto of = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  relay.user = of("SAAT_SMTP_USER"), relay.password = of("SAAT_SMTP_PASSWORD");
  if (file.empty()) return;
  std::ifstream lines(file);
  if (!std::getline(lines, relay.user) || !std::getline(lines, relay.password))
    throw std::runtime_error("--smtp-login wants a file of two lines: name, password");
}

std::string anchor_secret(const std::string& file);

void serve(Config config, const std::string& now, const std::string& smtp_login, const std::string& secret) {
  config.anchor_secret = anchor_secret(secret);
  if (!now.empty()) {
    config.now = base::parse_instant(now);
    if (!config.now) throw std::runtime_error("--now wants a moment such as 2024-11-18T09:00+07:00");
  }
  auto colon = config.listen.rfind(':');
  auto number = colon == std::string::npos ? "" : config.listen.substr(colon + 1);
  if (number.empty() || number.size() > 5 || number.find_first_not_of("0123456789") != std::string::npos ||
      std::stoi(number) > 65535)
    throw std::runtime_error("--listen wants ADDRESS:PORT");
  sign_in_to_relay(config.mail, smtp_login);
  if (auto fault = notices::fault_of(config.mail); !fault.empty()) throw std::runtime_error(fault);
  sigset_t signals;  // every thread leaves them to the one that waits for them
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  rlimit files{};  // a connection is a file: as many as the machine lets us have
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }

  // Pages are built and thrown away: giving their memory back to the kernel each time costs a sixth of the work. This
  // is for glibc's allocator, where the build leaves mimalloc out.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 16 << 20);

  auto database = db::open(config.db, {.slow_seconds = config.slow_seconds, .patience = std::chrono::seconds(25)});
  auto world = open_world(*database, config);
  std::vector<std::string> accounts;
  if (world.demonstration) accounts = demonstration_accounts(world);
  if (!database->takes_writes())
    throw std::runtime_error(config.db + " does not take writes, so nothing could be saved: the line above says why");
  App server(*database, std::move(world), config);
  auto address = config.listen.substr(0, config.listen.rfind(':'));
  fmt::print("Sa-at serves on http://{}:{}\n", address, server.port());
  if (!accounts.empty()) {
    fmt::print("A demonstration: every person is invented. password: {}\n", demonstration_password);
    for (const auto& line : accounts) fmt::print("  {}\n", line);
  }
  std::fflush(stdout);
  server.run();
}

void seed(Config config, const std::string& reports, std::uint64_t number, int years) {
  config.demonstration_year = years > 1;
  config.seeding = true;
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  auto how_many = reports == "all" ? SeedReports::all : reports == "half" ? SeedReports::half : SeedReports::none;
  auto seeded = seed_demonstration(*database, world, how_many, number);
  fmt::print("{} people, {} reports begun, {} submitted\npassword: {}\n", seeded.people, seeded.reports,
             seeded.submitted, demonstration_password);
  for (const auto& line : demonstration_accounts(world)) fmt::print("  {}\n", line);
}

void recount(const Config& config, bool mend) {
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  reports::Recount result;
  auto work = [&](db::Tx& tx) { result = recounted(tx, world, mend); };
  if (mend)
    database->write_now(work);
  else
    database->read(work);
  fmt::print("{} reports, {} sums, difference {}\n", result.reports, result.sums, result.differences.size());
  for (const auto& line : result.differences) fmt::print("  {}\n", line);
  if (!result.differences.empty() && !mend) throw std::runtime_error("the sums differ from the answers");
}

void back_up(const Config& config, const std::string& to) {
  auto database = db::open(config.db);
  database->copy_to(to);
  // A backup nobody has opened is a hope.
  auto copy = db::open(to);
  journal::Verdict verdict;
  copy->read([&](db::Tx& tx) { verdict = journal::verify(tx); });
  if (!verdict.broken.empty()) throw std::runtime_error("the copy's journal does not verify");
  fmt::print("{}: a whole copy, {} rows of the journal verified\n", to, verdict.rows);
}

std::string whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) throw std::runtime_error(path + ": cannot be read");
  return text;
}

// From a file or the environment; never from the command line, which everybody on the machine can read.
std::string anchor_secret(const std::string& file) {
  const char* given = std::getenv("SAAT_ANCHOR_SECRET");
  auto secret = std::string(base::trim(file.empty() ? std::string(given ? given : "") : whole_file(file)));
  if ((!file.empty() || !secret.empty()) && secret.size() < 16)
    throw std::runtime_error("a secret of 16 characters or more is expected, to anchor the journal with");
  return secret;
}

std::string wanted_secret(const std::string& file) {
  auto secret = anchor_secret(file);
  if (secret.empty())
    throw std::runtime_error("--secret wants the file with the secret, or SAAT_ANCHOR_SECRET holds it");
  return secret;
}

struct Anchors {
  std::string whole, lines, secret;  // files: of one anchor in full, of the days' lines, of the secret
};

// True when all holds that the journal tells.
bool journal_holds(db::Database& database, const Anchors& anchors) {
  journal::Verdict verdict;
  std::vector<std::string> reports;
  const auto secret =
      anchors.whole.empty() && anchors.lines.empty() ? anchor_secret(anchors.secret) : wanted_secret(anchors.secret);
  database.read([&](db::Tx& tx) {
    verdict = journal::verify(tx, covers());
    auto add = [&](std::vector<journal::Broken> more) {
      verdict.broken.insert(verdict.broken.end(), more.begin(), more.end());
    };
    if (!anchors.whole.empty()) add(journal::held_against(tx, whole_file(anchors.whole), secret));
    if (!secret.empty())
      add(journal::against_anchors(tx, secret, anchors.lines.empty() ? "" : whole_file(anchors.lines)));
    reports = reports::journal_differences(tx);
    for (auto& difference : review::journal_differences(tx)) reports.push_back(std::move(difference));
    for (auto& difference : releases::store::digest_differences(tx)) reports.push_back(std::move(difference));
  });
  fmt::print("{} rows in {} chains, {} broken\n{} reports and releases are not what they tell\n", verdict.rows,
             verdict.chains, verdict.broken.size(), reports.size());
  fmt::print("{} rows of other tables are what their acts wrote, {} are not\n", verdict.held,
             verdict.differences.size());
  if (verdict.as_found > 0)
    fmt::print("  {} of them as they were found when acts began to seal what they write\n", verdict.as_found);
  for (const auto& [table, rows] : verdict.not_covered)
    fmt::print("  not covered: {} rows of {}, older than that; the next start of the server seals them\n", rows, table);
  if (secret.empty()) fmt::print("  not held against the anchors of each day: that takes --secret\n");
  for (const auto& broken : verdict.broken)
    fmt::print("  chain {} row {}: {}\n", broken.chain, broken.number, broken.why);
  for (const auto* all : {&reports, &verdict.differences})
    for (const auto& difference : *all) fmt::print("  {}\n", difference);
  return verdict.whole() && reports.empty();
}

void verify_journal(const Config& config, const Anchors& anchors) {
  auto database = db::open(config.db);
  db::migrate(*database);
  if (!journal_holds(*database, anchors)) throw std::runtime_error("the journal has been tampered with");
}

// With a file: every chain in full, into it. Without: one of the database's own, as the server makes each day.
void anchor_journal(const Config& config, const std::string& to, const std::string& secret_file) {
  const auto secret = wanted_secret(secret_file);
  auto database = db::open(config.db);
  if (to.empty()) {
    db::migrate(*database);
    std::string line;
    database->write_now(
        [&](db::Tx& tx) { line = journal::line_of(journal::add_anchor(tx, secret, base::system_now())); });
    fmt::print("{}\n", line);
    return;
  }
  std::string text;
  database->read([&](db::Tx& tx) { text = journal::anchor(tx, secret, base::system_now()); });
  std::ofstream out(to, std::ios::binary);
  if (!(out << text).flush()) throw std::runtime_error(to + ": cannot be written");
  fmt::print("{}: keep it, and the secret, where nobody who runs the database can change them\n", to);
}

// All that can be wrong with a database, from its pages on disk to its sums. The journal is read before anything that
// would bring the database up to date, and so seal what it finds.
void check(const Config& config, const Anchors& anchors) {
  auto database = db::open(config.db);
  const bool on_postgres = db::is_postgres(config.db);
  const auto sound = on_postgres ? db::postgres_sound(*database) : db::sqlite_sound(*database);
  fmt::print("the database as it lies on disk: {} faults\n", sound.faults.size());
  for (const auto& fault : sound.faults) fmt::print("  {}\n", fault);
  for (const auto& what : sound.not_examined) fmt::print("  not examined: {}\n", what);
  if (!sound.faults.empty()) throw std::runtime_error("the database is damaged: bring back a copy");
  db::migrate(*database);
  const bool holds = journal_holds(*database, anchors);
  auto world = open_world(*database, config);
  reports::Recount sums;
  database->read([&](db::Tx& tx) { sums = recounted(tx, world, false); });
  fmt::print("{} reports, {} sums, difference {}\n", sums.reports, sums.sums, sums.differences.size());
  for (const auto& line : sums.differences) fmt::print("  {}\n", line);
  if (!holds) throw std::runtime_error("the journal has been tampered with");
  if (!sums.differences.empty()) throw std::runtime_error("the sums differ from the answers");
}

// Bodies as they were on the last day of a plan that was asked already: later lines of the file cannot change those.
base::Day settled_until(const identity::World& world) {
  base::Day settled = registry::always;
  for (const auto& plan : world.frameworks)
    if (base::start_of(plan.opens) <= world.clock.now()) settled = std::max(settled, plan.period_to);
  return settled;
}

void update_registry(const Config& config, const std::string& file, bool only_look) {
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  const auto csv = whole_file(file);
  registry::Updates found;
  auto work = [&](db::Tx& tx) {
    found = only_look ? registry::read_updates(world.registry, csv, settled_until(world))
                      : registry::update(tx, world.registry, csv, settled_until(world));
    if (!only_look && found.faults.empty())
      for (const auto& each : found.updates)
        journal::write(tx, 0, world.clock.now(), 0, "registry", each.code, each.before, each.after,
                       {{registry::covers::organisation, each.body}, {registry::covers::organisation_name, each.body}});
  };
  if (only_look)
    database->read(work);
  else
    database->write_now(work);
  for (const auto& fault : found.faults) fmt::print("{}\n", fault);
  for (const auto& each : found.updates) fmt::print("{}: {} ⇒ {}\n", each.code, each.before, each.after);
  if (!found.faults.empty())
    throw std::runtime_error(fmt::format("{} faults: nothing was written", found.faults.size()));
  if (!only_look && !found.updates.empty()) database->announce("world");
  fmt::print("{} {}, {} stood so already\n", found.updates.size(), only_look ? "would change" : "changed",
             found.unchanged);
}

struct NewUser {
  std::string login, name, email, phone, organisation, role;
};

void add_user(const Config& config, const NewUser& user) {
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  auto role = identity::role_of(user.role);
  if (!role)
    throw std::runtime_error("--role is one of clerk approver district province department administrator auditor");
  const auto* organisation = world.registry.by_code(user.organisation);
  if (!organisation) throw std::runtime_error("no organisation has the code " + user.organisation);
  if (world.demonstration)
    throw std::runtime_error("this database is a demonstration: real people do not belong in it");
  std::string password;
  std::cerr << "password: ";
  std::getline(std::cin, password);
  if (base::count_characters(password) < 10 || identity::is_common_password(password))
    throw std::runtime_error("a password has at least 10 characters and is not a common one");
  auto hash = identity::hash_password(password);
  bool taken = false;
  database->read([&](db::Tx& tx) { taken = identity::find_account(tx, user.login).has_value(); });
  if (taken) throw std::runtime_error(user.login + " is there already: choose another --login");
  database->write_now([&](db::Tx& tx) {
    auto now = base::system_now();
    auto person = identity::add_person(tx, {user.login, user.name, user.email, user.phone, false}, hash, now);
    identity::add_seat(tx, person, organisation->id, *role);
    journal::write(tx, 0, now, 0, "add-person", user.login, "", user.role + " " + organisation->code,
                   {{identity::covers::person, person}, {identity::covers::seat, person}});
  });
  fmt::print("{} may sign in as {} of {}\n", user.login, user.role, organisation->code);
}

}  // namespace

void add_db(CLI::App* command, Config& config) {
  command->add_option("--db", config.db, "database: a file's path, or postgres://…")
      ->capture_default_str()
      ->take_last();
  add_plans(command, config);
}

void add_plans(CLI::App* command, Config& config) {
  command
      ->add_option("--plans", config.plans, "folder of plans beside those built in, each a folder with its plan.yaml")
      ->envname("SAAT_PLANS")
      ->take_last();
}

void add_commands(CLI::App& program) {
  static Config config;
  static std::string smtp_login, secret;
  static std::string now, reports = "none", folder;
  static int years = 1;
  static std::uint64_t number = 1;
  static bool demonstration = false, mend = false;
  static NewUser user;

  auto* serve_command = program.add_subcommand("serve", "answer requests until SIGTERM");
  add_db(serve_command, config);
  serve_command->add_option("--listen", config.listen, "address and port")->capture_default_str()->take_last();
  serve_command->add_option("--now", now, "demonstrations only: the clock starts here, e.g. 2024-11-18T09:00+07:00")
      ->take_last();
  serve_command->add_option("--ui", config.ui, "read page templates from this folder at each request");
  serve_command
      ->add_option("--drain", config.drain,
                   "seconds to go on answering after SIGTERM while /readyz says no: behind a load balancer, longer "
                   "than it takes to notice")
      ->capture_default_str()
      ->check(CLI::Range(0, 600));
  serve_command->add_option("--workers", config.workers, "threads for pages")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  serve_command->add_option("--password-threads", config.password_threads, "threads for password hashing")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  serve_command->add_flag("--behind-proxy", config.behind_proxy,
                          "believe the proxy's X-Forwarded-For; never without a proxy that sets it");
  serve_command
      ->add_option("--api-per-minute", config.api_per_minute,
                   "requests a minute that one address may send to the public API; 0 for no limit")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));
  serve_command->add_option("--exports", config.exports,
                            "folder of the files people take away; beside the database unless given");
  serve_command->add_flag("--secure-cookies", config.secure_cookies, "the address people see is https");
  serve_command->add_option("--slow", config.slow_seconds, "log requests that take longer, in seconds")
      ->capture_default_str();
  serve_command->add_option("--metrics-token", config.metrics_token,
                            "lets other machines read /metrics with this bearer token");
  serve_command->add_option(
      "--smtp", config.mail.url,
      "the office's mail server, smtp://HOST:PORT or smtps://HOST:PORT; without it nothing is mailed");
  serve_command->add_option("--smtp-login", smtp_login,
                            "a file of two lines, name and password (or SAAT_SMTP_USER and SAAT_SMTP_PASSWORD)");
  serve_command->add_option("--anchor-secret", secret,
                            "a file with the secret the journal is anchored with once a day (or SAAT_ANCHOR_SECRET); "
                            "without it there are no anchors");
  serve_command->add_option("--mail-from", config.mail.from, "the address mail comes from");
  serve_command->add_option("--mail-link", config.mail.link, "the address people open, for links in mail: https://…");
  serve_command
      ->add_option("--mail-gather", config.mail.gather_seconds,
                   "seconds in which what happened waits for more before it is mailed")
      ->capture_default_str()
      ->check(CLI::Range(0, 86'400));
  serve_command
      ->add_option("--mail-retry", config.mail.retry_seconds,
                   "seconds before a letter that was not taken is tried again; doubled each time")
      ->capture_default_str()
      ->check(CLI::Range(1, 3'600));
  serve_command->callback([] { serve(config, now, smtp_login, secret); });

  auto* seed_command = program.add_subcommand("seed", "fill an empty database with the demonstration country");
  add_db(seed_command, config);
  seed_command->add_flag("--demo", demonstration, "yes, a demonstration")->required();
  seed_command->add_option("--reports", reports, "none, half or all bodies have reports")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "half", "all"}));
  seed_command->add_option("--seed", number, "another number gives another country")->capture_default_str();
  seed_command
      ->add_option("--years", years,
                   "2: reports of an invented year before as well, to see what stands beside last year's")
      ->capture_default_str()
      ->check(CLI::Range(1, 2));
  seed_command->callback([] { seed(config, reports, number, years); });

  auto* recount_command =
      program.add_subcommand("recount", "rebuild every sum from the answers and print the difference");
  add_db(recount_command, config);
  recount_command->add_flag("--mend", mend, "store the rebuilt sums");
  recount_command->callback([] { recount(config, mend); });

  auto* migrate_command =
      program.add_subcommand("migrate", "bring the database's schema, registry and rounds up to date");
  add_db(migrate_command, config);
  migrate_command->callback([] {
    auto database = db::open(config.db);
    int applied = db::migrate(*database);
    open_world(*database, config);
    fmt::print("{} migrations applied\n", applied);
  });

  auto* journal_command = program.add_subcommand("journal", "the record of who did what");
  journal_command->require_subcommand(1);
  auto* verify_command =
      journal_command->add_subcommand("verify",
                                      "check every chain of the journal, and that every row that says who did what "
                                      "is the one it tells of");
  static Anchors anchors;
  static std::string anchor;
  auto add_anchors = [](CLI::App* command) {
    command->add_option("--anchor", anchors.whole, "an anchor in full, made earlier: chains must hold what they held");
    command->add_option("--anchors", anchors.lines,
                        "a file with the lines of the days' anchors, kept outside: the database must have them all");
    command->add_option("--secret", anchors.secret,
                        "the file with the secret they were sealed with (or SAAT_ANCHOR_SECRET)");
  };
  add_db(verify_command, config);
  add_anchors(verify_command);
  verify_command->callback([] { verify_journal(config, anchors); });
  auto* anchor_command = journal_command->add_subcommand(
      "anchor", "write down where every chain ends now, sealed with a secret, to be kept elsewhere");
  add_db(anchor_command, config);
  anchor_command->add_option("to", anchor, "the file to write; without one the database keeps it, as it does each day");
  anchor_command->add_option("--secret", anchors.secret,
                             "a file with the secret; 16 characters or more (or SAAT_ANCHOR_SECRET)");
  anchor_command->callback([] { anchor_journal(config, anchor, anchors.secret); });

  auto* examine_command = program.add_subcommand(
      "check", "examine the whole database: as it lies on disk, what the journal tells, and every sum");
  add_db(examine_command, config);
  add_anchors(examine_command);
  examine_command->callback([] { check(config, anchors); });

  static std::string registry_file;
  static bool registry_look = false;
  auto* registry_command = program.add_subcommand("registry", "the bodies there are, what they are called and were");
  registry_command->require_subcommand(1);
  auto* update_command = registry_command->add_subcommand(
      "update", "upgrades, new names, mergers, ends and new bodies from a CSV: all of it, or every fault by its line");
  add_db(update_command, config);
  update_command->add_option("file", registry_file, "code, change, from, …: docs/operating.md")->required();
  update_command->add_flag("--dry-run", registry_look, "say what would change, and write nothing");
  update_command->callback([] { update_registry(config, registry_file, registry_look); });

  static std::string copy;
  auto* backup_command =
      program.add_subcommand("backup", "copy the database as it is at one moment, beside a running server");
  add_db(backup_command, config);
  backup_command->add_option("to", copy, "the copy's path; it must not exist")->required();
  backup_command->callback([] { back_up(config, copy); });

  add_move_commands(program);
  add_export_command(program);
  add_import_command(program);
  add_rehearse_command(program);

  auto* framework_command = program.add_subcommand("framework", "plans as data");
  framework_command->require_subcommand(1);
  auto* check_command = framework_command->add_subcommand("check", "list every fault of a plan's folder");
  check_command->add_option("folder", folder, "the plan's folder, with plan.yaml")->required();
  static std::string against;
  check_command->add_option("--against", against, "the folder of the revision it replaces; otherwise the built-in one");
  check_command->callback([] { check_plan(folder, against); });

  auto* user_command = program.add_subcommand("user", "people who may sign in");
  user_command->require_subcommand(1);
  auto* add_command =
      user_command->add_subcommand("add", "add a person with a seat; the password is read from standard input");
  add_db(add_command, config);
  add_command->add_option("--login", user.login, "name to sign in with")->required();
  add_command->add_option("--name", user.name, "the person's name")->required();
  add_command->add_option("--email", user.email, "office e-mail");
  add_command->add_option("--phone", user.phone, "office telephone");
  add_command->add_option("--organisation", user.organisation, "code: TH, 30 or 06560115")->required();
  add_command
      ->add_option("--role", user.role, "clerk, approver, district, province, department, administrator or auditor")
      ->required();
  add_command->callback([] { add_user(config, user); });
}

}  // namespace app
