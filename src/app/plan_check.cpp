#include "app/plan_check.h"

#include <fmt/format.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include "calendar/earlier.h"
#include "db/database.h"
#include "framework/changes.h"
#include "reports/acts.h"
#include "reports/meant.h"

namespace app {

namespace {

namespace fs = std::filesystem;
using framework::Framework;

int print(const std::string& folder, const std::vector<framework::Fault>& faults) {
  for (const auto& fault : faults) fmt::print("{}/{}:{}: {}\n", folder, fault.file, fault.line, fault.why);
  return int(faults.size());
}

std::optional<Framework> sound(const framework::Files& files) {
  auto loaded = framework::load(files);
  auto* plan = std::get_if<Framework>(&loaded);
  return plan ? std::optional(std::move(*plan)) : std::nullopt;
}

// Those a plan may be held against: built in, and beside its folder.
std::vector<Framework> known_plans(const fs::path& folder) {
  std::vector<Framework> known;
  for (const auto& files : framework::embedded_frameworks())
    if (auto plan = sound(files)) known.push_back(std::move(*plan));
  const auto own = fs::weakly_canonical(folder);
  for (const auto& entry : fs::directory_iterator(own.parent_path()))
    if (entry.is_directory() && entry.path() != own && fs::exists(entry.path() / "plan.yaml")) {
      if (auto plan = sound(framework::read_folder(entry.path().string())))
        known.push_back(std::move(*plan));
      else
        fmt::print("{} has faults of its own: nothing is compared with it\n", entry.path().string());
    }
  return known;
}

int print(const Framework& plan, const Framework& before, const std::vector<framework::PlanChange>& changes) {
  int faults = 0;
  if (!changes.empty()) fmt::print("against {} {} revision {}:\n", before.name, before.period, before.revision);
  for (const auto& change : changes) {
    fmt::print("  {}{}: {}\n", change.is_fault ? "fault: " : "", change.code, change.what);
    faults += change.is_fault;
  }
  if (plan.period != before.period || plan.hash == before.hash) return faults;
  if (auto why = framework::why_not_in_place_of(before, plan); !why.empty()) fmt::print("  fault: {}\n", why), ++faults;
  return faults;
}

// ── the examples: filled reports with what they must give
registry::Registry whole_registry() {
  const auto file = fs::temp_directory_path() / fmt::format("saat-check-{}.db", getpid());
  std::optional<registry::Registry> found;
  {
    auto database = db::open(file.string());
    db::migrate(*database);
    database->write_now([&](db::Tx& tx) { registry::fill(tx), found = registry::load(tx); });
  }
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(file.string() + part);
  return std::move(*found);
}

struct Example {
  const Framework& plan;
  const registry::Registry& registry;
  std::string file;
  std::vector<std::string> faults;

  void wrong(const YAML::Node& at, const std::string& why) {
    faults.push_back(fmt::format("{}:{}: {}", file, at.Mark().line + 1, why));
  }

  reports::Answer answer_of(const framework::Question& question, const YAML::Node& given) {
    reports::Answer answer;
    answer.version = 1;
    if (given.IsScalar()) {
      answer.typed = given.as<std::string>();
    } else if (given["not_applicable"]) {
      answer.not_applicable = true, answer.reason = given["not_applicable"].as<std::string>();
    } else {
      answer.typed = given["typed"].as<std::string>(), answer.unit = given["unit"].as<std::string>();
      if (!reports::unit_of(question, answer.unit))
        wrong(given, question.code + " is not asked in the unit " + answer.unit);
    }
    if (!answer.not_applicable) answer.value = reports::read(question, answer.typed, answer.unit).value;
    return answer;
  }

  void same(const YAML::Node& at, const std::string& what, std::vector<std::string> wanted,
            std::vector<std::string> got) {
    std::ranges::sort(wanted), std::ranges::sort(got);
    std::vector<std::string> gone, besides;
    std::ranges::set_difference(wanted, got, std::back_inserter(gone));
    std::ranges::set_difference(got, wanted, std::back_inserter(besides));
    if (!gone.empty()) wrong(at, fmt::format("{}: the plan does not give {}", what, fmt::join(gone, ", ")));
    if (!besides.empty()) wrong(at, fmt::format("{}: the plan gives {} besides", what, fmt::join(besides, ", ")));
  }

  static std::string in_words(const reports::Figure& figure) {
    using State = formula::Value::State;
    if (figure.state == State::number) return base::to_plain(figure.value);
    return figure.state == State::absent ? "absent" : figure.state == State::no_base ? "no_base" : "not_applicable";
  }

