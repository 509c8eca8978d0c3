#pragma once
#include <spdlog/spdlog.h>

namespace base {
// Structured lines on stderr: time, level, then key=value. Never bodies, tokens or passwords.
namespace log = spdlog;
}  // namespace base
