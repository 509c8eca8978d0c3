#include "db/sqlite.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/log.h"
#include "base/problem.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_file.h"
#include "db/sqlite_log.h"
#include "db/write_queue.h"

namespace db {

namespace {

const Statement begin_write{"db.begin_write", "BEGIN IMMEDIATE"};
const Statement begin_read{"db.begin_read", "BEGIN"};
const Statement commit{"db.commit", "COMMIT"};
const Statement rollback{"db.rollback", "ROLLBACK"};
const Statement savepoint{"db.savepoint", "SAVEPOINT request"};
const Statement release{"db.release", "RELEASE request"};
const Statement undo{"db.undo", "ROLLBACK TO request"};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const std::string& path, const Options& options)
      : path_(path),
        slow_seconds_(options.slow_seconds),
        writer_(path, SqliteConnection::Mode::writer),
        queue_(options, stats_, [this](WriteQueue::Group& group) { commit_group(group); }) {
    writer_.log_slower_than(slow_seconds_);
    for (int i = 0; i < options.readers; ++i) idle_.push_back(open_reader());
    stats_.readers = std::uint64_t(options.readers);
  }

  void read(const Work& work) override {
    Borrowed borrowed(*this);
    try {
      read_on(borrowed.connection(), work);
    } catch (const StorageFailure& error) {
      base::log::error("read failed: {}", error.what());
      std::rethrow_exception(refusal("problem.storage"));
    }
  }

  void write(Work work, Done done) override { queue_.add(std::move(work), std::move(done)); }

  void copy_to(const std::string& file) override {
    if (std::filesystem::exists(file)) throw Error(file + " is there already");
    // Under another name until it is whole and on disk: what bears the name is a backup.
    std::string partial = file + ".partial", quoted = partial;
    std::filesystem::remove(partial);
    for (auto at = quoted.find('\''); at != quoted.npos; at = quoted.find('\'', at + 2)) quoted.insert(at, "'");
    try {
      SqliteConnection(path_, SqliteConnection::Mode::writer).script("VACUUM INTO '" + quoted + "'");
      bring_to_disk(partial);
    } catch (const std::exception& error) {
      std::error_code ignored;
      std::filesystem::remove(partial, ignored);
      throw Error("no backup was made: " + std::string(error.what()));
    }
    std::filesystem::rename(partial, file);
    bring_to_disk(file);
  }

  // One program has the file open for writing: what it says it hears itself.
  void announce(const std::string& what) override {
    std::lock_guard lock(listener_mutex_);
    if (listener_) listener_(what);
  }
  void listen(Listener listener) override {
    std::lock_guard lock(listener_mutex_);
    listener_ = std::move(listener);
  }

 private:
  using Request = WriteQueue::Request;
  using Reader = std::unique_ptr<SqliteConnection>;

  Reader open_reader() const {
    auto reader = std::make_unique<SqliteConnection>(path_, SqliteConnection::Mode::reader);
    reader->log_slower_than(slow_seconds_);
    return reader;
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
    ++stats_.readers_busy;
    return reader;
  }

  void give_back(Reader reader) {
    {
      std::lock_guard lock(readers_mutex_);
      idle_.push_back(std::move(reader));
      --stats_.readers_busy;
    }
    readers_wake_.notify_one();
  }

  static void read_on(SqliteConnection& connection, const Work& work) {
    connection.run(begin_read);
    try {
      work(connection);
      connection.run(commit);
    } catch (...) {
      end_failed(connection);
      throw;
    }
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

  void commit_group(WriteQueue::Group& group) {
    try {
      writer_.run(begin_write);
      for (Request& request : group) attempt(request);
      auto begun = std::chrono::steady_clock::now();
      writer_.run(commit);
      stats_.commit_seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    } catch (const std::exception& error) {
      // Disk full, disk gone: nothing of this group is on disk, so nobody may be told it is.
      base::log::error("commit failed: {}", error.what());
      ++stats_.failed_groups;
      try {
        writer_.run(rollback);
      } catch (const std::exception&) {
        // SQLite has already rolled back by itself.
      }
      for (Request& request : group)
        if (!request.error) request.error = refusal("problem.storage");
    }
  }

  void attempt(Request& request) {
    writer_.run(savepoint);
    try {
      request.work(writer_);
    } catch (const StorageFailure&) {
      throw;  // the whole group is lost
    } catch (...) {
      request.error = std::current_exception();
      writer_.run(undo);
    }
    writer_.run(release);
  }

  std::string path_;
  double slow_seconds_;
  SqliteConnection writer_;
  std::mutex readers_mutex_, listener_mutex_;
  std::condition_variable readers_wake_;
  std::vector<Reader> idle_;  // as many as options.readers, less those borrowed; null: to be opened anew
  Listener listener_;
  WriteQueue queue_;  // last: its thread ends before what it uses
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options) {
  refuse_damaged_log(path);
  return std::make_unique<SqliteDatabase>(path, options);
}

}  // namespace db
