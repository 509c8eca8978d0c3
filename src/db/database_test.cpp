#include "db/database.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <semaphore>

#include "base/embedded.h"
#include "base/problem.h"

namespace db {
namespace {

using base::Problem;
using testing::ElementsAre;
using testing::IsEmpty;

const Statement put{"test.put", "INSERT INTO thing (number, text) VALUES (:number, :text)"};
const Statement put_twin{"test.put_twin", "INSERT INTO twin (number) VALUES (:number)"};
const Statement put_child{"test.put_child", "INSERT INTO child (thing) VALUES (:thing)"};
const Statement put_late{"test.put_late", "INSERT INTO late (thing) VALUES (:thing)"};
const Statement numbers{"test.numbers", "SELECT number FROM thing ORDER BY number"};
const Statement twins{"test.twins", "SELECT number FROM twin ORDER BY number"};
const Statement text_of{"test.text_of", "SELECT text FROM thing WHERE number = :number"};
const Statement put_returning{"test.put_returning",
                              "INSERT INTO thing (number, text) VALUES (:a, ''), (:b, '') RETURNING number"};
const Statement rename{"test.rename", "UPDATE thing SET text = :text"};
const Statement nonsense{"test.nonsense", "SELECT 1, :given"};
const Statement end_now{"test.end_now", "ROLLBACK"};
const Statement allow_changes{"test.allow_changes", "PRAGMA query_only = OFF"};
const Statement integrity{"test.integrity", "PRAGMA integrity_check"};
const Statement beats{"test.beats", "SELECT beats FROM heartbeat"};
const Statement forget_heartbeat{"test.forget_heartbeat", "DELETE FROM heartbeat"};
const Statement note_future{"test.note_future",
                            "INSERT INTO schema_migration (number, name, applied_at) VALUES (9999, 'x', 0)"};

constexpr auto schema =
    "CREATE TABLE IF NOT EXISTS thing (number BIGINT PRIMARY KEY NOT NULL, text);"
    "CREATE TABLE IF NOT EXISTS twin (number BIGINT PRIMARY KEY NOT NULL);"
    "CREATE TABLE IF NOT EXISTS child (thing BIGINT NOT NULL REFERENCES thing (number));"
    "CREATE TABLE IF NOT EXISTS late ("
    "  thing BIGINT NOT NULL REFERENCES thing (number) DEFERRABLE INITIALLY DEFERRED);";

struct File {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("database_test_" + std::to_string(::getpid()) + ".db");
  File() { remove(); }
  ~File() { remove(); }
  void remove() const {
    for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
  }
};

std::unique_ptr<Database> with_tables(const File& file, const Options& options = {}) {
  auto database = open(file.path.string(), options);
  database->write_now([](Tx& tx) { tx.script(schema); });
  return database;
}

std::vector<std::int64_t> column(Tx& tx, const Statement& statement) {
  std::vector<std::int64_t> all;
  tx.each(statement, {}, [&](const Row& row) { all.push_back(row.integer(0)); });
  return all;
}

std::vector<std::int64_t> kept(Database& database, const Statement& statement = numbers) {
  std::vector<std::int64_t> all;
  database.read([&](Tx& tx) { all = column(tx, statement); });
  return all;
}

std::optional<Problem::Kind> kind_of(const std::exception_ptr& error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const Problem& problem) {
    return problem.kind;
  } catch (...) {}
  return std::nullopt;
}

// Keeps the writer's thread inside one request until it is let go, so that a queue can build up
// behind it and be known to the last request.
class HeldWriter {
 public:
  explicit HeldWriter(Database& database) {
    database.write(
        [this](Tx&) {
          inside_.release();
          let_go_.acquire();
        },
        [](std::exception_ptr) {});
    inside_.acquire();
  }
  void let_go() { let_go_.release(); }

