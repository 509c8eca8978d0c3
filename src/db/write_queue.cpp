#include "db/write_queue.h"

#include "base/log.h"
#include "base/problem.h"

namespace db {

std::exception_ptr refusal(const char* words_key) {
  return std::make_exception_ptr(base::Problem(base::Problem::Kind::busy, words_key));
}

namespace {

// The outcome stands already: a listener that fails must not take the writer with it.
void tell(WriteQueue::Request& request) {
  try {
    request.done(request.error);
  } catch (const std::exception& error) {
    base::log::error("the listener of a write failed: {}", error.what());
  } catch (...) {
    base::log::error("the listener of a write failed");
  }
}

}  // namespace

WriteQueue::WriteQueue(const Options& options, Stats& stats, std::function<void(Group&)> commit)
    : options_(options), stats_(stats), commit_(std::move(commit)), thread_([this] { drain(); }) {}

WriteQueue::~WriteQueue() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool WriteQueue::is_ending() const {
  std::lock_guard lock(mutex_);
  return ending_;
}

void WriteQueue::add(Work work, Done done) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() < options_.queue && !ending_) {
      queue_.push_back({std::move(work), std::move(done), nullptr});
      stats_.waiting.store(queue_.size(), std::memory_order_relaxed);
      wake_.notify_one();
      return;
    }
  }
  stats_.refused.fetch_add(1, std::memory_order_relaxed);
  done(refusal("problem.busy"));
}

void WriteQueue::drain() {
  Group group;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && int(group.size()) < options_.group) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
      stats_.waiting.store(queue_.size(), std::memory_order_relaxed);
    }
    auto begun = std::chrono::steady_clock::now();
    commit_(group);
    stats_.group_seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    stats_.group_size.add(double(group.size()));
    for (Request& request : group) tell(request);
    group.clear();
  }
}

}  // namespace db
