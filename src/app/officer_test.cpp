// What an officer reads of what a body changed: in the words of the pages, never as the journal keeps it.
#include <gmock/gmock.h>

#include "app/country_for_tests.h"

namespace app {
namespace {

using nlohmann::json;

// As its code, before and after; with what the page itself prints.
struct Changes {
  std::map<std::string, std::pair<std::string, std::string>> told;
  std::string printed;
};

struct Officer {
  Country& country;
  std::string plan, who, province, body, clerk;

  void save(const std::string& question, json given) {
    auto report = "/reports/" + plan + "/" + body;
    given["version"] = versions[question]++;
    auto answer = country.ask(clerk, "PUT", report + "/answers/" + question, given);
    ASSERT_EQ(answer.status, 200) << question << answer.body;
  }
  void look() {
    auto answer = country.ask(who, "POST", "/reports/" + plan + "/" + body + "/look", json::object());
    ASSERT_EQ(answer.status, 303) << answer.body;
  }
  Changes changes(const std::string& language) {
    const std::map<std::string, std::string> asking{
        {"Cookie", "saat=" + country.visitor(who).token + "; language=" + language}};
    const auto address = "/follow-up/" + plan + "/" + province + "/" + body;
    Changes found;
    auto headers = asking;
    const auto page = json::parse(country.ask(who, "GET", address, nullptr, headers).body);
    for (const auto& change : page["changes"]) found.told[change["code"]] = {change["before"], change["after"]};
    headers["Accept"] = "text/html";
    found.printed = country.ask(who, "GET", address, nullptr, headers).body;
    return found;
  }
  std::map<std::string, int> versions = {};
};

using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(OfficersChanges, say_a_quantity_with_its_units_its_source_and_its_remark) {
  Country country;
  Officer officer{country, "clean-province/2567", "province", "56", Country::body, "clerk"};
  officer.save("U2.1", {{"typed", "1000"}});
  officer.save("D1.1", {{"typed", "2000"}, {"unit", "tonne_year"}});
  officer.save("U8.1", {{"typed", "3"}});
  officer.save("U2.3", {{"typed", "900"}});
  officer.look();
  officer.save("U2.1", {{"typed", "๒๐๐๐"}});
  officer.save("D1.1", {{"typed", "31"}, {"unit", "tonne_day"}, {"source", "weighed"}, {"remark", "จากใบชั่ง (สำเนา)"}});
  officer.save("U8.1", {{"not_applicable", true}, {"reason", "ไม่มีสถานศึกษาในสังกัด"}});
  officer.save("U2.3", {{"typed", ""}});
  officer.save("U1.3", {{"typed", "1/3/2563"}});
  officer.save("U1.1", {{"typed", "yes"}});
  officer.save("U2.2", {{"typed", "ราว 7"}});

  auto thai = officer.changes("th");
  EXPECT_THAT(thai.told["U2.1"], Pair("1,000 ครัวเรือน", "2,000 ครัวเรือน"));
  EXPECT_THAT(thai.told["D1.1"], Pair("2,000 ตัน/ปี", "31 ตัน/วัน = 11,315 ตัน/ปี · ชั่งน้ำหนัก · หมายเหตุ: จากใบชั่ง (สำเนา)"));
  EXPECT_THAT(thai.told["U8.1"], Pair(HasSubstr("3 "), "ไม่เกี่ยวข้อง: ไม่มีสถานศึกษาในสังกัด"));
  EXPECT_THAT(thai.told["U2.3"], Pair("900 ครัวเรือน", ""));
  EXPECT_THAT(thai.told["U1.3"], Pair("", "1 มี.ค. 2563"));
  EXPECT_THAT(thai.told["U1.1"], Pair("", "มี / ใช่"));
  EXPECT_THAT(thai.told["U2.2"], Pair("", "ราว 7 ครัวเรือน")) << "what could not be read, as it was typed";
  EXPECT_THAT(thai.printed, HasSubstr("<ins>31 ตัน/วัน = 11,315 ตัน/ปี · ชั่งน้ำหนัก"));
  for (const char* raw : {"tonne_day", "[weighed]", "<del>1000<", "<ins>yes<", "1/3/2563"})
    EXPECT_THAT(
        thai.printed.substr(thai.printed.find("<del>"), thai.printed.rfind("</ins>") - thai.printed.find("<del>")),
        Not(HasSubstr(raw)));

  auto english = officer.changes("en");
  EXPECT_THAT(english.told["U2.1"], Pair("1,000 households", "2,000 households"));
  EXPECT_THAT(english.told["D1.1"].second, HasSubstr("31 tonnes/day = 11,315 tonnes/year · Weighed · "));
  EXPECT_THAT(english.told["U8.1"].second, HasSubstr("ไม่มีสถานศึกษาในสังกัด")) << "the body's own words stay";
  EXPECT_THAT(english.told["U8.1"].second, Not(HasSubstr("ไม่เกี่ยวข้อง"))) << "the program's do not";
  EXPECT_EQ(english.told["U1.3"].second, "1 Mar 2020");
}

TEST(OfficersChanges, say_a_choice_by_its_words) {
  Country country("2025-04-02T09:00+07:00", "tests/frameworks/green-market/2568-03");
  Officer officer{country, "green-market/2568-03", "province from afar", "30", Country::far, "clerk from afar"};
  officer.save("A.5", {{"typed", "own"}});
  officer.look();
  officer.save("A.5", {{"typed", "private"}});
  EXPECT_THAT(officer.changes("th").told["A.5"], Pair("อปท.", "เอกชน"));
  EXPECT_THAT(officer.changes("en").told["A.5"], Pair("the body", "a firm"));
}

}  // namespace
}  // namespace app