 private:
  std::binary_semaphore inside_{0}, let_go_{0};
};

// ---- What a transaction promises -------------------------------------------------------------

TEST(Database, a_failing_request_leaves_the_others_of_its_group) {
  File file;
  auto database = with_tables(file);
  std::vector<std::exception_ptr> outcomes(5);
  {
    HeldWriter held(*database);
    for (int i = 0; i < 5; ++i)
      database->write(
          [i](Tx& tx) {
            tx.run(put, {i, "x"});
            if (i == 2) throw std::runtime_error("mine");
            if (i == 3) tx.run(put, {0, "taken"});
          },
          [&outcomes, i](std::exception_ptr error) { outcomes[std::size_t(i)] = error; });
    held.let_go();
    database->write_now([](Tx&) {});  // the queue keeps its order: all five are through
  }
  EXPECT_THAT(kept(*database), ElementsAre(0, 1, 4));
  EXPECT_FALSE(outcomes[0] || outcomes[1] || outcomes[4]);
  EXPECT_THROW(std::rethrow_exception(outcomes[2]), std::runtime_error);
  EXPECT_EQ(kind_of(outcomes[3]), Problem::Kind::conflict);
}

TEST(Database, a_broken_constraint_is_a_conflict) {
  File file;
  auto database = with_tables(file);
  const auto outcome = [&](const Work& work) -> std::optional<Problem::Kind> {
    try {
      database->write_now(work);
    } catch (...) {
      return kind_of(std::current_exception());
    }
    return std::nullopt;
  };
  EXPECT_EQ(outcome([](Tx& tx) { tx.run(put, {1, "a"}); }), std::nullopt);
  EXPECT_EQ(outcome([](Tx& tx) { tx.run(put, {1, "b"}); }), Problem::Kind::conflict);
  EXPECT_EQ(outcome([](Tx& tx) { tx.run(put, {Value(), "b"}); }), Problem::Kind::conflict);
  EXPECT_EQ(outcome([](Tx& tx) { tx.run(put_child, {7}); }), Problem::Kind::conflict);
}

TEST(Database, a_full_queue_says_busy_at_once) {
  File file;
  auto database = with_tables(file, {.queue = 2});
  HeldWriter held(*database);
  std::atomic<int> waiting = 0;
  for (int i = 0; i < 2; ++i) database->write([](Tx&) {}, [&](std::exception_ptr) { ++waiting; });
  std::optional<Problem::Kind> told;
  // The writer is held: only an answer given inside this call can have come.
  database->write([](Tx& tx) { tx.run(put, {1, "x"}); }, [&](std::exception_ptr error) { told = kind_of(error); });
  EXPECT_EQ(told, Problem::Kind::busy);
  EXPECT_EQ(waiting, 0);
  held.let_go();
  database.reset();
  EXPECT_EQ(waiting, 2);
  EXPECT_THAT(kept(*open(file.path.string())), IsEmpty());
}

TEST(Database, what_was_queued_is_written_before_it_closes) {
  File file;
  auto database = with_tables(file);
  HeldWriter held(*database);
  for (int i = 0; i < 200; ++i) database->write([i](Tx& tx) { tx.run(put, {i, "x"}); }, [](std::exception_ptr) {});
  held.let_go();
  database.reset();
  EXPECT_EQ(kept(*open(file.path.string())).size(), 200u);
}

TEST(Database, a_reader_sees_one_moment_to_its_end) {
  File file;
  auto database = with_tables(file);
  database->write_now([](Tx& tx) { tx.run(put, {1, "x"}); });
  database->read([&](Tx& tx) {
    EXPECT_THAT(column(tx, numbers), ElementsAre(1));
    database->write_now([](Tx& other) { other.run(put, {2, "x"}); });
    EXPECT_THAT(column(tx, numbers), ElementsAre(1));
    EXPECT_THAT(kept(*database), ElementsAre(1, 2));
  });
}

TEST(Database, a_reader_cannot_write) {
  File file;
  auto database = with_tables(file);
  EXPECT_THROW(database->read([](Tx& tx) { tx.run(put, {1, "x"}); }), Error);
  EXPECT_THAT(kept(*database), IsEmpty());
}

// ---- Where something fails -------------------------------------------------------------------

TEST(Database, a_failed_read_throws_what_went_wrong_first) {
  File file;
  auto database = with_tables(file, {.readers = 1});
  try {
    database->read([](Tx& tx) {
      tx.run(end_now);  // leaves nothing to roll back, so that the rollback would fail
      throw std::runtime_error("mine");
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "mine");
  }
  EXPECT_THAT(kept(*database), IsEmpty());
}

TEST(Database, a_reader_that_could_not_commit_is_of_use_again) {
  File file;
  auto database = with_tables(file, {.readers = 1});
  const auto broken_at_commit = [](Tx& tx) {
    tx.run(allow_changes);
    tx.run(put_late, {7});  // its foreign key is asked about at the commit, which then stays open
  };
  EXPECT_THROW(database->read(broken_at_commit), Problem);
  EXPECT_THAT(kept(*database), IsEmpty());
  EXPECT_NO_THROW(database->write_now([](Tx& tx) { tx.run(put, {1, "x"}); }));
}

TEST(Database, a_listener_that_throws_does_not_stop_the_writer) {
  File file;
  auto database = with_tables(file);
  const auto one = [](Tx& tx) { tx.run(put, {1, "x"}); };
  database->write(one, [](std::exception_ptr) { throw std::runtime_error("listener"); });
  database->write([](Tx&) {}, [](std::exception_ptr) { throw 7; });
  database->write([](Tx&) {}, nullptr);
  database->write_now([](Tx& tx) { tx.run(put, {2, "x"}); });
  EXPECT_THAT(kept(*database), ElementsAre(1, 2));
}

TEST(Database, a_file_that_is_no_database_is_refused_and_let_go) {
  File file;
  std::ofstream(file.path) << std::string(8192, 'x');
  const auto holds_it = [&] {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      if (std::filesystem::read_symlink(entry.path(), gone) == file.path) return true;
    }
    return false;
  };
  EXPECT_THROW(open(file.path.string()), Error);
  EXPECT_FALSE(holds_it());
}

TEST(Database, a_wrong_number_of_values_names_the_statement) {
  File file;
  auto database = with_tables(file);
  try {
    database->read([](Tx& tx) { tx.run(nonsense); });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("test.nonsense"));
  }
}

