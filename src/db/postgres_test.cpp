// The contract of db/database.h on PostgreSQL, in a cluster of the test's own.
#include "db/postgres.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "base/problem.h"
#include "db/cluster_for_tests.h"
#include "db/postgres_connection.h"

namespace db {
namespace {

using base::Problem;

const Statement make{"test.pg_make", "CREATE TABLE IF NOT EXISTS item (id BIGINT PRIMARY KEY, text TEXT, bytes BYTEA)"};
const Statement clear{"test.pg_clear", "DELETE FROM item"};
const Statement add{"test.pg_add", "INSERT INTO item (id, text) VALUES (:id, :text)"};
const Statement add_bytes{"test.pg_add_bytes", "INSERT INTO item (id, bytes) VALUES (:id, :bytes)"};
const Statement numbers{"test.pg_numbers", "SELECT id FROM item ORDER BY id"};
const Statement one{"test.pg_one", "SELECT text, bytes, bytes IS NULL FROM item WHERE id = :id"};
const Statement set{"test.pg_set", "UPDATE item SET text = :text WHERE id = :id"};
const Statement broken{"test.pg_broken", "SELECT nothing FROM nowhere"};
const Statement back_up_count{"test.pg_count", "SELECT COUNT(*) FROM item"};

Cluster& cluster() {
  static Cluster one;
  return one;
}

class Postgres : public testing::Test {
 protected:
  std::unique_ptr<Database> database = open(cluster().address());

