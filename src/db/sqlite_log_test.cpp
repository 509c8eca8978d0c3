#include "db/sqlite_log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "db/database.h"
#include "db/sqlite_file.h"

namespace db {
namespace {

namespace fs = std::filesystem;

const Statement put_number{"test.log_put", "INSERT INTO thing (number) VALUES (:number)"};
const Statement count{"test.log_count", "SELECT COUNT(*) FROM thing"};
constexpr int commits = 20, frame = 24 + 4096;

// A database and its log as a server that was killed leaves them: the file empty, all commits in the log.
class SqliteLog : public testing::Test {
 protected:
  SqliteLog() {
    fs::create_directory(folder);
    auto database = open((folder / "live.db").string());
    database->write_now([](Tx& tx) { tx.script("CREATE TABLE thing (number BIGINT PRIMARY KEY NOT NULL)"); });
    for (int i = 0; i < commits; ++i) database->write_now([i](Tx& tx) { tx.run(put_number, {i}); });
    copy_file_with_log((folder / "live.db").string(), left);
    frames = (std::int64_t(fs::file_size(left + "-wal")) - 32) / frame;
  }
  ~SqliteLog() override { fs::remove_all(folder); }

  void flip(std::int64_t at) {
    std::fstream file(left + "-wal", std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    char byte = char(file.get() ^ 0x55);
    file.seekp(at).put(byte);
  }
  std::int64_t there() {
    std::int64_t number = 0;
    open(left)->read([&](Tx& tx) { number = *tx.first(count, {}, [](const Row& row) { return row.integer(0); }); });
    return number;
  }

  fs::path folder = fs::temp_directory_path() / ("log-test-" + std::to_string(getpid()));
  std::string left = (folder / "left.db").string();
  std::int64_t frames = 0;
};

TEST_F(SqliteLog, a_whole_one_is_read_to_its_end) {
  EXPECT_GE(frames, commits);
  EXPECT_FALSE(damage_of_log(left));
  EXPECT_EQ(there(), commits);
}

TEST_F(SqliteLog, a_damage_before_other_commits_is_not_passed_over) {
  for (auto at : {std::int64_t{100}, frames / 2 * frame + 32 + 12, frames / 2 * frame + 32 + 18,
                  frames / 2 * frame + 32 + 2000}) {
    flip(at);
    auto damage = damage_of_log(left);
    ASSERT_TRUE(damage) << at;
    EXPECT_EQ(damage->frame, at / frame + 1);
    EXPECT_GE(damage->commits, 2);
    EXPECT_THROW(open(left), Error);
    flip(at);
    EXPECT_FALSE(damage_of_log(left));
  }
  EXPECT_EQ(there(), commits) << "refusing changed nothing";
}

TEST_F(SqliteLog, a_damaged_head_is_not_passed_over) {
  for (std::int64_t at : {1, 10, 17, 30}) {
    flip(at);
    auto damage = damage_of_log(left);
    ASSERT_TRUE(damage) << at;
    EXPECT_EQ(damage->frame, 0);
    flip(at);
  }
}

TEST_F(SqliteLog, a_torn_tail_is_what_a_power_cut_leaves) {
  auto size = fs::file_size(left + "-wal");
  flip(std::int64_t(size) - 100);
  EXPECT_FALSE(damage_of_log(left));
  fs::resize_file(left + "-wal", size - 1000);
  EXPECT_FALSE(damage_of_log(left));
  std::ofstream(left + "-wal", std::ios::app | std::ios::binary) << std::string(3 * frame, 'x');
  EXPECT_FALSE(damage_of_log(left));
  EXPECT_EQ(there(), commits - 1);
}

TEST_F(SqliteLog, no_log_or_an_empty_one_is_whole) {
  EXPECT_FALSE(damage_of_log((folder / "none.db").string()));
  fs::resize_file(left + "-wal", 0);
  EXPECT_FALSE(damage_of_log(left));
}

}  // namespace
}  // namespace db
