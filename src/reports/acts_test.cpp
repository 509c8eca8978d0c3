#include <gmock/gmock.h>

#include <random>

#include "base/problem.h"
#include "journal/journal.h"
#include "reports/country_for_tests.h"

namespace reports {
namespace {

using base::Problem;
using testing::IsEmpty;

constexpr const char* bodies[] = {"06560115", "06560114", "03300102", "06560113", "02560101"};

// A whole report without a finding that blocks.
const std::vector<std::pair<std::string, std::string>> whole = {{"U1.1", "yes"},      {"U1.2", "ข้อบัญญัติ พ.ศ. 2563"},
                                                                {"U1.3", "1/3/2563"}, {"U2.1", "2000"},
                                                                {"U2.2", "500"},      {"U2.3", "1200"},
                                                                {"U2.4", "3600"},     {"U3.1", "120"},
                                                                {"U3.2", "110"},      {"U4.1", "1500"},
                                                                {"U4.2", "1800"},     {"U5.1", "12"},
                                                                {"U5.2", "11"},       {"U6.1", "4"},
                                                                {"U6.2", "350"},      {"U7.1", "1"},
                                                                {"U7.2", "230"},      {"U7.3", "5400"},
                                                                {"U7.4", "21600"},    {"U8.1", "3"},
                                                                {"U8.2", "3"},        {"M1.1", "8"},
                                                                {"M1.2", "6"},        {"M2.1", "yes"},
                                                                {"M2.3", "yes"},      {"M2.4", "yes"},
                                                                {"M2.5", "3"},        {"M3.1", "12"},
                                                                {"M3.2", "12"},       {"M4.1", "180"},
                                                                {"M4.2", "180"},      {"M5.1", "10"},
                                                                {"D1.1", "2100"},     {"D1.2", "1900"},
                                                                {"D1.3", "500"},      {"D1.4", "1500"},
                                                                {"D1.5", "100"},      {"D1.6", "สถานที่กำจัด"},
                                                                {"D2.1", "180"},      {"D3.1", "40"},
                                                                {"D3.2", "40"},       {"D4.1", "yes"},
                                                                {"D4.2", "กลุ่มที่ 1"},   {"D4.3", "yes"}};

class Acts : public Reporting {
 protected:
  totals::Sum sum(std::string_view province, totals::Stage stage, const std::string& item) {
    totals::Sum found;
    database->read([&](db::Tx& tx) {
      auto sums = totals::of_province(tx, round, registry_->by_code(province)->id, stage);
      if (auto at = sums.find(item); at != sums.end()) found = at->second;
    });
    return found;
  }
  Submission send(std::string_view code) {
    Submission submission;
    database->write_now(
        [&](db::Tx& tx) { submission = submit(tx, where(code), seat(code, identity::Role::approver), now); });
    return submission;
  }
  void take_back(std::string_view code) {
    database->write_now([&](db::Tx& tx) { withdraw(tx, where(code), seat(code, identity::Role::approver), now); });
  }
  std::map<totals::Key, totals::Sum> all_sums() {
    std::map<totals::Key, totals::Sum> all;
    database->read([&](db::Tx& tx) { all = totals::all(tx); });
    return all;
  }
};

TEST_F(Acts, the_rate_of_an_area_is_a_ratio_of_sums) {
  give("06560115", {{"U2.1", "100"}, {"U2.2", "0"}, {"U2.3", "50"}});
  give("06560114", {{"U2.1", "1000"}, {"U2.2", "100"}, {"U2.3", "90"}});
  auto found = sum("56", totals::Stage::recorded, "U2");
  EXPECT_EQ(found, (totals::Sum{140 * base::Decimal::one, 1000 * base::Decimal::one, 2}));
  const framework::Indicator* u2 = nullptr;
  for (const auto& indicator : plan.indicators)
    if (indicator.code == "U2") u2 = &indicator;
  ASSERT_TRUE(u2);
  EXPECT_EQ(base::to_plain(figure_of(*u2, found).value), "14") << "not the mean of 50 % and 10 %";
}

TEST_F(Acts, absent_adds_nothing_and_zero_counts_as_an_answer) {
  give("06560115", {{"U2.1", "100"}, {"U2.2", "0"}});
  EXPECT_EQ(sum("56", totals::Stage::recorded, "U2").count, 0) << "without U2.3 there is no rate";
  give("06560115", {{"U2.3", "0"}});
  EXPECT_EQ(sum("56", totals::Stage::recorded, "U2"), (totals::Sum{0, 100 * base::Decimal::one, 1}));
  give("06560115", {{"U2.3", ""}});
  EXPECT_EQ(sum("56", totals::Stage::recorded, "U2"), totals::Sum{}) << "cleared, it is absent again";
  EXPECT_EQ(sum("56", totals::Stage::recorded, "U2.3"), totals::Sum{});
}

TEST_F(Acts, a_submission_seals_and_a_withdrawal_opens_again) {
  give("06560115", whole);
  auto first = send("06560115");
  EXPECT_EQ(first.number, "2567-06560115-1");
  EXPECT_THAT(first.code, testing::MatchesRegex("[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}"));
  EXPECT_EQ(sum("56", totals::Stage::submitted, "U2").count, 1);
  EXPECT_THROW(give("06560115", {{"U2.1", "1"}}), Problem);
  EXPECT_THROW(send("06560115"), Problem);
  take_back("06560115");
  EXPECT_EQ(sum("56", totals::Stage::submitted, "U2"), totals::Sum{});
  EXPECT_THROW(take_back("06560115"), Problem);
  give("06560115", {{"U2.3", "1300"}});
  auto second = send("06560115");
  EXPECT_EQ(second.number, "2567-06560115-2");
  EXPECT_NE(second.content_hash, first.content_hash);
  EXPECT_THAT(recounted().differences, IsEmpty());
  database->read([&](db::Tx& tx) {
    auto report = store::find(tx, round, registry_->by_code("06560115")->id, seat("06560115"));
    std::vector<std::string> acts;
    for (const auto& entry : journal::of(tx, report->id)) acts.push_back(entry.act);
    EXPECT_EQ(acts.size(), whole.size() + 4);
    EXPECT_THAT(std::vector(acts.end() - 4, acts.end()), testing::ElementsAre("submit", "withdraw", "put", "submit"));
    EXPECT_THAT(journal::verify(tx).broken, IsEmpty());
  });
}

TEST_F(Acts, a_blocking_finding_and_a_missing_answer_stop_the_submission) {
  auto mistaken = whole;
  mistaken.emplace_back("U2.3", "5000");
  give("06560115", mistaken);
  EXPECT_THROW(send("06560115"), Problem);
  give("06560115", {{"U2.3", "1200"}, {"U5.1", ""}});
  EXPECT_THROW(send("06560115"), Problem);
  give("06560115", {{"U5.1", "12"}});
  EXPECT_NO_THROW(send("06560115"));
}

TEST_F(Acts, a_reason_is_told_once_in_the_journal_and_the_last_one_holds) {
  auto say = [&](const std::string& reason) {
    database->write_now([&](db::Tx& tx) {
      Where w = where("06560115");
      Draft draft = open_draft(tx, w, seat("06560115"), now);
      put_reason(tx, draft, "U2.3-within", {reason, {}}, now);
      close_draft(tx, w, draft, now);
    });
  };
  give("06560115", {{"U2.1", "100"}});
  say("ชั่งจริง"), say("ชั่งจริง"), say("ชั่งใหม่แล้ว");
  EXPECT_THAT(recounted().differences, IsEmpty());
  database->read([&](db::Tx& tx) {
    auto report = store::find(tx, round, registry_->by_code("06560115")->id, seat("06560115"));
    EXPECT_EQ(store::finding_reasons(tx, report->id).at("U2.3-within"), "ชั่งใหม่แล้ว");
    std::vector<std::string> told;
    for (const auto& entry : journal::of(tx, report->id))
      if (entry.act == "reason") told.push_back(entry.before + "→" + entry.after);
    EXPECT_THAT(told, testing::ElementsAre("→ชั่งจริง", "ชั่งจริง→ชั่งใหม่แล้ว"));
  });
}

TEST_F(Acts, the_sums_do_not_depend_on_the_order_of_saves) {
  auto shuffled = whole;
  std::mt19937_64 random(5);
  give("06560115", whole);
  auto expected = sum("56", totals::Stage::recorded, "D1");
  auto in_order = all_sums();
  for (int round_number = 0; round_number < 5; ++round_number) {
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    std::vector<std::pair<std::string, std::string>> cleared;
    for (const auto& [question, text] : shuffled) cleared.emplace_back(question, "");
    give("06560115", cleared);
    EXPECT_THAT(all_sums(), IsEmpty()) << "everything cleared leaves nothing";
    for (const auto& one : shuffled) give("06560115", {one});
    EXPECT_EQ(all_sums(), in_order);
  }
  EXPECT_EQ(expected.count, 1);
}

TEST_F(Acts, whatever_is_done_the_recount_finds_no_difference) {
  const std::vector<std::string> texts = {
      "",    "0",  "1", "12",       "๑๒",        "1,200",      "99999",           "0.5",    "1234.5678", "-3", "abc",
      "yes", "no", "มี", "1/3/2563", "31/2/2563", "9999999999", "123456789012345", "ข้อความ", "weighed"};
  const std::vector<std::string> units = {"", "tonne_year", "tonne_day", "kg_year", "kg", "tonne", "nonsense"};
  int submitted = 0, refused = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937_64 random(seed);
    auto below = [&](std::size_t n) { return std::size_t(random() % n); };
    for (int step = 0; step < 120; ++step) {
      std::string code = bodies[below(5)];
      const auto& question = plan.questions[below(plan.questions.size())];
      auto put_something = [&] {
        database->write_now([&](db::Tx& tx) {
          Where w = where(code);
          if (!w.body.is_asked(question)) return;
          Draft draft = open_draft(tx, w, seat(code), now);
          Given given;
          given.typed = texts[below(texts.size())];
          if (below(2)) given.unit = units[below(units.size())];
          if (below(4) == 0) given.not_applicable = below(2) == 0, given.reason = below(2) ? "เหตุผล" : "";
          given.seen = below(6) ? draft.answers[question.slot].version : 0;
          put(tx, draft, question, given, seat(code), now);
          close_draft(tx, w, draft, now);
        });
      };
      try {
        switch (below(20)) {
          case 0:
            give(code, {});
            break;
          case 1:
            give(code, whole);
            break;
          case 2:
            send(code);
            ++submitted;
            break;
          case 3:
            take_back(code);
            break;
          default:
            put_something();
        }
      } catch (const Problem&) {
        ++refused;
      }
    }
    auto result = recounted();
    ASSERT_THAT(result.differences, IsEmpty()) << "seed " << seed;
  }
  EXPECT_GT(submitted, 3);
  EXPECT_GT(refused, 10);
  database->read([&](db::Tx& tx) { EXPECT_THAT(journal::verify(tx).broken, IsEmpty()); });
}

const db::Statement spoil_sum{"test.spoil_sum", "UPDATE total SET amount = amount + 1 WHERE item = 'U2.1'"};
const db::Statement spoil_answer{"test.spoil_answer", "UPDATE answer SET value = 30000 WHERE question = 'U2.1'"};
const db::Statement spoil_count{"test.spoil_count", "UPDATE report_count SET begun = begun + 1"};
const db::Statement spoil_progress{"test.spoil_progress", "UPDATE report SET blocking = 9"};
const db::Statement spoil_stage{"test.spoil_stage", "UPDATE report SET stage = 1"};

TEST_F(Acts, the_recount_sees_what_was_changed_behind_its_back_and_mends_it) {
  give("06560115", {{"U2.1", "100"}});
  ASSERT_THAT(recounted().differences, IsEmpty());
  for (const auto* spoil : {&spoil_sum, &spoil_count, &spoil_answer, &spoil_progress, &spoil_stage}) {
    database->write_now([&](db::Tx& tx) { tx.run(*spoil); });
    EXPECT_THAT(recounted().differences, testing::Not(IsEmpty())) << spoil->name;
    recounted(true);
    if (spoil != &spoil_stage) EXPECT_THAT(recounted().differences, IsEmpty()) << spoil->name;
  }
  EXPECT_EQ(sum("56", totals::Stage::recorded, "U2.1").amount, base::Decimal::whole(100).scaled)
      << "what was typed is read again, whatever stood beside it";
}

}  // namespace
}  // namespace reports
