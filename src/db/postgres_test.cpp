// The contract of db/database.h on PostgreSQL, in a cluster of the test's own.
#include "db/postgres.h"

#include <gmock/gmock.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <filesystem>
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
const Statement ids{"test.pg_ids", "SELECT id FROM item ORDER BY id"};
const Statement one{"test.pg_one", "SELECT text, bytes, bytes IS NULL FROM item WHERE id = :id"};
const Statement set{"test.pg_set", "UPDATE item SET text = :text WHERE id = :id"};
const Statement broken{"test.pg_broken", "SELECT nothing FROM nowhere"};
const Statement back_up_count{"test.pg_count", "SELECT COUNT(*) FROM item"};

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
      tx.each(ids, {}, [&](const Row& row) { all.push_back(row.integer(0)); });
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

TEST_F(Postgres, what_is_expected_is_answered_once_and_to_its_request_alone) {
  database->write_now([](Tx& tx) {
    tx.run(add, {1, "one"});
    tx.run(add, {2, "two"});
  });
  auto text = [](Tx& tx, int id) { return *tx.first(one, {id}, [](const Row& row) { return row.string(0); }); };
  std::promise<void> hold;
  std::string asked, other, again, stranger, after;
  database->write([&](Tx&) { hold.get_future().wait(); }, [](std::exception_ptr) {});
  database->write(
      [&](Tx& tx) {
        tx.expect(one, {1});
        other = text(tx, 2);
        asked = text(tx, 1);
        tx.run(set, {"changed", 1});
        again = text(tx, 1);
        tx.expect(one, {2});
      },
      [](std::exception_ptr) {});
  database->write([&](Tx& tx) { tx.run(set, {"changed too", 2}), stranger = text(tx, 2); }, [](std::exception_ptr) {});
  database->write([&](Tx& tx) { tx.expect(broken, {}); }, [](std::exception_ptr) {});
  hold.set_value();
  database->write_now([&](Tx& tx) { after = text(tx, 1); });
  EXPECT_EQ(other, "two");
  EXPECT_EQ(asked, "one");
  EXPECT_EQ(again, "changed");
  EXPECT_EQ(stranger, "changed too");
  EXPECT_EQ(after, "changed") << "a failed expectation takes nobody else with it";
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
    EXPECT_EQ(*tx.first(one, {1}, [](const Row& row) { return row.string(0); }), std::to_string(done))
        << "exactly what was told is there";
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
      database->write(
          [i](Tx& tx) {
            tx.run(add, {i, "x"});
          },
          [&, i](std::exception_ptr error) {
            std::lock_guard lock(mutex);
            if (!error) told.push_back(i);
            ++answered;
          });
      if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  auto reaches = [&](auto counted, int number) {
    while (counted() < number) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  auto acknowledged = [&] {
    std::lock_guard lock(mutex);
    return int(told.size());
  };
  reaches(acknowledged, 300);
  cluster().stop("immediate");
  reaches([&] { return sent.load(); }, sent + 200);  // into the broken line
  over = true;
  writing.join();
  cluster().start();
  while (answered < sent) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  auto there = kept();  // the readers' lines broke too
  EXPECT_FALSE(told.empty());
  for (auto number : told) EXPECT_TRUE(std::binary_search(there.begin(), there.end(), number)) << number;
  EXPECT_NO_THROW(database->write_now([](Tx& tx) { tx.run(add, {-1, "alive"}); }));
}

// Stands between a program and the cluster, and breaks the line at the COMMIT it is told to: before the
// server hears it, or before the program hears the answer.
class BreakingLine {
 public:
  enum class When { before_the_server, before_the_answer };
  explicit BreakingLine(const std::string& server_folder)
      : server_(server_folder + "/.s.PGSQL.5432"), folder_(server_folder + "-line") {
    std::filesystem::create_directory(folder_);
    listening_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    auto address = at(folder_ + "/.s.PGSQL.5432");
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listening_, 8) != 0)
      throw std::runtime_error("cannot listen");
    accepting_ = std::thread([this] {
      for (int client; (client = ::accept(listening_, nullptr, nullptr)) >= 0;)
        carrying_.emplace_back([this, client] { carry(client); });
    });
  }
  ~BreakingLine() {
    ::shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    ::close(listening_);
    for (auto& thread : carrying_) thread.join();
    std::filesystem::remove_all(folder_);
  }
  void break_next_commit(When when) { armed_ = int(when); }
  const std::string& folder() const { return folder_; }

 private:
  static sockaddr_un at(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }
  void carry(int client) {
    int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
    auto address = at(server_);
    bool open = ::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    bool answered = true;
    while (open) {
      pollfd waits[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      ::poll(waits, 2, -1);
      char bytes[65536];
      for (int side = 0; side < 2 && open; ++side) {
        if (!waits[side].revents) continue;
        auto size = ::recv(waits[side].fd, bytes, sizeof bytes, 0);
        open = size > 0;
        if (!open) break;
        if (side == 0 && armed_ >= 0 &&
            std::string_view(bytes, std::size_t(size)).find("COMMIT") != std::string_view::npos) {
          open = armed_.exchange(-1) == int(When::before_the_answer);
          answered = false;
        }
        if (!open) break;
        if (side == 1 && !answered)
          open = false;
        else
          open = ::send(waits[1 - side].fd, bytes, std::size_t(size), MSG_NOSIGNAL) == size;
      }
    }
    ::close(server);
    ::close(client);
  }

  std::string server_, folder_;
  int listening_ = -1;
  std::atomic<int> armed_{-1};
  std::thread accepting_;
  std::vector<std::thread> carrying_;
};

