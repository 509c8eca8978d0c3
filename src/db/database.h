#pragma once
#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "base/histogram.h"
#include "db/connection.h"

namespace db {

// May run more than once (another node was faster, the line broke): it sets what it fills outside, it
// does not add to it.
using Work = std::function<void(Tx&)>;
using Done = std::function<void(std::exception_ptr)>;  // null: committed and on disk

// What an operator watches; counted since the program began.
struct Stats {
  std::atomic<std::uint64_t> waiting{0};        // write requests in the queue now
  std::atomic<std::uint64_t> refused{0};        // for which there was no place
  std::atomic<std::uint64_t> failed_groups{0};  // not committed
  std::atomic<std::uint64_t> rerun_groups{0};   // run again: another node was faster, or the line broke
  std::atomic<std::uint64_t> readers_busy{0}, readers{0};
  base::Histogram<7> group_size{{1, 2, 4, 8, 16, 32, 64}};
  base::Seconds group_seconds{base::seconds_bounds};   // from the first statement to the end of the commit
  base::Seconds commit_seconds{base::seconds_bounds};  // the commit alone: how long the disk takes
};

// A database open for the whole program. Readers never wait for the writer.
class Database {
 public:
  virtual ~Database() = default;

  // Runs `work` on this thread in a read-only snapshot. Throws what `work` throws.
  virtual void read(const Work& work) = 0;

  // Queues `work` for a write transaction of its own. `done` is called on the database's thread
  // after the commit is durable, or with the exception that rolled it back. Never blocks;
  // when the queue is full `done` gets Problem{busy} at once.
  virtual void write(Work work, Done done) = 0;

  // The same, waiting for the outcome: for commands and tests. Throws what `work` throws.
  void write_now(const Work& work);

  // A whole copy as of one moment, on disk when this returns. Readers and the writer go on. Throws
  // Error when `file` is there already, or when the engine has tools of its own for it.
  virtual void copy_to(const std::string& file);

  bool takes_writes();  // readiness: a tiny durable write succeeds

  // Tells every program that has this database open, this one too, at once and at most once: live
  // figures moved, the registry changed. No part of any transaction.
  using Listener = std::function<void(std::string_view what)>;
  virtual void announce(const std::string& what) = 0;
  // `listener` is called on a thread of the database's; "" when something may have been missed. Another
  // one takes its place; null ends it, and after that it is not called any more.
  virtual void listen(Listener listener) = 0;

  const Stats& stats() const { return stats_; }

 protected:
  Stats stats_;
};

struct Options {
  int readers = 4;
  int group = 64;                    // most write requests in one commit
  std::size_t queue = 8192;          // write requests waiting before `busy`
  double slow_seconds = 0;           // a statement that takes longer is logged; 0: none
  std::chrono::seconds patience{0};  // PostgreSQL: how long to ask again at the start when nobody answers
};

void beat(Tx& tx);  // a tiny change that shows whether writes still reach the disk

bool is_postgres(const std::string& where);  // an address, not a file's path

// `where` is postgres://… or a file's path (SQLite; ":memory:" is not accepted, readers need the file).
// Creates the file if it is not there. Migrates nothing.
std::unique_ptr<Database> open(const std::string& where, const Options& options = {});

// Applies the embedded migrations that are not in yet, each in a transaction of its own;
// returns how many. Refuses a database newer than this program.
int migrate(Database& database);

}  // namespace db
