#pragma once
#include <chrono>
#include <string_view>

#include "base/log.h"

namespace db {

// While it lives, a statement runs (what is done with its rows included); one that takes longer than
// `limit` seconds is logged by its name, never with its values. 0: none is.
class SlowStatement {
 public:
  SlowStatement(std::string_view name, double limit) : name_(name), limit_(limit) {}
  SlowStatement(const SlowStatement&) = delete;
  ~SlowStatement() {
    if (limit_ <= 0) return;
    auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    if (took >= limit_)
      base::log::warn("slow statement={} request={} seconds={:.3f}", name_, base::WorkingFor::id(), took);
  }

 private:
  std::string_view name_;
  double limit_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace db
