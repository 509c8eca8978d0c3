#include "db/postgres.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"
#include "base/problem.h"
#include "db/postgres_connection.h"
#include "db/write_queue.h"

namespace db {

namespace {

using Time = std::chrono::steady_clock;

// The writers of all nodes take turns at one lock, held to the end of the transaction: each sees all that
// was committed before it, as if there were one writer. Two that ran beside each other would meet in the
// sums and the journal, and lose more groups than they commit.
constexpr const char* begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED";
const Statement take_turn{"db.pg_take_turn", "SELECT pg_advisory_xact_lock(7309468)"};
constexpr const char* begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const Statement savepoint{"db.pg_savepoint", "SAVEPOINT request"};
const Statement release{"db.pg_release", "RELEASE SAVEPOINT request"};
const Statement undo{"db.pg_undo", "ROLLBACK TO SAVEPOINT request"};

// What each writer committed last, for the one question a broken line leaves open: did the commit happen?
const Statement note_commit{"db.pg_note_commit",
                            "INSERT INTO write_mark (writer, number, at) VALUES (:writer, :number, :at) "
                            "ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at"};
const Statement noted_commit{"db.pg_noted_commit", "SELECT number FROM write_mark WHERE writer = :writer FOR UPDATE"};
const Statement forget_commits{"db.pg_forget_commits", "DELETE FROM write_mark WHERE at < :before"};
const Statement has_marks{"db.pg_has_marks",
                          "SELECT 1 FROM pg_tables WHERE tablename = 'write_mark' AND schemaname = current_schema()"};
const Statement say{"db.pg_say", "SELECT pg_notify('saat', :what)"};

constexpr auto longest_outage = std::chrono::seconds(25);  // a fail-over, while who saved is still waiting
constexpr auto longest_pause = std::chrono::milliseconds(256);
constexpr int most_tries = 3;  // at the lock, ten seconds each

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// A line of its own on which every program that has this database open hears what the others announce.
class Ear {
 public:
  explicit Ear(const std::string& address) : address_(address), wake_(eventfd(0, EFD_CLOEXEC)) {}
  ~Ear() {
    listen(nullptr);
    ::close(wake_);
  }

  void listen(Database::Listener listener) {
    if (thread_.joinable()) {
      ending_ = true;
      eventfd_write(wake_, 1);
      thread_.join();
      eventfd_t read;
      eventfd_read(wake_, &read);
      ending_ = false;
    }
    {
      std::lock_guard lock(mutex_);
      listener_ = std::move(listener);
    }
    if (listener_) thread_ = std::jthread([this] { hear_on(); });
  }

  void announce(const std::string& what) {
    std::lock_guard lock(mutex_);
    try {
      if (!mouth_) mouth_ = std::make_unique<PostgresConnection>(address_);
      mouth_->first(say, {what}, [](const Row&) { return true; });
      mouth_->discard();  // what is not in a transaction ends here
    } catch (const std::exception& error) {
      base::log::warn("announce: {}", error.what());
      mouth_.reset();
      if (listener_) listener_(what);  // at least here
    }
  }

 private:
  void hear_on() {
    while (!ending_) {
      try {
        PostgresConnection line(address_);
        line.script("LISTEN saat");
        listener_("");  // while nobody listened, anything may have happened
        while (!ending_) wait_on(line);
      } catch (const std::exception& error) {
        if (!ending_) base::log::warn("listening: {}", error.what());
        sleep_or_wake(std::chrono::seconds(1));
      }
    }
  }

  void wait_on(PostgresConnection& line) {
    pollfd waits[2] = {{PQsocket(line.handle()), POLLIN, 0}, {wake_, POLLIN, 0}};
    ::poll(waits, 2, -1);
    if (ending_) return;
    if (!PQconsumeInput(line.handle())) throw ConnectionLost(PQerrorMessage(line.handle()));
    while (auto* heard = PQnotifies(line.handle())) {
      std::string what = heard->extra;
      PQfreemem(heard);
      listener_(what);
    }
  }

