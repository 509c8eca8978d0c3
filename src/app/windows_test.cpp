// Windows as the offices set them and as the bodies meet them.
#include "app/country_for_tests.h"

namespace app {
namespace {

using nlohmann::json;

const std::string windows_page = "/windows/clean-province/2567";
std::string report_of(const std::string& body) { return "/reports/clean-province/2567/" + body; }

struct Windows : testing::Test {
  Country country{"2024-11-22T23:00+07:00"};  // an hour before the plan closes

  http::Client::Answer change(json form, const std::string& who = "department") {
    return country.ask(who, "POST", windows_page + "/changes", form);
  }
  json extension(const std::string& scope, const std::string& code, const std::string& day) {
    json form = {{"act", "extend"}, {"scope", scope}, {"closes_day", day}, {"closes_time", "23.59"}, {"reason", "น้ำท่วม"}};
    form[scope] = code;
    return form;
  }
  int save(const std::string& who, const std::string& body, const std::string& question = "U2.1") {
    auto page = json::parse(country.ask(who, "GET", report_of(body) + "/sections/upstream").body);
    int version = 0;
    for (const auto& indicator : page["indicators"])
      for (const auto& q : indicator["questions"])
        if (q["code"] == question) version = q["version"];
    return country.ask(who, "PUT", report_of(body) + "/answers/" + question, {{"typed", std::to_string(100 + ++typed_)}, {"version", version}}).status;
  }
  json page() { return json::parse(country.ask("department", "GET", windows_page).body); }

  static std::set<std::string> faults(const http::Client::Answer& answer) {
    std::set<std::string> keys;
    auto page = json::parse(answer.body);
    for (const auto& fault : page["faults"]) keys.insert(fault["key"]);
    return keys;
  }

 private:
  int typed_ = 0;
};

TEST_F(Windows, the_department_closes_all_and_one_body_goes_on) {
  EXPECT_EQ(save("clerk", Country::body), 200);
  EXPECT_EQ(change(extension("body", Country::body, "25/11/2567")).status, 303);
  EXPECT_EQ(change({{"act", "close"}, {"scope", "nation"}, {"reason", "ครบกำหนด"}}).status, 303);
  EXPECT_EQ(save("clerk of the neighbour", Country::neighbour), 403);
  EXPECT_EQ(save("clerk from afar", Country::far), 403);
  EXPECT_EQ(save("clerk", Country::body), 200);
  auto listed = page()["changes"];
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[1]["closes"], "25 พ.ย. 2567 23.59 น.");
  EXPECT_EQ(listed[1]["state"], "open");
  // Taken back, it is closed there too.
  EXPECT_EQ(country.ask("department", "POST", listed[1]["withdraw_action"], json::object()).status, 303);
  EXPECT_EQ(save("clerk", Country::body), 403);
}

TEST_F(Windows, a_province_is_extended_and_its_neighbours_are_not) {
  EXPECT_EQ(change(extension("province", "56", "30/11/2567")).status, 303);
  EXPECT_EQ(change({{"act", "close"}, {"scope", "nation"}, {"reason", "ครบกำหนด"}}).status, 303);
  EXPECT_EQ(save("clerk", Country::body), 200);
  EXPECT_EQ(save("clerk from afar", Country::far), 403);
}

TEST_F(Windows, what_cannot_be_is_told_at_its_field_and_what_was_typed_comes_back) {
  auto form = extension("body", Country::body, "25/11/2567");
  auto with = [&](std::initializer_list<std::pair<const char*, const char*>> changed) {
    json other = form;
    for (auto [name, value] : changed) other[name] = value;
    auto answer = change(other);
    EXPECT_EQ(answer.status, 400) << other << answer.body;
    EXPECT_EQ(json::parse(answer.body)["form"]["closes_day"], other["closes_day"]) << "kept as typed";
    EXPECT_EQ(json::parse(answer.body)["form"]["reason"], other["reason"]);
    return faults(answer);
  };
  using Keys = std::set<std::string>;
  EXPECT_EQ(with({{"reason", "  "}}), Keys{"windows.no_reason"});
  EXPECT_EQ(with({{"body", "99999999"}}), Keys{"windows.unknown_body"});
  EXPECT_EQ(with({{"body", "ทต.แม่ใส <b>"}}), Keys{"windows.unknown_body"});
  EXPECT_EQ(with({{"province", "30"}}), Keys{"windows.not_in_province"});
  EXPECT_EQ(with({{"closes_day", "21/11/2567"}}), Keys{"windows.in_the_past"});
  EXPECT_EQ(with({{"closes_day", "22/11/2567"}}), Keys{"windows.not_longer"});
  EXPECT_EQ(with({{"closes_day", "31/11/2567"}}), Keys{"windows.bad_day"});
  EXPECT_EQ(with({{"closes_day", ""}}), Keys{"windows.no_day"});
  EXPECT_EQ(with({{"closes_time", "24.00"}}), Keys{"windows.bad_time"});
  EXPECT_EQ(with({{"act", "open"}, {"opens_day", "26/11/2567"}, {"opens_time", "08.00"}}), Keys{"windows.ends_before"});
  EXPECT_EQ(with({{"scope", "village"}}), Keys{"windows.no_scope"});
  EXPECT_EQ(with({{"act", "burn"}}), Keys{"windows.no_act"});
  EXPECT_EQ(with({{"scope", "province"}, {"province", "06560115"}}), Keys{"windows.no_province"});
  json long_one = form;
  std::string reason;
  for (int i = 0; i < 34'000; ++i) reason += "ก";  // 100 kB
  long_one["reason"] = reason;
  EXPECT_EQ(faults(change(long_one)), Keys{"windows.long_reason"});
  EXPECT_TRUE(page()["changes"].empty()) << "nothing was changed";
}

TEST_F(Windows, only_the_department_and_the_administrator_change_them) {
  for (const char* who : {"clerk", "approver", "district", "province", "auditor"})
    EXPECT_EQ(change(extension("nation", "TH", "25/11/2567"), who).status, 404) << who;
  EXPECT_EQ(change(extension("nation", "TH", "25/11/2567"), "administrator").status, 303);
}

// No restart, nobody touches anything: the clock alone closes it.
TEST(WindowsByThemselves, close_at_their_moment) {
  Country country("2024-11-22T23:59:59+07:00");
  int taken = 0, version = 0;
  for (;;) {
    auto answer = country.ask("clerk", "PUT", report_of(Country::body) + "/answers/U2.1", {{"typed", std::to_string(++taken)}, {"version", version}});
    if (answer.status != 200) {
      EXPECT_EQ(answer.status, 403) << answer.body;
      EXPECT_EQ(json::parse(answer.body)["key"], "window.after");
      break;
    }
    version = json::parse(answer.body)["question"]["version"];
  }
  auto page = json::parse(country.ask("clerk", "GET", report_of(Country::body) + "/sections/upstream").body);
  EXPECT_FALSE(page["editable"]);
  country.database().read([&](db::Tx& tx) {
    std::int64_t latest = 0;
    static const db::Statement last("test.last_answer", "SELECT MAX(changed_at) FROM answer");
    tx.each(last, {}, [&](const db::Row& row) { latest = row.maybe_integer(0).value_or(0); });
    EXPECT_LT(latest, base::parse_instant("2024-11-23T00:00+07:00")->ms) << "no answer is of after the closing";
  });
}

}  // namespace
}  // namespace app
