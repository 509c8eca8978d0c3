// Every step of a save, a submission, an export and a backup fails once, or from then on until the disk is mended:
// nothing acknowledged is lost, nothing refused is kept, and the next request works.
#include "db/faults_for_tests.h"

#include <gmock/gmock.h>

#include "app/country_for_tests.h"
#include "app/covers.h"
#include "app/filled_for_tests.h"
#include "app/move.h"
#include "reports/before.h"

namespace app {
namespace {

using db::faults::Lasts;
using db::faults::Step;
using nlohmann::json;
using Answer = std::optional<http::Client::Answer>;  // none: the line broke

const std::string report = std::string("/reports/clean-province/2567/") + Country::body;
constexpr const char* export_of_the_province = "/exports/clean-province/2567/file?format=csv&area=56";

struct Faults : testing::Test {
  const bool installed = db::faults::install();
  Country country;
  identity::World world = open_world(country.database(), {});
  std::unique_ptr<db::Database> beside = db::open(country.file());  // whose writes make every page kept in memory stale

  // Run by themselves, as ctest runs them, they always are.
  void SetUp() override {
    if (!installed) GTEST_SKIP() << "other tests of this program had opened a database before";
  }

  Answer tried(const std::string& who, const char* method, const std::string& target, const json& fields = nullptr) {
    try {
      return country.ask(who, method, target, fields);
    } catch (const std::exception&) {
      return {};
    }
  }
  static void expect_a_clear_refusal(const Answer& answer) {
    if (!answer) return;
    EXPECT_EQ(answer->status, 503) << answer->body;
    const auto said = json::parse(answer->body, nullptr, false);
    EXPECT_TRUE(said.is_object() && said.contains("detail")) << answer->body;
  }
  json page() {
    const auto answer = country.ask("clerk", "GET", report + "/sections/upstream");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  json question(const char* code) {
    const auto read = page();
    for (const auto& indicator : read["indicators"])
      for (const auto& each : indicator["questions"])
        if (each["code"] == code) return each;
    throw std::runtime_error("no question " + std::string(code));
  }
  // Everything is as the journal tells it, and the sums are those of the answers.
  void expect_whole() {
    country.database().read([&](db::Tx& tx) {
      EXPECT_THAT(recounted(tx, world, false).differences, testing::IsEmpty());
      EXPECT_TRUE(journal::verify(tx, covers()).whole());
    });
  }

  // `act` runs while the nth step of its kind fails, and `then` looks at what that left, for all n there are: one by
  // one at first, then in strides of this part of those behind.
  void at_every_step(const std::function<void()>& act, const std::function<void()>& then, int part = 40) {
    for (const auto lasts : {Lasts::once, Lasts::from_then_on})
      for (const auto step : db::faults::all_steps) {
        int met = 0;
        for (int nth = 1;; nth += 1 + nth / part) {
          SCOPED_TRACE(
              fmt::format("{} {}{}", db::faults::name(step), nth, lasts == Lasts::once ? "" : " and all that follow"));
          beside->write_now(db::beat);
          db::faults::arm(step, nth, lasts);
          act();
          const bool hit = db::faults::disarm();
          then();
          if (HasFailure() || !hit) break;
          ++met;
        }
        if (HasFailure()) return;
        RecordProperty(fmt::format("{}{}", db::faults::name(step), lasts == Lasts::once ? "" : "_on"), met);
      }
    expect_whole();
  }

  // A report in which nothing is left to answer.
  void fill() {
    const auto now = *base::parse_instant("2024-11-18T09:30+07:00");
    const auto& plan = world.frameworks.front();
    const auto& body = *world.registry.by_code(Country::body);
    Believable believable(world.registry, plan);
    std::mt19937_64 random(5);
    country.database().write_now([&](db::Tx& tx) {
      const auto rounds = reports::rounds_of(world);
      const auto where = reports::where_of(tx, world.registry, rounds, plan, rounds.front().round, body);
      const auto clerk = identity::seats_of(tx, country.visitor("clerk").person).front();
      fill_in(tx, where, clerk, believable, random, now);
    });
  }
};

TEST_F(Faults, of_a_save) {
  int version = 0, typed = 1;
  std::string kept;
  Answer answer;
  auto save = [&](int figure) {
    return tried("clerk", "PUT", report + "/answers/U2.1", {{"typed", std::to_string(figure)}, {"version", version}});
  };
  auto accept = [&](const http::Client::Answer& reply, int figure) {
    EXPECT_EQ(reply.status, 200) << reply.body;
    kept = std::to_string(figure);
    version = question("U2.1")["version"];
  };
  at_every_step([&] { answer = save(++typed); },
                [&] {
                  auto stored = question("U2.1");
                  if (answer && answer->status == 200) {
                    EXPECT_EQ(stored["typed"], std::to_string(typed)) << "acknowledged";
                  } else {
                    expect_a_clear_refusal(answer);
                    if (answer || stored["typed"] != std::to_string(typed)) {
                      EXPECT_EQ(stored["typed"], kept) << "refused";
                    }
                  }
                  kept = stored["typed"];
                  version = stored["version"];
                  answer = save(++typed);
                  ASSERT_TRUE(answer) << "the next request works";
                  accept(*answer, typed);
                  EXPECT_EQ(question("U2.1")["typed"], kept);
                });
}

TEST_F(Faults, of_a_submission) {
  fill();
  Answer answer;
  at_every_step(
      [&] {
        answer = tried("approver", "POST", report + "/submission", {{"certify", "yes"}});
      },
      [&] {
        const bool sent = page()["submitted"];
        if (answer && answer->status < 400) {
          EXPECT_TRUE(sent) << "acknowledged";
        } else {
          expect_a_clear_refusal(answer);
          if (answer) {
            EXPECT_FALSE(sent) << "refused";
          }
        }
        if (!sent) {
          answer = tried("approver", "POST", report + "/submission", {{"certify", "yes"}});
          ASSERT_TRUE(answer);
          ASSERT_LT(answer->status, 400) << answer->body;
        }
        answer = tried("approver", "POST", report + "/withdrawal", json::object());
        ASSERT_TRUE(answer);
        ASSERT_LT(answer->status, 400) << answer->body;
      });
}

TEST_F(Faults, of_an_export) {
  fill();
  const auto whole = country.ask("department", "GET", export_of_the_province).body;
  Answer answer;
  at_every_step([&] { answer = tried("department", "GET", export_of_the_province); },
                [&] {
                  if (answer && answer->status == 200)
                    EXPECT_EQ(answer->body, whole) << "what looks whole is";
                  else
                    expect_a_clear_refusal(answer);
                  answer = tried("department", "GET", export_of_the_province);
                  ASSERT_TRUE(answer);
                  EXPECT_EQ(answer->body, whole);
                });
}

TEST_F(Faults, of_a_backup) {
  fill();
  const auto copy = country.file() + "-copy";
  bool made = false;
  auto back_up = [&] {
    try {
      country.database().copy_to(copy);
      made = true;
    } catch (const std::exception&) {
      made = false;
    }
  };
  auto expect_a_copy = [&] {
    {
      auto database = db::open(copy);
      database->read([&](db::Tx& tx) { EXPECT_EQ(recounted(tx, world, false).reports, 1); });
    }
    for (const char* beside : {"", "-wal", "-shm"}) std::filesystem::remove(copy + beside);
  };
  at_every_step(
      back_up,
      [&] {
        if (made) {
          expect_a_copy();
        } else {
          EXPECT_FALSE(std::filesystem::exists(copy)) << "what bears the name is a backup";
        }
        EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
        back_up();
        ASSERT_TRUE(made);
        expect_a_copy();
      },
      6);
}

}  // namespace
}  // namespace app
