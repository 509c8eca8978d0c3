#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace base {

// Counts by upper bound, from any thread: what /metrics shows of times and sizes.
template <std::size_t N>
class Histogram {
 public:
  constexpr explicit Histogram(const std::array<double, N>& bounds) : bounds_(bounds) {}
  void add(double value) {
    std::size_t at = 0;
    while (at < N && value > bounds_[at]) ++at;
    counts_[at].fetch_add(1, std::memory_order_relaxed);
    millionths_.fetch_add(std::uint64_t(value * 1e6), std::memory_order_relaxed);
  }
  const std::array<double, N>& bounds() const { return bounds_; }
  std::uint64_t count(std::size_t at) const {
    return counts_[at].load(std::memory_order_relaxed);
  }  // N: above every bound
  double sum() const { return double(millionths_.load(std::memory_order_relaxed)) / 1e6; }

 private:
  std::array<double, N> bounds_;
  std::array<std::atomic<std::uint64_t>, N + 1> counts_{};
  std::atomic<std::uint64_t> millionths_{0};
};

inline constexpr std::array<double, 11> seconds_bounds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 1, 5};
using Seconds = Histogram<seconds_bounds.size()>;

}  // namespace base