// ---- Values ----------------------------------------------------------------------------------

TEST(Database, an_empty_text_or_blob_is_not_null) {
  File file;
  auto database = with_tables(file);
  database->write_now([](Tx& tx) {
    tx.run(put, {1, Bytes{}});
    tx.run(put, {2, std::string_view{}});
    tx.run(put, {3, Value()});
    tx.run(put, {4, std::optional<std::string>()});
    tx.run(put, {5, Bytes{std::string_view("a\0b", 3)}});
  });
  database->read([](Tx& tx) {
    const auto null_at = [&](int number) {
      return *tx.first(text_of, {number}, [](const Row& row) { return row.is_null(0); });
    };
    EXPECT_FALSE(null_at(1));
    EXPECT_FALSE(null_at(2));
    EXPECT_TRUE(null_at(3));
    EXPECT_TRUE(null_at(4));
    const auto bytes = tx.first(text_of, {5}, [](const Row& row) { return row.string(0); });
    EXPECT_EQ(bytes, std::string("a\0b", 3));
    EXPECT_FALSE(tx.first(text_of, {6}, [](const Row& row) { return row.string(0); }));
  });
}

TEST(Database, the_number_of_changed_rows_is_that_of_this_statement) {
  File file;
  auto database = with_tables(file);
  database->write_now([](Tx& tx) {
    EXPECT_EQ(tx.change(put, {1, "a"}), 1);
    const Value both[] = {2, 3};
    EXPECT_EQ(tx.run(put_returning, std::span<const Value>(both), [](const Row&) { return false; }), 2);
    EXPECT_EQ(tx.change(rename, {"b"}), 3);
    EXPECT_EQ(tx.change(numbers), 0);
  });
}

// ---- Migrations ------------------------------------------------------------------------------

TEST(Backup, is_one_moment_of_a_database_that_goes_on) {
  File file;
  auto database = with_tables(file);
  const std::string copy = file.path.string() + ".copy";
  for (int round = 0; round < 3; ++round) {
    std::filesystem::remove(copy);
    std::atomic<bool> over = false, begun = false;
    std::thread writing([&] {
      // Two rows a request: a copy that tears one apart has an odd number.
      for (std::int64_t i = 1; !over; i += 2) {
        database->write_now([i, round](Tx& tx) {
          tx.run(put, {round * 1000000 + i, "t"});
          tx.run(put, {round * 1000000 + i + 1, "t"});
        });
        begun = true;
        begun.notify_one();
      }
    });
    begun.wait(false);
    database->copy_to(copy);
    over = true;
    writing.join();
    auto copied = open(copy);
    const auto rows = kept(*copied);
    EXPECT_FALSE(rows.empty());
    EXPECT_EQ(rows.size() % 2, 0u);
    EXPECT_LE(rows.size(), kept(*database).size());
    EXPECT_THROW(database->copy_to(copy), Error) << "a backup is never written over";
  }
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(copy + end);
}

TEST(Migrate, a_second_time_there_is_nothing_to_do) {
  File file;
  auto database = open(file.path.string());
  EXPECT_EQ(migrate(*database), int(base::embedded_under("migrations/").size()));
  EXPECT_EQ(migrate(*database), 0);
  database = open(file.path.string());
  EXPECT_EQ(migrate(*database), 0);
}

TEST(Migrate, a_newer_database_is_refused) {
  File file;
  auto database = open(file.path.string());
  migrate(*database);
  database->write_now([](Tx& tx) { tx.run(note_future); });
  EXPECT_THROW(migrate(*database), Error);
}

TEST(Migrate, readiness_is_a_change_on_the_disk) {
  File file;
  auto database = open(file.path.string());
  EXPECT_FALSE(database->takes_writes()) << "there is no table yet";
  migrate(*database);
  const auto before = kept(*database, beats);
  EXPECT_TRUE(database->takes_writes());
  EXPECT_THAT(kept(*database, beats), ElementsAre(before.at(0) + 1));
  database->write_now([](Tx& tx) { tx.run(forget_heartbeat); });
  EXPECT_FALSE(database->takes_writes()) << "a write that changes nothing shows nothing";
}