TEST(PostgresLine, a_commit_whose_answer_was_lost_is_neither_lost_nor_done_twice) {
  auto there = cluster().make("lines");
  std::string folder = there.substr(there.find("host=") + 5);
  BreakingLine line(folder);
  auto database = open("postgresql://postgres@/lines?host=" + line.folder());
  migrate(*database);
  database->write_now([](Tx& tx) {
    tx.run(make);
    tx.run(add, {1, "0"});
  });
  auto count_up = [](Tx& tx) {
    auto now = *tx.first(one, {1}, [](const Row& row) { return row.string(0); });
    tx.run(set, {std::to_string(std::stoi(now) + 1), 1});
  };
  for (int i = 1; i <= 6; ++i) {
    line.break_next_commit(i % 2 ? BreakingLine::When::before_the_answer : BreakingLine::When::before_the_server);
    EXPECT_NO_THROW(database->write_now(count_up));
    database->read([&](Tx& tx) {
      EXPECT_EQ(*tx.first(one, {1}, [](const Row& row) { return row.string(0); }), std::to_string(i));
    });
  }
  EXPECT_EQ(database->stats().rerun_groups, 6u);
}

TEST(PostgresLine, what_one_program_announces_every_program_hears) {
  auto there = cluster().make("news");
  auto one = open(there), other = open(there);
  std::mutex mutex;
  std::vector<std::string> heard_here, heard_there;
  auto hear = [&](std::vector<std::string>& heard) {
    return [&](std::string_view what) {
      std::lock_guard lock(mutex);
      heard.emplace_back(what);
    };
  };
  one->listen(hear(heard_here));
  other->listen(hear(heard_there));
  auto until = [&](auto fits) {
    for (int i = 0; i < 500; ++i) {
      {
        std::lock_guard lock(mutex);
        if (fits()) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  };
  ASSERT_TRUE(until([&] { return heard_here.size() == 1 && heard_there.size() == 1; }))
      << "at first: anything may have happened";
  one->announce("moved 30 56");
  EXPECT_TRUE(until([&] {
    return heard_there == std::vector<std::string>{"", "moved 30 56"} && heard_there == heard_here;
  }));
}

TEST_F(Postgres, migrating_twice_does_nothing) {
  EXPECT_GE(migrate(*database), 7);
  EXPECT_EQ(migrate(*database), 0);
  EXPECT_TRUE(database->takes_writes());
}

}  // namespace
}  // namespace db
