#include "reports/slips.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <algorithm>

#include "reports/rules.h"

namespace reports {
namespace {

using base::Decimal;
using framework::Question;

Question asking(framework::Kind kind) {
  Question question;
  question.kind = kind;
  return question;
}

// Whatever stands there: no slip is the answer itself, none is a fraction of a count, and each can be typed.
TEST(Slips, are_other_answers_that_could_have_been_given) {
  EXPECT_TRUE(rc::check([](unsigned typed, bool whole) {
    const auto question = asking(whole ? framework::Kind::count : framework::Kind::decimal);
    const std::int64_t stands = whole ? std::int64_t(typed) * Decimal::one : std::int64_t(typed);
    auto all = slips_of_digits(question, stands);
    for (const auto& lost : lost_digits(question, stands)) all.push_back(lost);
    for (const auto& one : all) {
      RC_ASSERT(one.value != stands);
      RC_ASSERT(one.value > 0);
      RC_ASSERT(!whole || one.value % Decimal::one == 0);
      RC_ASSERT(read(question, base::to_plain(Decimal{one.value}), "").value == one.value);
    }
  }));
}

// A slip is a slip whichever way it is looked at: what was made of a figure by one leads back to it.
TEST(Slips, lead_back) {
  EXPECT_TRUE(rc::check([](unsigned short typed, unsigned char where) {
    const auto question = asking(framework::Kind::count);
    const std::int64_t meant = std::int64_t(typed) + 1000;
    std::string digits = std::to_string(meant);
    const auto at = where % digits.size();
    std::string doubled = digits;
    doubled.insert(at, 1, digits[at]);
    const auto stands = Decimal::whole(std::stoll(doubled)).scaled;
    const auto back = slips_of_digits(question, stands);
    RC_ASSERT(
        std::any_of(back.begin(), back.end(), [&](const auto& c) { return c.value == Decimal::whole(meant).scaled; }));
    RC_ASSERT(!slips_from(question, stands, Decimal::whole(meant).scaled).empty());
  }));
}

}  // namespace
}  // namespace reports
