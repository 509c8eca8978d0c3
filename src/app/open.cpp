#include <fmt/format.h>

#include "app/app.h"
#include "base/embedded.h"
#include "followup/followup.h"

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

}  // namespace

identity::World open_world(db::Database& database, const Config& config) {
  bool changed = db::migrate(database) > 0;
  auto clock = config.now ? calendar::Clock(*config.now) : calendar::Clock();
  auto plans = built_in_plans();
  database.write_now([&](db::Tx& tx) {
    registry::fill(tx);
    auto known = calendar::rounds(tx);
    std::vector<calendar::Round> ensured;
    for (const auto& plan : plans) ensured.push_back(calendar::ensure_round(tx, plan, clock.now()));
    changed |= calendar::rounds(tx) != known;
    if (config.now && identity::holds_real_people(tx))
      throw std::runtime_error("--now is for demonstrations: this database holds real people's accounts");
  });
  if (changed) database.announce("world");
  return load_world(database, config, clock);
}

identity::World load_world(db::Database& database, const Config& config, const calendar::Clock& clock) {
  static std::atomic<std::uint64_t> loaded = 0;
  auto plans = built_in_plans();
  std::vector<calendar::Round> rounds;
  std::optional<registry::Registry> registry;
  bool demonstration = false;
  database.read([&](db::Tx& tx) {
    registry = registry::load(tx);
    rounds.clear();
    for (const auto& plan : plans) rounds.push_back(calendar::find_round(tx, plan.name, plan.period).value());
    demonstration = identity::holds_demonstration_people(tx);
  });
  auto words = view::Words::built_in();
  std::vector<std::map<std::int64_t, followup::Asked>> asked;
  for (const auto& plan : plans) asked.push_back(followup::asked_by_province(*registry, plan));
  return {++loaded, std::move(plans), std::move(rounds), std::move(*registry), words, view::Templates(words, config.ui), std::move(asked),
          clock, demonstration, config.secure_cookies};
}

}  // namespace app
