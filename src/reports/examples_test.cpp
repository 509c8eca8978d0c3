// The filled reports beside each plan, and the figures and findings they must give. Their values were worked
// out by hand from the plan, so they hold the plan's files and this program against one another.
#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "reports/country_for_tests.h"
#include "reports/meant.h"

namespace reports {
namespace {

const std::filesystem::path folder = "frameworks/clean-province/2567/examples";

class Examples : public Reporting {
 protected:
  Answers answers_of(const YAML::Node& example) const {
    Answers answers(plan.questions.size());
    for (const auto& given : example["answers"]) {
      const auto* question = plan.find(given.first.as<std::string>());
      if (!question) throw std::runtime_error("no question " + given.first.as<std::string>());
      Answer& answer = answers[question->slot];
      answer.version = 1;
      if (given.second.IsScalar()) {
        answer.typed = given.second.as<std::string>();
      } else if (given.second["not_applicable"]) {
        answer.not_applicable = true;
        answer.reason = given.second["not_applicable"].as<std::string>();
      } else {
        answer.typed = given.second["typed"].as<std::string>();
        answer.unit = given.second["unit"].as<std::string>();
        // An unknown unit would quietly be read as the stored one.
        EXPECT_EQ(std::ranges::count(question->units, answer.unit, &framework::UnitOption::code), 1) << question->code;
      }
      if (!answer.not_applicable) answer.value = read(*question, answer.typed, answer.unit).value;
    }
    return answers;
  }
  static std::string in_words(const Figure& figure) {
    switch (figure.state) {
      case formula::Value::State::number:
        return base::to_plain(figure.value);
      case formula::Value::State::absent:
        return "absent";
      case formula::Value::State::not_applicable:
        return "not_applicable";
      case formula::Value::State::no_base:
        return "no_base";
    }
    return "";
  }
};

TEST_F(Examples, give_the_figures_and_findings_worked_out_by_hand) {
  int seen = 0;
  std::set<std::string> types, found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename().string());
    auto example = YAML::LoadFile(entry.path().string());
    Where w = where(example["body"].as<std::string>());
    auto answers = answers_of(example);
    auto picture = picture_of(plan, w.body, answers);

    std::map<std::string, std::string> figures;
    for (const auto& indicator : plan.indicators)
      if (w.body.is_asked(indicator) && indicator.numerator)
        figures[indicator.code] = in_words(figure_of(indicator, picture));
    EXPECT_THAT(figures, testing::ContainerEq(example["figures"].as<std::map<std::string, std::string>>()));

    std::vector<std::string> findings;
    std::map<std::string, std::string> suggestions;
    auto obstacles = obstacles_of(w, answers);
    for (const auto* list : {&obstacles.blocking, &obstacles.asking})
      for (const auto& finding : *list) {
        findings.push_back(finding.code);
        found.insert(finding.code);
        for (auto language : {base::Language::th, base::Language::en})
          if (finding.check) {
            auto text = message_of(plan, finding, answers, picture, language);
            EXPECT_EQ(text.find_first_of("{}"), text.npos) << "something is left to fill: " << text;
          }
        if (auto likely = meant_by(plan, finding, w.body, answers, picture)) suggestions[finding.code] = likely->typed;
      }
    EXPECT_THAT(findings, testing::UnorderedElementsAreArray(example["findings"].as<std::vector<std::string>>()));
    EXPECT_THAT(suggestions, testing::ContainerEq(example["suggestions"].as<std::map<std::string, std::string>>(
                                 std::map<std::string, std::string>())));

    std::vector<std::string> missing;
    for (int slot : obstacles.missing) missing.push_back(plan.questions[slot].code);
    EXPECT_THAT(missing, testing::UnorderedElementsAreArray(example["missing"].as<std::vector<std::string>>()));
    ++seen;
    types.insert(w.body.type);
  }
  EXPECT_GE(seen, 5);
  EXPECT_THAT(types, testing::IsSupersetOf({"CITY", "TOWN", "SAO", "PAO"}));
  for (const auto& check : plan.checks) {
    if (check.code.ends_with("-last")) continue;  // made by one rule, which has a test of its own
    EXPECT_TRUE(found.contains(check.code)) << "no example sets off " << check.code;
  }
}

}  // namespace
}  // namespace reports
