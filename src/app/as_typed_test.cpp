// Thousands of saves, forms, pastes, conflicts and sendings in chance order: every answer is kept as it was typed, a
// model keeps account, and the sums are those of the answers. SAAT_TEST_STEPS asks for more of them, SAAT_TEST_SEED for
// others.
#include <gmock/gmock.h>

#include <random>

#include "app/country_for_tests.h"
#include "app/move.h"
#include "reports/acts.h"

namespace app {
namespace {

using nlohmann::json;

const std::string at = std::string("/reports/clean-province/2567/") + Country::body;
const char* const chapters[] = {"upstream", "midstream", "downstream"};  // those that ask

struct Kept {
  std::string typed, unit, reason, source, remark;
  bool not_applicable = false;
  int version = 0;
  bool operator==(const Kept&) const = default;
};
void PrintTo(const Kept& kept, std::ostream* out) {
  *out << json(kept.typed) << " " << kept.unit << " v" << kept.version << (kept.not_applicable ? " n/a " : " ")
       << kept.reason << "/" << kept.source << "/" << kept.remark;
}

Kept kept_in(const json& question) {
  return {question["typed"],  question["unit"],           question["reason"], question["source"],
          question["remark"], question["not_applicable"], question["version"]};
}

class AsTyped : public testing::Test {
 protected:
  Country country;
  std::mt19937_64 random{std::uint64_t(number_of("SAAT_TEST_SEED", 1))};
  std::map<std::string, Kept> model;
  std::map<std::string, json> asked;  // as the page of its section had it last
  std::string chapter;
  json undo;                                           // of the latest paste
  std::map<std::string, std::pair<Kept, int>> pasted;  // what stood there before it, and the version it made
  std::map<std::string, int> outcomes;

