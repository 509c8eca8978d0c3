#include "journal/journal.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/problem.h"
#include "db/cluster_for_tests.h"
#include "db/database.h"

namespace journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two chains of five acts: 0, where people sign in, and 7, a report. Each test spoils it its own
// way, with SQL, as somebody with the file in hand would.
class Journal : public testing::Test {
 protected:
  Journal() {
    remove_file();
    database_ = db::open(db::place_for_tests(file_.string()));
    db::migrate(*database_);
    database_->write_now([](db::Tx& tx) {
      for (int i = 1; i <= 5; ++i) {
        write(tx, 0, {1'000 * i}, i, "sign-in", "seat", "", "");
        write(tx, 7, {1'000 * i + 1}, 3, "put", "W1." + std::to_string(i), "12", "12.5");
      }
    });
  }
  ~Journal() override {
    database_.reset();
    remove_file();
  }

  void spoil(const std::string& sql) {
    database_->write_now([&](db::Tx& tx) { tx.script(sql); });
  }

  Verdict verdict() {
    Verdict found;
    database_->read([&](db::Tx& tx) { found = verify(tx); });
    return found;
  }

  // What is broken, as "chain:number why".
  std::vector<std::string> broken() {
    std::vector<std::string> told;
    for (const auto& [chain, number, why] : verdict().broken)
      told.push_back(std::to_string(chain) + ":" + std::to_string(number) + " " + why);
    return told;
  }

  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("journal_test_" + std::to_string(::getpid()) + ".db");
  std::unique_ptr<db::Database> database_;

 private:
  void remove_file() const {
    for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
  }
};

TEST_F(Journal, acts_that_nobody_touched_hold) {
  const auto found = verdict();
  EXPECT_EQ(found.rows, 10);
  EXPECT_EQ(found.chains, 2);
  EXPECT_THAT(found.broken, IsEmpty());
}

TEST_F(Journal, an_empty_one_holds) {
  spoil("DELETE FROM journal; DELETE FROM journal_head");
  const auto found = verdict();
  EXPECT_EQ(found.rows, 0);
  EXPECT_EQ(found.chains, 0);
  EXPECT_THAT(found.broken, IsEmpty());
}

TEST_F(Journal, a_chain_is_read_back_in_order_and_as_it_was_written) {
  std::vector<Entry> entries;
  database_->read([&](db::Tx& tx) { entries = of(tx, 7); });
  ASSERT_EQ(entries.size(), 5u);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(entries[std::size_t(i)].number, i + 1);
  const auto& third = entries[2];
  EXPECT_EQ(third.chain, 7);
  EXPECT_EQ(third.at.ms, 3'001);
  EXPECT_EQ(third.seat, 3);
  EXPECT_EQ(third.act, "put");
  EXPECT_EQ(third.subject, "W1.3");
  EXPECT_EQ(third.before, "12");
  EXPECT_EQ(third.after, "12.5");
  database_->read([&](db::Tx& tx) { EXPECT_THAT(of(tx, 8), IsEmpty()); });
}

TEST_F(Journal, an_act_rolled_back_leaves_no_trace) {
  const auto failing = [](db::Tx& tx) {
    write(tx, 7, {9'000}, 3, "submit", "", "", "");
    throw base::Problem(base::Problem::Kind::invalid, "problem.invalid");
  };
  EXPECT_THROW(database_->write_now(failing), base::Problem);
  database_->write_now([](db::Tx& tx) { write(tx, 7, {9'001}, 3, "put", "W2", "", "1"); });
  EXPECT_EQ(verdict().rows, 11);
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Journal, each_changed_field_is_told_at_its_row) {
  for (auto change : {"at = at + 1", "seat = 4", "act = 'submit'", "subject = 'W1.2'", "before_value = ''",
                      "after_value = '12.50'", "before_value = '121', after_value = '2.5'"}) {
    spoil("CREATE TABLE held AS SELECT * FROM journal");
    spoil(std::string("UPDATE journal SET ") + change + " WHERE chain = 7 AND number = 3");
    EXPECT_THAT(broken(), ElementsAre("7:3 the row does not fit its hash")) << change;
    spoil("DELETE FROM journal; INSERT INTO journal SELECT * FROM held; DROP TABLE held");
  }
  EXPECT_THAT(broken(), IsEmpty()) << "the test puts back what it changed";
}

TEST_F(Journal, a_changed_hash_breaks_the_next_row_as_well) {
  spoil(
      "UPDATE journal SET hash = (SELECT hash FROM journal WHERE chain = 7 AND number = 1) WHERE chain = 7 AND number "
      "= 3");
  EXPECT_THAT(broken(), ElementsAre("7:3 the row does not fit its hash", "7:4 the row does not fit its hash"));
}

TEST_F(Journal, a_deleted_row_in_the_middle_is_told_by_its_number) {
  spoil("DELETE FROM journal WHERE chain = 7 AND number = 3");
  EXPECT_THAT(broken(), ElementsAre("7:3 a row is missing"));
}

TEST_F(Journal, a_deleted_first_row_is_told) {
  spoil("DELETE FROM journal WHERE chain = 7 AND number = 1");
  EXPECT_THAT(broken(), ElementsAre("7:1 a row is missing"));
}

TEST_F(Journal, closing_the_gap_after_a_deletion_is_told) {
  spoil(
      "DELETE FROM journal WHERE chain = 7 AND number = 3;"
      "UPDATE journal SET number = 3 WHERE chain = 7 AND number = 4;"
      "UPDATE journal SET number = 4 WHERE chain = 7 AND number = 5;"
      "UPDATE journal_head SET number = 4 WHERE chain = 7");
  EXPECT_THAT(broken(), ElementsAre("7:3 the row does not fit its hash", "7:4 the row does not fit its hash"));
}

TEST_F(Journal, rows_that_changed_places_are_told) {
  spoil(
      "UPDATE journal SET number = 99 WHERE chain = 7 AND number = 2;"
      "UPDATE journal SET number = 2 WHERE chain = 7 AND number = 3;"
      "UPDATE journal SET number = 3 WHERE chain = 7 AND number = 99");
  EXPECT_THAT(broken(), ElementsAre("7:2 the row does not fit its hash", "7:3 the row does not fit its hash",
                                    "7:4 the row does not fit its hash"));
}

TEST_F(Journal, a_cut_off_end_is_told) {
  spoil("DELETE FROM journal WHERE chain = 7 AND number >= 4");
  EXPECT_THAT(broken(), ElementsAre("7:5 the end of the chain is missing or changed"));
}

TEST_F(Journal, a_cut_off_end_with_its_number_set_back_is_told) {
  spoil(
      "DELETE FROM journal WHERE chain = 7 AND number = 5;"
      "UPDATE journal_head SET number = 4 WHERE chain = 7");
  EXPECT_THAT(broken(), ElementsAre("7:4 the end of the chain is missing or changed"));
}

TEST_F(Journal, a_deleted_head_is_told_at_the_last_row) {
  spoil("DELETE FROM journal_head WHERE chain = 7");
  EXPECT_THAT(broken(), ElementsAre("7:5 the chain has no head"));
}

TEST_F(Journal, a_whole_missing_chain_is_told) {
  spoil("DELETE FROM journal WHERE chain = 7");
  EXPECT_THAT(broken(), ElementsAre("7:5 every row of the chain is missing"));
  spoil("DELETE FROM journal");
  EXPECT_THAT(broken(), ElementsAre("0:5 every row of the chain is missing", "7:5 every row of the chain is missing"));
}

TEST_F(Journal, a_row_moved_to_another_chain_is_told_in_both) {
  spoil("UPDATE journal SET chain = 8, number = 1 WHERE chain = 7 AND number = 5");
  EXPECT_THAT(broken(), ElementsAre("7:5 the end of the chain is missing or changed",
                                    "8:1 the row does not fit its hash", "8:1 the chain has no head"));
}

TEST_F(Journal, a_spoilt_chain_leaves_the_other_whole) {
  spoil("UPDATE journal SET act = 'x' WHERE chain = 0");
  for (const auto& one : verdict().broken) EXPECT_EQ(one.chain, 0);
  EXPECT_EQ(verdict().broken.size(), 5u);
  // A chain goes on from its own head, whatever became of the other's.
  database_->write_now([](db::Tx& tx) { write(tx, 7, {9'000}, 3, "submit", "", "", ""); });
  for (const auto& one : verdict().broken) EXPECT_EQ(one.chain, 0);
  EXPECT_EQ(verdict().rows, 11);
}

}  // namespace
}  // namespace journal
