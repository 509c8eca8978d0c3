#include "registry/update.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "registry/place_for_tests.h"

namespace registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

base::Day the_day(std::string_view text) { return *base::parse_iso_day(text); }

struct Updating : testing::Test {
  std::string file =
      (std::filesystem::temp_directory_path() / ("saat-registry-update-" + std::to_string(getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database;
  std::optional<Registry> registry;

  void SetUp() override {
    std::filesystem::remove(file);
    database = db::open(place_for_tests(file));
    db::migrate(*database);
    database->write_now([&](db::Tx& tx) { fill(tx), registry = load(tx); });
  }
  void TearDown() override {
    database.reset();
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  }
  Updates write(std::string_view csv) {
    Updates found;
    database->write_now(
        [&](db::Tx& tx) { found = update(tx, *registry, csv, the_day("2024-09-30")), registry = load(tx); });
    return found;
  }
  const Organisation& body(std::string_view code) { return *registry->by_code(code); }
};

constexpr const char* changes =
    "\xEF\xBB\xBF"
    "code,change,from,type,name_th,name_en,into,district,population\r\n"
    "06560115,type,2025-10-01,SUBDISTRICT_MUNI,,,,,\r\n"
    "6560114,rename,2025-01-15,,\"ท่าใหม่, เหนือ\",Tha Mai Nuea,,,\r\n"
    "06560113,merged,2025-10-01,,,,05560104,,\r\n"
    "06560112,abolished,2025-10-01,,,,,,\r\n"
    "09990001,new,2025-10-01,SAO,บ้านใหม่,Ban Mai,,5601,1234\r\n";

TEST_F(Updating, bodies_are_what_the_file_says_from_the_day_it_says) {
  ASSERT_EQ(write(changes).updates.size(), 5u);
  EXPECT_EQ(type_on(body("06560115"), the_day("2025-09-30")), "SAO");
  EXPECT_EQ(type_on(body("06560115"), the_day("2025-10-01")), "SUBDISTRICT_MUNI");
  EXPECT_EQ(full_name(body("06560115"), the_day("2025-10-01"), base::Language::th), "เทศบาลตำบลแม่ใส");
  EXPECT_EQ(full_name(body("06560115"), the_day("2025-10-01"), base::Language::en), "Mae Sai Subdistrict Municipality")
      << "the same base name keeps its English form";
  EXPECT_EQ(name_on(body("06560114"), the_day("2025-01-15")).name_th, "ท่าใหม่, เหนือ");
  EXPECT_EQ(type_on(body("06560113"), the_day("2025-10-01")), "");
  EXPECT_EQ(body("06560113").merged_into, body("05560104").id);
  EXPECT_EQ(registry->merged_between(body("05560104"), the_day("2024-09-30"), the_day("2026-09-30")).size(), 1u);
  EXPECT_EQ(type_on(body("06560112"), the_day("2025-10-01")), "");
  EXPECT_EQ(body("06560112").merged_into, 0);
  EXPECT_EQ(type_on(body("09990001"), the_day("2025-09-30")), "") << "not made yet";
  EXPECT_EQ(type_on(body("09990001"), the_day("2025-10-01")), "SAO");
  EXPECT_EQ(body("09990001").population, 1234);
  EXPECT_TRUE(registry->stands_under(body("09990001"), registry->by_code("56")->id));
  ASSERT_FALSE(registry->search("บ้านใหม่", 50).empty());
  EXPECT_EQ(body("05310103").merged_into, body("04310102").id) << "what is built in stays known";
}

TEST_F(Updating, the_same_file_twice_changes_nothing) {
  write(changes);
  const auto again = write(changes);
  EXPECT_THAT(again.updates, IsEmpty());
  EXPECT_THAT(again.faults, IsEmpty());
  EXPECT_EQ(again.unchanged, 5);
}

TEST_F(Updating, every_fault_is_named_by_its_line_and_nothing_is_written) {
  const auto found = write(
      "code,change,from,type,name_th,into,district\n"
      "06560115,type,2025-10-01,SUBDISTRICT_MUNI,,,\n"
      "99999999,type,2025-10-01,SAO,,,\n"
      "06560114,type,2025-10-01,CASTLE,,,\n"
      "06560113,vanish,2025-10-01,,,,\n"
      "06560112,rename,1 ต.ค. 2568,,ใหม่,,\n"
      "06560206,rename,2025-10-01,,,,\n"
      "06560115,abolished,2025-11-01,,,,\n"
      "06560207,merged,2025-10-01,,,06560207,\n"
      "06560304,type,2024-09-30,SUBDISTRICT_MUNI,,,\n"
      "05310103,type,2026-10-01,TOWN,,,\n"
      "1234,new,2025-10-01,SAO,ก,,5601\n"
      "06560305,new,2025-10-01,SAO,ก,,5601\n"
      "09990001,new,2025-10-01,SAO,ก,,99\n"
      "06560306,rename,2025-10-01,,องค์การบริหารส่วนตำบลใหม่,,\n");
  EXPECT_THAT(
      found.faults,
      ElementsAre(HasSubstr("line 3: no body"), HasSubstr("line 4: there is no type"), HasSubstr("line 5: change"),
                  HasSubstr("line 6: from"), HasSubstr("line 7: name_th is missing"),
                  HasSubstr("line 8: 06560115 stands here twice"), HasSubstr("line 9: into"),
                  HasSubstr("line 10: from 2024-09-30 is not after"), HasSubstr("line 11: 05310103 ended"),
                  HasSubstr("line 12: the code"), HasSubstr("line 13: 06560305 is the code of another"),
                  HasSubstr("line 14: no district"), HasSubstr("line 15: name_th")));
  EXPECT_EQ(type_on(body("06560115"), the_day("2025-10-01")), "SAO");
  EXPECT_THAT(write("").faults, ElementsAre(HasSubstr("empty")));
  EXPECT_THAT(write("code,was\n").faults.size(), 3u);
}

}  // namespace
}  // namespace registry
