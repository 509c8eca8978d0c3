// What people really type and send: each gets a clear sentence, and nothing typed is lost.
#include <gmock/gmock.h>

#include <regex>

#include "app/input_for_tests.h"
#include "identity/web.h"
#include "journal/journal.h"
#include "reports/rules.h"
#include "reports/store.h"

namespace app {
namespace {

using input::Input;
using input::report;
using nlohmann::json;

TEST_F(Input, numbers_are_read_as_people_write_them) {
  for (auto [typed, shown] : {std::pair{"1234", "1,234"},
                              {"1,234", "1,234"},
                              {" ๑,๒๓๔ ", "1,234"},
                              {"0", "0"},
                              {"1234.0", "1,234"},
                              {"007", "7"}}) {
    auto reply = json::parse(put("U2.1", {{"typed", typed}}).body);
    auto told = reply["question"];
    EXPECT_EQ(told["in_words"], std::string(shown) + " ครัวเรือน") << typed << reply.dump();
    EXPECT_EQ(told["typed"], typed) << "kept as it was typed";
    EXPECT_EQ(question("U2.1")["typed"], typed);
  }
  auto weight = json::parse(put("U6.2", {{"typed", "1,234.5"}}).body);
  EXPECT_EQ(weight["question"]["value"], "1234.5");
}

TEST_F(Input, an_answer_is_told_as_typed_in_its_unit_apart_from_what_it_is_reckoned_as) {
  put("D1.3", {{"typed", "31"}, {"unit", "tonne_day"}});
  auto told = json::parse(put("D1.3", {{"source", "weighed"}}).body)["question"];
  EXPECT_EQ(told["typed"], "31");
  EXPECT_EQ(told["unit"], "tonne_day");
  EXPECT_EQ(told["value"], "11315") << "in the plan's unit";
  EXPECT_EQ(told["value_unit"], "tonne_year");
  EXPECT_EQ(told["beside"], "= 11,315 ตัน/ปี · 11,315,000 กก./ปี");
  EXPECT_EQ(told["in_words"], "31 ตัน/วัน = 11,315 ตัน/ปี") << "a reader sees no number beside another's unit";
  auto page = country.ask("clerk", "GET", report + "/sections/downstream", nullptr, {{"Accept", "text/html"}}).body;
  EXPECT_THAT(page, testing::ContainsRegex("name=\"D1.3\" value=\"31\""));
  EXPECT_THAT(page, testing::HasSubstr("value=\"tonne_day\" selected"));
  auto stale = json::parse(put("D1.3", {{"typed", "32"}, {"unit", "tonne_day"}, {"version", 1}}).body);
  EXPECT_EQ(stale["theirs"]["typed"], "31");
  EXPECT_EQ(stale["theirs"]["unit"], "tonne_day");
}

TEST_F(Input, a_figure_says_in_words_how_it_came_about) {
  auto worded = [&](const std::string& section, const std::string& indicator) {
    auto page = json::parse(country.ask("clerk", "GET", report + "/sections/" + section).body);
    for (const auto& each : page["indicators"])
      if (each["code"] == indicator) return each["figure"]["worded"].get<std::string>();
    return std::string("no such indicator");
  };
  put("U6.1", {{"typed", "12"}});
  EXPECT_EQ(worded("upstream", "U6"), "12 ≥ 1 → 100.00 %") << "nothing is divided by 1";
  put("D4.1", {{"typed", "no"}});
  EXPECT_EQ(worded("downstream", "D4"), "ไม่มี/ไม่ใช่ และ – → 0.00 %") << "no English, and no code for what is not asked";
  put("U2.1", {{"typed", "2000"}}), put("U4.1", {{"typed", "500"}});
  EXPECT_EQ(worded("upstream", "U4"), "500 ÷ 2,000 = 25.00 %");
  put("U2.4", {{"typed", "2567"}});
  EXPECT_EQ(worded("supporting", "S2"), "2,567 × 0.013373892 = 34.33 tCO₂e/ปี")
      << "what it is multiplied by is part of it";
}

TEST_F(Input, a_unit_that_is_none_of_the_questions_is_kept_and_told_and_never_taken_for_another) {
  auto reply = json::parse(put("D1.3", {{"typed", "31"}, {"unit", "tonnes_a_day"}}).body);
  EXPECT_TRUE(has_finding(reply, "D1.3:unit", "tonnes_a_day")) << reply.dump();
  EXPECT_EQ(reply["question"]["value"], "");
  auto page = country.ask("clerk", "GET", report + "/sections/downstream", nullptr, {{"Accept", "text/html"}}).body;
  EXPECT_THAT(page, testing::HasSubstr("value=\"tonnes_a_day\" selected")) << "the list holds what is kept";
}

TEST_F(Input, what_cannot_be_read_is_no_answer) {
  auto answered = [](const json& reply) { return reply["progress"]["answered"].get<int>(); };
  auto before = answered(json::parse(put("U2.2", {{"typed", "5"}}).body));
  auto reply = json::parse(put("U2.1", {{"typed", "abc"}}).body);
  EXPECT_EQ(answered(reply), before);
  EXPECT_EQ(reply["question"]["state"], "unread");
  EXPECT_THAT(reply["question"]["last_saved"].get<std::string>(), testing::Not(testing::HasSubstr("บันทึกแล้ว")));
  EXPECT_EQ(answered(json::parse(put("U2.1", {{"typed", "   "}}).body)), before) << "nor are blanks";
  EXPECT_EQ(answered(json::parse(put("U2.1", {{"typed", "12"}}).body)), before + 1);
}

TEST_F(Input, a_mark_nobody_sees_is_named) {
  auto read = json::parse(put("U2.1", {{"typed", "1\u202c2\u00ad"}}).body);
  EXPECT_FALSE(has_finding(read, "U2.1:number", "")) << "read over, where a number is left";
  auto reply = json::parse(put("U2.1", {{"typed", "1\u202c2\u00ad?"}}).body);
  EXPECT_TRUE(has_finding(reply, "U2.1:number", "“1[U+202C]2[U+00AD]?”")) << reply["findings"].dump();
  EXPECT_TRUE(has_finding(reply, "U2.1:number", "(U+202C, U+00AD)")) << "and named";
  EXPECT_EQ(question("U2.1")["typed"], "1\u202c2\u00ad?") << "kept as it came";
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
  std::string long_text(reports::longest::text, 'x');
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
  EXPECT_NE(mixed.body.find("<b>100 ครัวเรือน</b>"), std::string::npos) << "beside what is stored";
  EXPECT_EQ(question("U2.1")["typed"], "100");
  EXPECT_EQ(question("U2.2")["typed"], "20") << "the rest is saved";
}

// The fields of the form as a browser without scripts sends them, line ends included.
std::string fields_of(const std::string& page) {
  auto begin = page.find("<form class=\"answers\"");
  auto form = page.substr(begin, page.find("</form>", begin) - begin);
  auto plain = [](std::string text) {
    for (auto [mark, sign] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
      for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1))
        text.replace(at, std::string_view(mark).size(), sign);
    return text;
  };
  std::string all;
  auto add = [&](const std::string& name, std::string value) {
    std::string sent;
    for (char c : plain(std::move(value)))
      if (c != '\r') sent += c == '\n' ? std::string("\r\n") : std::string(1, c);  // a page has one kind of line end
    all += (all.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(sent);
  };
  static const std::regex control(
      "<input([^>]*)>|<textarea([^>]*)>\n?([^<]*)</textarea>|<select([^>]*)>([\\s\\S]*?)</select>");
  auto attribute = [](const std::string& in, const char* name) -> std::optional<std::string> {
    std::smatch found;
    if (!std::regex_search(in, found, std::regex("(^|\\s)" + std::string(name) + "=\"([^\"]*)\""))) return std::nullopt;
    return found[2].str();
  };
  for (std::sregex_iterator at(form.begin(), form.end(), control), end; at != end; ++at) {
    const auto& found = *at;
    auto attributes = found[1].str() + found[2].str() + found[4].str();
    auto name = attribute(attributes, "name");
    if (!name || attributes.find("form=") != attributes.npos) continue;
    if (found[2].matched) {
      add(*name, found[3]);
    } else if (found[4].matched) {
      std::smatch option;
      auto options = found[5].str();
      static const std::regex chosen("<option value=\"([^\"]*)\" selected"), first("<option value=\"([^\"]*)\"");
      if (std::regex_search(options, option, chosen) || std::regex_search(options, option, first))
        add(*name, option[1]);
    } else if (attribute(attributes, "type") != "checkbox" || attributes.find("checked") != attributes.npos) {
      auto value = attribute(attributes, "value").value_or("on");
      EXPECT_EQ(value.find('\n'), value.npos) << *name << ": a field of one line would lose it";
      add(*name, value);
    }
  }
  return all;
}

class Untouched : public Input {
 protected:
  std::string page(const std::string& section) {
    return country.ask("clerk", "GET", report + "/sections/" + section, nullptr, {{"Accept", "text/html"}}).body;
  }
  http::Client::Answer post(const std::string& section, const std::string& fields) {
    return http::Client(country.port())
        .ask("POST", report + "/answers?section=" + section,
             {{"Content-Type", "application/x-www-form-urlencoded"},
              {"Cookie", "saat=" + country.visitor("clerk").token}},
             fields);
  }
  // Everything the database holds of the report.
  std::string all() {
    std::string all;
    country.database().read([&](db::Tx& tx) {
      reports::store::each(tx, [&](const reports::Report& r) {
        all += std::to_string(r.id) + " " + std::to_string(r.changed_at.ms) + "\n";
        for (const auto& entry : journal::of(tx, r.id))
          all += entry.act + " " + entry.subject + " " + entry.after + "\n";
      });
    });
    return all;
  }
};

TEST_F(Untouched, a_form_without_scripts_begins_no_report) {
  for (const char* section : {"upstream", "midstream", "downstream", "supporting"}) {
    auto fields = fields_of(page(section));
    if (section != std::string("supporting")) EXPECT_THAT(fields, testing::HasSubstr(".version=0"));
    EXPECT_EQ(post(section, fields).status, 303);
  }
  EXPECT_EQ(all(), "");
}

TEST_F(Untouched, a_form_without_scripts_changes_nothing_whatever_is_kept) {
  put("U1.1", {{"typed", "มี"}});
  put("U1.2", {{"typed", "\nข้อหนึ่ง\r\nข้อสอง\n"}, {"remark", "สอง\r\nบรรทัด <b>&"}});
  put("U2.1", {{"typed", "ประมาณ 200"}, {"unit", "no such unit"}, {"source", "no such source"}});
  put("U6.1", {{"typed", " ๓ "}, {"unit", "tonne"}});
  put("U8.1", {{"not_applicable", true}, {"reason", "ไม่มี \"สถานศึกษา\""}});
  put("D1.1", {{"typed", "31"}, {"unit", "tonne_day"}, {"source", "no such source"}});
  put("D4.1", {{"typed", "ไม่แน่ใจ"}});
  country.database().write_now([&](db::Tx& tx) {
    reports::store::each(tx, [&](const reports::Report& r) {
      reports::Answer old;  // as a form once left it
      old.typed = "ก\r\nข", old.remark = "ค\r\nง", old.version = 1, old.changed_by = 1;
      reports::store::put(tx, r.id, "D1.6", old);
    });
  });
  auto before = all();
  EXPECT_NE(before, "");
  country.slip_clock(60'000);
  for (const char* section : {"upstream", "midstream", "downstream", "supporting"})
    EXPECT_EQ(post(section, fields_of(page(section))).status, 303) << section;
  EXPECT_EQ(all(), before);
}

TEST_F(Untouched, a_field_of_an_old_page_gives_nothing_back_over_what_a_colleague_saved) {
  put("U2.1", {{"typed", "100"}});
  auto fields = fields_of(page("upstream"));
  put("U2.1", {{"typed", "200"}}, "approver");
  auto at = fields.find("U2.2=&");
  ASSERT_NE(at, fields.npos);
  fields.replace(at, 6, "U2.2=7&");
  EXPECT_EQ(post("upstream", fields).status, 303) << "U2.1 was not touched here, so there is nothing to choose";
  EXPECT_EQ(question("U2.1")["typed"], "200");
  EXPECT_EQ(question("U2.2")["typed"], "7");
}

TEST_F(Untouched, what_is_stale_comes_back_in_the_unit_it_was_typed_in) {
  put("D1.1", {{"typed", "100"}});
  auto answer =
      post("downstream", "csrf=" + country.visitor("clerk").csrf +
                             "&D1.1=31&D1.1.unit=tonne_day&D1.1.source=weighed&D1.1.remark=mine&D1.1.version=0");
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.body, testing::HasSubstr("value=\"tonne_day\" selected"));
  EXPECT_THAT(answer.body, testing::HasSubstr("value=\"weighed\" selected"));
  EXPECT_THAT(answer.body, testing::HasSubstr("value=\"mine\""));
  EXPECT_THAT(answer.body, testing::HasSubstr("<b>100 ตัน/ปี</b>"));
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

// Who certifies has read the page; what was saved behind it is not certified unseen.
TEST_F(Input, what_changed_after_it_was_read_is_not_certified) {
  put("U2.1", {{"typed", "100"}});
  auto seen = [&] { return json::parse(country.ask("approver", "GET", report + "/review").body)["seen"]; };
  auto sent = [&](const json& mark) {
    auto answer = country.ask("approver", "POST", report + "/submission", {{"certify", "yes"}, {"seen", mark}});
    EXPECT_EQ(answer.status, 409);
    return json::parse(answer.body)["key"];
  };
  const auto read = seen();
  EXPECT_EQ(sent(read), "submission.obstacles") << "nothing else stands against it";
  put("U2.1", {{"typed", "10"}, {"version", 1}});
  EXPECT_EQ(sent(read), "submission.changed");
  EXPECT_EQ(sent(seen()), "submission.obstacles");
}

// Two people explain one finding: the second sees what the first wrote before it is written over.
TEST_F(Input, a_reason_goes_over_the_one_that_was_seen_alone) {
  put("U2.1", {{"typed", "9000"}});
  auto explain = [&](const char* who, const char* reason, const json& seen) {
    return country.ask(who, "PUT", report + "/reasons/U2.1-registry", {{"reason", reason}, {"seen", seen}});
  };
  auto stands = [&] { return question("U2.1")["findings"][0]["reason"]; };
  EXPECT_EQ(explain("clerk", "หมู่บ้านใหม่", "").status, 200);
  const auto refused = explain("approver", "นับรวมหอพัก", "");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json::parse(refused.body)["stands"], "หมู่บ้านใหม่");
  EXPECT_EQ(stands(), "หมู่บ้านใหม่");
  EXPECT_EQ(explain("approver", "หมู่บ้านใหม่", "").status, 200) << "the same words are no matter";
  EXPECT_EQ(explain("approver", "นับรวมหอพัก", "หมู่บ้านใหม่").status, 200);
  EXPECT_EQ(stands(), "นับรวมหอพัก");
  // Without a script too: the form comes back with what was typed, and says what stands.
  const auto form = country.ask("clerk", "POST", report + "/answers?section=upstream",
                                {{"finding.U2.1-registry", "ของฉัน"}, {"finding.U2.1-registry.was", "หมู่บ้านใหม่"}});
  EXPECT_EQ(form.status, 409);
  EXPECT_THAT(json::parse(form.body)["notice"].get<std::string>(), testing::HasSubstr("“นับรวมหอพัก”"));
  EXPECT_THAT(form.body, testing::HasSubstr("ของฉัน"));
  EXPECT_EQ(stands(), "นับรวมหอพัก");
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
