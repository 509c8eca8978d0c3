// What is pasted from a sheet lands where it is meant, or nowhere, and each cell is told of.
#include <gmock/gmock.h>

#include "app/input_for_tests.h"

namespace app {
namespace {

using input::report;
using nlohmann::json;

class Paste : public input::Input {
 protected:
  json paste(const std::string& at, const std::string& text, json more = json::object(), unsigned status = 200) {
    std::string seen;
    for (const char* section : {"upstream", "midstream", "downstream", "supporting"}) {
      auto page = json::parse(country.ask("clerk", "GET", report + "/sections/" + section).body);
      for (const auto& indicator : page["indicators"])
        for (const auto& q : indicator["questions"])
          seen += q["code"].get<std::string>() + ":" + std::to_string(q["version"].get<int>()) + " ";
    }
    json body = {{"at", at}, {"text", text}, {"seen", seen}};
    body.update(more);
    auto answer = country.ask("clerk", "POST", report + "/paste", body);
    EXPECT_EQ(answer.status, status) << answer.body;
    return json::parse(answer.body);
  }
  std::string typed(const std::string& code) { return question(code)["typed"]; }
};

TEST_F(Paste, a_value_goes_to_the_question_that_the_one_before_reveals) {
  auto pasted = paste("M1.1", "8\r\n6\r\n");
  EXPECT_EQ(typed("M1.1"), "8");
  EXPECT_EQ(typed("M1.2"), "6");
  EXPECT_EQ(pasted["taken"], 2);
  EXPECT_EQ(pasted["cells"][1]["question"], "M1.2");
  EXPECT_EQ(pasted["cells"][1]["outcome"], "taken");
}

TEST_F(Paste, a_column_with_a_cell_for_every_question_lands_where_it_is_meant) {
  paste("M1.1", "8\n6\nมี\n\nใช่\nไม่มี\n3\n12\n14\n180\n0.18 ตัน\n10\n");
  std::vector<std::pair<const char*, const char*>> meant = {
      {"M1.1", "8"}, {"M1.2", "6"},  {"M2.1", "yes"}, {"M2.2", ""},    {"M2.3", "yes"},  {"M2.4", "no"},
      {"M2.5", "3"}, {"M3.1", "12"}, {"M3.2", "14"},  {"M4.1", "180"}, {"M4.2", "0.18"}, {"M5.1", "10"}};
  for (auto [code, value] : meant) EXPECT_EQ(typed(code), value) << code;
  EXPECT_EQ(question("M4.2")["unit"], "tonne");
  EXPECT_EQ(question("M4.2")["value"], "180");
}

TEST_F(Paste, a_column_of_those_that_are_asked_lands_where_it_is_meant) {
  paste("M1.1", "8\n6\nไม่มี\nฝังในสวน\n12\n14\n180\n90\n10");
  std::vector<std::pair<const char*, const char*>> meant = {{"M1.2", "6"},   {"M2.1", "no"}, {"M2.2", "ฝังในสวน"},
                                                            {"M2.3", ""},    {"M3.1", "12"}, {"M3.2", "14"},
                                                            {"M4.1", "180"}, {"M4.2", "90"}, {"M5.1", "10"}};
  for (auto [code, value] : meant) EXPECT_EQ(typed(code), value) << code;
}

TEST_F(Paste, what_fits_in_two_ways_is_asked_about) {
  const std::string column = "ไม่มี\nฝังในสวน\n\n\n\n12\n14";
  auto asked = paste("M2.1", column, json::object(), 409);
  EXPECT_EQ(asked["layouts"], (json{"every", "asked"}));
  EXPECT_EQ(typed("M2.1"), "");
  paste("M2.1", column, {{"layout", "every"}});
  EXPECT_EQ(typed("M3.1"), "12");
  EXPECT_EQ(typed("M3.2"), "14");
}

TEST_F(Paste, a_cell_that_does_not_fit_stops_all_and_is_named) {
  auto refused = paste("U2.1", "2000\nประมาณ 500\n1200", json::object(), 409);
  EXPECT_EQ(refused["cells"][1]["outcome"], "refused");
  EXPECT_EQ(refused["cells"][1]["row"], 2);
  EXPECT_EQ(refused["cells"][1]["question"], "U2.2");
  EXPECT_THAT(refused["cells"][1]["why"].get<std::string>(), testing::HasSubstr("ประมาณ 500"));
  EXPECT_EQ(refused["cells"][0]["outcome"], "not_taken");
  EXPECT_EQ(typed("U2.1"), "");
  auto beyond = paste("M5.1", "10\n11", json::object(), 409);
  EXPECT_EQ(beyond["cells"][1]["outcome"], "refused") << "the section ends there";
  EXPECT_EQ(typed("M5.1"), "");
  auto needless = paste("M2.1", "มี\nฝังในสวน\nมี\nมี\n3", json::object(), 409);
  EXPECT_EQ(needless["cells"][1]["question"], "M2.2") << needless.dump(1);
  EXPECT_EQ(typed("M2.1"), "");
}

TEST_F(Paste, a_block_names_its_questions_and_units_and_every_cell_not_used_is_named) {
  auto pasted = paste("D1.1", "D1.3\t31\tตัน/วัน\tจากใบชั่ง\nขยะมูลฝอยที่เกิดขึ้น\t20,000\td1.1\nd1.2\t5 ตัน/วัน");
  EXPECT_EQ(typed("D1.3"), "31");
  EXPECT_EQ(question("D1.3")["unit"], "tonne_day");
  EXPECT_EQ(typed("D1.1"), "20,000");
  EXPECT_EQ(question("D1.2")["value"], "1825");
  std::vector<std::string> unused;
  for (const auto& cell : pasted["cells"])
    if (cell["outcome"] == "unused") unused.push_back(cell["text"]);
  EXPECT_THAT(unused, testing::ElementsAre("จากใบชั่ง", "d1.1"));
  EXPECT_EQ(pasted["unused"], 2);
}

TEST_F(Paste, an_empty_cell_clears_nothing_and_what_is_there_already_is_unchanged) {
  put("U3.1", {{"typed", "5"}});
  put("U3.2", {{"typed", "4"}, {"remark", "ดูบัญชี"}});
  auto pasted = paste("U3.1", "\n4\n1500");
  EXPECT_EQ(typed("U3.1"), "5");
  EXPECT_EQ(pasted["passed_over"], 1);
  EXPECT_EQ(pasted["unchanged"], 1);
  EXPECT_EQ(question("U3.2")["version"], 1);
  EXPECT_EQ(question("U3.2")["remark"], "ดูบัญชี");
}

TEST_F(Paste, what_a_colleague_saved_meanwhile_stops_all) {
  put("U2.2", {{"typed", "7"}}, "approver");
  auto refused = paste("U2.1", "2000\n500", {{"seen", "U2.1:0 U2.2:0"}}, 409);
  EXPECT_EQ(refused["cells"][1]["question"], "U2.2");
  EXPECT_EQ(refused["cells"][1]["outcome"], "refused");
  EXPECT_EQ(typed("U2.1"), "");
  EXPECT_EQ(typed("U2.2"), "7");
}

TEST_F(Paste, the_whole_of_it_is_taken_back_unless_somebody_was_at_it_since) {
  put("D1.1", {{"typed", "๙๐๐"}, {"unit", "tonne_day"}, {"source", "weighed"}});
  put("M1.1", {{"not_applicable", true}, {"reason", "ไม่มีที่สาธารณะ"}});
  auto pasted = paste("D1.1", "20000 ตัน/ปี\n10000");
  auto back = country.ask("clerk", "POST", report + "/paste/withdrawal", {{"undo", pasted["undo"]}});
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(typed("D1.1"), "๙๐๐");
  EXPECT_EQ(question("D1.1")["unit"], "tonne_day");
  EXPECT_EQ(question("D1.1")["source"], "weighed");
  EXPECT_EQ(typed("D1.2"), "");
  EXPECT_EQ(country.ask("clerk", "POST", report + "/paste/withdrawal", {{"undo", pasted["undo"]}}).status, 409);

  auto over = paste("M1.1", "8\n6");
  EXPECT_EQ(question("M1.1")["not_applicable"], false);
  country.ask("clerk", "POST", report + "/paste/withdrawal", {{"undo", over["undo"]}});
  EXPECT_EQ(question("M1.1")["not_applicable"], true);
  EXPECT_EQ(question("M1.1")["reason"], "ไม่มีที่สาธารณะ");

  auto once_more = paste("D1.1", "1\n2");
  put("D1.2", {{"typed", "3"}}, "approver");
  auto refused = country.ask("clerk", "POST", report + "/paste/withdrawal", {{"undo", once_more["undo"]}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, testing::HasSubstr("D1.2"));
  EXPECT_EQ(typed("D1.1"), "1") << "nothing of it was";
  for (const json& odd : {json(nullptr), json("x"), json("[1]"), json("[{\"code\":\"U2.1\"}]")})
    EXPECT_EQ(country.ask("clerk", "POST", report + "/paste/withdrawal", {{"undo", odd}}).status, 400) << odd;
}

TEST_F(Paste, a_number_with_its_unit_beside_it_is_one_answer) {
  paste("D1.5", "0.25\tตัน/วัน");
  EXPECT_EQ(typed("D1.5"), "0.25");
  EXPECT_EQ(question("D1.5")["unit"], "tonne_day");
  EXPECT_EQ(typed("D1.6"), "") << "the next question got no unit for an answer";
  // Another unit than the question's own says that it is another quantity.
  for (const char* unit : {"ตัน/เดือน", "กก.", "ตันต่อวัน", "ตัน / วัน", "tonnes"}) {
    auto refused = paste("D1.1", std::string("900\t") + unit + "\n800\t" + unit, json::object(), 409);
    EXPECT_THAT(refused["cells"][0]["why"].get<std::string>(), testing::HasSubstr(unit));
  }
  EXPECT_EQ(typed("D1.1"), "");
}

TEST_F(Paste, the_numbers_of_a_lists_lines_are_no_answers_and_two_columns_are_asked_about) {
  const auto pasted = paste("D1.1", "1\t900\n2\t800\tจากใบชั่ง\n3.\t\n");
  EXPECT_EQ(typed("D1.1"), "900");
  EXPECT_EQ(typed("D1.2"), "800");
  EXPECT_EQ(typed("D1.3"), "");
  EXPECT_THAT(pasted.dump(), testing::HasSubstr("\"1\"")) << "what was not used is said";
  paste("U2.1", "1\tบ้านที่นับ\n2\tบ้านที่เหลือ\n");
  EXPECT_EQ(typed("U2.1"), "1") << "beside words a number is an answer";
  // Last year beside this year, which of them nobody knows.
  const auto refused = paste("D1.1", "140\t150\n141\t160\n", json::object(), 409);
  EXPECT_THAT(refused.dump(), testing::HasSubstr("“150”"));
  EXPECT_EQ(typed("D1.1"), "900");
  paste("D1.1", "D1.1\t140\t150\n");
  EXPECT_EQ(typed("D1.1"), "140") << "its question is named";
}

TEST_F(Paste, a_cell_that_is_not_asked_for_is_named) {
  const auto refused = paste("U8.1", "ไม่เกี่ยวข้อง\n5\n", json::object(), 409).dump();
  EXPECT_THAT(refused, testing::Not(testing::HasSubstr("{typed}"))) << "a sentence with a hole in it";
  EXPECT_THAT(refused, testing::HasSubstr("“5”"));
}

}  // namespace
}  // namespace app
