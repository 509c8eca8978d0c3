#pragma once
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>
#include <string>

namespace base {

// What a parser does with its worst input must grow as the input does: twice as much takes about twice as long, where a
// quadratic one takes four times as long. Nothing here is about seconds. What is measured is the processor's time of
// this thread, the least of several tries taken in turns, so that other work on the machine tells on all alike.
inline double seconds_of_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

// `input(size)` of half its limit, of the limit and of twice that, which may be refused, but not slowly.
template <typename Input, typename Work>
void expect_linear(std::size_t limit, Input input, Work work) {
  constexpr double least = 1e-3;    // seconds a try should take, else the clock's own grain shows
  constexpr double nothing = 2e-5;  // what takes less tells of the caches it fits into
  constexpr double most = 3;        // of linear work 2, of n·log n a little more, of quadratic 4
  constexpr int tries = 3, longest = 60;
  // Memory stays with the program: what the system takes to give it, a page at a time from some size on, is not the
  // parser's.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const std::array inputs = {input(limit / 2), input(limit), input(limit * 2)};
  auto once = [&](const auto& of, int times) {
    const auto begun = seconds_of_thread();
    for (int i = 0; i < times; ++i) work(of);
    return (seconds_of_thread() - begun) / times;
  };
  const int times = std::clamp(int(std::ceil(least / std::max(once(inputs[0], 1), 1e-9))), 1, 100'000);
  std::array<double, 3> best;
  best.fill(std::numeric_limits<double>::max());
  auto ratio = [&] {
    return std::max((best[1] + nothing) / (best[0] + nothing), (best[2] + nothing) / (best[1] + nothing));
  };
  for (int i = 0; i < tries || (i < longest && ratio() > most); ++i)
    for (std::size_t n = 0; n < inputs.size(); ++n) best[n] = std::min(best[n], once(inputs[n], times));
  EXPECT_LE(ratio(), most) << "half " << best[0] << " s, at the limit " << best[1] << " s, twice " << best[2] << " s";
}

inline std::string repeated(std::string_view text, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + text.size());
  while (out.size() < bytes) out += text;
  return out;
}

}  // namespace base
