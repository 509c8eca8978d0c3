#pragma once
#include <chrono>
#include <string>

// What the running server counts, in Prometheus' text form.
namespace app::metrics {

void count(const std::string& method, unsigned status, std::chrono::steady_clock::duration took);
std::string text();

}  // namespace app::metrics
