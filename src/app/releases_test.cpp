// What is released stays as it was, whatever happens to the reports after it, and shows no person.
#include <gmock/gmock.h>

#include "app/country_for_tests.h"
#include "releases/freezer.h"
#include "releases/store.h"

namespace app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* desk = "/releases/clean-province/2567";
constexpr const char* open_page = "/open/clean-province/2567";

class Releases : public testing::Test {
 protected:
  Country country;
  json ask(const std::string& target, const std::string& who = "") {
    return json::parse(country.ask(who, "GET", target).body);
  }
  void put(const char* question, const char* typed, int version) {
    std::string address = std::string("/reports/clean-province/2567/") + Country::body + "/answers/" + question;
    auto answer = country.ask("clerk", "PUT", address, json{{"typed", typed}, {"version", version}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  // Asked for at the page and made as the server makes it, until the page says that nothing is being made.
  void freeze(const char* notes) {
    auto answer = country.ask("department", "POST", desk, json{{"stage", "recorded"}, {"notes", notes}});
    ASSERT_EQ(answer.status, 303) << answer.body;
    while (ask(desk, "department")["waiting"] == true) std::this_thread::yield();
  }
  json figure(const std::string& place, const std::string& code) {
    const auto page = ask(std::string(open_page) + (place.empty() ? "" : "/" + place));
    for (const auto& section : page["sections"])
      for (const auto& each : section["indicators"])
        if (each["code"] == code) return each;
    return nullptr;
  }
};

TEST_F(Releases, a_year_without_a_release_says_so_and_shows_no_figure) {
  for (std::string address : {std::string("/open"), std::string(open_page), open_page + std::string("/56"),
                              open_page + std::string("/") + Country::body}) {
    auto page = country.ask("", "GET", address, nullptr, {{"Accept", "text/html"}});
    EXPECT_EQ(page.status, 200) << address;
    EXPECT_THAT(page.body, HasSubstr("ยังไม่มีการเผยแพร่ข้อมูล")) << address;
    for (const char* never : {"0 %", "0.00", "NaN", "null"}) EXPECT_THAT(page.body, Not(HasSubstr(never))) << address;
  }
  EXPECT_EQ(country.ask("", "GET", open_page + std::string("/releases/1")).status, 404);
  EXPECT_EQ(country.ask("", "GET", open_page + std::string("/99999999")).status, 404);
}

TEST_F(Releases, a_release_stays_as_it_was_until_the_next_which_says_what_differs) {
  put("U2.1", "2,032", 0);
  put("U2.2", "0", 0);
  put("U2.3", "1,475", 0);
  freeze("เผยแพร่ครั้งแรก");
  auto first = figure("", "U2");
  ASSERT_TRUE(first.is_object());
  EXPECT_NE(first["shown"], "ยังไม่มีข้อมูล");
  auto of_body = figure(Country::body, "U2");
  put("U2.3", "1,000", 1);
  EXPECT_EQ(figure("", "U2"), first) << "what is not released is not shown";
  EXPECT_EQ(figure(Country::body, "U2"), of_body);
  freeze("แก้ไขตามที่ อบต. แจ้ง");
  EXPECT_NE(figure("", "U2"), first);
  auto second = ask(open_page + std::string("/releases/2"));
  EXPECT_EQ(second["notes"], "แก้ไขตามที่ อบต. แจ้ง");
  bool told = false;
  for (const auto& change : second["changes"])
    if (change["place"] == Country::body && change["column"] == "U2.3") {
      told = true;
      EXPECT_EQ(change["before"], "1475");
      EXPECT_EQ(change["after"], "1000");
    }
  EXPECT_TRUE(told) << second["changes"];
  EXPECT_EQ(ask(open_page)["release"]["number"], 2);
  EXPECT_EQ(ask(open_page)["older"].size(), 1u);
  EXPECT_TRUE(ask(open_page + std::string("/releases/1"))["changes"].empty());
  for (const char* file : {"indicators.csv", "datapackage.json"}) {
    auto there = country.ask("", "GET", open_page + std::string("/releases/1/") + file);
    EXPECT_EQ(there.status, 200) << file;
    EXPECT_EQ(there.headers["access-control-allow-origin"], "*") << "another site's page may read it: " << file;
  }
  country.database().read([](db::Tx& tx) {
    auto all = releases::store::of_round(tx, 1);
    ASSERT_EQ(all.size(), 2u);
    for (const auto& release : all) EXPECT_EQ(releases::store::digest_of(tx, release.content), release.digest);
  });
}

// What an officer saw when it was frozen is what everybody sees: addresses and moments aside.
json shown_on(json page) {
  json shown;
  for (const char* key : {"expected", "counted", "counted_words", "by", "nobody"}) shown[key] = page[key];
  for (const auto& section : page["sections"])
    for (const auto& one : section["indicators"])
      for (const char* key : {"shown", "state", "count_words", "target", "band", "small", "bars"})
        shown[one["code"].get<std::string>()][key] = one[key];
  for (const auto& table : page["tables"])
    for (const auto& row : table["rows"])
      for (const char* key : {"rank", "name", "shown", "state", "count_words", "counted_words"})
        shown["rows"][row["place"].get<std::string>()][key] = row[key];
  for (const auto& flow : page["flows"]) shown["flow"] = json{flow["flow_known"], flow["rows"]};
  for (const auto& spread : page["spreads"]) shown["spread"] = json{spread["known"], spread["steps"]};
  for (const auto& map : page["maps"]) shown["map"] = json{map["legend"], map["map_title"]};
  return shown;
}

TEST_F(Releases, everybody_reads_the_page_that_officers_read) {
  for (auto [question, typed] : {std::pair{"U2.1", "2,032"},
                                 {"U2.2", "0"},
                                 {"U2.3", "1,475"},
                                 {"U3.1", "0"},
                                 {"U3.2", "0"},
                                 {"D1.1", "1000"},
                                 {"D1.2", "700"},
                                 {"D1.3", "300"},
                                 {"D1.4", "400"},
                                 {"D1.5", "250"}})
    put(question, typed, 0);
  freeze("ทดสอบ");
  int with_flow = 0;
  for (std::string place : {"", "/north", "/56", "/5601", "/30", "/06560115", "/06560114"})
    for (std::string by : {"?by=U2", "?by=U3", "?by=S2", "?by=D1&map=completeness"}) {
      auto open = shown_on(ask(open_page + place + by)),
           officers = shown_on(ask("/results/clean-province/2567" + place + by, "department"));
      if (place == "/06560114")
        open["nobody"] = officers["nobody"];  // said in other words: the body is not in the release
      EXPECT_EQ(json::diff(officers, open), json::array()) << place << by;
      with_flow += open.contains("flow") && !open["flow"][1].empty();
    }
  EXPECT_EQ(with_flow, 5 * 4);
  put("U2.3", "1,000", 1);
  EXPECT_NE(shown_on(ask(open_page)), shown_on(ask("/results/clean-province/2567", "department")))
      << "officers go on, the release stays";
  for (const char* chart :
       {"/TH/map.png", "/56/bodies.csv", "/north/places.csv", "/06560115/indicators.csv", "/TH/flow.png"})
    EXPECT_EQ(country.ask("", "GET", open_page + std::string(chart)).status, 200) << chart;
  EXPECT_EQ(country.ask("", "GET", open_page + std::string("/56/rainbow.png")).status, 404);
}

TEST_F(Releases, nothing_that_could_hold_a_person_is_frozen) {
  put("U1.2", "โทร 081-234-5678 นายสมชาย", 0);
  put("U2.1", "โทร 089-999-9999", 0);
  freeze("ทดสอบ");
  country.database().read([](db::Tx& tx) {
    auto release = releases::store::of_round(tx, 1).front();
    int rows = 0;
    for (auto part : releases::parts)
      releases::store::each(tx, release, part, [&](const releases::Row& row) {
        ++rows;
        for (const char* never : {"081-234", "089-999", "สมชาย", "ทดสอบ ระบบ", "@"})
          EXPECT_THAT(row.cells, Not(HasSubstr(never)));
      });
    EXPECT_GT(rows, 1000);
  });
  for (std::string address : {std::string("/open"), std::string(open_page), open_page + std::string("/releases/1")})
    EXPECT_THAT(country.ask("", "GET", address).body, Not(HasSubstr("ทดสอบ ระบบ")))
        << "who froze it is the department's own matter";
}

TEST_F(Releases, its_files_say_what_its_pages_say_and_the_data_package_names_their_columns) {
  put("U2.1", "2,032", 0);
  freeze("ทดสอบ");
  std::string base = open_page + std::string("/releases/1/");
  auto package = ask(base + "datapackage.json");
  ASSERT_EQ(package["resources"].size(), 5u);
  for (const auto& resource : package["resources"]) {
    auto csv = country.ask("", "GET", base + resource["path"].get<std::string>());
    ASSERT_EQ(csv.status, 200) << resource["path"];
    std::string heads;
    for (const auto& field : resource["schema"]["fields"]) {
      auto name = field["name"].get<std::string>();
      if (name.find_first_of(",\"") != name.npos) name = "\"" + name + "\"";
      heads += (heads.empty() ? "" : ",") + name;
    }
    EXPECT_EQ(csv.body.substr(3, csv.body.find("\r\n") - 3), heads) << resource["path"];
  }
  put("U2.1", "9,999", 1);
  auto answers = country.ask("", "GET", base + "answers.csv");
  EXPECT_THAT(answers.body, HasSubstr(",2032,"));
  EXPECT_THAT(answers.body, Not(HasSubstr("9999")));
  EXPECT_THAT(answers.headers["cache-control"], HasSubstr("immutable"));
  EXPECT_EQ(country.ask("", "GET", base + "answers.csv", nullptr, {{"If-None-Match", answers.headers["etag"]}}).status,
            304);
  EXPECT_EQ(ask(base + "all.json")["answers"]["rows"].size(), 1u);
  EXPECT_EQ(country.ask("", "GET", base + "all.xlsx").body.substr(0, 2), "PK");
  EXPECT_EQ(ask(base + "catalogue.json")["data_type"], "ข้อมูลสถิติ");
  for (const char* never : {"..%2fsaat.db", "answers.exe", "answers", "x.csv"})
    EXPECT_EQ(country.ask("", "GET", base + never).status, 404) << never;
}

TEST_F(Releases, what_is_missing_in_the_wish_is_told_and_what_was_typed_is_kept) {
  auto without = country.ask("department", "POST", desk, json{{"stage", "approved"}, {"notes", "  "}});
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(without.headers["content-type"], "application/problem+json");
  EXPECT_THAT(json::parse(without.body)["detail"].get<std::string>(), HasSubstr("โปรดพิมพ์บันทึกการเผยแพร่"));
  auto nothing = country.ask("department", "POST", desk, json{{"stage", "approved"}, {"notes", "ชุดแรก"}});
  EXPECT_EQ(nothing.status, 400) << "a release is for ever: none of nothing is made by one click too early";
  EXPECT_THAT(json::parse(nothing.body)["detail"].get<std::string>(), HasSubstr("ยังไม่มีรายงานให้นับ"));
  auto stage = country.ask("department", "POST", desk, json{{"stage", "all"}, {"notes", "พิมพ์ไว้แล้ว"}});
  EXPECT_EQ(stage.status, 400);
  EXPECT_THAT(stage.body, HasSubstr("พิมพ์ไว้แล้ว"));
}

}  // namespace
}  // namespace app
