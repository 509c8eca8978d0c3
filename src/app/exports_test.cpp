// Files through the whole program: whose figures they hold, and that what was typed stays text.
#include <gmock/gmock.h>

#include "app/country_for_tests.h"

namespace app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* page = "/exports/clean-province/2567";
constexpr const char* file = "/exports/clean-province/2567/file";

class Exports : public testing::Test {
 protected:
  Country country;
  std::string csv(const std::string& who, const std::string& query) {
    auto answer = country.ask(who, "GET", file + ("?format=csv" + query));
    EXPECT_EQ(answer.status, 200) << query << answer.body;
    return answer.body;
  }
  void put(const char* who, const char* body, const char* question, const char* typed) {
    std::string address = std::string("/reports/clean-province/2567/") + body + "/answers/" + question;
    ASSERT_EQ(country.ask(who, "PUT", address, json{{"typed", typed}, {"version", 0}}).status, 200);
  }
};

TEST_F(Exports, a_country_without_reports_is_a_file_that_says_so) {
  EXPECT_EQ(std::ranges::count(csv("department", "&stage=submitted"), '\n'), 1);
  EXPECT_EQ(std::ranges::count(csv("department", "&part=given"), '\n'), 1);
  EXPECT_EQ(std::ranges::count(csv("department", ""), '\n'), 1 + 7849) << "a row to fill in for each that is asked";
  auto all = json::parse(country.ask("department", "GET", file + std::string("?format=json")).body);
  for (const auto& row : all["answers"]["rows"]) ASSERT_EQ(row["stage"], "ยังไม่เริ่ม");
  EXPECT_TRUE(all["given"]["rows"].empty());
  EXPECT_EQ(all["completeness"]["rows"][0]["recorded"], 0);
  EXPECT_EQ(all["completeness"]["rows"][0]["expected_reports"], 7849);
  EXPECT_FALSE(all["indicators"]["rows"][0].contains("figure")) << "absent is not zero";
  EXPECT_EQ(all["about"]["จำนวนรายงาน"], "0 จาก 7,849 แห่ง");
}

TEST_F(Exports, an_answer_is_in_the_files_of_those_above_its_body_and_of_nobody_else) {
  put("clerk", Country::body, "U2.1", "2,032");
  EXPECT_THAT(csv("province", "&stage=recorded"), HasSubstr(std::string("\r\n") + Country::body));
  EXPECT_THAT(csv("department", "&area=56"), HasSubstr(",2032,"));
  EXPECT_THAT(csv("department", "&area=5601"), HasSubstr(",2032,"));
  EXPECT_THAT(csv("department", "&area=30"), Not(HasSubstr(",2032,")));
  EXPECT_THAT(csv("department", "&stage=submitted"), Not(HasSubstr(",2032,")));
  EXPECT_THAT(csv("province from afar", ""), Not(HasSubstr(Country::body)));
  for (const char* area : {"56", "5601", "TH", "06560115", "nowhere"})
    EXPECT_EQ(country.ask("province from afar", "GET", file + std::string("?area=") + area).status, 404) << area;
}

TEST_F(Exports, what_was_typed_to_be_run_stays_text) {
  put("clerk", Country::body, "U1.1", "yes");
  put("clerk", Country::body, "U1.2", "=HYPERLINK(\"http://x\")");
  put("clerk", Country::body, "U2.1", "-12");
  auto text = csv("province", "");
  EXPECT_THAT(text, HasSubstr(",\"'=HYPERLINK(\"\"http://x\"\")\","));
  EXPECT_THAT(text, HasSubstr("อ่านค่าไม่ได้: -12"));
}

