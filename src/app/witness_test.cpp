// Whoever changes what is stored, or rewrites the journal with all its hashes, shows.
#include <gmock/gmock.h>

#include <deque>

#include "app/country_for_tests.h"
#include "journal/anchors.h"
#include "reports/witness.h"
#include "review/witness.h"

namespace app {
namespace {

using nlohmann::json;

struct Witness : testing::Test {
  Country country;
  static constexpr const char* secret = "a secret of the auditor's";
  const std::string report = std::string("/reports/clean-province/2567/") + Country::body;

  void SetUp() override {
    for (const auto& [question, typed] : {std::pair{"U2.1", "2000"}, {"U2.2", "0"}})
      ASSERT_EQ(country
                    .ask("clerk", "PUT", report + "/answers/" + question,
                         {{"typed", typed}, {"version", 0}, {"remark", "นับเอง"}})
                    .status,
                200);
    ASSERT_EQ(country.ask("clerk", "PUT", report + "/answers/U2.1", {{"typed", "2001"}, {"version", 1}}).status, 200);
    ASSERT_EQ(country.ask("clerk", "PUT", report + "/reasons/U2.1-registry", {{"reason", "มีบ้านใหม่"}}).status, 200);
  }
  std::vector<std::string> differences() {
    std::vector<std::string> all;
    country.database().read([&](db::Tx& tx) {
      all = reports::journal_differences(tx);
      for (auto& each : review::journal_differences(tx)) all.push_back(std::move(each));
    });
    return all;
  }
  std::vector<journal::Broken> broken(const std::string& anchor, const char* with = secret) {
    std::vector<journal::Broken> found;
    country.database().read([&](db::Tx& tx) { found = journal::held_against(tx, anchor, with); });
    return found;
  }
  std::string anchor() {
    std::string text;
    country.database().read([&](db::Tx& tx) { text = journal::anchor(tx, secret, base::Instant{1}); });
    return text;
  }
  // Statements last as long as the program, and so do their texts.
  void run(const std::string& sql) {
    static std::deque<std::string> texts;
    static std::deque<db::Statement> statements;
    const auto& name = texts.emplace_back("test.tamper_" + std::to_string(statements.size()));
    const auto& statement = statements.emplace_back(name, texts.emplace_back(sql));
    country.database().write_now([&](db::Tx& tx) { tx.run(statement, {}); });
  }
};

TEST_F(Witness, what_is_stored_is_what_the_journal_tells) {
  EXPECT_THAT(differences(), testing::IsEmpty());
  for (const auto& [tamper, said] : std::vector<std::pair<std::string, std::string>>{
           {"UPDATE answer SET typed = '9999' WHERE question = 'U2.1'", "U2.1 is not what was given"},
           {"UPDATE answer SET typed = '2001', remark = 'ชั่งแล้ว' WHERE question = 'U2.1'", "U2.1 is not what was given"},
           {"UPDATE answer SET remark = 'นับเอง', changed_by = changed_by + 1 WHERE question = 'U2.1'", "somebody else"},
           {"UPDATE answer SET changed_by = changed_by - 1, changed_at = changed_at - 1 WHERE question = 'U2.1'",
            "another time"},
           {"UPDATE answer SET changed_at = changed_at + 1, version = 1 WHERE question = 'U2.1'", "number of times"},
           {"UPDATE answer SET version = 2 WHERE question = 'U2.1'", ""},
           {"UPDATE finding_reason SET reason = 'อื่น'", "reason for U2.1-registry"},
           {"UPDATE finding_reason SET reason = 'มีบ้านใหม่'", ""},
           {"DELETE FROM answer WHERE question = 'U2.2'", "an answer that was given is gone"}}) {
    run(tamper);
    if (said.empty())
      EXPECT_THAT(differences(), testing::IsEmpty()) << tamper;
    else
      EXPECT_THAT(differences(), testing::ElementsAre(testing::HasSubstr(said))) << tamper;
  }
}

TEST_F(Witness, a_chain_that_is_gone_with_its_head_shows) {
  run("DELETE FROM journal WHERE chain > 0");
  run("DELETE FROM journal_head WHERE chain > 0");
  journal::Verdict verdict;
  country.database().read([&](db::Tx& tx) { verdict = journal::verify(tx); });
  EXPECT_TRUE(verdict.broken.empty()) << "the chains that are left are whole";
  EXPECT_THAT(differences(), testing::ElementsAre(testing::HasSubstr("does not know its answer")));
}

TEST_F(Witness, an_anchor_holds_a_chain_that_was_made_anew_with_all_its_hashes) {
  const auto before = anchor();
  EXPECT_THAT(broken(before), testing::IsEmpty());
  ASSERT_EQ(country.ask("clerk", "PUT", report + "/answers/U2.1", {{"typed", "2002"}, {"version", 2}}).status, 200);
  EXPECT_THAT(broken(before), testing::IsEmpty()) << "a chain may grow";
  EXPECT_EQ(broken(before, "another secret of length").size(), 1u);
  auto forged = before;
  forged[forged.find('\n') + 1] ^= 1;
  EXPECT_EQ(broken(forged).size(), 1u) << "nor may the anchor be changed";
  EXPECT_EQ(broken("").size(), 1u);
  EXPECT_EQ(broken("saat-anchor 1 \nseal ").size(), 1u);

  // Somebody who knows the program writes another history: every row, hash and head fits, and so do the answers.
  std::vector<journal::Entry> chain;
  std::int64_t number = 0;
  country.database().read([&](db::Tx& tx) {
    static const db::Statement first("test.chain", "SELECT MAX(chain) FROM journal");
    number = *tx.first(first, {}, [](const db::Row& row) { return row.integer(0); });
    chain = journal::of(tx, number);
  });
  run("DELETE FROM journal WHERE chain > 0");
  run("DELETE FROM journal_head WHERE chain > 0");
  run("UPDATE answer SET remark = '' WHERE question = 'U2.2'");
  country.database().write_now([&](db::Tx& tx) {
    for (auto& entry : chain)
      journal::write(tx, number, entry.at, entry.seat, entry.act, entry.subject, entry.before,
                     entry.subject == "U2.2" ? "0" : entry.after);
  });
  journal::Verdict verdict;
  country.database().read([&](db::Tx& tx) { verdict = journal::verify(tx); });
  EXPECT_TRUE(verdict.broken.empty());
  EXPECT_THAT(differences(), testing::IsEmpty()) << "a forger may be thorough";
  const auto found = broken(before);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().chain, number);
}

TEST_F(Witness, the_anchors_of_the_days_name_a_chain_that_was_made_anew_and_an_anchor_that_was_not) {
  std::string kept;
  const auto anchor_at = [&](const char* moment) {
    std::optional<journal::Anchor> made;
    country.database().write_now(
        [&](db::Tx& tx) { made = journal::anchor_of_the_day(tx, secret, *base::parse_instant(moment)); });
    if (made) kept += "> a mail quotes it: " + journal::line_of(*made) + "\r\n";
    return made.has_value();
  };
  const auto why = [&](const std::string& outside, const char* with = secret) {
    std::vector<std::string> all;
    country.database().read([&](db::Tx& tx) {
      all.clear();
      for (auto& each : journal::against_anchors(tx, with, outside)) all.push_back(std::move(each.why));
    });
    return all;
  };
  EXPECT_FALSE(anchor_at("2024-11-18T02:59+07:00")) << "the day before has not ended for everybody";
  EXPECT_TRUE(anchor_at("2024-11-18T03:00+07:00"));
  EXPECT_FALSE(anchor_at("2024-11-18T23:59+07:00")) << "once a day";
  ASSERT_EQ(country.ask("clerk", "PUT", report + "/answers/U2.1", {{"typed", "2002"}, {"version", 2}}).status, 200);
  EXPECT_TRUE(anchor_at("2024-11-19T03:00+07:00"));
  EXPECT_THAT(why(kept), testing::IsEmpty());
  EXPECT_THAT(why(kept, "another secret of length"), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(why("nothing of the kind"), testing::ElementsAre(testing::HasSubstr("no line of an anchor")));
  auto page = json::parse(country.ask("auditor", "GET", "/journal").body);
  EXPECT_THAT(kept, testing::HasSubstr(page["anchor"].get<std::string>()));

  // As a row of the chain made anew, with a hash that fits all that follows: here the first row will do.
  const auto forge =
      "UPDATE journal SET hash = (SELECT hash FROM journal WHERE chain = 0 AND number = 1) WHERE chain > 0";
  run("CREATE TABLE aside AS SELECT * FROM journal");
  run(forge);
  EXPECT_THAT(why(kept), testing::ElementsAre(testing::HasSubstr("not what it was: anchor 1 of 2024-11-17")));
  run("DELETE FROM journal WHERE chain > 0");
  run("DELETE FROM journal_head WHERE chain > 0");
  EXPECT_THAT(why(kept), testing::ElementsAre(testing::HasSubstr("shorter than it was, or gone: anchor 1 ")));
  run("DELETE FROM journal");
  run("INSERT INTO journal SELECT * FROM aside");
  run("DROP TABLE aside");
  EXPECT_THAT(why(kept), testing::IsEmpty()) << "the test puts back what it changed";

  run("UPDATE journal_anchor SET acts = acts + 1 WHERE id = 2");
  EXPECT_THAT(why(""), testing::ElementsAre(testing::HasSubstr("anchor 2 of 2024-11-18")));
  run("DELETE FROM journal_anchor_line WHERE anchor_id = 2");
  run("DELETE FROM journal_anchor WHERE id = 2");
  EXPECT_THAT(why(""), testing::IsEmpty()) << "whoever takes off the latest is named from outside alone";
  EXPECT_THAT(why(kept), testing::ElementsAre(testing::HasSubstr("anchor 2 is kept outside")));
}

}  // namespace
}  // namespace app