  Postgres() {
    database->write_now([](Tx& tx) {
      tx.run(make);
      tx.run(clear);
    });
  }
  std::vector<std::int64_t> kept() {
    std::vector<std::int64_t> all;
    database->read([&](Tx& tx) {
      all.clear();
      tx.each(numbers, {}, [&](const Row& row) { all.push_back(row.integer(0)); });
    });
    return all;
  }
};

TEST(NumberedParameters, count_by_first_appearance_outside_texts_and_comments) {
  EXPECT_EQ(numbered_parameters("SELECT :b, :a, :b -- :c\n, ':d', x"), "SELECT $1, $2, $1 -- :c\n, ':d', x");
}

TEST_F(Postgres, a_failing_request_leaves_the_others_of_its_group) {
  std::promise<void> hold;
  std::atomic<int> well = 0, ill = 0;
  database->write([&](Tx&) { hold.get_future().wait(); }, [](std::exception_ptr) {});
  for (int i = 0; i < 20; ++i)
    database->write(
        [i](Tx& tx) {
          tx.run(add, {i, "text"});
          if (i % 4 == 0) throw Problem(Problem::Kind::invalid, "problem.invalid");
          if (i % 4 == 1) tx.run(broken);
          if (i % 4 == 2) tx.run(add, {i, "again"});
        },
        [&](std::exception_ptr error) { ++(error ? ill : well); });
  hold.set_value();
  database->write_now([](Tx&) {});
  EXPECT_EQ(well, 5);
  EXPECT_EQ(ill, 15);
  EXPECT_THAT(kept(), testing::ElementsAre(3, 7, 11, 15, 19));
}

TEST_F(Postgres, errors_are_told_as_the_contract_says) {
  database->write_now([](Tx& tx) { tx.run(add, {1, "a"}); });
  try {
    database->write_now([](Tx& tx) { tx.run(add, {1, "b"}); });
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind, Problem::Kind::conflict);
  }
  try {
    database->read([](Tx& tx) { tx.run(broken); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("test.pg_broken"));
  }
  EXPECT_ANY_THROW(database->read([](Tx& tx) { tx.run(add, {2, "c"}); })) << "a reader may not write";
  EXPECT_THAT(kept(), testing::ElementsAre(1)) << "and is of use again";
  EXPECT_EQ(database->takes_writes(), false) << "not migrated yet";
}

TEST_F(Postgres, texts_and_bytes_come_back_as_they_went) {
  const std::string odd("\0\x01\xff'\\x", 6);
  database->write_now([&](Tx& tx) {
    tx.run(add, {1, "ก'\"\\ 😀"});
    tx.run(add_bytes, {2, Bytes{odd}});
    tx.run(add_bytes, {3, Bytes{std::string_view{}}});
    tx.run(add, {4, std::string_view("a\0b", 3)});
  });
  database->read([&](Tx& tx) {
    EXPECT_EQ(*tx.first(one, {1}, [](const Row& row) { return row.string(0); }), "ก'\"\\ 😀");
    EXPECT_EQ(*tx.first(one, {2}, [](const Row& row) { return row.string(1); }), odd);
    EXPECT_EQ(*tx.first(one, {3}, [](const Row& row) { return row.integer(2); }), 0) << "no bytes are still bytes";
    EXPECT_EQ(*tx.first(one, {4}, [](const Row& row) { return row.string(0); }), "a\uFFFDb");
    EXPECT_TRUE(*tx.first(one, {1}, [](const Row& row) { return row.is_null(1); }));
  });
}

TEST_F(Postgres, a_reader_sees_one_moment) {
  database->read([&](Tx& tx) {
    auto count = [&] { return *tx.first(back_up_count, {}, [](const Row& row) { return row.integer(0); }); };
    auto before = count();
    database->write_now([](Tx& writer) { writer.run(add, {50, "b"}); });
    EXPECT_EQ(count(), before);
  });
  EXPECT_EQ(kept().size(), 1u);
}

TEST_F(Postgres, two_nodes_that_read_and_write_the_same_row_lose_nothing) {
  database->write_now([](Tx& tx) { tx.run(add, {1, "0"}); });
  auto other = open(cluster().address());
  std::atomic<int> done = 0, refused = 0;
  auto count_up = [&](Database& node) {
    for (int i = 0; i < 150; ++i)
      node.write(
          [](Tx& tx) {
            auto now = *tx.first(one, {1}, [](const Row& row) { return row.string(0); });
            tx.run(set, {std::to_string(std::stoi(now) + 1), 1});
          },
          [&](std::exception_ptr error) { ++(error ? refused : done); });
    node.write_now([](Tx&) {});
  };
  std::thread there([&] { count_up(*other); });
  count_up(*database);
  there.join();
  EXPECT_EQ(done + refused, 300);
  EXPECT_GT(done, 150);
  database->read([&](Tx& tx) {
    EXPECT_EQ(*tx.first(one, {1}, [](const Row& row) { return row.string(0); }), std::to_string(done)) << "exactly what was told is there";
  });
}

TEST_F(Postgres, nothing_acknowledged_is_missing_after_the_server_died) {
  std::vector<std::int64_t> told;
  std::mutex mutex;
  std::atomic<bool> over = false;
  std::atomic<int> answered = 0, sent = 0;
  std::thread writing([&] {
    for (std::int64_t i = 1; !over; ++i) {
      ++sent;
      database->write([i](Tx& tx) { tx.run(add, {i, "x"}); },
                      [&, i](std::exception_ptr error) {
                        std::lock_guard lock(mutex);
                        if (!error) told.push_back(i);
                        ++answered;
                      });
      if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  cluster().stop("immediate");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  over = true;
  writing.join();
  cluster().start();
  while (answered < sent) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  auto there = kept();  // the readers' lines broke too
  EXPECT_FALSE(told.empty());
  for (auto number : told) EXPECT_TRUE(std::binary_search(there.begin(), there.end(), number)) << number;
  EXPECT_NO_THROW(database->write_now([](Tx& tx) { tx.run(add, {-1, "alive"}); }));
}

TEST_F(Postgres, migrating_twice_does_nothing) {
  EXPECT_GE(migrate(*database), 7);
  EXPECT_EQ(migrate(*database), 0);
  EXPECT_TRUE(database->takes_writes());
}

}  // namespace
}  // namespace db