// Without such an index every DELETE or UPDATE of the parent walks the whole child table.
const Statement tables{"test.tables", "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"};
const Statement key_columns{"test.key_columns",
                            "SELECT id, seq, \"from\" FROM pragma_foreign_key_list(:name) ORDER BY id, seq"};
const Statement index_columns{"test.index_columns",
                              "SELECT l.name, i.seqno, i.name FROM pragma_index_list(:name) AS l, "
                              "pragma_index_info(l.name) AS i "
                              "WHERE l.partial = 0 ORDER BY l.name, i.seqno"};

using Columns = std::vector<std::string>;

std::vector<Columns> column_lists(Tx& tx, const Statement& statement, const std::string& table) {
  std::map<std::string, Columns> lists;
  tx.each(statement, {table}, [&](const Row& row) { lists[row.string(0)].push_back(row.string(2)); });
  std::vector<Columns> found;
  for (auto& [name, columns] : lists) found.push_back(std::move(columns));
  return found;
}

// The order of a key's columns among themselves is free; they must be the index's first ones.
bool begins_with(const Columns& index, const Columns& key) {
  return index.size() >= key.size() && std::is_permutation(key.begin(), key.end(), index.begin());
}

Columns keys_without_index(Tx& tx) {
  Columns names, found;
  tx.each(tables, {}, [&](const Row& row) { names.push_back(row.string(0)); });
  for (const auto& name : names) {
    const auto indexes = column_lists(tx, index_columns, name);
    for (const auto& key : column_lists(tx, key_columns, name))
      if (std::ranges::none_of(indexes, [&](const Columns& i) { return begins_with(i, key); }))
        found.push_back(name + "." + key[0]);
  }
  return found;
}

TEST(Migrate, every_foreign_key_has_an_index) {
  File file;
  auto database = open(file.path.string());
  migrate(*database);
  database->read([](Tx& tx) { EXPECT_THAT(keys_without_index(tx), IsEmpty()); });
  database->write_now([](Tx& tx) {
    tx.script(
        "CREATE TABLE bare (a BIGINT REFERENCES person (id), b BIGINT REFERENCES seat (id));"
        "CREATE INDEX bare_b ON bare (a, b);");
    EXPECT_THAT(keys_without_index(tx), ElementsAre("bare.b")) << "the search itself finds none";
  });
}

// ---- Pulling the plug ------------------------------------------------------------------------

// In the child: writes first, first + 1, … for ever; says each number on the pipe once it is told
// that the row is on disk. Never returns.
[[noreturn]] void write_until_killed(const std::string& path, int pipe, std::int64_t first) {
  std::counting_semaphore<> room(300);  // several groups' worth, well below the queue's end
  auto database = open(path);
  for (auto number = first;; ++number) {
    room.acquire();
    database->write(
        [number](Tx& tx) {
          tx.run(put, {number, "x"});
          tx.run(put_twin, {number});
        },
        [&room, pipe, number](std::exception_ptr error) {
          if (error || ::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
          room.release();
        });
  }
}

// Kills the child after `enough` acknowledgements, wherever it then is; gives the last one.
std::int64_t last_acknowledged(const std::string& path, std::int64_t first, int enough) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(path, ends[1], first);
  }
  ::close(ends[1]);
  std::int64_t number = 0, last = first - 1;
  for (int seen = 0; ::read(ends[0], &number, sizeof number) == sizeof number; ++seen) {
    EXPECT_EQ(number, last + 1) << "acknowledged out of order";
    last = number;
    if (seen == enough) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return last;
}

TEST(Database, what_was_acknowledged_outlives_a_kill) {
  File file;
  const auto path = file.path.string();
  with_tables(file).reset();
  std::mt19937 dice(20241122);
  std::int64_t first = 1;
  for (int round = 0; round < 6; ++round) {
    const auto last = last_acknowledged(path, first, int(dice() % 2000));
    auto database = open(path);
    const auto rows = kept(*database);
    // The queue's order is the order of commits: what is there is 1, 2, 3 … without a gap, and goes
    // at least as far as was acknowledged.
    ASSERT_GE(std::int64_t(rows.size()), last) << "round " << round;
    EXPECT_EQ(rows.back(), std::int64_t(rows.size())) << "round " << round;
    EXPECT_EQ(rows, kept(*database, twins)) << "half a request was kept in round " << round;
    database->read(
        [](Tx& tx) { EXPECT_EQ(tx.first(integrity, {}, [](const Row& row) { return row.string(0); }), "ok"); });
    first = std::int64_t(rows.size()) + 1;
  }
}

}  // namespace
}  // namespace db
