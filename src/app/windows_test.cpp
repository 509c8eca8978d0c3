// Windows as the offices set them and as the bodies meet them.
#include <random>

#include "app/country_for_tests.h"
#include "app/filled_for_tests.h"
#include "app/move.h"
#include "reports/acts.h"

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
    json form = {
        {"act", "extend"}, {"scope", scope}, {"closes_day", day}, {"closes_time", "23.59"}, {"reason", "น้ำท่วม"}};
    form[scope] = code;
    return form;
  }
  int save(const std::string& who, const std::string& body, const std::string& question = "U2.1") {
    auto page = json::parse(country.ask(who, "GET", report_of(body) + "/sections/upstream").body);
    int version = 0;
    for (const auto& indicator : page["indicators"])
      for (const auto& q : indicator["questions"])
        if (q["code"] == question) version = q["version"];
    return country
        .ask(who, "PUT", report_of(body) + "/answers/" + question,
             {{"typed", std::to_string(100 + ++typed_)}, {"version", version}})
        .status;
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

TEST_F(Windows, what_held_before_is_written_down_as_it_was) {
  EXPECT_EQ(change({{"act", "close"}, {"scope", "nation"}, {"reason", "ครบกำหนด"}}).status, 303);
  EXPECT_EQ(change(extension("nation", "TH", "25/11/2567")).status, 303);
  std::vector<std::pair<std::string, std::string>> said;
  country.database().read([&](db::Tx& tx) {
    said.clear();
    static const db::Statement lines(
        "test.window_lines", "SELECT before_value, after_value FROM journal WHERE act LIKE 'window-%' ORDER BY number");
    tx.each(lines, {}, [&](const db::Row& row) { said.emplace_back(row.string(0), row.string(1)); });
  });
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0].first, "7 พ.ย. 2567 00.00 น. – 22 พ.ย. 2567 23.59 น.");
  EXPECT_TRUE(said[0].second.starts_with("7 พ.ย. 2567 00.00 น. – 22 พ.ย. 2567 2")) << said[0].second;
  EXPECT_EQ(said[1].second, "7 พ.ย. 2567 00.00 น. – 25 พ.ย. 2567 23.59 น.: น้ำท่วม") << "opened on the 7th all the same";
  const auto english = country.ask("auditor", "GET", "/journal?act=window-extend&lang=en").body;
  EXPECT_NE(english.find("7 Nov 2024 00:00 – 25 Nov 2024 23:59: น้ำท่วม"), english.npos) << "the reason as it was given";
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

