#include "base/problem.h"

#include <gmock/gmock.h>

#include <memory>

namespace base {
namespace {

TEST(Problem, it_carries_its_sentence_and_what_fills_it) {
  try {
    throw Problem(Problem::Kind::invalid, "problem.too_long", {{"0", "500"}});
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind, Problem::Kind::invalid);
    EXPECT_EQ(problem.key, "problem.too_long");
    EXPECT_THAT(problem.arguments, testing::ElementsAre(testing::Pair("0", "500")));
  }
}

// A thread's last net and the log know only std::exception: the key must show there.
TEST(Problem, the_log_shows_its_key) {
  const auto kept = std::make_exception_ptr(Problem(Problem::Kind::busy, "problem.busy"));
  try {
    std::rethrow_exception(kept);
  } catch (const std::exception& error) {
    EXPECT_STREQ(error.what(), "problem.busy");
  }
}

TEST(Problem, a_copy_outlives_the_first) {
  auto first = std::make_unique<Problem>(Problem::Kind::conflict, "problem.conflict");
  const Problem copy = *first;
  first.reset();
  EXPECT_STREQ(copy.what(), "problem.conflict");
}

}  // namespace
}  // namespace base
