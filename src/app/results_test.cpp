// Results over a served country: what a page shows is what the reports hold at that moment.
#include "app/country_for_tests.h"
#include "db/connection.h"

namespace app {
namespace {

using nlohmann::json;

const db::Statement stand_still("test.stand_still", "UPDATE report SET changed_at = 1");

struct Results : testing::Test {
  Country country{"2024-11-21T09:00+07:00"};
  const std::string nation = "/results/clean-province/2567", province = nation + "/56";

  json get(const std::string& who, const std::string& path) {
    auto answer = country.ask(who, "GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return json::parse(answer.body);
  }
  std::string page(const std::string& who, const std::string& path) {
    return country.ask(who, "GET", path, nullptr, {{"Accept", "text/html"}}).body;
  }
  void put(const std::string& who, const std::string& body, const std::string& question, const std::string& typed, int version = 0) {
    auto answer = country.ask(who, "PUT", "/reports/clean-province/2567/" + body + "/answers/" + question, {{"typed", typed}, {"version", version}});
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  static json row(const json& page, const std::string& place) {
    for (const auto& table : page["tables"])
      for (const auto& row : table["rows"])
        if (row["place"] == place) return row;
    return nullptr;
  }
};

TEST_F(Results, a_body_that_was_looked_at_shows_its_next_answer_on_every_page) {
  put("clerk", Country::body, "U5.1", "10");
  put("clerk", Country::body, "U5.2", "4");
  for (auto [typed, shown, version] : {std::tuple{"4", "40.00", 0}, {"7", "70.00", 1}, {"8", "80.00", 2}}) {
    if (version) put("clerk", Country::body, "U5.2", typed, version);
    for (const auto& address : {province + "?by=U5", nation + "?by=U5"}) {
      bool whole = address.starts_with(nation + "?");
      auto line = row(get("department", address), whole ? "56" : Country::body);
      EXPECT_EQ(line["shown"], shown) << address;
      EXPECT_NE(page("department", address).find(shown), std::string::npos) << address;
    }
  }
}

// As on a server where two saves came in one millisecond: what is kept goes by the report's version, not by a time.
TEST_F(Results, two_saves_of_one_moment_are_two) {
  put("clerk", Country::body, "U5.1", "10");
  put("clerk", Country::body, "U5.2", "4");
  auto still = [&] { country.database().write_now([](db::Tx& tx) { tx.run(stand_still); }); };
  still();
  EXPECT_EQ(row(get("province", province + "?by=U5"), Country::body)["shown"], "40.00");
  put("clerk", Country::body, "U5.2", "9", 1);
  still();
  EXPECT_EQ(row(get("province", province + "?by=U5"), Country::body)["shown"], "90.00");
}

TEST_F(Results, a_province_where_nobody_reported_says_so_and_shows_no_figure) {
  auto empty = get("province", province);
  EXPECT_EQ(empty["nobody"], true);
  for (const auto& section : empty["sections"])
    for (const auto& figure : section["indicators"]) EXPECT_EQ(figure["state"], "absent");
  auto html = page("province", province);
  EXPECT_EQ(html.find("NaN"), std::string::npos);
  EXPECT_NE(html.find("ยังไม่มีรายงานในพื้นที่นี้"), std::string::npos);
}

TEST_F(Results, the_map_tells_who_has_not_come_from_who_does_not_report) {
  auto map = get("department", nation)["maps"][0];
  ASSERT_EQ(map["legend"].size(), 2u) << map["legend"];
  EXPECT_EQ(map["legend"][0]["step"], "unknown");
  EXPECT_EQ(map["legend"][0]["count"], 76);
  EXPECT_EQ(map["legend"][1]["step"], "outside") << "Bangkok";
  put("clerk", Country::body, "U5.1", "10");
  put("clerk", Country::body, "U5.2", "9");
  map = get("department", nation + "?by=U5")["maps"][0];
  EXPECT_EQ(map["legend"][0]["count"], 1) << map["legend"];
  std::string svg = map["svg"];
  EXPECT_NE(svg.find("พะเยา: 90.00 % · จาก 1 จาก"), svg.npos) << "its figure is in its name, for who cannot see it";
  EXPECT_NE(svg.find("href=\"/results/clean-province/2567/56?stage=recorded&amp;by=U5\""), svg.npos);
  EXPECT_EQ(get("department", nation + "?by=U5&map=completeness")["maps"][0]["legend"][0]["count"], 1);
  EXPECT_EQ(get("province", province)["maps"].size(), 1u);
  EXPECT_TRUE(get("clerk", nation + "/" + Country::body)["maps"].empty());
  EXPECT_EQ(country.ask("department", "GET", nation + "?map=rainbow").status, 400);
}

}  // namespace
}  // namespace app
