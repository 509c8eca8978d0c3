#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/budgets.h"

namespace app {

// How many may wait for what has one queue of its own, in all and of one who asks.
class Places {
 public:
  explicit Places(base::budget::Queue limit) : limit_(limit) {}
  // One's place, until what is returned goes; null: there is none left.
  std::shared_ptr<void> take(const std::string& asker) {
    {
      std::lock_guard lock(mutex_);
      if (all_ >= limit_.places) return nullptr;
      auto& of_asker = taken_[asker];
      if (of_asker >= limit_.of_one) return nullptr;
      ++of_asker, ++all_;
    }
    return {this, [this, asker](void*) {
              std::lock_guard lock(mutex_);
              --all_;
              if (auto at = taken_.find(asker); --at->second == 0) taken_.erase(at);
            }};
  }

 private:
  const base::budget::Queue limit_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> taken_;
  std::size_t all_ = 0;
};

enum class Priority { usual, behind };  // behind: where the processor is short, the others come first

// A few threads and a bounded queue, fair among those who ask: each asker's jobs run in their order, and the askers
// take turns, so that whoever sends three hundred waits behind himself.
class Pool {
 public:
  using Job = std::function<void()>;

  Pool(int threads, base::budget::Queue limit, Priority priority = Priority::usual) : limit_(limit) {
    for (int i = 0; i < threads; ++i)
      threads_.emplace_back([this, priority] {
        if (priority == Priority::behind) setpriority(PRIO_PROCESS, id_t(gettid()), 10);  // Linux: of this thread alone
        work();
      });
  }
  ~Pool() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
  }
  // false: the queue is full, or this asker's part of it, and the job was not taken.
  bool post(Job job, const std::string& asker = "") {
    {
      std::lock_guard lock(mutex_);
      if (waiting_ >= limit_.places) return false;
      auto& line = lines_[asker];
      if (line.size() >= limit_.of_one) return false;
      if (line.empty()) turns_.push_back(asker);
      line.push_back(std::move(job)), ++waiting_;
    }
    wake_.notify_one();
    return true;
  }
  std::size_t waiting() const {
    std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  void work() {
    for (;;) {
      Job job;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return ending_ || waiting_ > 0; });
        if (waiting_ == 0) return;
        auto line = lines_.find(turns_.front());
        turns_.pop_front();
        job = std::move(line->second.front());
        line->second.pop_front(), --waiting_;
        if (line->second.empty())
          lines_.erase(line);
        else
          turns_.push_back(line->first);
      }
      job();
    }
  }

  const base::budget::Queue limit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::unordered_map<std::string, std::deque<Job>> lines_;  // of each asker who waits; never empty
  std::deque<std::string> turns_;                           // of the same, who is next
  std::size_t waiting_ = 0;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace app
