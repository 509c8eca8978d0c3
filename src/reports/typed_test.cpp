// docs/numbers.md, row by row: what people are told is what the reader does.
#include <gtest/gtest.h>

#include <fstream>

#include "base/typed.h"
#include "reports/country_for_tests.h"

namespace reports {
namespace {

std::string between_ticks(std::string_view cell) {
  auto open = cell.find('`'), close = cell.rfind('`');
  return open < close ? std::string(cell.substr(open + 1, close - open - 1)) : std::string();
}

struct Typed : Reporting {
  std::string read_as(const framework::Question& question, const std::string& typed) {
    auto reading = read(question, typed, "");
    if (!reading.value) return reading.fault;
    base::Decimal value{*reading.value};
    if (question.kind == framework::Kind::date)
      return base::to_iso(base::Day{std::int32_t(value.scaled / base::Decimal::one)});
    return base::to_plain(value);
  }
};

TEST_F(Typed, the_tables_of_the_documentation_say_what_the_reader_does) {
  std::ifstream page("docs/numbers.md");
  ASSERT_TRUE(page) << "run from the root of the tree";
  const framework::Question* question = nullptr;
  int rows = 0, refused = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("Question `")) question = plan.find(between_ticks(line.substr(0, line.find('`', 10) + 1)));
    if (!line.starts_with("| `")) continue;
    ASSERT_TRUE(question) << line;
    auto cells = base::split(line, '|');
    ASSERT_EQ(cells.size(), 5u) << line;
    auto expected = std::string(base::trim(base::trim(cells[2]).empty() ? cells[3] : cells[2]));
    EXPECT_EQ(read_as(*question, base::with_marks_hidden(between_ticks(cells[1]))), expected) << line;
    ++rows, refused += base::trim(cells[2]).empty();
  }
  EXPECT_GT(rows, 80);
  EXPECT_GT(refused, 25);
}

TEST_F(Typed, what_is_refused_is_shown_with_its_hidden_marks_and_they_are_named) {
  auto reading = read(*plan.find("U2.1"), "12\u200B ตัน\u202C", "");
  EXPECT_EQ(reading.fault, "finding.number_hidden");
  EXPECT_EQ(reading.arguments, (base::Arguments{{"typed", "12[U+200B] ตัน[U+202C]"}, {"hidden", "U+200B, U+202C"}}));
}

TEST_F(Typed, a_day_after_the_period_is_asked_about_and_one_within_is_not) {
  Body body = where("06560115").body;
  auto found = [&](const char* typed) {
    Answers answers(plan.questions.size());
    auto give = [&](const char* code, const char* text) {
      auto& answer = answers[plan.find(code)->slot];
      answer.typed = text, answer.value = read(*plan.find(code), text, "").value;
    };
    give("U1.1", "yes"), give("U1.3", typed);
    std::string codes;
    for (const auto& finding : findings_of(plan, body, answers, picture_of(plan, body, answers)))
      codes += finding.code + " ";
    return codes;
  };
  EXPECT_EQ(found("30/9/2567"), "");
  EXPECT_EQ(found("1/10/2567"), "U1.3:future ");
  EXPECT_EQ(found("1/3/2630"), "U1.3:future ");
  EXPECT_EQ(found("1/3/2657"), "U1.3:date ") << "no Buddhist year of ours";
  EXPECT_TRUE(asks_for_a_reason(plan, "U1.3:future"));
  EXPECT_FALSE(asks_for_a_reason(plan, "U2.1:future"));
}

}  // namespace
}  // namespace reports
