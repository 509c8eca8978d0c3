// The demonstration country: the same for a seed, believable, and never among real people.
#include "app/seed.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "app/app.h"
#include "reports/before.h"
#include "reports/store.h"
#include "totals/totals.h"

namespace app {
namespace {

struct Place {
  std::string file =
      (std::filesystem::temp_directory_path() / ("saat-seed-" + std::to_string(getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database;
  std::optional<identity::World> world;

  Place() {
    remove();
    database = db::open(file);
    world.emplace(open_world(*database, {}));
  }
  ~Place() {
    database.reset();
    remove();
  }
  void remove() const {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  }
  std::map<totals::Key, totals::Sum> sums() {
    std::map<totals::Key, totals::Sum> all;
    database->read([&](db::Tx& tx) { all = totals::all(tx); });
    return all;
  }
};

TEST(Seed, the_same_number_gives_the_same_country_and_its_sums_are_right) {
  std::map<totals::Key, totals::Sum> first;
  Seeded counts;
  {
    Place place;
    counts = seed_demonstration(*place.database, *place.world, SeedReports::half, 3);
    first = place.sums();
    reports::Recount recount;
    place.database->read([&](db::Tx& tx) {
      recount = reports::recount(tx, place.world->registry, reports::rounds_of(*place.world), false);
    });
    EXPECT_TRUE(recount.differences.empty()) << recount.differences.front();
  }
  EXPECT_GT(counts.people, 15'000);
  EXPECT_GT(counts.reports, 3'500);
  EXPECT_LT(counts.reports, 4'500);
  EXPECT_GT(counts.submitted, counts.reports / 2);
  EXPECT_LT(counts.submitted, counts.reports) << "some are late, some mistaken";
  Place again;
  seed_demonstration(*again.database, *again.world, SeedReports::half, 3);
  EXPECT_EQ(again.sums(), first);
}

TEST(Seed, refuses_a_database_with_real_people_and_a_second_seeding) {
  Place place;
  place.database->write_now([](db::Tx& tx) {
    identity::add_person(tx, {"somchai", "สมชาย", "", "", false}, "x", {0});
  });
  EXPECT_THROW(seed_demonstration(*place.database, *place.world, SeedReports::none, 1), std::runtime_error);
  Config with_clock;
  with_clock.now = base::parse_instant("2024-11-18T09:00+07:00");
  EXPECT_THROW(open_world(*place.database, with_clock), std::runtime_error) << "nor may its clock be set";
}

}  // namespace
}  // namespace app
