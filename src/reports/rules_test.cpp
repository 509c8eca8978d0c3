#include "reports/rules.h"

#include <gtest/gtest.h>

#include <random>

#include "reports/country_for_tests.h"

namespace reports {
namespace {

using State = formula::Value::State;

class Rules : public Reporting {
 protected:
  std::string read_as(const std::string& question, const std::string& typed, const std::string& unit = "") {
    auto reading = read(*plan.find(question), typed, unit);
    return reading.value ? base::to_plain(base::Decimal{*reading.value}) : reading.fault;
  }
};

TEST_F(Rules, a_quantity_is_stored_in_one_unit_whatever_it_was_typed_in) {
  ASSERT_EQ(plan.find("D1.1")->units.front().code, "tonne_year");
  EXPECT_EQ(read_as("D1.1", "365", "tonne_year"), "365");
  EXPECT_EQ(read_as("D1.1", "1", "tonne_day"), "365");
  EXPECT_EQ(read_as("D1.1", "1,500", "kg_year"), "1.5");
  EXPECT_EQ(read_as("D1.1", "2", ""), "2") << "the plan's unit, when none is said";
  EXPECT_EQ(read_as("D1.1", "2", "no such unit"), "finding.unit") << "a unit nobody knows is never taken for another";
}

TEST_F(Rules, limits_are_told_and_not_wrapped) {
  EXPECT_EQ(read_as("U2.1", "9999999999"), "9999999999");
  EXPECT_EQ(read_as("U2.1", "10000000000"), "finding.too_long");
  EXPECT_EQ(read_as("D1.1", "9999999999", "tonne_day"), "finding.too_long");
  EXPECT_EQ(read_as("D1.1", "1.23456"), "finding.places");
  EXPECT_EQ(read_as("D1.1", "1.23450"), "1.2345");
}

TEST_F(Rules, dates_and_yes_no_are_read_as_typed_in_thai) {
  EXPECT_EQ(read_as("U1.3", "1 มี.ค. 2563"), read_as("U1.3", "1/3/2563"));
  EXPECT_EQ(read_as("U1.3", "2020-03-01"), read_as("U1.3", "๑/๓/๒๕๖๓"));
  EXPECT_EQ(read_as("U1.3", "30/2/2563"), "finding.date");
  EXPECT_EQ(read_as("U1.1", "มี"), "1");
  EXPECT_EQ(read_as("U1.1", "no"), "0");
  EXPECT_EQ(read_as("U1.1", "maybe"), "finding.choice");
}

TEST_F(Rules, what_is_shown_reads_back_to_the_same_value) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    const auto& question = *plan.find(i % 2 ? "D1.1" : "U2.1");
    Answer answer;
    answer.value = question.kind == framework::Kind::count
                       ? std::int64_t(random() % 10'000'000'000ull) * base::Decimal::one
                       : std::int64_t(random() % 100'000'000'000'000ull);
    auto text = shown(question, answer, base::Language::th);
    EXPECT_EQ(read(question, text, "").value, answer.value) << text;
    EXPECT_EQ(read(question, base::thai_digits(text), "").value, answer.value) << text;
  }
}

TEST_F(Rules, any_answers_give_figures_that_are_numbers_or_say_why_not) {
  const std::vector<std::string> texts = {"",  "0",  "0",   "1",  "7",      "1000",    "9999999999",
                                          "x", "-1", "yes", "no", "0.0001", "1/1/2560"};
  const char* codes[] = {"06560115", "03300102", "02560101"};
  int numbers = 0, without_base = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    std::mt19937_64 random(seed);
    const auto* organisation = registry_->by_code(codes[seed % 3]);
    Body body = body_for(*organisation, plan);
    Answers answers(plan.questions.size());
    for (auto& answer : answers) {
      answer.typed = texts[random() % texts.size()];
      answer.not_applicable = random() % 12 == 0;
      answer.version = 1;
    }
    for (const auto& question : plan.questions)
      if (!answers[question.slot].not_applicable)
        answers[question.slot].value = read(question, answers[question.slot].typed, "").value;
    Picture picture = picture_of(plan, body, answers);
    auto contribution = contribution_of(plan, body, picture);
    for (const auto& indicator : plan.indicators) {
      Figure figure = figure_of(indicator, picture);
      if (figure.state == State::number) {
        ++numbers;
        EXPECT_TRUE(base::parse_decimal(base::to_plain(figure.value)));
      } else {
        EXPECT_EQ(figure.value, base::Decimal{});
        without_base += figure.state == State::no_base;
      }
      // The area of one body shows what the body shows.
      const auto& sum = contribution[plan.questions.size() + indicator.number];
      if (body.is_asked(indicator) && sum.count == 1 && figure.state == State::number && sum.base > 0)
        EXPECT_EQ(figure_of(indicator, sum).value, figure.value) << indicator.code << " seed " << seed;
    }
    findings_of(plan, body, answers, picture);
  }
  EXPECT_GT(numbers, 1000);
  EXPECT_GT(without_base, 100);
}

TEST_F(Rules, a_question_whose_condition_fell_away_is_not_asked_but_keeps_its_answer) {
  Body body = where("06560115").body;
  Answers answers(plan.questions.size());
  auto give = [&](const char* code, const char* typed) {
    auto& answer = answers[plan.find(code)->slot];
    answer.typed = typed;
    answer.value = read(*plan.find(code), typed, "").value;
  };
  give("M2.1", "yes");
  give("M2.5", "3");
  EXPECT_TRUE(picture_of(plan, body, answers).asked[plan.find("M2.5")->slot]);
  give("M2.1", "no");
  auto picture = picture_of(plan, body, answers);
  EXPECT_FALSE(picture.asked[plan.find("M2.5")->slot]);
  EXPECT_FALSE(picture.slots[plan.find("M2.5")->slot].is_number()) << "and counts nowhere";
  EXPECT_EQ(answers[plan.find("M2.5")->slot].typed, "3");
  EXPECT_TRUE(picture.asked[plan.find("M2.2")->slot]);
}

}  // namespace
}  // namespace reports