  void sleep_or_wake(std::chrono::milliseconds at_most) {
    pollfd wait{wake_, POLLIN, 0};
    ::poll(&wait, 1, int(at_most.count()));
  }

  std::string address_;
  int wake_;
  std::atomic<bool> ending_{false};
  Database::Listener listener_;
  std::mutex mutex_;
  std::unique_ptr<PostgresConnection> mouth_;
  std::jthread thread_;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const std::string& address, const Options& options)
      : writer_(address, options.patience, PostgresConnection::For::writing),
        ear_(address),
        queue_(options, stats_, [this](WriteQueue::Group& group) { commit_group(group); }) {
    for (int i = 0; i < options.readers; ++i) {
      readers_.push_back(std::make_unique<PostgresConnection>(address));
      readers_.back()->log_slower_than(options.slow_seconds);
      idle_.push_back(readers_.back().get());
    }
    writer_.log_slower_than(options.slow_seconds);
    stats_.readers = std::uint64_t(options.readers);
  }

  void read(const Work& work) override {
    Borrowed borrowed(*this);
    PostgresConnection& connection = borrowed.connection;
    try {
      try {
        read_on(connection, work);
      } catch (const ConnectionLost&) {
        // The server may have been restarted, or another one be the first now.
        connection.reconnect();
        read_on(connection, work);
      }
    } catch (const ConnectionLost& error) {
      base::log::error("read: {}", error.what());
      throw base::Problem(base::Problem::Kind::busy, "problem.busy");
    }
  }

  void write(Work work, Done done) override { queue_.add(std::move(work), std::move(done)); }

  void announce(const std::string& what) override { ear_.announce(what); }
  void listen(Listener listener) override { ear_.listen(std::move(listener)); }

 private:
  using Group = WriteQueue::Group;
  using Request = WriteQueue::Request;

  // A reader for one `read`; however that ends, it goes back outside any transaction.
  struct Borrowed {
    explicit Borrowed(PostgresDatabase& database) : database(database), connection(database.take_reader()) {}
    ~Borrowed() {
      connection.end_transaction();
      database.give_back(connection);
    }
    PostgresDatabase& database;
    PostgresConnection& connection;
  };

  static void read_on(PostgresConnection& connection, const Work& work) {
    if (!connection.is_open()) connection.reconnect();
    connection.forget_expected();
    connection.begin(begin_read);
    work(connection);
    connection.settle();
  }

  PostgresConnection& take_reader() {
    std::unique_lock lock(readers_mutex_);
    readers_wake_.wait(lock, [this] { return !idle_.empty(); });
    auto* connection = idle_.back();
    idle_.pop_back();
    ++stats_.readers_busy;
    return *connection;
  }

  void give_back(PostgresConnection& connection) {
    {
      std::lock_guard lock(readers_mutex_);
      idle_.push_back(&connection);
      --stats_.readers_busy;
    }
    readers_wake_.notify_one();
  }

  // How a group is written. `together` trusts that all goes well: no savepoints, and nobody waits for
  // what nobody reads. What fails after it has written something takes the others with it, and the group
  // is written again `one_by_one`, each request in a savepoint of its own.
  enum class Way { together, one_by_one };
  enum class Outcome { committed, failed_in_part };

