#include "api/rules.h"

#include <gtest/gtest.h>

#include "base/problem.h"

namespace api {
namespace {

using base::Language;
using base::Problem;

// The parameter a question is refused for; "" when it is not.
template <class F>
std::string refused(F ask) {
  try {
    ask();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind, Problem::Kind::invalid);
    for (const auto& [name, value] : problem.arguments)
      if (name == "parameter") return value;
    ADD_FAILURE() << "a fault that names no parameter";
  }
  return "";
}

TEST(Rules, what_is_not_known_is_refused_by_name) {
  EXPECT_EQ(refused([] { only({{"place", "TH"}, {"lang", "en"}}, {"place"}); }), "");
  EXPECT_EQ(refused([] { only({{"plcae", "TH"}}, {"place"}); }), "plcae");
  EXPECT_EQ(refused([] { only({{"place", "TH"}, {"place", "30"}}, {"place"}); }), "place") << "given twice";
  EXPECT_EQ(refused([] { only({{"lang", "fr"}}, {}); }), "lang");
  EXPECT_EQ(refused([] { only({{"q", std::string("a\0b", 3)}}, {"q"}); }), "q");
  EXPECT_EQ(refused([] { only({{"q", "\uFFFD"}}, {"q"}); }), "q") << "bytes that were no UTF-8";
  std::string thai;
  for (int i = 0; i < 200; ++i) thai += "ก";
  EXPECT_EQ(refused([&] { only({{"q", thai}}, {"q"}); }), "") << "characters are counted, not bytes";
  EXPECT_EQ(refused([&] { only({{"q", thai + "ก"}}, {"q"}); }), "q");
  EXPECT_EQ(refused([] { only({{std::string(10'000, 'a'), ""}}, {}); }), "…") << "no echo of ten thousand letters";
}

TEST(Rules, a_limit_is_a_whole_number_in_its_bounds) {
  EXPECT_EQ(limit_of({}), usual_limit);
  EXPECT_EQ(limit_of({{"limit", "1"}}), 1);
  EXPECT_EQ(limit_of({{"limit", "1000"}}), 1000);
  for (const char* wrong : {"0", "-1", "1001", "99999999999999999999", "", "1.5", "1e2", " 5", "5 ", "+5", "๕", "0x10"})
    EXPECT_EQ(refused([&] { limit_of({{"limit", wrong}}); }), "limit") << wrong;
}

TEST(Rules, a_cursor_fits_its_own_question_and_no_other) {
  auto cursor = cursor_after("/api/v1/figures\nplace=TH", "1.200.3");
  EXPECT_EQ(after_in(cursor, "/api/v1/figures\nplace=TH"), "1.200.3");
  EXPECT_EQ(after_in(cursor, "/api/v1/figures\nplace=30"), std::nullopt);
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    auto broken = cursor;
    broken[i] = broken[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(after_in(broken, "/api/v1/figures\nplace=TH"), std::nullopt) << i;
  }
  for (const auto& garbage :
       std::vector<std::string>{"", "x", "....", "AAAA", "%%%", "\uFFFD", cursor.substr(1), cursor + "A"})
    EXPECT_EQ(after_in(garbage, "/api/v1/figures\nplace=TH"), std::nullopt) << garbage;
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), cursor.npos)
      << "fits into an address as it is";
}

TEST(Rules, a_cursor_outlives_another_limit_and_another_language) {
  Query one = {{"place", "TH"}, {"limit", "5"}, {"lang", "en"}}, other = {{"place", "TH"}, {"cursor", "x"}};
  EXPECT_EQ(question_of("/api/v1/figures", one), question_of("/api/v1/figures", other));
  EXPECT_NE(question_of("/api/v1/figures", one), question_of("/api/v1/figures", {{"place", "30"}}));
}

TEST(Rules, words_are_thai_unless_english_is_wanted_more) {
  EXPECT_EQ(language_in(""), Language::th);
  EXPECT_EQ(language_in("en"), Language::en);
  EXPECT_EQ(language_in("en-GB,en;q=0.9,th;q=0.8"), Language::en);
  EXPECT_EQ(language_in("th-TH,th;q=0.9,en;q=0.8"), Language::th);
  EXPECT_EQ(language_in("en;q=0.5, th;q=0.9"), Language::th);
  EXPECT_EQ(language_in("de, fr;q=0.5, *;q=0.1"), Language::th);
  EXPECT_EQ(language_in("english;;;q=,,,;q=nan"), Language::th);
}

TEST(Rules, a_tag_matches_however_it_travelled) {
  EXPECT_EQ(matched("\"abc\"", "\"abc\""), "\"abc\"");
  EXPECT_EQ(matched("W/\"abc\"", "\"abc\""), "\"abc\"");
  EXPECT_EQ(matched("\"x\", \"abc-gzip\"", "\"abc\""), "\"abc-gzip\"");
  EXPECT_EQ(matched("*", "\"abc\""), "\"abc\"");
  EXPECT_EQ(matched("", "\"abc\""), "");
  EXPECT_EQ(matched("\"abcd\"", "\"abc\""), "");
  EXPECT_EQ(matched("abc", "\"abc\""), "");
}

TEST(Rules, fractions_lose_nothing) {
  EXPECT_EQ(exact({100, 1}), "100");
  EXPECT_EQ(exact({1, 365}), "1/365");
}

}  // namespace
}  // namespace api
