#include "api/allowance.h"

#include <gtest/gtest.h>

namespace api {
namespace {

constexpr std::int64_t second = 1000;

TEST(Allowance, a_full_bucket_is_the_quota_and_then_it_is_enough) {
  Allowance allowance({10, 60});
  for (int left = 9; left >= 0; --left) {
    auto verdict = allowance.ask("192.0.2.1", 0);
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.remaining, left);
    EXPECT_EQ(verdict.full_in, (10 - left) * 6);
  }
  auto verdict = allowance.ask("192.0.2.1", 0);
  EXPECT_FALSE(verdict.allowed);
  EXPECT_EQ(verdict.retry_after, 6);
  EXPECT_EQ(verdict.remaining, 0);
}

TEST(Allowance, who_waits_as_long_as_told_is_answered_and_not_sooner) {
  Allowance allowance({10, 60});
  for (int i = 0; i < 10; ++i) allowance.ask("192.0.2.1", 0);
  EXPECT_FALSE(allowance.ask("192.0.2.1", 5 * second).allowed);
  EXPECT_EQ(allowance.ask("192.0.2.1", 5 * second + 999).retry_after, 1);
  EXPECT_TRUE(allowance.ask("192.0.2.1", 6 * second).allowed);
  EXPECT_FALSE(allowance.ask("192.0.2.1", 6 * second).allowed) << "asking in vain brings nothing";
}

TEST(Allowance, over_a_long_time_no_more_than_the_rate_passes) {
  Allowance allowance({600, 60});
  int passed = 0;
  for (std::int64_t now = 0; now < 600 * second; now += 7) passed += allowance.ask("192.0.2.1", now).allowed;
  EXPECT_LE(passed, 600 + 600 * 10);
  EXPECT_GE(passed, 600 + 600 * 10 - 1);
}

TEST(Allowance, it_holds_no_more_than_the_quota_after_a_year_nor_when_the_clock_is_put_back) {
  Allowance allowance({3, 60});
  EXPECT_EQ(allowance.ask("a", 0).remaining, 2);
  EXPECT_EQ(allowance.ask("a", 365LL * 86'400 * second).remaining, 2);
  EXPECT_EQ(allowance.ask("a", 0).remaining, 1) << "the clock was put back: nothing is added";
  EXPECT_EQ(allowance.ask("a", 0).remaining, 0);
  EXPECT_FALSE(allowance.ask("a", 10 * second).allowed);
}

TEST(Allowance, each_network_has_its_own) {
  Allowance allowance({1, 60});
  EXPECT_TRUE(allowance.ask("192.0.2.1", 0).allowed);
  EXPECT_TRUE(allowance.ask("192.0.2.2", 0).allowed);
  EXPECT_FALSE(allowance.ask("192.0.2.1", 0).allowed);
  EXPECT_FALSE(allowance.ask("::ffff:192.0.2.1", 0).allowed) << "the same machine, written as IPv6";
  EXPECT_TRUE(allowance.ask("2001:db8::1", 0).allowed);
  EXPECT_FALSE(allowance.ask("2001:db8::ffff:2", 0).allowed) << "the same household";
  EXPECT_TRUE(allowance.ask("2001:db8:0:1::1", 0).allowed);
}

TEST(Allowance, memory_is_bounded_and_the_busiest_stay) {
  Allowance allowance({2, 60}, 100);
  for (int i = 0; i < 10'000; ++i) {
    allowance.ask("busy", 0);
    allowance.ask("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256), 0);
  }
  EXPECT_EQ(allowance.remembered(), 100u);
  EXPECT_FALSE(allowance.ask("busy", 0).allowed);
  allowance.ask(std::string(100'000, 'x'), 0);
}

TEST(Allowance, without_a_quota_everything_passes_and_nobody_is_remembered) {
  Allowance allowance({0, 60});
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(allowance.ask("a", 0).allowed);
  EXPECT_EQ(allowance.remembered(), 0u);
}

}  // namespace
}  // namespace api