  void commit_group(Group& group) {
    auto give_up_at = Time::now() + longest_outage;
    auto pause = std::chrono::milliseconds(2);
    bool in_doubt = false;  // a COMMIT was sent and never answered
    auto way = Way::together;
    for (int tries = 1;; ++tries) {
      bool committing = false;
      try {
        if (!writer_.is_open()) writer_.reconnect();
        writer_.begin(begin_write);
        writer_.Connection::run(take_turn);
        if (in_doubt && is_noted()) {
          // It may be on this server alone: a commit of our own waits for the standby to have it too.
          writer_.commit();
          break;
        }
        if (attempt_all(group, way) == Outcome::failed_in_part) {
          writer_.end_transaction();
          way = Way::one_by_one;
          continue;
        }
        note();
        writer_.settle();
        committing = true;
        auto begun = Time::now();
        writer_.commit();
        stats_.commit_seconds.add(std::chrono::duration<double>(Time::now() - begun).count());
        break;
      } catch (const SerializationFailure& error) {
        writer_.end_transaction();
        if (tries >= most_tries) return refuse(group, "problem.busy", error.what());
      } catch (const ConnectionLost& error) {
        in_doubt |= committing;
        if (Time::now() >= give_up_at || queue_.is_ending()) return refuse(group, "problem.storage", error.what());
        base::log::warn("writing waits for the database: {}", error.what());
      } catch (const std::exception& error) {
        writer_.end_transaction();
        return refuse(group, "problem.storage", error.what());
      }
      ++stats_.rerun_groups;
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, longest_pause);
    }
    ++number_;
  }

  void refuse(Group& group, const char* words_key, const char* why) {
    base::log::error("commit failed: {}", why);
    ++stats_.failed_groups;
    for (Request& request : group) request.error = refusal(words_key);
    ++number_;  // should it have happened after all, it is not taken for the next one
  }

  // Before the tables are made there is nowhere to note it.
  void note() {
    if (!has_marks_) has_marks_ = writer_.first(has_marks, {}, [](const Row&) { return true; }).has_value();
    if (!has_marks_) return;
    if (number_ == 0) writer_.Connection::run(forget_commits, {now_ms() - 7ll * 24 * 3600 * 1000});
    writer_.Connection::run(note_commit, {name_, number_, now_ms()});
  }
  // Waits for the broken line's transaction, should the server still be at it.
  bool is_noted() {
    if (!has_marks_) return false;
    auto noted = writer_.first(noted_commit, {name_}, [](const Row& row) { return row.integer(0); });
    return noted == number_;
  }

  Outcome attempt_all(Group& group, Way way) {
    for (Request& request : group) {
      request.error = nullptr;
      writer_.forget_expected();
      if (way == Way::one_by_one) {
        attempt(request);
        continue;
      }
      auto before = writer_.writes();
      try {
        request.work(writer_);
      } catch (const SerializationFailure&) {
        throw;
      } catch (const ConnectionLost&) {
        throw;
      } catch (...) {
        request.error = std::current_exception();
        if (writer_.writes() > before) return Outcome::failed_in_part;
      }
      if (writer_.has_failed()) return Outcome::failed_in_part;
    }
    try {
      writer_.settle();
    } catch (const SerializationFailure&) {
      throw;
    } catch (const ConnectionLost&) {
      throw;
    } catch (const std::exception&) {
      return Outcome::failed_in_part;
    }
    return Outcome::committed;
  }

  void attempt(Request& request) {
    writer_.Connection::run(savepoint);
    try {
      request.work(writer_);
      writer_.settle();
    } catch (const SerializationFailure&) {
      throw;  // the whole transaction is lost
    } catch (const ConnectionLost&) {
      throw;
    } catch (...) {
      request.error = std::current_exception();
      writer_.discard();
      writer_.Connection::run(undo);
    }
    writer_.Connection::run(release);
    writer_.settle();
  }

  PostgresConnection writer_;
  std::vector<std::unique_ptr<PostgresConnection>> readers_;
  std::mutex readers_mutex_;
  std::condition_variable readers_wake_;
  std::vector<PostgresConnection*> idle_;
  const std::string name_ = random_name();  // of this writer, in write_mark
  std::int64_t number_ = 0;                 // of the group being written
  bool has_marks_ = false;
  Ear ear_;
  WriteQueue queue_;  // last: its thread ends before what it uses
};

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& address, const Options& options) {
  return std::make_unique<PostgresDatabase>(address, options);
}

}  // namespace db