TEST_F(Exports, what_is_asked_for_wrongly_is_told_with_what_there_is) {
  auto answer = country.ask("department", "GET", file + std::string("?format=doc"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("csv json xlsx"));
  EXPECT_EQ(country.ask("department", "GET", file + std::string("?stage=x")).status, 400);
  EXPECT_EQ(country.ask("department", "GET", file + std::string("?part=x")).status, 400);
}

TEST_F(Exports, of_some_types_of_body_only_theirs_count) {
  put("clerk", Country::body, "U2.1", "2,032");  // an อบต.
  EXPECT_THAT(csv("province", "&types=SAO"), HasSubstr(",2032,"));
  EXPECT_THAT(csv("province", "&types=TOWN,SAO"), HasSubstr(",2032,"));
  EXPECT_THAT(csv("province", "&types=TOWN&types=SAO"), HasSubstr(",2032,")) << "as a form sends its ticks";
  EXPECT_THAT(csv("province", "&types=TOWN,PAO"), Not(HasSubstr(",2032,")));
  EXPECT_THAT(csv("department", "&types=PATTAYA&part=completeness"), HasSubstr("TH,ทั้งประเทศ,,1,0,"));
  auto towns =
      json::parse(country.ask("department", "GET", file + std::string("?format=json&types=TOWN&area=56")).body);
  EXPECT_EQ(towns["about"]["ประเภท อปท. ที่นับ"], "ทม.");
  EXPECT_EQ(towns["about"]["จำนวนรายงาน"], "0 จาก 2 แห่ง");
  EXPECT_EQ(towns["indicators"]["rows"][0]["of"], 2) << "of those that are counted, not of all";
  EXPECT_EQ(towns["completeness"]["rows"][0]["expected_reports"], 2);
}

TEST_F(Exports, a_file_of_some_types_says_so_by_its_name_and_one_of_all_does_not) {
  auto name = [&](const char* types) {
    return country.ask("province", "GET", std::string(file) + "?format=csv&types=" + types)
        .headers["content-disposition"];
  };
  EXPECT_THAT(name("SAO,TOWN"), HasSubstr("saat-clean-province-2567-56-recorded-TOWN-SAO-answers.csv"));
  EXPECT_THAT(name("PAO,CITY,TOWN,SUBDISTRICT_MUNI,SAO,PATTAYA"),
              HasSubstr("saat-clean-province-2567-56-recorded-answers.csv"));
}

TEST_F(Exports, a_type_there_is_not_is_told_with_those_there_are) {
  for (const char* path : {"/file?format=csv&types=SAO,VILLAGE", "?types=VILLAGE"}) {
    auto answer = country.ask("province", "GET", page + std::string(path));
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("PAO,CITY,TOWN,SUBDISTRICT_MUNI,SAO,PATTAYA"));
  }
  auto paper = country.ask("province", "GET", page + std::string("/summary.pdf?area=56&types=SAO"));
  EXPECT_EQ(paper.status, 400) << "a paper counts every type, and says so instead of looking as if it did not";
}

TEST_F(Exports, the_page_keeps_what_was_chosen_where_it_came_from) {
  auto shown =
      json::parse(country.ask("department", "GET", page + std::string("?area=30&stage=submitted&types=SAO,TOWN")).body);
  std::string ticked;
  for (const auto& type : shown["types"])
    if (type["checked"].get<bool>()) ticked += type["label"].get<std::string>();
  EXPECT_EQ(ticked, "ทม.อบต.");
  EXPECT_EQ(shown["stages"][1]["selected"], true);
}

TEST_F(Exports, the_page_offers_ones_own_places) {
  auto mine = json::parse(country.ask("province", "GET", page).body);
  EXPECT_EQ(mine["areas"][0]["code"], "56");
  EXPECT_EQ(mine["areas"].size(), 10u) << "the province and its nine districts";
  auto all = json::parse(country.ask("department", "GET", page + std::string("?area=30")).body);
  EXPECT_EQ(all["areas"].size(), 78u);
  for (const auto& area : all["areas"]) EXPECT_EQ(area["selected"], area["code"] == "30");
}

}  // namespace
}  // namespace app
