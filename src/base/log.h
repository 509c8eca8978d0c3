#pragma once
#include <spdlog/spdlog.h>

#include <string_view>

namespace base {

// Structured lines on stderr: time, level, then key=value. Never bodies, tokens or passwords.
namespace log = spdlog;

// The request this thread works for, for the lines of those below who know nothing of requests. Its id
// must outlive this.
class WorkingFor {
 public:
  explicit WorkingFor(std::string_view request_id) : before_(id_) { id_ = request_id; }
  ~WorkingFor() { id_ = before_; }
  WorkingFor(const WorkingFor&) = delete;
  static std::string_view id() { return id_; }

 private:
  static inline thread_local std::string_view id_;
  std::string_view before_;
};

}  // namespace base
