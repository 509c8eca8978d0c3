#include <fmt/format.h>

#include "app/app.h"
#include "base/embedded.h"
#include "review/review.h"

namespace app {

namespace {

std::vector<framework::Framework> built_in_plans() {
  std::vector<framework::Framework> plans;
  for (const auto& files : framework::embedded_frameworks()) {
    auto loaded = framework::load(files);
    if (auto* faults = std::get_if<std::vector<framework::Fault>>(&loaded)) {
      std::string all;
      for (const auto& fault : *faults) all += fmt::format("\n  {}:{}: {}", fault.file, fault.line, fault.why);
      throw std::runtime_error("a built-in plan has faults:" + all);
    }
    plans.push_back(std::move(std::get<framework::Framework>(loaded)));
  }
  return plans;
}

view::Words built_in_words() {
  return view::Words::load(base::embedded("words/th.yaml").value_or(""), base::embedded("words/en.yaml").value_or(""));
}

registry::Registry ready_registry(db::Database& database) {
  std::optional<registry::Registry> registry;
  database.write_now([&](db::Tx& tx) {
    registry::fill(tx);
    registry = registry::load(tx);
  });
  return *registry;
}

}  // namespace

identity::World open_world(db::Database& database, const Config& config) {
  db::migrate(database);
  auto plans = built_in_plans();
  auto clock = config.now ? calendar::Clock(*config.now) : calendar::Clock();
  std::vector<calendar::Round> rounds;
  bool demonstration = false;
  auto registry = ready_registry(database);
  database.write_now([&](db::Tx& tx) {
    for (const auto& plan : plans) rounds.push_back(calendar::ensure_round(tx, plan, clock.now()));
    demonstration = identity::holds_demonstration_people(tx);
    if (config.now && identity::holds_real_people(tx))
      throw std::runtime_error("--now is for demonstrations: this database holds real people's accounts");
  });
  auto words = built_in_words();
  std::vector<std::map<std::int64_t, review::Asked>> asked;
  for (const auto& plan : plans) asked.push_back(review::asked_by_province(registry, plan));
  return {std::move(plans), std::move(rounds), std::move(registry), words, view::Templates(words, config.ui), std::move(asked),
          clock, demonstration, config.secure_cookies};
}

}  // namespace app
