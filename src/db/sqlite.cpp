#include "db/sqlite.h"

#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
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
const Statement beat{"db.beat", "UPDATE heartbeat SET beats = beats + 1 WHERE id = 1"};

std::exception_ptr busy(const char* key) {
  return std::make_exception_ptr(base::Problem(base::Problem::Kind::busy, key));
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const std::string& path, const Options& options)
      : path_(path), options_(options), writer_(path, SqliteConnection::Mode::writer) {
    for (int i = 0; i < options.readers; ++i) idle_.push_back(open_reader());
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
    Borrowed borrowed(*this);
    SqliteConnection& connection = borrowed.connection();
    connection.run(begin_read);
    try {
      work(connection);
      connection.run(commit);
    } catch (...) {
      end_failed(connection);
      throw;
    }
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

  void copy_to(const std::string& file) override {
    if (std::filesystem::exists(file)) throw Error(file + " is there already");
    // Under another name until it is whole and on disk: what bears the name is a backup.
    std::string partial = file + ".partial", quoted = partial;
    std::filesystem::remove(partial);
    for (auto at = quoted.find('\''); at != quoted.npos; at = quoted.find('\'', at + 2)) quoted.insert(at, "'");
    SqliteConnection(path_, SqliteConnection::Mode::writer).script("VACUUM INTO '" + quoted + "'");
    int descriptor = ::open(partial.c_str(), O_RDONLY);
    bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) throw Error("cannot bring " + partial + " to disk");
    std::filesystem::rename(partial, file);
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

  using Reader = std::unique_ptr<SqliteConnection>;

  Reader open_reader() const {
    return std::make_unique<SqliteConnection>(path_, SqliteConnection::Mode::reader);
  }

  // A reader out of the pool for one `read`. Its place goes back whatever happens; a connection that
  // could not leave its transaction is closed, and the next reader of that place opens a new one.
  class Borrowed {
   public:
    explicit Borrowed(SqliteDatabase& database) : database_(database), reader_(database.take_reader()) {}
    ~Borrowed() {
      if (reader_ && reader_->in_transaction()) reader_.reset();
      database_.give_back(std::move(reader_));
    }
    Borrowed(const Borrowed&) = delete;
    SqliteConnection& connection() {
      if (!reader_) reader_ = database_.open_reader();
      return *reader_;
    }

   private:
    SqliteDatabase& database_;
    Reader reader_;
  };

  Reader take_reader() {
    std::unique_lock lock(readers_mutex_);
    readers_wake_.wait(lock, [this] { return !idle_.empty(); });
    Reader reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
  }

  void give_back(Reader reader) {
    {
      std::lock_guard lock(readers_mutex_);
      idle_.push_back(std::move(reader));
    }
    readers_wake_.notify_one();
  }

  // What went wrong first is what the caller must hear of; a failing rollback goes to the log.
  static void end_failed(SqliteConnection& connection) {
    if (!connection.in_transaction()) return;
    try {
      connection.run(rollback);
    } catch (const std::exception& error) {
      base::log::error("rollback of a read failed: {}", error.what());
    }
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

  // The outcome stands already: a listener that fails must not take the writer with it.
  static void tell(Request& request) {
    try {
      request.done(request.error);
    } catch (const std::exception& error) {
      base::log::error("the listener of a write failed: {}", error.what());
    } catch (...) {
      base::log::error("the listener of a write failed");
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

  std::string path_;
  Options options_;
  SqliteConnection writer_;
  std::mutex readers_mutex_, queue_mutex_;
  std::condition_variable readers_wake_, queue_wake_;
  std::vector<Reader> idle_;  // as many as options_.readers, less those borrowed; null: to be opened anew
  std::deque<Request> queue_;
  bool ending_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options) {
  return std::make_unique<SqliteDatabase>(path, options);
}

}  // namespace db
