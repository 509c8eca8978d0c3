#include "app/pool.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace app {
namespace {

// One thread that is held until all have asked.
struct Held {
  std::promise<void> go, holds;
  void hold(Pool& pool) {
    ASSERT_TRUE(pool.post([this] { holds.set_value(), go.get_future().wait(); }));
    holds.get_future().wait();
  }
};

TEST(Pool, whoever_asks_for_much_waits_behind_himself) {
  std::string order;
  {
    Held held;
    Pool pool(1, {100});
    held.hold(pool);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(pool.post([&] { order += 'a'; }, "a"));
    ASSERT_TRUE(pool.post([&] { order += 'b'; }, "b"));
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pool.post([&] { order += 'c'; }, "c"));
    EXPECT_EQ(pool.waiting(), 7u);
    held.go.set_value();
  }  // what waits is done before the threads end
  EXPECT_EQ(order, "abcacaa");
}

TEST(Pool, one_asker_fills_no_more_than_his_part) {
  Held held;
  Pool pool(1, {5, 3});
  held.hold(pool);
  auto nothing = [] {};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.post(nothing, "a"));
  EXPECT_FALSE(pool.post(nothing, "a")) << "his part is full";
  EXPECT_TRUE(pool.post(nothing, "b")) << "there is room for others";
  EXPECT_TRUE(pool.post(nothing, "c"));
  EXPECT_FALSE(pool.post(nothing, "d")) << "all is full";
  held.go.set_value();
}

TEST(Pool, jobs_of_one_asker_are_done_in_their_order_and_none_is_lost) {
  std::string done;
  {
    Pool pool(1, {10'000});
    for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(pool.post([&, i] { done += char('0' + i % 10); }, "a"));
  }
  ASSERT_EQ(done.size(), 1'000u);
  for (std::size_t i = 0; i < done.size(); ++i) ASSERT_EQ(done[i], char('0' + i % 10));
}

TEST(Places, one_asker_has_his_part_and_gives_it_back) {
  Places places({3, 2});
  auto first = places.take("a"), second = places.take("a");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(places.take("a")) << "his part is taken";
  auto other = places.take("b");
  EXPECT_TRUE(other);
  EXPECT_FALSE(places.take("c")) << "none is left";
  first = nullptr;
  EXPECT_TRUE(places.take("c"));
  other = second = nullptr;
  EXPECT_TRUE(places.take("a") && places.take("b"));
}

}  // namespace
}  // namespace app
