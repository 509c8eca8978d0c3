#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace app {

enum class Priority { usual, behind };  // behind: where the processor is short, the others come first

// A few threads and a bounded queue.
class Pool {
 public:
  Pool(int threads, std::size_t most_waiting, Priority priority = Priority::usual) : most_waiting_(most_waiting) {
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
  // false: the queue is full and the job was not taken.
  bool post(std::function<void()> job) {
    {
      std::lock_guard lock(mutex_);
      if (jobs_.size() >= most_waiting_) return false;
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
  }
  std::size_t waiting() const {
    std::lock_guard lock(mutex_);
    return jobs_.size();
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }

  std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace app
