#include "against.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
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
// A server's life: from its start over what lies at an address to its end.
using Life = std::function<std::vector<Number>(Side&)>;

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

// 512 connections that save answers, or 64 that save sections.
std::vector<Number> numbers_of(const std::string& work, const Server& server, ClosedLoop load, double seconds) {
  load.run(1);
  load.forget();
  double used = server.cpu_seconds();
  load.run(seconds);
  used = server.cpu_seconds() - used;
  if (load.errors) throw std::runtime_error(fmt::format("{}: {}", work, load.first_error));
  return {{work + " saves", "/s", load.rate()},
          {work + " p50", "ms", load.took.at(0.5)},
          {work + " p99", "ms", load.took.at(0.99)},
          {work + " processor time of a save", "µs", used * 1e6 / load.done},
          {work + " peak memory", "MiB", server.mebibytes("VmHWM")}};
}

std::vector<Number> starts(Side& side) {
  std::vector<double> seconds;
  double memory = 0;
  for (int i = 0; i < 3; ++i) {
    Server server(side.saat, side.db);
    seconds.push_back(server.start_seconds());
    memory = server.mebibytes("VmRSS");
  }
  return {{"B6 start to first answer", "ms", spread_of(seconds).median * 1e3}, {"B6 memory then", "MiB", memory}};
}

std::vector<Number> pages(Side& side) {
  Server server(side.saat, side.db);
  double used = server.cpu_seconds();
  std::vector<Number> numbers;
  for (const auto& page : time_pages(server.port(), side.people, 100)) {
    numbers.push_back({fmt::format("B3 {} p50", page.name), "ms", page.took.at(0.5)});
    numbers.push_back({fmt::format("B3 {} p99", page.name), "ms", page.took.at(0.99)});
  }
  numbers.push_back({"B3 processor time of all pages", "s", server.cpu_seconds() - used});
  numbers.push_back({"B3 peak memory", "MiB", server.mebibytes("VmHWM")});
  return numbers;
}

struct Comparison {
  const Plan& plan;
  Side& before;
  Side& after;
  const std::function<void(const Compared&)>& tell;

  void of(const Life& life) const {
    std::vector<Compared> all;
    auto note = [&](Side& side, std::vector<double> Pairs::*where) {
      auto numbers = life(side);
      if (all.empty())
        for (const auto& number : numbers) all.push_back({number.figure, number.unit, {}});
      for (std::size_t i = 0; i < all.size(); ++i) (all[i].pairs.*where).push_back(numbers.at(i).value);
    };
    in_turn(
        plan.rounds, [&] { note(after, &Pairs::figures); }, [&] { note(before, &Pairs::against); });
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
  for (Side* side : {&before, &after}) side->db = carried(cluster, side->name, side->saat, side->db);
  Comparison comparison{files.plan, before, after, files.tell};
  comparison.of([](Side& side) {
    Server server(side.saat, side.db);
    return numbers_of("B9 PostgreSQL", server, saving(server.port(), side.savers.clerks, 512), 4);
  });
  comparison.recount();
}

}  // namespace

void measure_against(const Plan& plan, const std::string& saat, const std::vector<std::string>& wanted,
                     const std::function<void(const Compared&)>& tell) {
  auto is_wanted = [&](const char* name) { return std::ranges::find(wanted, name) != wanted.end(); };
  auto [before, after] = sides_of(plan, saat);
  Comparison comparison{plan, before, after, tell};
  if (is_wanted("B6")) comparison.of(starts);
  if (is_wanted("B3")) comparison.of(pages);
  if (is_wanted("B1"))
    comparison.of([](Side& side) {
      Server server(side.saat, side.db);
      return numbers_of("B1", server, saving(server.port(), side.savers.clerks, 512), 4);
    });
  if (is_wanted("B1s"))
    comparison.of([](Side& side) {
      Server server(side.saat, side.db);
      return numbers_of("B1s", server, saving_sections(server.port(), side.savers.forms, 64), 4);
    });
  if (is_wanted("B1") || is_wanted("B1s")) comparison.recount();
  if (is_wanted("B9")) compare_on_postgres(comparison);
}

}  // namespace bench
