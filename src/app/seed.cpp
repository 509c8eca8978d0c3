#include "app/seed.h"

#include <nlohmann/json.hpp>

#include "app/believable.h"
#include "base/embedded.h"
#include "base/log.h"
#include "calendar/earlier.h"
#include "identity/covers.h"
#include "journal/journal.h"
#include "reports/acts.h"
#include "reports/before.h"
#include "reports/store.h"

namespace app {

using base::Instant;
using identity::Role;

namespace {

struct Names {
  std::vector<std::string> first, last;
  Names() {
    auto json = nlohmann::json::parse(*base::embedded("data/names/th_names.json"));
    for (const char* key : {"first_female", "first_male"})
      if (json.contains(key)) first.insert(first.end(), json[key].begin(), json[key].end());
    for (auto& [key, list] : json.items())
      if (key.starts_with("last") && list.is_array()) last.insert(last.end(), list.begin(), list.end());
  }
  std::string draw(std::mt19937_64& random) const {
    return first[random() % first.size()] + " " + last[random() % last.size()];
  }
};

struct Accounts {
  db::Tx& tx;
  const std::string& hash;
  const Names& names;
  std::mt19937_64& random;
  Instant now;
  int made = 0;
  journal::Units wrote = {};

  std::int64_t add(const std::string& login, std::int64_t organisation, Role role) {
    // A number that is nobody's: no area code begins with 00.
    std::string phone =
        "00 " + std::to_string(1000 + organisation % 9000) + " " + std::to_string(1000 + organisation * 7 % 9000);
    auto person =
        identity::add_person(tx, {login, names.draw(random), login + "@example.go.th", phone, true}, hash, now);
    ++made;
    wrote.push_back({identity::covers::person, person}), wrote.push_back({identity::covers::seat, person});
    return identity::add_seat(tx, person, organisation, role);
  }
  // One act for all: sixteen thousand lines of the country's history would tell no more.
  void write_down(std::string_view where) {
    journal::write(tx, 0, now, 0, "add-person", where, "", std::to_string(made), wrote);
  }
};

// What people really get wrong, one thing in a report.
void make_a_mistake(std::map<std::string, std::string>& answers, const framework::Framework& plan,
                    std::mt19937_64& random) {
  std::vector<std::string> quantities;
  for (const auto& question : plan.questions)
    if (answers.contains(question.code) &&
        (question.kind == framework::Kind::count || question.kind == framework::Kind::decimal))
      quantities.push_back(question.code);
  if (quantities.empty()) return;
  auto& value = answers[quantities[random() % quantities.size()]];
  if (value.starts_with("n/a")) return;
  switch (random() % 5) {
    case 0:
      value += "0";
      break;  // a doubled digit
    case 1:
      value.insert(0, "ประมาณ ");
      break;  // words in a number
    case 2:
      if (value.size() > 1) value.pop_back();
      break;  // a dropped digit
    case 3:
      value = "-" + value;
      break;
    default:
      value = "";
      break;  // forgotten
  }
}

// What the same body would have answered a year before: all its quantities a little smaller or greater together.
std::map<std::string, std::string> year_before(const std::map<std::string, std::string>& answers,
                                               const framework::Framework& plan, std::mt19937_64& random) {
  const auto grown = 930 + std::int64_t(random() % 121);  // thousandths: 0.93 to 1.05
  auto then = answers;
  for (auto& [code, typed] : then) {
    const auto* question = plan.find(code);
    auto value = question && question->is_quantity() ? reports::read(*question, typed, "").value : std::nullopt;
    if (!value) continue;
    base::Decimal before{*value / 1000 * grown + *value % 1000 * grown / 1000};
    typed =
        base::to_plain(question->kind == framework::Kind::count ? base::rounded(before, 0) : base::rounded(before, 2));
  }
  return then;
}

struct Author {
  identity::Seat clerk, approver;
};

void write_report(db::Tx& tx, const reports::Where& where, const Author& author,
                  const std::map<std::string, std::string>& answers, double part, bool submit, Instant at,
                  Seeded& seeded) {
  auto draft = reports::open_draft(tx, where, author.clerk, at);
  std::size_t most = std::size_t(double(where.plan.questions.size()) * part + 0.5);
  for (const auto& question : where.plan.questions) {
    if (std::size_t(question.slot) >= most && draft.wrote()) break;  // who reports has answered something
    auto given_at = answers.find(question.code);
    if (given_at == answers.end() || given_at->second.empty()) continue;
    reports::Given given;
    if (given_at->second.starts_with("n/a:")) {
      given.not_applicable = true;
      given.reason = given_at->second.substr(4);
    } else {
      given.typed = given_at->second;
    }
    at.ms += 7'000;
    reports::put(tx, draft, question, given, author.clerk, at);
  }
  reports::close_draft(tx, where, draft, at);
  ++seeded.reports;
  if (submit && reports::obstacles_of(where, draft.answers).none()) {
    reports::submit(tx, where, author.approver, {at.ms + 600'000});
    ++seeded.submitted;
  }
}

}  // namespace

Seeded seed_demonstration(db::Database& database, const identity::World& world, SeedReports how_many,
                          std::uint64_t seed) {
  Seeded seeded;
  Names names;
  std::mt19937_64 random(seed);
  std::string hash = identity::hash_password(demonstration_password);
  const auto& plan = world.frameworks.front();
  auto round = world.rounds.front().id;
  Instant opens = base::start_of(plan.opens);
  Believable believable(world.registry, plan);
  const auto earlier = calendar::round_before(world.frameworks, plan);
  const auto rounds = reports::rounds_of(world);

  database.write_now([&](db::Tx& tx) {
    if (identity::holds_real_people(tx)) throw std::runtime_error("this database holds real people's accounts");
    if (identity::holds_demonstration_people(tx))
      throw std::runtime_error("this database already holds a demonstration");
    Accounts accounts{tx, hash, names, random, opens};
    for (int i = 1; i <= 3; ++i) accounts.add("department-" + std::to_string(i), registry::nation, Role::department);
    accounts.add("admin", registry::nation, Role::administrator);
    accounts.add("auditor", registry::nation, Role::auditor);
    seeded.people += accounts.made;
    accounts.write_down("");
  });
  for (const auto* province : world.registry.provinces())
    database.write_now([&](db::Tx& tx) {
      Accounts accounts{tx, hash, names, random, opens};
      accounts.add("province-" + province->code, province->id, Role::province);
      for (const auto* organisation : world.registry.locals_under(province->id)) {
        auto body = reports::body_for(*organisation, plan);
        Author author;
        author.clerk.id = accounts.add("clerk-" + organisation->code, organisation->id, Role::clerk);
        author.approver.id = accounts.add("approver-" + organisation->code, organisation->id, Role::approver);
        author.clerk.organisation = author.approver.organisation = organisation->id;
        author.clerk.role = Role::clerk, author.approver.role = Role::approver;
        // Drawn whether used or not, so that the country is the same for any number of reports.
        auto answers = believable.answers_of(body, random);
        bool mistaken = random() % 100 < 6, complete = random() % 100 < 88, send = random() % 100 < 93;
        double part = complete ? 1.0 : double(random() % 100) / 100;
        bool drawn = random() % 2 == 0;
        bool begins = how_many == SeedReports::all || (how_many == SeedReports::half && drawn);
        Instant at{opens.ms + std::int64_t(random() % (10 * 86'400'000ull))};
        if (earlier && how_many != SeedReports::none) {
          const auto& then = world.frameworks[*earlier];
          std::mt19937_64 its(seed ^ std::uint64_t(organisation->id));
          auto where = reports::where_of(tx, world.registry, rounds, then, rounds[*earlier].round, *organisation);
          Instant sent{base::start_of(then.opens).ms + std::int64_t(its() % (10 * 86'400'000ull))};
          if (then.bodies.contains(where.body.type))
            write_report(tx, where, author, year_before(answers, then, its), 1.0, true, sent, seeded);
        }
        if (mistaken) make_a_mistake(answers, plan, random);
        if (!begins || !plan.bodies.contains(body.type)) continue;
        write_report(tx, reports::where_of(tx, world.registry, rounds, plan, round, *organisation), author, answers,
                     part, complete && send, at, seeded);
      }
      seeded.people += accounts.made;
      accounts.write_down(province->code);
    });
  return seeded;
}

std::vector<std::string> demonstration_accounts(const identity::World& world) {
  std::vector<std::string> lines;
  auto line = [&](const std::string& login, const std::string& what) { lines.push_back(login + "  " + what); };
  auto day = world.frameworks.front().period_to;
  for (const char* code : {"06560115", "03300102"})
    if (const auto* body = world.registry.by_code(code)) {
      auto name = registry::full_name(*body, day, base::Language::th);
      line("clerk-" + body->code, "เจ้าหน้าที่ " + name);
      line("approver-" + body->code, "ผู้รับรอง " + name);
    }
  for (const char* code : {"56", "30"})
    if (const auto* place = world.registry.by_code(code))
      line("province-" + place->code, registry::full_name(*place, day, base::Language::th));
  line("department-1", "กรมส่งเสริมการปกครองท้องถิ่น");
  line("admin", "ผู้ดูแลระบบ");
  return lines;
}

}  // namespace app
