// What is longer than can be taken is refused where it stands, by every way in, and nothing of it is kept or
// journalled.
#include <gmock/gmock.h>

#include "app/country_for_tests.h"
#include "reports/rules.h"

namespace app {
namespace {

using nlohmann::json;

struct Lengths : testing::Test {
  Country country;
  const std::string report = std::string("/reports/clean-province/2567/") + Country::body;

  static std::string thai(std::size_t letters) {
    std::string text;
    for (std::size_t i = 0; i < letters; ++i) text += "ก";
    return text;
  }
  http::Client::Answer put(const std::string& question, const json& given) {
    return country.ask("clerk", "PUT", report + "/answers/" + question, given);
  }
  json question(const std::string& code) {
    auto page = json::parse(country.ask("clerk", "GET", report + "/sections/upstream").body);
    for (const auto& indicator : page["indicators"])
      for (const auto& one : indicator["questions"])
        if (one["code"] == code) return one;
    return nullptr;
  }
  std::int64_t bytes_journalled() {
    static const db::Statement size("test.journal_size", "SELECT COALESCE(SUM(LENGTH(after_value)), 0) FROM journal");
    std::int64_t bytes = 0;
    country.database().read(
        [&](db::Tx& tx) { bytes = *tx.first(size, {}, [](const db::Row& row) { return row.integer(0); }); });
    return bytes;
  }
};

TEST_F(Lengths, a_field_takes_what_it_can_and_says_how_much_was_too_much) {
  using namespace reports::longest;
  ASSERT_EQ(put("U1.2", {{"typed", thai(text)}, {"version", 0}}).status, 200) << "counted in letters, not in bytes";
  const auto before = bytes_journalled();
  for (const auto& [part, limit] : {std::pair{"typed", text}, {"remark", remark}, {"source", source}}) {
    auto refused = put("U1.2", {{part, thai(limit + 1)}, {"version", 1}});
    EXPECT_EQ(refused.status, 400) << part;
    const auto problem = json::parse(refused.body);
    EXPECT_EQ(problem["key"], std::string("too_long.") + part);
    EXPECT_THAT(problem["detail"].get<std::string>(), testing::HasSubstr(std::to_string(limit + 1)));
  }
  EXPECT_EQ(put("U2.1", {{"typed", std::string(value + 1, '1')}, {"version", 0}}).status, 400);
  EXPECT_EQ(put("U2.1", {{"typed", "5"}, {"unit", std::string(unit + 1, 'u')}, {"version", 0}}).status, 400);
  auto reason_refused = country.ask("clerk", "PUT", report + "/reasons/U2.1-registry", {{"reason", thai(reason + 1)}});
  EXPECT_EQ(reason_refused.status, 400) << reason_refused.body;
  EXPECT_EQ(question("U1.2")["version"], 1);
  EXPECT_EQ(question("U2.1")["version"], 0);
  EXPECT_EQ(bytes_journalled(), before);
}

TEST_F(Lengths, the_form_without_scripts_comes_back_with_what_was_typed_and_saves_the_rest) {
  const auto typed = thai(reports::longest::text + 1);
  auto answer = country.ask(
      "clerk", "POST", report + "/answers?section=upstream",
      {{"U1.2", typed}, {"U1.2.version", "0"}, {"U2.1", "2000"}, {"U2.1.version", "0"}, {"U2.1.unit", "household"}});
  EXPECT_EQ(answer.status, 422);
  const auto page = json::parse(answer.body);
  EXPECT_THAT(page["notice"].get<std::string>(), testing::HasSubstr("U1.2"));
  for (const auto& indicator : page["indicators"])
    for (const auto& one : indicator["questions"])
      if (one["code"] == "U1.2") EXPECT_EQ(one["typed"], typed) << "nothing typed is lost";
  EXPECT_EQ(question("U1.2")["typed"], "");
  EXPECT_EQ(question("U2.1")["typed"], "2000");
}

TEST_F(Lengths, a_paste_and_a_table_name_the_cell) {
  const auto text = thai(reports::longest::text + 1);
  auto pasted = country.ask("clerk", "POST", report + "/paste", {{"at", "U1.2"}, {"text", text}});
  EXPECT_EQ(pasted.status, 409) << "a text that long has a finding, which a paste does not bring in";
  auto table =
      country.ask("clerk", "POST", "/imports/clean-province/2567", {{"file", "code,U1.2\n06560115," + text + "\n"}});
  EXPECT_EQ(table.status, 422);
  const auto fault = json::parse(table.body)["faults"][0];
  EXPECT_EQ(fault["cell"], "B2");
  EXPECT_EQ(question("U1.2")["typed"], "");
}

}  // namespace
}  // namespace app