TEST_F(Windows, a_clock_that_jumps_back_opens_nothing_again) {
  EXPECT_EQ(save("clerk", Country::body), 200);
  country.at("2024-11-23T00:00:05+07:00");
  EXPECT_EQ(save("clerk", Country::body), 403);
  country.slip_clock(-10 * 60'000);
  EXPECT_EQ(save("clerk", Country::body), 403);
  auto page = json::parse(country.ask("clerk", "GET", report_of(Country::body) + "/sections/upstream").body);
  EXPECT_FALSE(page["editable"]);
  EXPECT_TRUE(page["unsent"]);
  // An office is not told that what lies ahead is past, nor the other way.
  EXPECT_EQ(change(extension("body", Country::body, "25/11/2567")).status, 303);
  EXPECT_EQ(save("clerk", Country::body), 200);
}

TEST_F(Windows, a_province_sees_what_was_said_of_it_and_its_bodies) {
  EXPECT_EQ(change(extension("body", Country::body, "25/11/2567")).status, 303);
  EXPECT_EQ(change(extension("body", Country::far, "26/11/2567")).status, 303);
  EXPECT_EQ(change(extension("nation", "TH", "24/11/2567")).status, 303);
  auto seen = [&](const char* who) {
    std::vector<std::string> codes;
    auto page = json::parse(country.ask(who, "GET", windows_page).body);
    for (const auto& one : page["changes"]) codes.push_back(one["code"]);
    EXPECT_FALSE(page["may_change"].get<bool>() && std::string(who) != "department") << who;
    return codes;
  };
  EXPECT_EQ(seen("province"), (std::vector<std::string>{"TH", Country::body}));
  EXPECT_EQ(seen("province from afar"), (std::vector<std::string>{"TH", Country::far}));
  EXPECT_EQ(seen("department").size(), 3u);
}

struct Requests : Windows {
  const std::string asking = report_of(Country::body) + "/request", list = windows_page + "/requests";
  json last(const std::string& who) {
    auto page = json::parse(country.ask(who, "GET", list).body);
    return page["requests"].empty() ? json() : page["requests"][0];
  }
  json section(const std::string& who = "clerk") {
    return json::parse(country.ask(who, "GET", report_of(Country::body) + "/sections/upstream").body);
  }
  int acts(const std::string& act) {
    int found = 0;
    country.database().read([&](db::Tx& tx) {
      found = 0;
      static const db::Statement count("test.count_acts", "SELECT COUNT(*) FROM journal WHERE act = :act");
      tx.each(count, {act}, [&](const db::Row& row) { found = int(row.integer(0)); });
    });
    return found;
  }
  json grant{{"decision", "grant"}, {"closes_day", "25/11/2567"}, {"closes_time", "16.30"}, {"note", "น้ำท่วมจริง"}};
};

TEST_F(Requests, are_asked_forwarded_granted_and_lock_again_by_themselves) {
  EXPECT_EQ(save("clerk", Country::body), 200);
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "น้ำท่วม"}}).status, 409) << "nothing is locked yet";
  country.at("2024-11-23T08:00+07:00");
  auto locked = section();
  EXPECT_FALSE(locked["editable"]);
  EXPECT_TRUE(locked["unsent"]);
  EXPECT_EQ(locked["stage_label"], "ไม่ได้ส่ง");
  EXPECT_NE(locked["locked_by"].get<std::string>().find("ตามกำหนดการของแผน"), std::string::npos) << locked["locked_by"];
  ASSERT_EQ(locked["ask_href"], asking);
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", " "}}).status, 400);
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "น้ำท่วมสำนักงาน"}}).status, 303);
  EXPECT_EQ(country.ask("approver", "POST", asking, {{"reason", "อีกครั้ง"}}).status, 303) << "asked already";
  EXPECT_EQ(section()["ask_href"], "") << "one at a time";
  EXPECT_NE(section()["request_note"].get<std::string>().find("รอสำนักงานท้องถิ่นจังหวัด"), std::string::npos);

  EXPECT_TRUE(last("province from afar").is_null());
  auto request = last("province");
  EXPECT_EQ(request["reason"], "น้ำท่วมสำนักงาน");
  EXPECT_TRUE(request["may_forward"]);
  EXPECT_FALSE(request["may_grant"]);
  EXPECT_EQ(country.ask("province from afar", "POST", request["forward_action"], {{"note", "x"}}).status, 404);
  EXPECT_EQ(country.ask("province", "POST", request["decision_action"], grant).status, 403)
      << "the department has not let it";
  EXPECT_EQ(country.ask("province", "POST", request["forward_action"], {{"note", "เห็นควรอนุมัติ"}}).status, 303);
  EXPECT_EQ(country.ask("auditor", "POST", request["decision_action"], grant).status, 404);

  json past = grant;
  past["closes_day"] = "22/11/2567";
  auto refused = country.ask("department", "POST", request["decision_action"], past);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json::parse(refused.body)["requests"][0]["faults"][0]["key"], "windows.in_the_past");
  EXPECT_EQ(json::parse(refused.body)["requests"][0]["typed_note"], "น้ำท่วมจริง") << "kept as typed";
  EXPECT_EQ(country.ask("department", "POST", request["decision_action"], grant).status, 303);
  EXPECT_EQ(country.ask("department", "POST", request["decision_action"], grant).status, 409) << "once";

  EXPECT_EQ(save("clerk", Country::body), 200);
  EXPECT_EQ(save("clerk of the neighbour", Country::neighbour), 403);
  country.at("2024-11-25T16:31+07:00");
  EXPECT_EQ(save("clerk", Country::body), 403);
  EXPECT_NE(section()["request_note"].get<std::string>().find("ครบกำหนด"), std::string::npos)
      << section()["request_note"];
  EXPECT_EQ(section()["ask_href"], asking) << "one may ask again";
  for (const char* act : {"request-time", "request-forward", "request-grant"}) EXPECT_EQ(acts(act), 1) << act;
}