  void check(const YAML::Node& example) {
    const auto* organisation = registry.by_code(example["body"].as<std::string>());
    if (!organisation) return wrong(example["body"], "no body has this code");
    reports::Where where{plan, 0, reports::body_for(*organisation, plan)};
    reports::Answers answers(plan.questions.size());
    for (const auto& given : example["answers"]) {
      const auto code = given.first.as<std::string>();
      if (const auto* question = plan.find(code))
        answers[question->slot] = answer_of(*question, given.second);
      else
        wrong(given.first, "the plan has no question " + code);
    }
    const auto picture = reports::picture_of(plan, where.body, answers);
    std::vector<std::string> figures, wanted, findings, suggestions, suggested, missing;
    for (const auto& indicator : plan.indicators)
      if (where.body.is_asked(indicator) && indicator.numerator)
        figures.push_back(indicator.code + "=" + in_words(reports::figure_of(indicator, picture)));
    for (const auto& figure : example["figures"])
      wanted.push_back(figure.first.as<std::string>() + "=" + figure.second.as<std::string>());
    same(example["figures"], "figures", wanted, figures);
    const auto obstacles = reports::obstacles_of(where, answers);
    for (const auto* list : {&obstacles.blocking, &obstacles.asking})
      for (const auto& finding : *list) {
        findings.push_back(finding.code);
        if (auto likely = reports::meant_by(plan, finding, where.body, answers, picture))
          suggestions.push_back(finding.code + "=" + likely->typed);
      }
    for (const auto& suggestion : example["suggestions"])
      suggested.push_back(suggestion.first.as<std::string>() + "=" + suggestion.second.as<std::string>());
    same(example["suggestions"] ? example["suggestions"] : example, "suggestions", suggested, suggestions);
    for (int slot : obstacles.missing) missing.push_back(plan.questions[slot].code);
    same(example["findings"], "findings", example["findings"].as<std::vector<std::string>>(), findings);
    same(example["missing"], "missing", example["missing"].as<std::vector<std::string>>(), missing);
  }
};

int check_examples(const std::string& folder, const Framework& plan, int& examples) {
  const auto place = fs::path(folder) / "examples";
  if (!fs::is_directory(place)) return 0;
  const auto registry = whole_registry();
  int faults = 0;
  for (const auto& entry : fs::directory_iterator(place)) {
    if (entry.path().extension() != ".yaml") continue;
    Example example{plan, registry, entry.path().string(), {}};
    try {
      example.check(YAML::LoadFile(entry.path().string()));
    } catch (const YAML::Exception& e) {
      example.faults.push_back(fmt::format("{}:{}: {}", example.file, e.mark.line + 1, e.msg));
    }
    for (const auto& fault : example.faults) fmt::print("{}\n", fault);
    faults += int(example.faults.size());
    ++examples;
  }
  return faults;
}

}  // namespace

void check_plan(const std::string& folder, const std::string& against) {
  auto loaded = framework::load(framework::read_folder(folder));
  if (const auto* wrong = std::get_if<std::vector<framework::Fault>>(&loaded))
    throw std::runtime_error(fmt::format("{} faults", print(folder, *wrong)));
  const auto& plan = std::get<Framework>(loaded);
  auto known = known_plans(folder);
  int faults = 0, examples = 0;
  auto before = std::ranges::find_if(
      known, [&](const auto& each) { return each.name == plan.name && each.period == plan.period; });
  if (!against.empty()) {
    auto other = sound(framework::read_folder(against));
    if (!other) throw std::runtime_error(against + ": this plan has faults of its own; check it first");
    if (other->name != plan.name || other->period != plan.period)
      throw std::runtime_error(against + " is not of " + plan.name + " " + plan.period);
    faults += print(plan, *other, framework::changes_between(*other, plan));
  } else if (before != known.end()) {
    faults += print(plan, *before, framework::changes_between(*before, plan));
  }
  if (auto year = calendar::round_before(known, plan))
    faults += print(plan, known[*year], framework::changes_from_last_year(known[*year], plan));
  faults += check_examples(folder, plan, examples);
  if (faults) throw std::runtime_error(fmt::format("{} faults", faults));
  fmt::print("{} {}: {} sections, {} indicators, {} questions, {} checks, {} examples: no fault\n", plan.name,
             plan.period, plan.sections.size(), plan.indicators.size(), plan.questions.size(), plan.checks.size(),
             examples);
}

}  // namespace app
