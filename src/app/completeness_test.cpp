// Completeness, timeliness and the list to telephone by, over a served country.
#include "app/country_for_tests.h"
#include "reports/store.h"

namespace app {
namespace {

using nlohmann::json;

struct Completeness : testing::Test {
  Country country{"2024-11-21T09:00+07:00"};
  const std::string nation = "/follow-up/clean-province/2567", province = nation + "/56";

  json get(const std::string& who, const std::string& path) { return json::parse(country.ask(who, "GET", path).body); }
  void begin(const std::string& who, const std::string& body) {
    EXPECT_EQ(country
                  .ask(who, "PUT", "/reports/clean-province/2567/" + body + "/answers/U2.1",
                       {{"typed", "12"}, {"version", 0}})
                  .status,
              200);
  }
  static json line(const json& rows, const std::string& code) {
    for (const auto& row : rows)
      if (row["code"] == code) return row;
    return nullptr;
  }
};

TEST_F(Completeness, every_way_of_counting_the_country_gives_the_same) {
  begin("clerk", Country::body);
  begin("clerk from afar", Country::far);
  auto page = get("department", nation + "/completeness");
  EXPECT_EQ(page["whole"]["begun"], "2");
  for (const char* way : {"places", "regions", "types"}) {
    int expected = 0, begun = 0;
    for (const auto& row : page[way]) {
      std::string shown = row["expected"];
      std::erase(shown, ',');
      expected += std::stoi(shown), begun += std::stoi(row["begun"].get<std::string>());
    }
    std::string whole = page["whole"]["expected"];
    std::erase(whole, ',');
    EXPECT_EQ(expected, std::stoi(whole)) << way;
    EXPECT_EQ(begun, 2) << way;
  }
  EXPECT_EQ(page["regions"].size(), 6u);
  EXPECT_EQ(line(page["places"], "56")["begun"], "1");
  auto own = get("province", province + "/completeness");
  EXPECT_EQ(own["whole"]["begun"], "1");
  EXPECT_EQ(own["whole"]["expected"], line(page["places"], "56")["expected"]);
}

TEST_F(Completeness, what_was_begun_and_not_sent_when_it_closed_is_told) {
  begin("clerk", Country::body);
  EXPECT_EQ(get("province", province + "/completeness")["whole"]["unsent"], "0");
  country.at("2024-11-23T08:00+07:00");
  EXPECT_EQ(get("province", province + "/completeness")["whole"]["unsent"], "1");
  auto row = line(get("province", province)["bodies"], Country::body);
  EXPECT_EQ(row["stage"], "unsent");
  EXPECT_EQ(row["stage_label"], "ไม่ได้ส่ง");
  auto listed = line(get("province", province + "/not-yet")["lines"], Country::body);
  EXPECT_EQ(listed["risk"], "missed");
  EXPECT_EQ(listed["why"], "บันทึกไว้แต่ไม่ได้ส่ง");
}

TEST_F(Completeness, the_list_is_filtered_and_says_why) {
  auto all = get("province", province + "/not-yet");
  auto mine = line(all["lines"], Country::body);
  EXPECT_EQ(mine["risk"], "high");
  EXPECT_EQ(mine["why"], "ยังไม่เริ่ม เหลือ 1 วัน");
  EXPECT_EQ(mine["people"].size(), 2u) << "the clerk and the approver";
  auto some = get("province", province + "/not-yet?type=CITY");
  EXPECT_LT(some["lines"].size(), all["lines"].size());
  EXPECT_TRUE(line(some["lines"], Country::body).is_null());
  EXPECT_EQ(get("province", province + "/not-yet?type=nothing%27--&district=x")["lines"].size(), 0u);
  EXPECT_EQ(country.ask("province from afar", "GET", province + "/not-yet").status, 404);
}

TEST_F(Completeness, the_file_opens_in_a_spreadsheet) {
  auto csv = country.ask("province", "GET", province + "/not-yet?format=csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_TRUE(csv.body.starts_with("\xEF\xBB\xBF"));
  EXPECT_NE(csv.body.find("\r\n06560115,องค์การบริหารส่วนตำบลแม่ใส,"), std::string::npos) << csv.body.substr(0, 400);
  std::size_t lines = 0;
  for (char c : csv.body) lines += c == '\n';
  EXPECT_EQ(lines, get("province", province + "/not-yet")["lines"].size() + 1);
}

TEST_F(Completeness, the_tables_go_out_as_a_file_too) {
  begin("clerk", Country::body);
  auto csv = country.ask("department", "GET", nation + "/completeness?format=csv");
  EXPECT_TRUE(csv.body.starts_with("\xEF\xBB\xBF"));
  EXPECT_NE(csv.body.find("\r\nจังหวัด,56,พะเยา,72,1,0,0,0,0,0,0,71\r\n"), std::string::npos) << csv.body.substr(0, 1500);
  EXPECT_NE(csv.body.find("ภาค,,ภาคเหนือ,902,1,"), std::string::npos);
  EXPECT_NE(country.ask("province", "GET", province + "/completeness?format=csv").body.find("อำเภอ,5601,"),
            std::string::npos);
}

TEST_F(Completeness, a_country_is_listed_a_page_at_a_time_and_wholly_for_the_printer) {
  auto first = get("department", nation + "/not-yet"), second = get("department", first["after_href"]);
  EXPECT_EQ(first["lines"].size(), 100u);
  EXPECT_EQ(first["before_href"], "");
  EXPECT_NE(first["lines"][0]["code"], second["lines"][0]["code"]);
  auto beyond = get("department", nation + "/not-yet?page=99999");
  EXPECT_EQ(beyond["after_href"], "");
  EXPECT_FALSE(beyond["lines"].empty());
  EXPECT_EQ(get("department", first["print_href"])["lines"].size(), 7849u);
}

// A round of the year before, in which one body sent late and one not at all.
TEST_F(Completeness, earlier_years_speak_for_themselves) {
  country.at("2024-11-08T09:00+07:00");
  country.database().write_now([&](db::Tx& tx) {
    framework::Framework before;
    before.name = "clean-province", before.period = "2566", before.hash = "x";
    before.opens = *base::parse_iso_day("2023-11-07"), before.closes = *base::parse_iso_day("2023-11-22");
    auto then = *base::parse_instant("2023-11-10T09:00+07:00");
    auto round = calendar::ensure_round(tx, before, then);
    auto registry = registry::load(tx);
    for (auto [code, sent] :
         {std::pair{Country::body, "2023-11-24T09:00+07:00"}, {"06560113", "2023-11-20T09:00+07:00"}}) {
      auto report = reports::store::begin(tx, round.id, *registry.by_code(code), then);
      static const db::Statement send("test.send", "UPDATE report SET stage = 1, submitted_at = :at WHERE id = :id");
      tx.run(send, {base::parse_instant(sent)->ms, report.id});
    }
  });
  auto lines = get("province", province + "/not-yet?lines=all")["lines"];
  EXPECT_EQ(line(lines, Country::body)["risk"], "some") << "two weeks are left";
  EXPECT_NE(line(lines, Country::body)["why"].get<std::string>().find("ส่งช้า 1 จาก 1 รอบก่อน"), std::string::npos);
  EXPECT_NE(line(lines, Country::neighbour)["why"].get<std::string>().find("ไม่ได้ส่ง 1 จาก 1 รอบก่อน"), std::string::npos);
  EXPECT_EQ(line(lines, "06560113")["risk"], "none");
}

}  // namespace
}  // namespace app
