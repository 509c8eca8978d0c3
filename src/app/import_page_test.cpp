// A filled table brought in through the page: looked at, shown as before and after, confirmed.
#include <gmock/gmock.h>

#include "app/country_for_tests.h"
#include "app/move.h"

namespace app {
namespace {

using nlohmann::json;

struct ImportPage : testing::Test {
  Country country;
  const std::string page = "/imports/clean-province/2567";

  http::Client::Answer look(const char* who, const std::string& table) {
    return country.ask(who, "POST", page, {{"file", table}});
  }
  http::Client::Answer confirm(const char* who, const std::string& decided) {
    return country.ask(who, "POST", page + "/confirmation", {{"decided", decided}});
  }
  std::string typed(const char* who, const std::string& body, const std::string& code) {
    auto shown =
        json::parse(country.ask(who, "GET", "/reports/clean-province/2567/" + body + "/sections/upstream").body);
    for (const auto& indicator : shown["indicators"])
      for (const auto& question : indicator["questions"])
        if (question["code"] == code) return question["typed"];
    return "no such question";
  }
  void expect_recount_of_nothing() {
    Config config;
    auto world =
        load_world(country.database(), config, calendar::Clock(*base::parse_instant("2024-11-18T09:00+07:00")));
    country.database().read(
        [&](db::Tx& tx) { EXPECT_THAT(recounted(tx, world, false).differences, testing::IsEmpty()); });
  }
};

TEST_F(ImportPage, shows_what_would_change_and_writes_it_when_it_is_confirmed) {
  auto looked = look("clerk", "code,U2.1,U2.2\n06560115,2000,\n");
  ASSERT_EQ(looked.status, 200) << looked.body;
  auto shown = json::parse(looked.body);
  ASSERT_EQ(shown["changes"].size(), 1u);
  EXPECT_EQ(shown["changes"][0]["before"], "–");
  EXPECT_EQ(shown["changes"][0]["after"], "2,000 ครัวเรือน");
  EXPECT_EQ(typed("clerk", Country::body, "U2.1"), "") << "a look writes nothing";
  auto confirmed = confirm("clerk", shown["decided"]);
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  EXPECT_EQ(json::parse(confirmed.body)["done"], "บันทึก 1 คำตอบใน 1 รายงานแล้ว");
  EXPECT_EQ(typed("clerk", Country::body, "U2.1"), "2000");
  auto again = json::parse(look("clerk", "code,U2.1\n06560115,2000\n").body);
  EXPECT_EQ(again["nothing"], true);
  EXPECT_EQ(again["decided"], "");
  EXPECT_EQ(confirm("clerk", shown["decided"]).status, 200) << "sent twice: it stands so already";
  expect_recount_of_nothing();
}

TEST_F(ImportPage, is_of_the_own_bodies_alone) {
  auto refused = look("clerk", "code,U2.1\n06560114,5\n");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(json::parse(refused.body)["faults"][0]["message"].get<std::string>(), testing::HasSubstr("06560114"));
  EXPECT_EQ(look("province from afar", "code,U2.1\n06560114,5\n").status, 422);
  EXPECT_EQ(look("province", "code,U2.1\n06560114,5\n06560115,7\n").status, 200);
  const std::string of_another =
      R"([{"body":"06560114","answers":[{"question":"U2.1","seen":0,"typed":"9"}],"reasons":{}}])";
  EXPECT_EQ(confirm("clerk", of_another).status, 404) << "nor by a form of one's own making";
  EXPECT_EQ(country.ask("auditor", "GET", page).status, 404);
  EXPECT_EQ(country.ask("district", "GET", page).status, 404);
  EXPECT_EQ(country.ask("", "GET", page).status, 401);
}

TEST_F(ImportPage, names_every_fault_by_its_cell_and_writes_nothing_of_the_rest) {
  auto refused = look("province", "code,U2.1,U9.9\n06560115,2000,\n06560114,สองพัน,\n");
  ASSERT_EQ(refused.status, 422) << refused.body;
  auto shown = json::parse(refused.body);
  EXPECT_EQ(shown["faults"].size(), 2u) << shown["faults"];
  EXPECT_EQ(shown["faults"][1]["cell"], "B3");
  EXPECT_EQ(shown["decided"], "");
}

TEST_F(ImportPage, somebody_elses_save_meanwhile_is_neither_lost_nor_overwritten) {
  auto shown = json::parse(look("province", "code,U2.1\n06560114,5\n06560115,7\n").body);
  ASSERT_EQ(country
                .ask("clerk", "PUT", std::string("/reports/clean-province/2567/") + Country::body + "/answers/U2.1",
                     {{"typed", "2031"}, {"version", 0}})
                .status,
            200);
  auto refused = confirm("province", shown["decided"]);
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(typed("clerk", Country::body, "U2.1"), "2031");
  EXPECT_EQ(typed("clerk of the neighbour", Country::neighbour, "U2.1"), "") << "all of it or nothing";
  expect_recount_of_nothing();
}

TEST_F(ImportPage, a_body_whose_window_is_not_open_is_refused_also_between_the_look_and_the_confirmation) {
  auto shown = json::parse(look("clerk", "code,U2.1\n06560115,7\n").body);
  country.at("2024-12-20T09:00+07:00");
  EXPECT_EQ(look("clerk", "code,U2.1\n06560115,7\n").status, 422);
  EXPECT_EQ(confirm("clerk", shown["decided"]).status, 409);
  EXPECT_EQ(typed("clerk", Country::body, "U2.1"), "");
}

TEST_F(ImportPage, what_makes_no_sense_is_said_and_nothing_breaks) {
  for (const std::string& nonsense :
       {std::string(), std::string("x"), std::string("{}"), std::string("[]"), std::string("[1]"),
        std::string(R"([{"body":"06560115"}])"), std::string(R"([{"body":"06560115","answers":[{}],"reasons":{}}])"),
        std::string(R"([{"body":"06560115","answers":[{"question":"U2.1","seen":"a"}],"reasons":{}}])"),
        std::string(R"([{"body":"06560115","answers":[],"reasons":{"nothing":"x"}}])")})
    EXPECT_EQ(confirm("clerk", nonsense).status, 400) << nonsense;
  EXPECT_EQ(look("clerk", "").status, 400);
  EXPECT_EQ(look("clerk", "PK\x03\x04 no workbook").status, 400);
  EXPECT_EQ(look("clerk", std::string(5'000'000, 'x')).status, 413);
}

TEST_F(ImportPage, the_table_of_a_body_comes_back_unchanged) {
  ASSERT_EQ(
      confirm("clerk", json::parse(look("clerk", "code,U2.1,U1.2\n06560115,2000,\"ก\"\"ข, ค\"\n").body)["decided"])
          .status,
      200);
  auto table = country.ask("clerk", "GET", page + "/table.xlsx");
  ASSERT_EQ(table.status, 200);
  const std::string part = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ตาราง.xlsx\"\r\n\r\n";
  auto answer = http::Client(country.port())
                    .ask("POST", page,
                         {{"Accept", "application/json"},
                          {"Cookie", "saat=" + country.visitor("clerk").token},
                          {"X-CSRF-Token", country.visitor("clerk").csrf},
                          {"Content-Type", "multipart/form-data; boundary=XX"}},
                         part + table.body + "\r\n--XX--\r\n");
  ASSERT_EQ(answer.status, 200) << answer.body;
  auto shown = json::parse(answer.body);
  EXPECT_EQ(shown["nothing"], true) << shown["changes"];
  EXPECT_EQ(shown["file_name"], "ตาราง.xlsx");
  EXPECT_EQ(table.body.find("06560114"), std::string::npos) << "of the own body alone";
}

TEST_F(ImportPage, a_table_may_be_as_large_as_is_said) {
  const std::string row(80, ',');
  std::string table = "code,U2.1\n";
  while (table.size() < base::budget::import_page * 3 / 4) table += row + "\n";
  EXPECT_NE(look("province", table).status, 413) << "a megabyte is a form's, not a table's";
  while (table.size() < base::budget::import_page) table += row + "\n";
  EXPECT_EQ(look("province", table).status, 413);
}

}  // namespace
}  // namespace app