TEST_F(Requests, a_province_grants_by_itself_where_the_department_lets_it) {
  country.at("2024-11-23T08:00+07:00");
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "น้ำท่วม"}}).status, 303);
  EXPECT_EQ(
      country.ask("department", "POST", windows_page + "/rights", {{"province", "TH"}, {"allowed", "yes"}}).status,
      303);
  auto request = last("province");
  EXPECT_TRUE(request["may_grant"]);
  EXPECT_EQ(country.ask("department", "POST", windows_page + "/rights", {{"province", "56"}, {"allowed", "no"}}).status,
            303);
  EXPECT_FALSE(last("province")["may_grant"]) << "what is said of one province goes before what is said of all";
  EXPECT_EQ(
      country.ask("department", "POST", windows_page + "/rights", {{"province", "56"}, {"allowed", "yes"}}).status,
      303);
  EXPECT_EQ(country.ask("province", "POST", request["decision_action"], grant).status, 303);
  EXPECT_EQ(save("clerk", Country::body), 200);
}

TEST_F(Requests, a_refusal_says_who_and_why) {
  country.at("2024-11-23T08:00+07:00");
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "ลืม"}}).status, 303);
  auto request = last("province");
  EXPECT_EQ(country.ask("province", "POST", request["decision_action"], {{"decision", "refuse"}, {"note", ""}}).status,
            400);
  EXPECT_EQ(
      country.ask("province", "POST", request["decision_action"], {{"decision", "refuse"}, {"note", "ไม่มีเหตุสุดวิสัย"}})
          .status,
      303);
  EXPECT_NE(section()["request_note"].get<std::string>().find("ไม่มีเหตุสุดวิสัย"), std::string::npos);
  EXPECT_EQ(save("clerk", Country::body), 403);
}

// A report that was filled and sent in time.
struct Sent : Requests {
  identity::World world =
      load_world(country.database(), Config{}, calendar::Clock(*base::parse_instant("2024-11-22T23:00+07:00")));

  Sent() {
    const auto& plan = world.frameworks.front();
    const auto& body = *world.registry.by_code(Country::body);
    reports::Where where{plan, world.rounds.front().id, reports::body_for(body, plan)};
    identity::Seat seat;
    seat.organisation = body.id;
    std::mt19937_64 random(7);
    Believable believable(world.registry, plan);
    country.database().write_now([&](db::Tx& tx) {
      auto now = world.clock.now();
      fill_in(tx, where, seat, believable, random, now);
      reports::submit(tx, where, seat, now);
    });
  }
  json counted() {
    return json::parse(country.ask("province", "GET", "/follow-up/clean-province/2567/56/completeness").body)["whole"];
  }
  void expect_nothing_differs() {
    country.database().read([&](db::Tx& tx) {
      auto differences = recounted(tx, world, false).differences;
      EXPECT_TRUE(differences.empty()) << differences.front();
    });
  }
};

