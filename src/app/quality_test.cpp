// The page of answers that look wrong, over a served country: what is planted is there, with what was likely meant and
// the way to the answer, and is gone when it is put right.
#include "app/country_for_tests.h"

namespace app {
namespace {

using nlohmann::json;

struct Quality : testing::Test {
  Country country;
  const std::string nation = "/follow-up/clean-province/2567/quality",
                    province = "/follow-up/clean-province/2567/56/quality";

  json get(const std::string& who, const std::string& path) {
    auto answer = country.ask(who, "GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return json::parse(answer.body);
  }
  void put(const std::string& who, const std::string& body, const std::string& question, const std::string& typed,
           int version = 0, const std::string& unit = "") {
    json given{{"typed", typed}, {"version", version}};
    if (!unit.empty()) given["unit"] = unit;
    auto answer = country.ask(who, "PUT", "/reports/clean-province/2567/" + body + "/answers/" + question, given);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  static json line(const json& page, const std::string& question, const std::string& kind = "") {
    for (const auto& one : page["suspicions"])
      if (one["question"] == question && (kind.empty() || one["kind"] == kind)) return one;
    return nullptr;
  }
};

TEST_F(Quality, a_figure_ten_times_the_register_is_found_with_what_was_meant_and_gone_when_put_right) {
  auto empty = get("province", province);
  EXPECT_EQ(empty["reports"], 0);
  EXPECT_NE(empty["nobody"], "") << "nobody has reported: that is not the same as nothing found";
  EXPECT_EQ(empty["nothing"], "");

  put("clerk", Country::body, "U2.1", "20320");
  for (const auto& [who, path] : {std::pair{"province", province}, {"department", nation}}) {
    auto found = line(get(who, path), "U2.1");
    ASSERT_FALSE(found.is_null()) << path;
    EXPECT_EQ(found["kind"], "digit") << "a count has no point to misplace";
    EXPECT_EQ(found["stands"], "20,320 ครัวเรือน");
    EXPECT_EQ(found["likely"], "2,032 ครัวเรือน");
    EXPECT_EQ(found["href"], std::string("/follow-up/clean-province/2567/56/") + Country::body + "#q-U2-1");
  }
  put("clerk", Country::body, "U2.1", "2032", 1);
  auto after = get("province", province);
  EXPECT_TRUE(after["suspicions"].empty()) << after["suspicions"];
  EXPECT_NE(after["nothing"], "");
  EXPECT_EQ(after["nobody"], "");
}

TEST_F(Quality, kilograms_taken_for_tonnes_and_what_the_nation_would_be_without_them) {
  for (auto [question, typed] : {std::pair{"D1.1", "2000"}, {"D1.3", "800"}, {"D1.4", "600"}, {"D1.5", "600"}})
    put("clerk of the neighbour", Country::neighbour, question, typed);
  put("clerk", Country::body, "D1.1", "1500000");
  for (auto [question, typed] : {std::pair{"D1.3", "600"}, {"D1.4", "600"}, {"D1.5", "300"}})
    put("clerk", Country::body, question, typed);
  auto page = get("department", nation);
  auto found = line(page, "D1.1", "unit");
  ASSERT_FALSE(found.is_null()) << page["suspicions"];
  EXPECT_EQ(found["likely"], "1,500 ตัน/ปี");
  EXPECT_NE(found["why"].get<std::string>().find("กก./ปี"), std::string::npos) << found["why"];
  EXPECT_EQ(found["likely_value"], "1500");
  // (800 + 600 + 600 + 600) ÷ (2,000 + 1,500,000), and ÷ (2,000 + 1,500): by hand.
  auto of_d1 = line(get("department", nation + "?of=D1&kind=unit"), "D1.1");
  ASSERT_FALSE(of_d1.is_null());
  const std::string effect = of_d1["effect"];
  EXPECT_EQ(of_d1["indicator"], "D1");
  EXPECT_NE(effect.find("จาก 0.17\u00a0% เป็น 74.29\u00a0%"), effect.npos) << effect;
  EXPECT_EQ(page["suspicions"][0], found) << "what moves the nation most comes first";
  EXPECT_TRUE(line(get("department", nation + "?stage=submitted"), "D1.1").is_null()) << "it was not sent";
  EXPECT_TRUE(line(get("department", nation + "?of=U2.1"), "D1.1").is_null());
}

TEST_F(Quality, what_the_plan_asks_about_stands_there_until_there_is_a_reason) {
  for (auto [question, typed] : {std::pair{"D1.1", "1500"}, {"D1.3", "300"}, {"D1.4", "300"}, {"D1.5", "300"}})
    put("clerk", Country::body, question, typed);
  auto found = line(get("province", province), "D1.1");
  ASSERT_FALSE(found.is_null());
  EXPECT_EQ(found["kind"], "balance");
  EXPECT_NE(found["why"].get<std::string>().find("600"), std::string::npos) << "its size: " << found["why"];
  auto answer =
      country.ask("clerk", "PUT", std::string("/reports/clean-province/2567/") + Country::body + "/reasons/D1-balance",
                  {{"reason", "ค้างในบ่อพักจากปีก่อน"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(line(get("province", province), "D1.1").is_null());
}

TEST_F(Quality, two_bodies_with_the_same_figures_are_told_of_each_other) {
  const std::vector<std::pair<const char*, const char*>> figures{
      {"U2.3", "1475"}, {"U6.2", "2417.5"}, {"U7.3", "18233"}, {"M4.1", "312.5"}};
  for (auto [question, typed] : figures)
    put("clerk", Country::body, question, typed), put("clerk of the neighbour", Country::neighbour, question, typed);
  auto page = get("province", province + "?kind=duplicate");
  EXPECT_EQ(page["suspicions"].size(), 2u);
  EXPECT_NE(page["suspicions"][0]["why"].get<std::string>().find("M4.1"), std::string::npos);
  // From afar the same figures have no name of the body that gave them; the department reads it.
  put("clerk from afar", Country::far, "U2.3", "1475");
  for (auto [question, typed] : figures)
    if (std::string(question) != "U2.3") put("clerk from afar", Country::far, question, typed);
  auto afar = get("province from afar", "/follow-up/clean-province/2567/30/quality?kind=duplicate");
  ASSERT_EQ(afar["suspicions"].size(), 1u);
  EXPECT_EQ(afar["suspicions"][0]["why"].get<std::string>().find("แม่ใส"), std::string::npos)
      << afar["suspicions"][0]["why"];
  put("clerk", Country::body, "U6.2", "1", 1), put("clerk", Country::body, "U7.3", "2", 1);
  auto kept = get("province", province + "?kind=duplicate");
  for (const auto& one : kept["suspicions"])
    EXPECT_EQ(one["body"], Country::neighbour) << "one figure was put right: two are no sign any more";
}

TEST_F(Quality, is_for_the_offices_above_and_says_what_it_does_not_know) {
  for (const char* who : {"clerk", "approver", "district", "province from afar"})
    EXPECT_EQ(country.ask(who, "GET", province).status, 404) << who;
  EXPECT_EQ(country.ask("province", "GET", nation).status, 404);
  EXPECT_EQ(country.ask("department", "GET", nation + "?kind=rainbow").status, 400);
  EXPECT_EQ(country.ask("department", "GET", nation + "?of=Z9").status, 400);
  EXPECT_EQ(country.ask("department", "GET", nation + "?stage=Z9").status, 400);
  put("clerk", Country::body, "U2.1", "20320");
  auto file = country.ask("province", "GET", province + "?format=csv");
  EXPECT_EQ(file.status, 200);
  EXPECT_NE(file.body.find("20,320"), std::string::npos);
}

}  // namespace
}  // namespace app
