#include "app/metrics.h"

#include <fmt/format.h>

#include <array>
#include <atomic>

namespace app::metrics {

namespace {

constexpr std::array bounds_ms = {1, 2, 5, 10, 20, 30, 50, 100, 250, 1000};
struct Series {
  std::array<std::atomic<std::uint64_t>, bounds_ms.size() + 1> buckets{};
  std::atomic<std::uint64_t> micros{0};
};
Series reads, writes;
std::array<std::atomic<std::uint64_t>, 6> by_class{};  // 1xx … 5xx

void print(std::string& out, const char* kind, const Series& series) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i <= bounds_ms.size(); ++i) {
    sum += series.buckets[i];
    std::string bound = i < bounds_ms.size() ? fmt::format("{}", bounds_ms[i] / 1000.0) : "+Inf";
    out += fmt::format("saat_request_seconds_bucket{{kind=\"{}\",le=\"{}\"}} {}\n", kind, bound, sum);
  }
  out += fmt::format("saat_request_seconds_sum{{kind=\"{}\"}} {}\n", kind, double(series.micros) / 1e6);
  out += fmt::format("saat_request_seconds_count{{kind=\"{}\"}} {}\n", kind, sum);
}

}  // namespace

void count(const std::string& method, unsigned status, std::chrono::steady_clock::duration took) {
  Series& series = method == "GET" || method == "HEAD" ? reads : writes;
  auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  std::size_t i = 0;
  while (i < bounds_ms.size() && micros > bounds_ms[i] * 1000) ++i;
  series.buckets[i].fetch_add(1, std::memory_order_relaxed);
  series.micros.fetch_add(std::uint64_t(micros), std::memory_order_relaxed);
  by_class[std::min(status / 100, 5u)].fetch_add(1, std::memory_order_relaxed);
}

std::string text() {
  std::string out = "# TYPE saat_requests_total counter\n";
  for (int c = 2; c <= 5; ++c) out += fmt::format("saat_requests_total{{status=\"{}xx\"}} {}\n", c, by_class[c].load());
  out += "# TYPE saat_request_seconds histogram\n";
  print(out, "read", reads);
  print(out, "write", writes);
  return out;
}

}  // namespace app::metrics
