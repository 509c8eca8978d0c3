#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "db/database.h"

namespace db {

// What both engines' writers share: requests wait here, one thread takes them in groups and commits each
// group by the engine's own means. A listener is told its outcome after the commit.
class WriteQueue {
 public:
  struct Request {
    Work work;
    Done done;
    std::exception_ptr error;  // set by `commit` for what must not be told as saved
  };
  using Group = std::vector<Request>;

  WriteQueue(const Options& options, Stats& stats, std::function<void(Group&)> commit);
  ~WriteQueue();  // after what waits has been written
  void add(Work work, Done done);
  bool is_ending() const;

 private:
  void drain();

  Options options_;
  Stats& stats_;
  std::function<void(Group&)> commit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Request> queue_;
  bool ending_ = false;
  std::jthread thread_;
};

// The outcome of a request that was not tried, or whose commit failed.
std::exception_ptr refusal(const char* words_key);

}  // namespace db