  std::size_t below(std::size_t n) { return std::size_t(random() % n); }
  template <class T>
  const T& one(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  std::vector<json> look() {
    std::vector<json> questions;
    auto page = json::parse(country.ask("clerk", "GET", at + "/sections/" + chapter).body);
    for (const auto& indicator : page["indicators"])
      for (const auto& question : indicator["questions"]) questions.push_back(question);
    for (const auto& question : questions) asked[question["code"]] = question;
    return questions;
  }
  std::string any_text(const json& question) {
    static const std::vector<std::string> numbers = {"0", "7", "2,000", "๑๒", "31.5", " 15 ", "", "abc", "-3", "1e5"};
    static const std::vector<std::string> texts = {"", "ข้อบัญญัติ", "ก\nข", "\nก", "<&\">", "  ก "};
    static const std::vector<std::string> choices = {"yes", "no", "มี", "ไม่ใช่", "", "ไม่แน่ใจ"};
    return question["is_yes_no"] == true ? one(choices) : question["is_text"] == true ? one(texts) : one(numbers);
  }
  static std::string windows(std::string text) {
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n', end + 2)) text.replace(end, 1, "\r\n");
    return text;
  }
  // What the model says a save comes to; false: there is nothing to save.
  bool gives(const std::string& code, const Kept& given) {
    auto& kept = model[code];
    Kept next = given;
    next.version = kept.version;
    if (next == kept) return false;
    ++next.version;
    kept = next;
    return true;
  }
  Kept changed(const json& question) {
    Kept next = model[question["code"]];
    switch (below(5)) {
      case 0:
        if (!question["units"].empty()) next.unit = one(question["units"].get<std::vector<json>>())["code"];
        break;
      case 1:
        if (question["asks_source"] == true) next.source = one(question["sources"].get<std::vector<json>>())["code"];
        break;
      case 2:
        next.remark = one<std::string>({"", "ดูสมุด", "<b>"});
        break;
      case 3:
        if (question["may_not_apply"] == true) next.not_applicable = !next.not_applicable, next.reason = "ไม่มี";
        break;
      default:
        next.typed = any_text(question);
    }
    return next;
  }

  void saves(const json& question) {
    const std::string code = question["code"];
    Kept next = changed(question);
    bool stale = below(8) == 0;
    json body = {{"typed", windows(next.typed)},
                 {"reason", next.reason},
                 {"remark", next.remark},
                 {"version", model[code].version - stale}};
    if (!question["units"].empty()) body["unit"] = next.unit;
    if (question["asks_source"] == true) body["source"] = next.source;
    if (question["may_not_apply"] == true) body["not_applicable"] = next.not_applicable;
    auto before = model[code];
    bool moves = gives(code, next);
    auto answer = country.ask(below(2) ? "clerk" : "approver", "PUT", at + "/answers/" + code, body);
    if (moves && stale) {
      EXPECT_EQ(answer.status, 409) << answer.body;
      model[code] = before;
      auto theirs = json::parse(answer.body)["theirs"];
      EXPECT_EQ(theirs["typed"], before.typed);
      EXPECT_EQ(theirs["unit"], before.unit);
      ++outcomes["stale"];
    } else {
      ASSERT_EQ(answer.status, 200) << answer.body;
      EXPECT_EQ(kept_in(json::parse(answer.body)["question"]), model[code]) << code;
      ++outcomes[moves ? "saved" : "unchanged"];
    }
  }

  // The section as a form without scripts: all of it as it was shown, one or two fields changed.
  void sends_the_form(const std::vector<json>& questions) {
    std::map<std::string, Kept> form;
    for (const auto& question : questions) form[question["code"]] = model[question["code"]];
    for (auto changes = below(3); changes > 0; --changes) {
      const auto& question = one(questions);
      form[question["code"]] = changed(question);
    }
    std::string sent = "csrf=" + country.visitor("clerk").csrf;
    auto add = [&](const std::string& name, const std::string& value) {
      sent += "&" + http::percent_encode(name) + "=" + http::percent_encode(windows(value));
    };
    for (const auto& question : questions) {
      const std::string code = question["code"];
      const auto& given = form[code];
      add(code + ".version", std::to_string(model[code].version));
      add(code + ".was", question["was"]);
      add(code, given.typed), add(code + ".remark", given.remark);
      if (!question["units"].empty()) add(code + ".unit", given.unit);
      if (question["asks_source"] == true) add(code + ".source", given.source);
      if (question["may_not_apply"] == true) add(code + ".reason", given.reason);
      if (given.not_applicable) add(code + ".not_applicable", "yes");
    }
    auto answer = http::Client(country.port())
                      .ask("POST", at + "/answers?section=" + chapter,
                           {{"Content-Type", "application/x-www-form-urlencoded"},
                            {"Cookie", "saat=" + country.visitor("clerk").token}},
                           sent);
    ASSERT_EQ(answer.status, 303) << answer.body.substr(0, 2000);
    bool moved = false;
    for (const auto& [code, given] : form) moved |= gives(code, given);
    ++outcomes[moved ? "form" : "untouched form"];
  }

  void pastes(const std::vector<json>& questions) {
    auto start = below(questions.size());
    std::string text, seen;
    for (auto i = start; i < std::min(start + 1 + below(9), questions.size()); ++i) {
      const auto& question = questions[i];
      static const std::vector<std::string> cells = {"", "3", "1,200", "มี", "ไม่ใช่", "5 ตัน/วัน", "0.2 ตัน", "ข้อความ"};
      text += (question["asked"] == true || below(9) == 0 ? one(cells) : "") + "\r\n";
    }
    for (const auto& question : questions)
      seen += question["code"].get<std::string>() + ":" + std::to_string(question["version"].get<int>()) + " ";
    json body = {{"at", questions[start]["code"]}, {"text", text}, {"seen", seen}};
    if (below(3) == 0) body["layout"] = below(2) ? "every" : "asked";
    auto answer = country.ask("clerk", "POST", at + "/paste", body);
    if (answer.status != 200) {
      ++outcomes["paste refused"];
      EXPECT_TRUE(answer.status == 409 || answer.status == 400) << answer.body;
      return;
    }
    auto told = json::parse(answer.body);
    pasted.clear(), undo = told["undo"];
    for (const auto& cell : told["cells"]) {
      if (cell["outcome"] != "taken") continue;
      const std::string code = cell["question"];
      pasted[code] = {model[code], model[code].version + 1};
      Kept next = model[code];
      for (const auto& now : told["questions"])
        if (now["code"] == code) next.typed = now["typed"], next.unit = now["unit"];
      EXPECT_THAT(cell["text"].get<std::string>() + " yes no", testing::HasSubstr(next.typed)) << code;
      if (cell["text"].get<std::string>().ends_with("วัน") && next.typed == "5") {
        EXPECT_EQ(next.unit, "tonne_day") << code;
      }
      next.not_applicable = false;
      EXPECT_TRUE(gives(code, next)) << code;
    }
    EXPECT_EQ(told["taken"], pasted.size());
    ++outcomes["pasted"];
  }
  void takes_back() {
    if (pasted.empty()) return;
    bool changed = false;
    for (const auto& [code, before] : pasted) changed |= model[code].version != before.second;
    auto answer = country.ask("clerk", "POST", at + "/paste/withdrawal", {{"undo", undo}});
    EXPECT_EQ(answer.status, changed ? 409u : 200u) << answer.body;
    if (!changed)
      for (const auto& [code, before] : pasted) {
        auto version = model[code].version;
        model[code] = before.first;
        model[code].version = version + 1;
      }
    pasted.clear();
    ++outcomes[changed ? "paste changed since" : "paste taken back"];
  }
};

TEST_F(AsTyped, whatever_is_done_in_whatever_order) {
  const auto steps = number_of("SAAT_TEST_STEPS", 500);
  for (const char* each : chapters) {
    chapter = each;
    for (const auto& question : look()) model[question["code"]] = kept_in(question);
  }
  for (std::int64_t step = 0; step < steps && !HasFailure(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    chapter = chapters[below(3)];
    auto questions = look();
    for (const auto& question : questions) {
      ASSERT_EQ(kept_in(question), model[question["code"]]) << question["code"];
      const auto& kept = model[question["code"]];
      if (question["is_number"] == true && kept.typed == "31.5" && question["value"] != "" &&
          kept.unit == "tonne_day") {
        EXPECT_EQ(question["value"], "11497.5") << question["code"];
      }
    }
    switch (below(10)) {
      case 0:
      case 1:
        pastes(questions);
        break;
      case 2:
        takes_back();
        break;
      case 3:
      case 4:
        sends_the_form(questions);
        break;
      default:
        saves(one(questions));
    }
  }
  for (const char* outcome :
       {"saved", "unchanged", "stale", "form", "untouched form", "pasted", "paste refused", "paste taken back"})
    EXPECT_GT(outcomes[outcome], 0) << outcome;
  Config config;
  auto world = open_world(country.database(), config);
  country.database().read(
      [&](db::Tx& tx) { EXPECT_THAT(recounted(tx, world, false).differences, testing::IsEmpty()); });
}

}  // namespace
}  // namespace app
