#include "against.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "country.h"
#include "postgres.h"
#include "saves.h"
#include "server.h"

namespace bench {

namespace {

// One of the two programs with the country that it serves.
struct Side {
  std::string name, saat, db;
  People people;
  Savers savers;
};
struct Number {
  std::string figure, unit;
  double value;
};
// One side's part of a round: it does the same steps as the other's, and then says what they came to.
struct Entrant {
  std::function<void(int step)> step;
  std::function<std::vector<Number>()> numbers;
};
using Enter = std::function<Entrant(Side&)>;  // with a fresh server of its own

bool serves(const std::string& saat, const std::string& db) {
  try {
    Server server(saat, db);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void make_ready(Side& side) {
  auto database = db::open(side.db);
  side.people = prepare(*database);
  side.savers = savers_of(*database, side.people);
}

// Both serve copies of one file where the earlier program takes it. It refuses one of a newer schema or with a plan
// that it does not have; then its own `seed` makes the same country as it knows it.
std::pair<Side, Side> sides_of(const Plan& plan, const std::string& saat) {
  Side before{"before", saat, copy_of(plan.country, plan.folder + "/before.db")};
  Side after{"after", plan.saat, copy_of(plan.country, plan.folder + "/after.db")};
  make_ready(after);
  if (serves(saat, before.db)) {
    before.db = copy_of(after.db, before.db);
    before.people = after.people, before.savers = after.savers;
    return {before, after};
  }
  fmt::print(stderr, "{} does not serve this program's database: it seeds a country of its own\n", saat);
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(before.db + part);
  output_of(fmt::format("'{}' seed --demo --reports all --db '{}' 2>&1", saat, before.db));
  make_ready(before);
  return {before, after};
}

// A server under a load of saves, a second a step.
constexpr int saving_steps = 4;
struct Saving {
  Saving(Side& side, const std::function<ClosedLoop(int port)>& make_load)
      : server(side.saat, side.db), load(make_load(server.port())) {
    load.run(1);
    load.forget();
  }
  void step() {
    double before = server.cpu_seconds();
    load.run(1);
    used += server.cpu_seconds() - before;
  }
  std::vector<Number> numbers(const std::string& work) const {
    if (load.errors) throw std::runtime_error(fmt::format("{}: {}", work, load.first_error));
    return {{work + " saves", "/s", load.rate()},
            {work + " p50", "ms", load.took.at(0.5)},
            {work + " p99", "ms", load.took.at(0.99)},
            {work + " processor time of a save", "µs", used * 1e6 / load.done},
            {work + " peak memory", "MiB", server.mebibytes("VmHWM")}};
  }
  Server server;
  ClosedLoop load;
  double used = 0;
};
Entrant saver(const std::string& work, Side& side, const std::function<ClosedLoop(int port)>& make_load) {
  auto saving = std::make_shared<Saving>(side, make_load);
  return {[saving](int) { saving->step(); }, [saving, work] { return saving->numbers(work); }};
}
Entrant answer_saver(const std::string& work, Side& side) {
  return saver(work, side, [&side](int port) { return saving(port, side.savers.clerks, 512); });
}
Entrant section_saver(Side& side) {
  return saver("B1s", side, [&side](int port) { return saving_sections(port, side.savers.forms, 64); });
}

constexpr int start_steps = 3;
struct Starting {
  std::vector<double> ms, memory;
};
Entrant starter(Side& side) {
  auto starting = std::make_shared<Starting>();
  return {[starting, &side](int) {
            Server server(side.saat, side.db);
            starting->ms.push_back(server.start_seconds() * 1e3);
            starting->memory.push_back(server.mebibytes("VmRSS"));
          },
          [starting]() -> std::vector<Number> {
            return {{"B6 start to first answer", "ms", spread_of(starting->ms).median},
                    {"B6 memory then", "MiB", spread_of(starting->memory).median}};
          }};
}

// A page a step.
struct Reading {
  explicit Reading(Side& side)
      : server(side.saat, side.db), driver("127.0.0.1", server.port(), 1), pages(pages_of(side.people)) {}
  Server server;
  load::Driver driver;
  std::vector<Page> pages;
  std::vector<Number> numbers;
};
Entrant reader(Side& side) {
  auto reading = std::make_shared<Reading>(side);
  return {[reading](int step) {
            auto times = time_page(reading->driver, reading->pages.at(std::size_t(step)), 100);
            reading->numbers.push_back({"B3 " + times.name + " p50", "ms", times.took.at(0.5)});
            reading->numbers.push_back({"B3 " + times.name + " p99", "ms", times.took.at(0.99)});
          },
          [reading] {
            auto numbers = reading->numbers;
            numbers.push_back({"B3 processor time of all pages", "s", reading->server.cpu_seconds()});
            numbers.push_back({"B3 peak memory", "MiB", reading->server.mebibytes("VmHWM")});
            return numbers;
          }};
}

struct Comparison {
  const Plan& plan;
  Side& before;
  Side& after;
  const std::function<void(const Compared&)>& tell;

  // Both servers of a round stand side by side, one idle while the other works: what is compared is a second apart.
  void of(int steps, const Enter& enter) const {
    std::vector<Compared> all;
    for (int round = 0; round < plan.rounds; ++round) {
      Entrant newer, older;
      in_turn_once(
          round, [&] { newer = enter(after); }, [&] { older = enter(before); });
      for (int step = 0; step < steps; ++step)
        in_turn_once(
            round + step, [&] { newer.step(step); }, [&] { older.step(step); });
      auto figures = newer.numbers(), against = older.numbers();
      all.resize(figures.size());
      for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].figure = figures[i].figure, all[i].unit = figures[i].unit;
        all[i].pairs.figures.push_back(figures[i].value);
        all[i].pairs.against.push_back(against.at(i).value);
      }
    }
    for (const auto& compared : all) tell(compared);
  }
  void recount() const {
    for (const Side* side : {&before, &after})
      if (int differences = recount_differences(side->saat, side->db))
        throw std::runtime_error(fmt::format("{}: the recount differs {} times", side->name, differences));
  }
};

void compare_on_postgres(const Comparison& files) {
  db::Cluster cluster;
  Side before = files.before, after = files.after;
  for (Side* side : {&before, &after}) {
    side->db = carried(cluster, side->name, side->saat, side->db);
    answer_saver("B9 PostgreSQL", *side).step(0);
    look_after(side->db);
  }
  Comparison comparison{files.plan, before, after, files.tell};
  comparison.of(saving_steps, [](Side& side) { return answer_saver("B9 PostgreSQL", side); });
  comparison.recount();
}

}  // namespace

void measure_against(const Plan& plan, const std::string& saat, const std::vector<std::string>& wanted,
                     const std::function<void(const Compared&)>& tell) {
  auto is_wanted = [&](const char* name) { return std::ranges::find(wanted, name) != wanted.end(); };
  auto [before, after] = sides_of(plan, saat);
  Comparison comparison{plan, before, after, tell};
  if (is_wanted("B6")) comparison.of(start_steps, starter);
  if (is_wanted("B3")) comparison.of(int(pages_of(after.people).size()), reader);
  if (is_wanted("B1")) comparison.of(saving_steps, [](Side& side) { return answer_saver("B1", side); });
  if (is_wanted("B1s")) comparison.of(saving_steps, section_saver);
  if (is_wanted("B1") || is_wanted("B1s")) comparison.recount();
  if (is_wanted("B9")) compare_on_postgres(comparison);
}

}  // namespace bench
