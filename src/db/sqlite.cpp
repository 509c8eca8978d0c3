#include "db/sqlite.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/problem.h"
#include "db/sqlite_connection.h"

namespace db {

namespace {

const Statement begin_write{"db.begin_write", "BEGIN IMMEDIATE"};
const Statement begin_read{"db.begin_read", "BEGIN"};
const Statement commit{"db.commit", "COMMIT"};
const Statement rollback{"db.rollback", "ROLLBACK"};
const Statement savepoint{"db.savepoint", "SAVEPOINT request"};
const Statement release{"db.release", "RELEASE request"};
const Statement undo{"db.undo", "ROLLBACK TO request"};

std::exception_ptr busy(const char* key) {
  return std::make_exception_ptr(base::Problem(base::Problem::Kind::busy, key));
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const std::string& path, const Options& options)
      : options_(options), writer_(path, SqliteConnection::Mode::writer) {
    for (int i = 0; i < options.readers; ++i) {
      readers_.push_back(std::make_unique<SqliteConnection>(path, SqliteConnection::Mode::reader));
      idle_.push_back(readers_.back().get());
    }
    thread_ = std::jthread([this] { drain(); });
  }

  ~SqliteDatabase() override {
    {
      std::lock_guard lock(queue_mutex_);
      ending_ = true;
    }
    queue_wake_.notify_all();
    thread_.join();
  }

  void read(const Work& work) override {
    SqliteConnection* connection = take_reader();
    struct Return {
      SqliteDatabase& database;
      SqliteConnection* connection;
      ~Return() { database.give_back(connection); }
    } giving_back{*this, connection};
    connection->run(begin_read);
    try {
      work(*connection);
    } catch (...) {
      connection->run(rollback);
      throw;
    }
    connection->run(commit);
  }

  void write(Work work, Done done) override {
    {
      std::lock_guard lock(queue_mutex_);
      if (queue_.size() < options_.queue && !ending_) {
        queue_.push_back({std::move(work), std::move(done)});
        queue_wake_.notify_one();
        return;
      }
    }
    done(busy("problem.busy"));
  }

  bool takes_writes() override {
    static const Statement probe{"db.probe", "UPDATE schema_migration SET number = number WHERE number = -1"};
    try {
      write_now([](Tx& tx) { tx.run(probe); });
      return true;
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

  SqliteConnection* take_reader() {
    std::unique_lock lock(readers_mutex_);
    readers_wake_.wait(lock, [this] { return !idle_.empty(); });
    auto* connection = idle_.back();
    idle_.pop_back();
    return connection;
  }

  void give_back(SqliteConnection* connection) {
    {
      std::lock_guard lock(readers_mutex_);
      idle_.push_back(connection);
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
      for (Request& request : group) request.done(request.error);
      group.clear();
    }
  }

  void commit_group(std::vector<Request>& group) {
    try {
      writer_.run(begin_write);
      for (Request& request : group) attempt(request);
      writer_.run(commit);
    } catch (const std::exception& error) {
      // Disk full, disk gone: nothing of this group is on disk, so nobody may be told it is.
      base::log::error("commit failed: {}", error.what());
      try {
        writer_.run(rollback);
      } catch (const std::exception&) {
        // SQLite has already rolled back by itself.
      }
      for (Request& request : group)
        if (!request.error) request.error = busy("problem.storage");
    }
  }

  void attempt(Request& request) {
    writer_.run(savepoint);
    try {
      request.work(writer_);
    } catch (...) {
      request.error = std::current_exception();
      writer_.run(undo);
    }
    writer_.run(release);
  }

  Options options_;
  SqliteConnection writer_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
  std::mutex readers_mutex_, queue_mutex_;
  std::condition_variable readers_wake_, queue_wake_;
  std::vector<SqliteConnection*> idle_;
  std::deque<Request> queue_;
  bool ending_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options) {
  return std::make_unique<SqliteDatabase>(path, options);
}

}  // namespace db
