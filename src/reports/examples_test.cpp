#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <set>

#include "reports/country_for_tests.h"
#include "reports/rules.h"

// The plan's examples are filled reports an officer can read; this only plays them through the rules.
namespace reports {
namespace {

using State = formula::Value::State;

constexpr const char* folder = "frameworks/clean-province/2567/examples";

std::vector<std::filesystem::path> examples() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

Answer answer_from(const framework::Question& question, const YAML::Node& node) {
  Answer answer;
  answer.version = 1;
  if (!node.IsMap()) {
    answer.typed = node.as<std::string>();
  } else if (node["not_applicable"]) {
    answer.not_applicable = true;
    answer.reason = node["not_applicable"].as<std::string>();
  } else {
    answer.typed = node["typed"].as<std::string>();
    answer.unit = node["unit"].as<std::string>("");
    answer.source = node["source"].as<std::string>("");
  }
  if (!answer.not_applicable) answer.value = read(question, answer.typed, answer.unit).value;
  return answer;
}

// A misspelt unit or source would quietly be read as the stored one.
void expect_known(const framework::Framework& plan, const framework::Question& question, const Answer& answer) {
  EXPECT_TRUE(answer.unit.empty() || std::ranges::count(question.units, answer.unit, &framework::UnitOption::code))
      << question.code << " has no unit " << answer.unit;
  EXPECT_TRUE(answer.source.empty() || std::ranges::count(plan.sources, answer.source, &framework::Choice::code))
      << question.code << ": no source " << answer.source;
  EXPECT_TRUE(!answer.not_applicable || question.may_not_apply) << question.code << " always applies";
}

std::string said(const Figure& figure) {
  switch (figure.state) {
    case State::number: return base::to_plain(figure.value);
    case State::not_applicable: return "not_applicable";
    case State::no_base: return "no_base";
    case State::absent: break;
  }
  return "absent";
}

using Words = std::map<std::string, std::string>;
Words words_in(const YAML::Node& node) {
  Words words;
  for (const auto& entry : node) words[entry.first.as<std::string>()] = entry.second.as<std::string>();
  return words;
}

class Examples : public Reporting {
 protected:
  std::set<std::string> found;  // codes of findings over all examples

  void play(const YAML::Node& example) {
    for (const auto& field : words_of_keys(example))
      EXPECT_TRUE(std::set<std::string>({"about", "body", "answers", "figures", "findings", "suggests"}).contains(field))
          << "unknown field " << field;
    const Body body = where(example["body"].as<std::string>()).body;
    Answers answers(plan.questions.size());
    for (const auto& entry : example["answers"]) {
      const auto* question = plan.find(entry.first.as<std::string>());
      ASSERT_TRUE(question) << entry.first.as<std::string>();
      answers[question->slot] = answer_from(*question, entry.second);
      expect_known(plan, *question, answers[question->slot]);
    }
    const Picture picture = picture_of(plan, body, answers);
    for (const auto& question : plan.questions)
      EXPECT_TRUE(picture.asked[question.slot] || answers[question.slot].is_empty()) << question.code << " is not asked";
    compare_figures(example, body, picture);
    compare_findings(example, findings_of(plan, body, answers, picture));
  }

 private:
  static std::vector<std::string> words_of_keys(const YAML::Node& node) {
    std::vector<std::string> keys;
    for (const auto& entry : node) keys.push_back(entry.first.as<std::string>());
    return keys;
  }

  // Every figure this body is asked for, and no other.
  void compare_figures(const YAML::Node& example, const Body& body, const Picture& picture) {
    Words figures;
    for (const auto& indicator : plan.indicators)
      if (is_asked(indicator, body)) figures[indicator.code] = said(figure_of(indicator, picture));
    EXPECT_EQ(figures, words_in(example["figures"]));
  }

  void compare_findings(const YAML::Node& example, const std::vector<Finding>& findings) {
    std::vector<std::string> codes;
    Words suggests;
    for (const auto& finding : findings) {
      codes.push_back(finding.code);
      found.insert(finding.code);
      if (finding.suggestion) suggests[finding.code] = *finding.suggestion;
      EXPECT_EQ(finding.message.th.find_first_of("{}"), std::string::npos) << finding.message.th;
      EXPECT_EQ(finding.message.en.find_first_of("{}"), std::string::npos) << finding.message.en;
    }
    EXPECT_THAT(codes, testing::UnorderedElementsAreArray(example["findings"].as<std::vector<std::string>>()));
    EXPECT_EQ(suggests, words_in(example["suggests"]));
  }
};

TEST_F(Examples, give_the_figures_and_findings_they_name) {
  ASSERT_GE(examples().size(), 5u);
  for (const auto& path : examples()) {
    SCOPED_TRACE(path.string());
    play(YAML::LoadFile(path.string()));
  }
  // A check no example sets off is a check nobody has seen work.
  for (const auto& check : plan.checks) EXPECT_TRUE(found.contains(check.code)) << check.code;
}

}  // namespace
}  // namespace reports
