#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace load {

// Times in milliseconds, counted in steps of a fiftieth of their size: any number of them in the same room.
class Latencies {
 public:
  void add(double ms) {
    ++counts_[place_of(ms)];
    ++count_;
    if (ms > most_) most_ = ms;
  }
  std::uint64_t count() const { return count_; }
  double most() const { return most_; }
  // The time that `part` of all stayed within: at(0.99). 0 when there is none.
  double at(double part) const {
    auto wanted = std::uint64_t(std::ceil(double(count_) * part));
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < counts_.size() && wanted > 0; ++i)
      if ((so_far += counts_[i]) >= wanted) return std::min(most_, least * std::pow(step, double(i)));
    return count_ ? most_ : 0;
  }

 private:
  static constexpr double least = 0.01, step = 1.02;  // up to 10 µs · 1.02^1099: nine hours
  static std::size_t place_of(double ms) {
    if (ms <= least) return 0;
    return std::min<std::size_t>(std::size_t(std::ceil(std::log(ms / least) / std::log(step))), 1099);
  }
  std::array<std::uint64_t, 1100> counts_{};
  std::uint64_t count_ = 0;
  double most_ = 0;
};

}  // namespace load
