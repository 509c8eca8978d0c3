#include "journal/search.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "db/cluster_for_tests.h"
#include "db/database.h"

namespace journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A small country: reports 7 and 8, clerks 3 and 4 who save in them, office 5 that acts on both and on none.
class SearchTest : public testing::Test {
 protected:
  SearchTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    database_ = db::open(db::place_for_tests((folder_ / "journal.db").string()));
    db::migrate(*database_);
    database_->write_now([](db::Tx& tx) {
      base::WorkingFor named("r1");
      write(tx, 0, {1'000}, 0, "sign-in", "kanda", "", "");
      write(tx, 7, {2'000}, 3, "put", "U2.1", "", "1");
      write(tx, 8, {2'000}, 4, "put", "U2.1", "", "2");
    });
    database_->write_now([](db::Tx& tx) {
      base::WorkingFor named("r2");
      write(tx, 7, {3'000}, 3, "submit", "2567-1", "", "");
      write(tx, 7, {4'000}, 5, "approve", "06560115", "", "");
      write(tx, 8, {5'000}, 5, "send-back", "06560114", "", "why");
      write(tx, 0, {6'000}, 5, "window-extend", "06560115", "", "");
    });
  }
  ~SearchTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::vector<std::string> found(const Search& wanted) {
    std::vector<std::string> all;
    database_->read([&](db::Tx& tx) {
      all.clear();
      for (const auto& entry : search(tx, wanted))
        all.push_back(std::to_string(entry.at.ms / 1000) + " " + std::to_string(entry.chain) + " " + entry.act);
    });
    return all;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("search_test_" + std::to_string(::getpid()));
  std::unique_ptr<db::Database> database_;
};

TEST_F(SearchTest, everything_comes_the_latest_first_and_goes_on_where_a_page_ended) {
  Search wanted;
  wanted.most = 3;
  EXPECT_THAT(found(wanted), ElementsAre("6 0 window-extend", "5 8 send-back", "4 7 approve"));
  wanted.before = {4'000, 7, 3};
  EXPECT_THAT(found(wanted), ElementsAre("3 7 submit", "2 8 put", "2 7 put"));
  wanted.before = {2'000, 7, 1};
  EXPECT_THAT(found(wanted), ElementsAre("1 0 sign-in"));
}

TEST_F(SearchTest, by_kind_and_time) {
  Search wanted;
  wanted.act = "put";
  EXPECT_THAT(found(wanted), ElementsAre("2 8 put", "2 7 put"));
  wanted.act = "submit";
  EXPECT_THAT(found(wanted), ElementsAre("3 7 submit"));
  wanted.act = "";
  wanted.from = {2'000}, wanted.before = {4'000, 0, 0};
  EXPECT_THAT(found(wanted), ElementsAre("3 7 submit", "2 8 put", "2 7 put"))
      << "from the first moment to before the last";
}

TEST_F(SearchTest, by_body_with_what_belongs_to_no_report) {
  Search wanted;
  wanted.some_place = true, wanted.chains = {7}, wanted.subjects = {"06560115"};
  EXPECT_THAT(found(wanted), ElementsAre("6 0 window-extend", "4 7 approve", "3 7 submit", "2 7 put"));
  wanted.chains.clear(), wanted.subjects.clear();
  EXPECT_THAT(found(wanted), IsEmpty()) << "a body without anything is not everybody";
}

TEST_F(SearchTest, by_person_wherever_they_sat_and_as_they_signed_in) {
  Search clerk;
  clerk.some_person = true, clerk.by = {{3, {7}}}, clerk.logins = {"kanda"};
  EXPECT_THAT(found(clerk), ElementsAre("3 7 submit", "2 7 put", "1 0 sign-in"));
  Search office;
  office.some_person = true, office.by = {{5, {}}};
  EXPECT_THAT(found(office), ElementsAre("6 0 window-extend", "5 8 send-back", "4 7 approve"));
  office.some_place = true, office.chains = {7};
  EXPECT_THAT(found(office), ElementsAre("4 7 approve"));
}

TEST_F(SearchTest, by_request) {
  Search wanted;
  wanted.request = "r1";
  EXPECT_THAT(found(wanted), ElementsAre("2 8 put", "2 7 put", "1 0 sign-in"));
  wanted.most = 1, wanted.before = {2'000, 8, 1};
  EXPECT_THAT(found(wanted), ElementsAre("2 7 put")) << "it goes on where a page ended";
  wanted = {};
  wanted.request = "r1";
  wanted.act = "put", wanted.some_place = true, wanted.chains = {8};
  EXPECT_THAT(found(wanted), ElementsAre("2 8 put"));
  wanted.request = "nothing";
  EXPECT_THAT(found(wanted), IsEmpty());
}

TEST_F(SearchTest, a_request_put_under_another_name_is_told) {
  database_->write_now(
      [](db::Tx& tx) { tx.script("UPDATE journal SET request = 'r2' WHERE chain = 7 AND number = 1"); });
  Verdict found;
  database_->read([&](db::Tx& tx) { found = verify(tx); });
  ASSERT_EQ(found.broken.size(), 1u);
  EXPECT_EQ(found.broken[0].number, 1);
}

}  // namespace
}  // namespace journal
