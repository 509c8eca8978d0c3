#include "db/postgres.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/problem.h"
#include "db/postgres_connection.h"

namespace db {

namespace {

// Not prepared: this engine's own words, of which a plan would be made for nothing.
constexpr std::string_view begin_write = "BEGIN ISOLATION LEVEL SERIALIZABLE";
constexpr std::string_view begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr std::string_view savepoint = "SAVEPOINT request";
constexpr std::string_view release = "RELEASE SAVEPOINT request";
constexpr std::string_view undo = "ROLLBACK TO SAVEPOINT request";

const Statement beat{"db.pg_beat", "UPDATE heartbeat SET beats = beats + 1 WHERE id = 1"};

constexpr int most_tries = 8;  // with a pause that doubles from 2 ms: half a second in all

std::exception_ptr busy(const char* key) {
  return std::make_exception_ptr(base::Problem(base::Problem::Kind::busy, key));
}

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const std::string& address, const Options& options) : options_(options), writer_(address) {
    for (int i = 0; i < options.readers; ++i) {
      readers_.push_back(std::make_unique<PostgresConnection>(address));
      idle_.push_back(readers_.back().get());
    }
    thread_ = std::jthread([this] { drain(); });
  }

  ~PostgresDatabase() override {
    {
      std::lock_guard lock(queue_mutex_);
      ending_ = true;
    }
    queue_wake_.notify_all();
    thread_.join();
  }

  void read(const Work& work) override {
    Borrowed borrowed(*this);
    PostgresConnection& connection = borrowed.connection;
    try {
      begin(connection);
      work(connection);
    } catch (const ConnectionLost& error) {
      base::log::error("read: {}", error.what());
      throw base::Problem(base::Problem::Kind::busy, "problem.busy");
    }
  }

  void write(Work work, Done done) override {
    {
      std::lock_guard lock(queue_mutex_);
      if (queue_.size() < options_.queue && !ending_) {
        queue_.push_back({std::move(work), std::move(done), nullptr});
        queue_wake_.notify_one();
        return;
      }
    }
    done(busy("problem.busy"));
  }

  bool takes_writes() override {
    try {
      std::int64_t changed = 0;
      write_now([&](Tx& tx) { changed = tx.run(beat); });
      return changed == 1;
    } catch (...) {
      return false;
    }
  }

 private:
  struct Request {
    Work work;
    Done done;
    std::exception_ptr error;
  };

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

  // The server may have been restarted since this connection was last used.
  static void begin(PostgresConnection& connection) {
    try {
      connection.script(begin_read);
    } catch (const ConnectionLost&) {
      connection.reconnect();
      connection.script(begin_read);
    }
  }

  PostgresConnection& take_reader() {
    std::unique_lock lock(readers_mutex_);
    readers_wake_.wait(lock, [this] { return !idle_.empty(); });
    auto* connection = idle_.back();
    idle_.pop_back();
    return *connection;
  }

  void give_back(PostgresConnection& connection) {
    {
      std::lock_guard lock(readers_mutex_);
      idle_.push_back(&connection);
    }
    readers_wake_.notify_one();
  }

  void drain() {
    std::vector<Request> group;
    for (;;) {
      {
        std::unique_lock lock(queue_mutex_);
        queue_wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
        if (queue_.empty()) return;
        while (!queue_.empty() && int(group.size()) < options_.group) {
          group.push_back(std::move(queue_.front()));
          queue_.pop_front();
        }
      }
      commit_group(group);
      for (Request& request : group) tell(request);
      group.clear();
    }
  }

  static void tell(Request& request) {
    try {
      request.done(request.error);
    } catch (const std::exception& error) {
      base::log::error("the listener of a write failed: {}", error.what());
    }
  }

  static void refuse(std::vector<Request>& group, const char* key) {
    for (Request& request : group) request.error = busy(key);
  }

  void commit_group(std::vector<Request>& group) {
    for (int tries = 1;; ++tries) {
      bool committing = false;
      try {
        for (Request& request : group) request.error = nullptr;
        if (!writer_.is_open()) writer_.reconnect();
        writer_.script(begin_write);
        for (Request& request : group) attempt(request);
        committing = true;
        writer_.commit();
        return;
      } catch (const SerializationFailure& error) {
        writer_.end_transaction();
        if (tries < most_tries) {
          pause(tries);
          continue;
        }
        base::log::error("commit failed {} times: {}", tries, error.what());
        return refuse(group, "problem.busy");
      } catch (const ConnectionLost& error) {
        base::log::error("commit failed: {}", error.what());
        // Broken before the commit was sent, nothing is kept and it may run again. Broken during it,
        // nobody knows: nobody is told that it is saved, and saving again finds what there is.
        if (committing || tries >= most_tries) return refuse(group, "problem.storage");
        pause(tries);
      } catch (const std::exception& error) {
        base::log::error("commit failed: {}", error.what());
        writer_.end_transaction();
        return refuse(group, "problem.storage");
      }
    }
  }

  static void pause(int tries) { std::this_thread::sleep_for(std::chrono::milliseconds(1 << tries)); }

  void attempt(Request& request) {
    writer_.script(savepoint);
    try {
      request.work(writer_);
    } catch (const SerializationFailure&) {
      throw;  // the whole transaction is lost
    } catch (const ConnectionLost&) {
      throw;
    } catch (...) {
      request.error = std::current_exception();
      writer_.script(undo);
    }
    writer_.script(release);
  }

  Options options_;
  PostgresConnection writer_;
  std::vector<std::unique_ptr<PostgresConnection>> readers_;
  std::mutex readers_mutex_, queue_mutex_;
  std::condition_variable readers_wake_, queue_wake_;
  std::vector<PostgresConnection*> idle_;
  std::deque<Request> queue_;
  bool ending_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& address, const Options& options) {
  return std::make_unique<PostgresDatabase>(address, options);
}

}  // namespace db