TEST_F(Sent, is_opened_again_on_request_and_counts_as_late_when_it_is_sent_again) {
  EXPECT_EQ(counted()["on_time"], "1");
  country.at("2024-11-24T09:00+07:00");
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "ตัวเลขครัวเรือนผิด"}}).status, 303);
  auto request = last("province");
  EXPECT_EQ(request["what_label"], "ขอเปิดแก้ไขคำตอบ");
  EXPECT_EQ(country.ask("province", "POST", request["forward_action"], {{"note", "เห็นควร"}}).status, 303);
  EXPECT_EQ(country.ask("department", "POST", request["decision_action"], grant).status, 303);
  EXPECT_TRUE(section()["editable"]);
  EXPECT_EQ(counted()["submitted"], "0");
  expect_nothing_differs();
  EXPECT_LT(country.ask("approver", "POST", report_of(Country::body) + "/submission", {{"certify", "yes"}}).status,
            400);
  EXPECT_EQ(counted()["submitted"], "1");
  EXPECT_EQ(counted()["late"], "1");
  EXPECT_EQ(counted()["on_time"], "0");
  country.at("2024-11-25T16:31+07:00");
  EXPECT_FALSE(section()["editable"]);
  EXPECT_NE(save("clerk", Country::body), 200);
  expect_nothing_differs();
}

TEST_F(Sent, is_opened_again_for_the_answers_asked_for_and_no_others) {
  country.at("2024-11-24T09:00+07:00");
  EXPECT_EQ(
      country
          .ask("clerk", "POST", asking, {{"reason", "ตัวเลขครัวเรือนผิด"}, {"open.U2.1", "yes"}, {"open.nonsense", "yes"}})
          .status,
      303);
  auto request = last("province");
  EXPECT_EQ(request["questions"], "U2.1");
  EXPECT_EQ(country.ask("department", "POST", request["decision_action"], grant).status, 303);
  auto editable = [&](const std::string& code) {
    auto page = section();
    for (const auto& indicator : page["indicators"])
      for (const auto& question : indicator["questions"])
        if (question["code"] == code) return question["editable"].get<bool>();
    throw std::runtime_error("not asked: " + code);
  };
  EXPECT_EQ(section()["open_only"], "U2.1");
  EXPECT_TRUE(editable("U2.1"));
  EXPECT_FALSE(editable("U2.2"));
  EXPECT_EQ(save("clerk", Country::body, "U2.2"), 409);
  EXPECT_EQ(save("clerk", Country::body, "U2.1"), 200);
  expect_nothing_differs();
  // Without scripts the whole page comes: what is shut comes as it stands, and stands.
  auto page = section();
  json form;
  for (const auto& indicator : page["indicators"])
    for (const auto& question : indicator["questions"]) {
      std::string code = question["code"];
      if (question.at("is_yes_no") == true || question.at("is_choice") == true) continue;  // a shut list is not sent
      form[code] = question["typed"], form[code + ".version"] = std::to_string(question["version"].get<int>());
    }
  form["U2.1"] = "4321";
  EXPECT_EQ(country.ask("clerk", "POST", report_of(Country::body) + "/answers?section=upstream", form).status, 303);
  EXPECT_LT(country.ask("approver", "POST", report_of(Country::body) + "/submission", {{"certify", "yes"}}).status,
            400);
  // Sent and taken back by its own approver it is open as any other.
  EXPECT_EQ(country.ask("approver", "POST", report_of(Country::body) + "/withdrawal", json::object()).status, 303);
  EXPECT_TRUE(editable("U2.2"));
  expect_nothing_differs();
}

TEST_F(Sent, is_not_opened_again_when_the_province_refuses) {
  country.at("2024-11-24T09:00+07:00");
  EXPECT_EQ(country.ask("clerk", "POST", asking, {{"reason", "อยากแก้"}}).status, 303);
  EXPECT_EQ(country
                .ask("province", "POST", last("province")["decision_action"],
                     {{"decision", "refuse"}, {"note", "ตรวจแล้วถูกต้อง"}})
                .status,
            303);
  EXPECT_FALSE(section()["editable"]);
  EXPECT_EQ(counted()["on_time"], "1");
  expect_nothing_differs();
}

// No restart, nobody touches anything: the clock alone closes it.
TEST(WindowsByThemselves, close_at_their_moment) {
  Country country("2024-11-22T23:59:59+07:00");
  int taken = 0, version = 0;
  for (;;) {
    auto answer = country.ask("clerk", "PUT", report_of(Country::body) + "/answers/U2.1",
                              {{"typed", std::to_string(++taken)}, {"version", version}});
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
