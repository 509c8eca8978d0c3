// What people really type and send: each gets a clear sentence, and nothing typed is lost.
#include "app/country_for_tests.h"
#include "identity/web.h"

namespace app {
namespace {

using nlohmann::json;

const std::string report = std::string("/reports/clean-province/2567/") + Country::body;

class Input : public testing::Test {
 protected:
  Country country;

  http::Client::Answer put(const std::string& question, json body, const std::string& who = "clerk") {
    if (!body.contains("version")) body["version"] = version_of(question);
    return country.ask(who, "PUT", report + "/answers/" + question, body);
  }
  json question(const std::string& code) {
    for (const char* section : {"upstream", "midstream", "downstream", "supporting"}) {
      auto page = json::parse(country.ask("clerk", "GET", report + "/sections/" + section).body);
      for (const auto& indicator : page["indicators"])
        for (const auto& q : indicator["questions"])
          if (q["code"] == code) return q;
    }
    return nullptr;
  }
  int version_of(const std::string& code) { return question(code)["version"]; }
  static bool has_finding(const json& reply, const std::string& code, const std::string& words) {
    for (const auto& finding : reply["findings"])
      if (finding["code"] == code) return finding["message"].get<std::string>().find(words) != std::string::npos;
    return false;
  }
};

TEST_F(Input, numbers_are_read_as_people_write_them) {
  for (auto [typed, shown] : {std::pair{"1234", "1,234"},
                              {"1,234", "1,234"},
                              {" ๑,๒๓๔ ", "1,234"},
                              {"0", "0"},
                              {"1234.0", "1,234"},
                              {"007", "7"}}) {
    auto reply = json::parse(put("U2.1", {{"typed", typed}}).body);
    EXPECT_EQ(reply["question"]["shown"], shown) << typed << reply.dump();
    EXPECT_EQ(question("U2.1")["typed"], typed) << "kept as it was typed";
  }
  auto weight = json::parse(put("U6.2", {{"typed", "1,234.5"}}).body);
  EXPECT_EQ(weight["question"]["shown"], "1,234.5");
}

TEST_F(Input, what_is_no_number_is_kept_and_told) {
  struct {
    const char* typed;
    const char* finding;
    const char* words;
  } cases[] = {
      {"ประมาณ 200", "U2.1:number", "“ประมาณ 200” ไม่ใช่ตัวเลข"},
      {"12..5", "U2.1:number", "ไม่ใช่ตัวเลข"},
      {"1,23", "U2.1:number", "ไม่ใช่ตัวเลข"},
      {"1e5", "U2.1:number", "ไม่ใช่ตัวเลข"},
      {"NaN", "U2.1:number", "ไม่ใช่ตัวเลข"},
      {"-5", "U2.1:negative", "ติดลบไม่ได้"},
      {"1,234.5", "U2.1:integer", "จำนวนเต็ม"},
      {"123456789012345678901234567890", "U2.1:too_long", "หลัก"},
  };
  for (const auto& c : cases) {
    auto answer = put("U2.1", {{"typed", c.typed}});
    ASSERT_EQ(answer.status, 200) << c.typed << answer.body;
    EXPECT_TRUE(has_finding(json::parse(answer.body), c.finding, c.words)) << c.typed << answer.body;
    EXPECT_EQ(question("U2.1")["typed"], c.typed);
  }
}

TEST_F(Input, a_part_larger_than_its_whole_blocks_and_says_both_numbers) {
  put("U2.1", {{"typed", "100"}});
  put("U2.2", {{"typed", "0"}});
  auto reply = json::parse(put("U2.3", {{"typed", "250"}}).body);
  bool told = false;
  for (const auto& finding : reply["findings"])
    if (finding["question"] == "U2.3" && finding["blocks"] == true)
      told = finding["message"].get<std::string>().find("250") != std::string::npos &&
             finding["message"].get<std::string>().find("100") != std::string::npos;
  EXPECT_TRUE(told) << reply["findings"].dump();
}

TEST_F(Input, a_save_sent_again_under_its_key_is_done_once_even_after_somebody_else_saved) {
  json first = {{"typed", "100"}, {"version", 0}, {"idempotency_key", "0193b0000001-mine"}};
  EXPECT_EQ(json::parse(put("U2.1", first).body)["question"]["version"], 1);
  EXPECT_EQ(put("U2.1", {{"typed", "200"}, {"version", 1}}, "approver").status, 200);
  auto again = put("U2.1", first);
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(json::parse(again.body)["question"]["typed"], "200") << "what there is now";
  EXPECT_EQ(version_of("U2.1"), 2);
  EXPECT_EQ(put("U2.1", {{"typed", "300"}, {"version", 0}, {"idempotency_key", "0193b0000001-mine"}}).status, 409)
      << "another text under the same key is another request";
  EXPECT_EQ(
      put("U2.1", {{"typed", "100"}, {"version", 0}, {"idempotency_key", "0193b0000001-mine"}}, "approver").status, 409)
      << "and so is another person's";
}

TEST_F(Input, broken_utf8_is_kept_with_marks_and_told) {
  http::Client client(country.port());
  const auto& clerk = country.visitor("clerk");
  auto answer = client.ask("PUT", report + "/answers/U2.1",
                           {{"Content-Type", "application/json"},
                            {"Accept", "application/json"},
                            {"Cookie", "saat=" + clerk.token},
                            {"X-CSRF-Token", clerk.csrf}},
                           "{\"typed\": \"12\xE0\xB8\", \"version\": 0}");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(has_finding(json::parse(answer.body), "U2.1:number", "ไม่ใช่ตัวเลข"));
  EXPECT_EQ(question("U2.1")["typed"], "12\uFFFD\uFFFD");
}

TEST_F(Input, two_mebibytes_of_text_are_refused_and_long_text_is_a_finding) {
  auto refused = put("U1.2", {{"typed", std::string(2 << 20, 'x')}, {"version", 0}});
  EXPECT_EQ(refused.status, 413);
  EXPECT_NE(json::parse(refused.body)["detail"].get<std::string>().find("ยาวเกินกว่าที่รับได้"), std::string::npos);
  put("U1.1", {{"typed", "yes"}});
  std::string long_text(30'000, 'x');
  auto kept = put("U1.2", {{"typed", long_text}});
  ASSERT_EQ(kept.status, 200);
  EXPECT_TRUE(has_finding(json::parse(kept.body), "U1.2:too_much_text", "2,000"));
  EXPECT_EQ(question("U1.2")["typed"], long_text);
}

TEST_F(Input, an_unknown_question_and_a_body_that_is_no_form_are_told) {
  auto unknown = put("U99.9", {{"typed", "1"}, {"version", 0}});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(json::parse(unknown.body)["key"], "problem.unknown_question");
  auto nested = put("U2.1", {{"typed", {{"a", 1}}}, {"version", 0}});
  EXPECT_EQ(nested.status, 400);
  EXPECT_EQ(nested.headers["content-type"], "application/problem+json");
  auto list = country.ask("clerk", "PUT", report + "/answers/U2.1", json::array({1, 2}));
  EXPECT_EQ(list.status, 400);
}

TEST_F(Input, a_stale_save_changes_nothing_and_shows_both_values) {
  put("U2.1", {{"typed", "100"}, {"version", 0}});
  put("U2.1", {{"typed", "200"}, {"version", 1}}, "approver");
  auto stale = put("U2.1", {{"typed", "300"}, {"version", 1}});
  ASSERT_EQ(stale.status, 409);
  auto problem = json::parse(stale.body);
  EXPECT_EQ(problem["theirs"]["typed"], "200");
  EXPECT_EQ(problem["theirs"]["version"], 2);
  EXPECT_EQ(problem["yours"]["typed"], "300");
  EXPECT_EQ(question("U2.1")["typed"], "200");
  for (json odd : {json(-1), json(99), json("abc"), json("99999999999999"), json(true)})
    EXPECT_EQ(put("U2.1", {{"typed", "400"}, {"version", odd}}).status, 409) << odd;
  EXPECT_EQ(put("U2.1", {{"typed", "300"}, {"version", 2}}).status, 200) << "chosen, it is saved over theirs";
}

TEST_F(Input, a_save_sent_twice_is_one_save) {
  put("U2.1", {{"typed", "100"}, {"version", 0}});
  auto again = put("U2.1", {{"typed", "100"}, {"version", 0}});
  EXPECT_EQ(again.status, 200) << "the reply was lost and the browser asks again";
  EXPECT_EQ(question("U2.1")["version"], 1);
}

TEST_F(Input, a_form_without_scripts_saves_a_section_and_keeps_what_is_stale) {
  const auto& clerk = country.visitor("clerk");
  auto post = [&](const std::string& body) {
    return http::Client(country.port())
        .ask("POST", report + "/answers?section=upstream",
             {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", "saat=" + clerk.token}},
             body + "&csrf=" + clerk.csrf);
  };
  EXPECT_EQ(post("U2.1=100&U2.1.version=0&U2.2=10&U2.2.version=0").status, 303);
  EXPECT_EQ(question("U2.2")["typed"], "10");
  auto mixed = post("U2.1=111&U2.1.version=0&U2.2=20&U2.2.version=1");
  EXPECT_EQ(mixed.status, 409);
  EXPECT_NE(mixed.body.find("value=\"111\""), std::string::npos) << "what was typed comes back in its field";
  EXPECT_NE(mixed.body.find("<b>100</b>"), std::string::npos) << "beside what is stored";
  EXPECT_EQ(question("U2.1")["typed"], "100");
  EXPECT_EQ(question("U2.2")["typed"], "20") << "the rest is saved";
}

TEST_F(Input, submission_wants_the_certificate_and_no_obstacle) {
  put("U2.1", {{"typed", "100"}});
  auto uncertified = country.ask("approver", "POST", report + "/submission", json::object());
  EXPECT_EQ(uncertified.status, 400);
  EXPECT_EQ(json::parse(uncertified.body)["key"], "submission.not_certified");
  auto incomplete = country.ask("approver", "POST", report + "/submission", json{{"certify", "yes"}});
  EXPECT_EQ(incomplete.status, 409);
  EXPECT_EQ(json::parse(incomplete.body)["key"], "submission.obstacles");
  EXPECT_EQ(country.ask("approver", "POST", report + "/withdrawal", json::object()).status, 409);
}

TEST_F(Input, not_applicable_wants_a_reason) {
  ASSERT_TRUE(question("U8.1")["may_not_apply"]);
  auto bare = json::parse(put("U8.1", {{"not_applicable", true}}).body);
  EXPECT_TRUE(has_finding(bare, "U8.1:reason", "เหตุผล")) << bare.dump();
  auto reasoned = json::parse(put("U8.1", {{"not_applicable", true}, {"reason", "ไม่มีสถานศึกษาในสังกัด"}}).body);
  EXPECT_EQ(reasoned["findings"], json::array());
  auto refused = json::parse(put("U2.1", {{"not_applicable", true}, {"typed", "5"}}).body);
  EXPECT_EQ(refused["question"]["state"], "kept") << "the plan does not let this one not apply";
}

TEST(Window, before_and_after_it_a_save_is_refused_with_its_dates) {
  for (auto [now, word] :
       {std::pair{"2024-11-06T23:59+07:00", "ยังไม่เปิดรับ"}, {"2024-11-23T00:00+07:00", "ปิดรับรายงานแล้ว"}}) {
    Country country(now);
    auto refused = country.ask("clerk", "PUT", report + "/answers/U2.1", json{{"typed", "1"}, {"version", 0}});
    EXPECT_EQ(refused.status, 403);
    std::string detail = json::parse(refused.body)["detail"];
    EXPECT_NE(detail.find(word), std::string::npos) << detail;
    EXPECT_NE(detail.find("7 พ.ย. 2567"), std::string::npos) << detail;
    EXPECT_NE(detail.find("22 พ.ย. 2567"), std::string::npos) << detail;
    const auto& clerk = country.visitor("clerk");
    auto form = http::Client(country.port())
                    .ask("POST", report + "/answers?section=upstream",
                         {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", "saat=" + clerk.token}},
                         "U2.1=777&U2.1.version=0&csrf=" + clerk.csrf);
    EXPECT_EQ(form.status, 403);
    EXPECT_NE(form.body.find("777"), std::string::npos) << "what was typed is shown again";
  }
  Country last_minute("2024-11-22T23:59:30+07:00");
  EXPECT_EQ(last_minute.ask("clerk", "PUT", report + "/answers/U2.1", json{{"typed", "1"}, {"version", 0}}).status,
            200);
}

TEST(Session, ended_in_the_middle_of_typing_is_told_as_401_and_a_new_one_saves_the_same_field) {
  Country country;
  country.ask("clerk", "PUT", report + "/answers/U2.1", json{{"typed", "1"}, {"version", 0}});
  country.database().write_now([&](db::Tx& tx) { identity::end_session(tx, country.visitor("clerk").token); });
  auto refused = country.ask("clerk", "PUT", report + "/answers/U2.1", json{{"typed", "2"}, {"version", 1}});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(json::parse(refused.body)["key"], "problem.not_signed_in");
  auto saved = country.ask("approver", "PUT", report + "/answers/U2.1", json{{"typed", "2"}, {"version", 1}});
  EXPECT_EQ(saved.status, 200);
}

// Without scripts: the form itself travels through signing in.
TEST(Session, ended_under_a_whole_form_gives_it_back_after_signing_in) {
  Country country;
  country.database().write_now([&](db::Tx& tx) {
    auto account = identity::find_account(tx, "clerk");
    identity::change_password(tx, account->person, identity::hash_password("ถังขยะเปียก-2567"),
                              {0});  // ends the session too
  });
  const std::map<std::string, std::string> as_form{{"Content-Type", "application/x-www-form-urlencoded"}};
  auto cookie = as_form;
  cookie["Cookie"] = "saat=" + country.visitor("clerk").token;
  auto ended = http::Client(country.port())
                   .ask("POST", report + "/answers?section=upstream", cookie, "U2.1=321&U2.1.version=0&csrf=x");
  EXPECT_EQ(ended.status, 401);
  EXPECT_NE(ended.body.find("name=\"kept.U2.1\" value=\"321\""), std::string::npos) << ended.body;
  std::string back =
      "&resume=" + http::percent_encode(report + "/answers?section=upstream") + "&kept.U2.1=321&kept.U2.1.version=0";
  auto wrong = http::Client(country.port()).ask("POST", "/session", as_form, "login=clerk&password=wrong" + back);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_NE(wrong.body.find("name=\"kept.U2.1\" value=\"321\""), std::string::npos)
      << "nor does a wrong password cost it";
  auto right =
      http::Client(country.port())
          .ask("POST", "/session", as_form, "login=clerk&password=" + http::percent_encode("ถังขยะเปียก-2567") + back);
  ASSERT_EQ(right.status, 200) << right.body;
  EXPECT_NE(right.body.find("name=\"U2.1\" value=\"321\""), std::string::npos);
  auto at = right.body.find("name=\"csrf\" value=\"");
  ASSERT_NE(at, std::string::npos);
  auto csrf = right.body.substr(at + 19, 32);
  auto signed_in = as_form;
  signed_in["Cookie"] = right.cookies.substr(0, right.cookies.find(';'));
  auto saved =
      http::Client(country.port())
          .ask("POST", report + "/answers?section=upstream", signed_in, "U2.1=321&U2.1.version=0&csrf=" + csrf);
  EXPECT_EQ(saved.status, 303) << saved.body;
  EXPECT_NE(country.ask("approver", "GET", report + "/sections/upstream").body.find("\"typed\":\"321\""),
            std::string::npos);
}

}  // namespace
}  // namespace app
