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
  void put(const std::string& who, const std::string& body, const std::string& question, const std::string& typed,
           int version = 0) {
    auto answer = country.ask(who, "PUT", "/reports/clean-province/2567/" + body + "/answers/" + question,
                              {{"typed", typed}, {"version", version}});
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
  EXPECT_EQ(map["legend"][4]["count"], 1) << "a lone 90 % has the colour of its height: " << map["legend"];
  std::string svg = map["svg"];
  EXPECT_NE(svg.find("พะเยา: 90.00 % · 1 จาก"), svg.npos) << "its figure is in its name, for who cannot see it";
  EXPECT_NE(svg.find("href=\"/results/clean-province/2567/56?stage=recorded&amp;by=U5\""), svg.npos);
  EXPECT_EQ(get("department", nation + "?by=U5&map=completeness")["maps"][0]["legend"][0]["count"], 1);
  EXPECT_EQ(get("province", province)["maps"].size(), 1u);
  EXPECT_TRUE(get("clerk", nation + "/" + Country::body)["maps"].empty());
  EXPECT_EQ(country.ask("department", "GET", nation + "?map=rainbow").status, 400);
}

struct Flows : Results {
  json flow(const std::string& who, const std::string& path) { return get(who, path)["flows"][0]; }
};

TEST_F(Flows, are_over_bodies_where_every_amount_is_known_and_say_what_is_left) {
  auto none = flow("province", province);
  EXPECT_TRUE(none["rows"].empty());
  EXPECT_EQ(none["flow_count"], 0);
  for (auto [question, typed] : {std::pair{"D1.1", "1000"}, {"D1.2", "700"}, {"D1.3", "300"}, {"D1.4", "400"}})
    put("clerk", Country::body, question, typed);
  EXPECT_TRUE(flow("province", province)["rows"].empty()) << "one of five is not known: no part of it counts";
  put("clerk", Country::body, "D1.5", "250");
  for (const auto& [who, path] : {std::pair{"province", province},
                                  {"department", nation},
                                  {"department", nation + "/north"},
                                  {"clerk", province.substr(0, province.size() - 2) + Country::body}}) {
    auto parts = flow(who, path)["parts"];
    ASSERT_EQ(parts.size(), 6u) << path;
    EXPECT_EQ(parts[0]["amount"], "1,000.00");
    EXPECT_EQ(parts[2]["percent"], "30.00 %");
    EXPECT_EQ(parts[5]["amount"], "50.00") << "unaccounted for";
    EXPECT_EQ(parts[5]["look"], "left");
  }
  put("clerk", Country::body, "D1.5", "350", 1);
  auto over = flow("province", province)["parts"];
  EXPECT_EQ(over[5]["look"], "over");
  EXPECT_EQ(over[5]["amount"], "50.00");
}

TEST_F(Results, every_chart_is_taken_away_as_picture_and_table) {
  for (auto [question, typed] : {std::pair{"U5.1", "10"}, {"U5.2", "4"}}) put("clerk", Country::body, question, typed);
  auto file = [&](const std::string& who, const std::string& path) { return country.ask(who, "GET", path); };
  for (const auto& name : {"indicators", "map", "places", "bodies", "spread"}) {
    auto csv = file("province", province + "/" + name + ".csv?by=U5");
    EXPECT_EQ(csv.status, 200) << name;
    EXPECT_NE(csv.body.find(name == std::string("spread")       ? "40,50,1"
                            : name == std::string("indicators") ? ",40,%,80,"
                                                                : "1,"),
              csv.body.npos)
        << name << csv.body.substr(0, 400);
    auto png = file("province", province + "/" + name + ".png?by=U5");
    EXPECT_EQ(png.status, 200) << name;
    EXPECT_TRUE(png.body.starts_with("\x89PNG")) << name;
  }
  EXPECT_EQ(file("province", province + "/flow.png").status, 404) << "nobody's flow is known: there is nothing to draw";
  EXPECT_EQ(file("province", province + "/rainbow.png").status, 404);
  EXPECT_EQ(file("province", province + "/map.exe").status, 404);
  EXPECT_EQ(file("province", nation + "/30/map.png").status, 404) << "a stranger's province";
  EXPECT_EQ(file("clerk", nation + "/" + Country::body + "/spread.csv").status, 404)
      << "how others stand is for offices";
  EXPECT_EQ(file("clerk", nation + "/" + Country::body + "/indicators.csv").status, 200);
  EXPECT_EQ(file("department", nation + "/TH/regions.csv").status, 200);
}

TEST_F(Results, places_are_compared_side_by_side_as_far_as_the_seat_sees) {
  for (auto [question, typed] : {std::pair{"U5.1", "10"}, {"U5.2", "4"}}) put("clerk", Country::body, question, typed);
  auto page = get("department", nation + "/compare?place=56&place=30&place=56&place=north");
  ASSERT_EQ(page["heads"].size(), 3u) << "one twice is one";
  json cells;
  for (const auto& section : page["sections"])
    for (const auto& row : section["indicators"])
      if (row["code"] == "U5") cells = row["cells"];
  EXPECT_EQ(cells[0]["shown"], "40.00");
  EXPECT_EQ(cells[1]["state"], "absent") << "nobody reported: no 0 %";
  EXPECT_EQ(cells[2]["shown"], "40.00") << "the region's";
  EXPECT_EQ(get("department", nation + "/compare?place=56&add=" + http::percent_encode("เชียงใหม่"))["heads"][1]["place"],
            "50");
  auto lost = get("department", nation + "/compare?place=56&add=" + http::percent_encode("ไม่มีที่นี่"));
  EXPECT_EQ(lost["heads"].size(), 1u);
  EXPECT_EQ(lost["typed"], "ไม่มีที่นี่") << "what was typed stays";
  EXPECT_NE(lost["note"].get<std::string>().find("ไม่มีที่นี่"), std::string::npos);
  auto full = get("department", nation + "/compare?place=10&place=56&place=30&place=40&place=50&place=57&place=TH");
  EXPECT_EQ(full["heads"].size(), 6u);
  EXPECT_NE(full["note"], "");
  EXPECT_EQ(country.ask("province", "GET", nation + "/compare?place=56&place=30").status, 404) << "a stranger's";
  EXPECT_EQ(country.ask("province", "GET", nation + "/compare?place=5601&place=56").status, 200);
  EXPECT_TRUE(
      country.ask("department", "GET", nation + "/compare/places.png?place=56&place=30").body.starts_with("\x89PNG"));
  EXPECT_NE(country.ask("department", "GET", nation + "/compare/places.csv?place=56&place=30").body.find("U5,"),
            std::string::npos);
}

}  // namespace
}  // namespace app
