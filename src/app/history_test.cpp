// What happened, as those who may read it see it: the report's own history and the journal of the country.
#include "app/country_for_tests.h"

namespace app {
namespace {

using nlohmann::json;

struct History : testing::Test {
  Country country;
  const std::string report = std::string("/reports/clean-province/2567/") + Country::body;

  // Gives the request's id.
  std::string save(const std::string& typed, int version) {
    auto answer = country.ask("clerk", "PUT", report + "/answers/U2.1", {{"typed", typed}, {"version", version}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.headers["x-request-id"];
  }
  json page(const std::string& who, const std::string& address) {
    auto answer = country.ask(who, "GET", address);
    EXPECT_EQ(answer.status, 200) << address << answer.body;
    return json::parse(answer.body);
  }
  json found(const std::string& query) { return page("auditor", "/journal?" + query)["lines"]; }
};

TEST_F(History, each_save_is_read_with_what_stood_there_before) {
  EXPECT_TRUE(page("province", report + "/history")["lines"].empty()) << "nothing has happened yet";
  save("1000", 0);
  save("๒๐๐๐", 1);
  auto lines = page("province", report + "/history")["lines"];
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["before"], "1,000 ครัวเรือน");
  EXPECT_EQ(lines[0]["after"], "2,000 ครัวเรือน");
  EXPECT_EQ(lines[0]["who"], "ทดสอบ ระบบ");
  EXPECT_EQ(lines[1]["before"], "");
}

TEST_F(History, it_is_filtered_and_taken_away_as_it_is_shown) {
  save("1000", 0);
  save("2000", 1);
  EXPECT_EQ(page("clerk", report + "/history?act=put&part=upstream&day=2024-11-18")["lines"].size(), 2u);
  EXPECT_EQ(page("clerk", report + "/history?part=midstream")["lines"].size(), 0u);
  EXPECT_EQ(page("clerk", report + "/history?before=2")["lines"].size(), 1u);
  auto csv = country.ask("clerk", "GET", report + "/history?format=csv&part=U2.1").body;
  EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
}

TEST_F(History, the_journal_is_searched_by_body_person_act_day_and_request) {
  // How the country began is in its journal too: its people, its plans, the first seals.
  const std::string of_the_day = "from=18/11/2567&until=18/11/2567";
  std::map<std::string, std::size_t> before;
  for (const auto& query : {std::string(), std::string("person=clerk"), std::string("person=approver"), of_the_day})
    before[query] = found(query).size();
  const auto more = [&](const std::string& query) { return found(query).size() - before.at(query); };
  auto request = save("1000", 0);
  save("2000", 1);
  EXPECT_EQ(more(""), 2u);
  EXPECT_EQ(found(std::string("body=") + Country::body).size(), 2u);
  EXPECT_EQ(found(std::string("body=") + Country::neighbour).size(), 0u);
  EXPECT_EQ(more("person=clerk"), 2u);
  EXPECT_EQ(more("person=approver"), 0u);
  EXPECT_EQ(found("act=put").size(), 2u);
  EXPECT_EQ(found("act=submit").size(), 0u);
  EXPECT_EQ(more(of_the_day), 2u);
  EXPECT_EQ(found("from=19/11/2567").size(), 0u);
  auto one = found("request=" + request);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0]["after"], "1,000 ครัวเรือน");
  EXPECT_EQ(one[0]["href"], report + "/history");
}

TEST_F(History, the_file_holds_all_that_was_found) {
  for (int i = 0; i < 60; ++i) save(std::to_string(1000 + i), i);
  auto answer = country.ask("auditor", "GET", "/journal?act=put&format=csv");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.starts_with("\xEF\xBB\xBF"));
  EXPECT_EQ(std::count(answer.body.begin(), answer.body.end(), '\n'), 61);
}

TEST_F(History, a_page_goes_on_below_its_last_line) {
  for (int i = 0; i < 60; ++i) save(std::to_string(1000 + i), i);
  auto first = page("administrator", "/journal?act=put");
  EXPECT_EQ(first["lines"].size(), 50u);
  auto second = page("administrator", first["older_href"]);
  EXPECT_EQ(second["lines"].size(), 10u);
  EXPECT_EQ(second["lines"][9]["before"], "");
  EXPECT_EQ(second["older_href"], "");
}

TEST_F(History, what_cannot_be_searched_is_said_and_kept) {
  for (const char* query :
       {"from=35/13/2567", "from=20/11/2567&until=18/11/2567", "body=ไม่มีที่นี่แน่นอน", "person=nobody-at-all"}) {
    std::string encoded;
    for (const char* c = query; *c; ++c)
      encoded += *c == '=' || *c == '&' ? std::string(1, *c) : http::percent_encode(std::string(1, *c));
    auto answer = country.ask("auditor", "GET", "/journal?" + encoded);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(json::parse(answer.body)["faults"].size(), 1u) << query;
  }
}

}  // namespace
}  // namespace app
