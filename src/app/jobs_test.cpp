// Files that take long: made once, by one, for the office that asked; none is lost when a program ends.
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "app/country_for_tests.h"
#include "exports/maker.h"
#include "exports/store.h"
#include "registry/place_for_tests.h"

namespace app {
namespace {

using nlohmann::json;

constexpr const char* page = "/exports/clean-province/2567";

json asked_for(Country& country, const std::string& who) {
  return json::parse(country.ask(who, "GET", page).body)["jobs"];
}

// The page until it says so; whoever waits asks again.
json until_made(Country& country, const std::string& who) {
  for (int looks = 0; looks < 2000; ++looks) {
    auto jobs = asked_for(country, who);
    if (!jobs.empty() && !jobs[0]["under_way"].get<bool>()) return jobs[0];
    std::this_thread::yield();
  }
  return {};
}

http::Client::Answer ask(Country& country, const std::string& who, const json& form) {
  return country.ask(who, "POST", page + std::string("/jobs"), form);
}

TEST(Jobs, the_nations_file_is_made_for_the_office_that_asked_and_for_no_other) {
  Country country;
  EXPECT_EQ(ask(country, "department", {{"format", "csv"}, {"part", "completeness"}}).status, 303);
  auto job = until_made(country, "department");
  ASSERT_EQ(job["state"], "made");
  auto file = country.ask("department", "GET", job["href"]);
  EXPECT_EQ(file.status, 200);
  EXPECT_THAT(file.body, testing::HasSubstr("TH,ทั้งประเทศ,,7849,0,0,0,7849,0,0,0,0,0,0,0"));
  EXPECT_EQ(country.ask("province", "GET", job["href"]).status, 404);
  EXPECT_EQ(asked_for(country, "province").size(), 0u);
}

TEST(Jobs, one_of_some_types_is_made_of_these_alone) {
  Country country;
  EXPECT_EQ(ask(country, "department", {{"format", "csv"}, {"part", "completeness"}, {"types", "CITY,PATTAYA"}}).status,
            303);
  auto job = until_made(country, "department");
  ASSERT_EQ(job["state"], "made");
  EXPECT_EQ(job["what"], "ทั้งประเทศ · รายงานที่เริ่มบันทึกแล้วทั้งหมด · ทน. เมืองพัทยา · ความครบถ้วนรายพื้นที่");
  auto file = country.ask("department", "GET", job["href"]);
  EXPECT_THAT(file.body, testing::HasSubstr("TH,ทั้งประเทศ,,31,0,0,0,31,"));
  EXPECT_THAT(file.headers["content-disposition"], testing::HasSubstr("-recorded-CITY-PATTAYA-completeness.csv"));
  EXPECT_EQ(ask(country, "department", {{"format", "csv"}, {"types", "VILLAGE"}}).status, 400);
  EXPECT_EQ(ask(country, "department", {{"format", "pdf"}, {"types", "CITY"}}).status, 400);
}

TEST(Jobs, a_provinces_file_is_made_at_once) {
  Country country;
  auto answer = ask(country, "province", {{"format", "csv"}});
  EXPECT_EQ(answer.headers["location"],
            "/exports/clean-province/2567/file?area=56&stage=recorded&format=csv&part=answers");
  answer = ask(country, "province", {{"format", "csv"}, {"types", "SAO,TOWN"}});
  EXPECT_EQ(answer.headers["location"],
            "/exports/clean-province/2567/file?area=56&stage=recorded&types=TOWN,SAO&format=csv&part=answers");
  EXPECT_EQ(asked_for(country, "province").size(), 0u);
  EXPECT_EQ(ask(country, "province", {{"area", "TH"}}).status, 404) << "a wider place than one's own";
}

// Jobs by hand, with no server beside.
struct Bare {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("saat-jobs-" + std::to_string(getpid()));
  Config config;
  std::unique_ptr<db::Database> database;
  std::shared_ptr<const identity::World> world;
  Bare() {
    std::filesystem::create_directory(folder);
    config.exports = (folder / "files").string();
    database = db::open(registry::place_for_tests((folder / "saat.db").string()));
    world = std::make_shared<const identity::World>(open_world(*database, config));
  }
  ~Bare() {
    database.reset();
    std::filesystem::remove_all(folder);
  }
  std::int64_t ask(const char* file, base::Instant at) {
    exports::store::Job job;
    job.round = world->rounds[0].id, job.place = registry::nation, job.format = "csv", job.part = "codebook",
    job.language = "th";
    job.file = file, job.organisation = registry::nation, job.asked_at = at, job.asked_by = 1;
    std::int64_t id = 0;
    database->write_now([&](db::Tx& tx) { id = exports::store::ask(tx, job); });
    return id;
  }
  template <class F>
  auto write(F&& work) {
    decltype(work(std::declval<db::Tx&>())) result{};
    database->write_now([&](db::Tx& tx) { result = work(tx); });
    return result;
  }
  std::optional<exports::store::Job> job(std::int64_t id) {
    return write([&](db::Tx& tx) { return exports::store::find(tx, id, registry::nation, world->rounds[0].id); });
  }
};

TEST(Jobs, of_two_programs_one_makes_it_and_the_other_takes_over_when_it_is_silent) {
  Bare bare;
  auto now = bare.world->clock.now();
  auto id = bare.ask("a", now);
  base::Instant later{now.ms + 1000};
  auto claim = [&](const char* node, base::Instant at) {
    return bare.write([&](db::Tx& tx) { return exports::store::claim(tx, node, at, {at.ms + 500}).has_value(); });
  };
  auto hold = [&](const char* node) {
    return bare.write([&](db::Tx& tx) { return exports::store::hold(tx, id, node, {1, 2}, {later.ms + 500}); });
  };
  EXPECT_TRUE(claim("one", now));
  EXPECT_FALSE(claim("two", now));
  EXPECT_TRUE(hold("one"));
  EXPECT_TRUE(claim("two", {later.ms + 500}));
  EXPECT_FALSE(hold("one")) << "it was given to another";
  EXPECT_FALSE(bare.write([&](db::Tx& tx) { return exports::store::made(tx, id, "one", 5, now); }));
  EXPECT_TRUE(bare.write([&](db::Tx& tx) { return exports::store::made(tx, id, "two", 5, now); }));
  EXPECT_FALSE(claim("three", {later.ms + 5000})) << "made is made";
}

TEST(Jobs, cancelled_it_is_given_up_and_never_handed_out) {
  Bare bare;
  auto now = bare.world->clock.now();
  auto id = bare.ask("a", now);
  bare.write([&](db::Tx& tx) { return exports::store::claim(tx, "one", now, {now.ms + 500}).has_value(); });
  EXPECT_TRUE(bare.write([&](db::Tx& tx) { return exports::store::cancel(tx, id, registry::nation, now); }));
  EXPECT_FALSE(bare.write([&](db::Tx& tx) { return exports::store::hold(tx, id, "one", {1, 2}, now); }));
  EXPECT_FALSE(bare.write([&](db::Tx& tx) { return exports::store::made(tx, id, "one", 5, now); }));
  EXPECT_FALSE(bare.write([&](db::Tx& tx) { return exports::store::cancel(tx, id, registry::nation, now); }));
  EXPECT_FALSE(
      bare.write([&](db::Tx& tx) { return exports::store::claim(tx, "two", {now.ms + 5000}, now).has_value(); }));
}

TEST(Jobs, what_a_program_left_half_made_the_next_one_makes) {
  Bare bare;
  auto now = bare.world->clock.now();
  auto id = bare.ask("left", now);
  // Killed while it worked: the job is still held, until a moment that has passed.
  bare.write([&](db::Tx& tx) {
    return exports::store::claim(tx, "killed", {now.ms - 120'000}, {now.ms - 60'000}).has_value();
  });
  {
    exports::Maker maker(*bare.database, [&] { return bare.world; });
    maker.wake();
    for (int looks = 0; looks < 200'000 && !bare.job(id)->made_at; ++looks) std::this_thread::yield();
  }
  ASSERT_TRUE(bare.job(id)->made_at);
  EXPECT_GT(std::filesystem::file_size(exports::path_of(*bare.world, "left")), 1000u);
  int files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(bare.config.exports)) ++files;
  EXPECT_EQ(files, 1) << "nothing half made is left beside it";
}

TEST(Jobs, after_a_week_they_are_forgotten_with_their_files) {
  Bare bare;
  auto now = bare.world->clock.now();
  auto old = bare.ask("old", {now.ms - exports::kept_ms - 1}),
       young = bare.ask("young", {now.ms - exports::kept_ms + 60'000});
  auto gone = bare.write([&](db::Tx& tx) { return exports::store::forget(tx, {now.ms - exports::kept_ms}, now); });
  EXPECT_EQ(gone, std::vector<std::string>{"old"});
  EXPECT_FALSE(bare.job(old));
  EXPECT_TRUE(bare.job(young));
}

}  // namespace
}  // namespace app
