#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include "app/app.h"
#include "app/covers.h"
#include "app/revise.h"
#include "base/embedded.h"
#include "base/log.h"
#include "calendar/covers.h"
#include "followup/followup.h"
#include "framework/changes.h"
#include "journal/journal.h"
#include "reports/store.h"

namespace app {

namespace {

framework::Framework loaded(const framework::Files& files, const std::string& where) {
  auto result = framework::load(files);
  if (auto* faults = std::get_if<std::vector<framework::Fault>>(&result)) {
    std::string all;
    for (const auto& fault : *faults) all += fmt::format("\n  {}:{}: {}", fault.file, fault.line, fault.why);
    throw std::runtime_error(where + " has faults:" + all);
  }
  return std::move(std::get<framework::Framework>(result));
}

// The year before of a demonstration: a plan.yaml of its own over the sections of the plan it is the year before of.
constexpr const char *demonstration_name = "clean-province", *demonstration_period = "2566";
framework::Framework demonstration_plan() {
  for (auto files : framework::embedded_frameworks()) {
    auto plan = loaded(files, "a built-in plan");
    if (plan.name != demonstration_name || plan.period != "2567") continue;
    files["plan.yaml"] = base::embedded("data/demonstration/clean-province-2566-plan.yaml").value();
    return loaded(files, "the demonstration's year before");
  }
  throw std::logic_error("no plan of 2567 is built in");
}

bool has_demonstration_year(db::Database& database) {
  bool found = false;
  database.read([&](db::Tx& tx) {
    found = identity::holds_demonstration_people(tx) &&
            calendar::find_round(tx, demonstration_name, demonstration_period).has_value();
  });
  return found;
}

// Those built in and those of the operator's folder, the latest first: people begin with what is asked now.
// A higher revision takes the place of a lower one, built in or not; `replaced` are those that gave way.
std::vector<framework::Framework> plans_of(db::Database& database, const Config& config,
                                           std::vector<framework::Framework>& replaced) {
  namespace fs = std::filesystem;
  std::vector<framework::Framework> plans;
  for (const auto& files : framework::embedded_frameworks()) plans.push_back(loaded(files, "a built-in plan"));
  if (!config.plans.empty()) {
    if (!fs::is_directory(config.plans)) throw std::runtime_error(config.plans + ": no such folder");
    for (const auto& entry : fs::recursive_directory_iterator(config.plans)) {
      if (entry.path().filename() != "plan.yaml") continue;
      auto folder = entry.path().parent_path().string();
      auto plan = loaded(framework::read_folder(folder), folder);
      auto known = std::ranges::find_if(
          plans, [&](const auto& each) { return each.name == plan.name && each.period == plan.period; });
      if (known == plans.end()) {
        plans.push_back(std::move(plan));
        continue;
      }
      if (auto why = framework::why_not_in_place_of(*known, plan); !why.empty())
        throw std::runtime_error(folder + ": " + why);
      replaced.push_back(std::exchange(*known, std::move(plan)));
    }
  }
  auto is_its_year = [](const auto& plan) {
    return plan.name == demonstration_name && plan.period == demonstration_period;
  };
  if ((config.demonstration_year || has_demonstration_year(database)) && std::ranges::none_of(plans, is_its_year))
    plans.push_back(demonstration_plan());
  std::stable_sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) {
    return std::tie(b.opens, a.name, a.period) < std::tie(a.opens, b.name, b.period);
  });
  return plans;
}

std::string exports_folder(const Config& config) {
  if (!config.exports.empty()) return config.exports;
  return db::is_postgres(config.db) ? "saat-exports" : config.db + ".exports";
}

identity::World world_of(db::Database& database, const Config& config, const calendar::Clock& clock,
                         std::vector<framework::Framework> plans) {
  static std::atomic<std::uint64_t> loaded = 0;
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
  return {++loaded,
          std::move(plans),
          std::move(rounds),
          std::move(*registry),
          words,
          view::Templates(words, config.ui),
          std::move(asked),
          clock,
          demonstration,
          config.secure_cookies,
          exports_folder(config),
          !config.mail.url.empty(),
          config.mail.link};
}

// What a start writes of the plans: the same rows at most starts, and then it is no act.
std::map<std::int64_t, std::string> plans_sealed(db::Tx& tx) {
  std::map<std::int64_t, std::string> all;
  for (const auto& round : calendar::rounds(tx))
    all[round.id] = journal::sealed(tx, calendar::covers::of_round(round.id));
  return all;
}

void write_down_plans(db::Tx& tx, const std::map<std::int64_t, std::string>& before, base::Instant now) {
  for (const auto& round : calendar::rounds(tx)) {
    const auto wrote = calendar::covers::of_round(round.id);
    auto at = before.find(round.id);
    if (at != before.end() && at->second == journal::sealed(tx, wrote)) continue;
    journal::write(tx, 0, now, 0, "plan", round.framework + " " + round.period, "", std::to_string(round.revision),
                   wrote);
  }
}

}  // namespace

identity::World open_world(db::Database& database, const Config& config) {
  bool changed = db::migrate(database) > 0;
  auto clock = config.now ? calendar::Clock(*config.now) : calendar::Clock();
  std::vector<framework::Framework> replaced;
  auto plans = plans_of(database, config, replaced);
  if (config.seeding) clock = calendar::Clock(base::start_of(plans.front().opens));
  std::optional<base::Instant> last_save;
  database.write_now([&](db::Tx& tx) {
    registry::fill(tx);
    auto known = calendar::rounds(tx);
    const auto before = plans_sealed(tx);
    for (const auto& round : known) reports::store::note_revisions(tx, round.id, round.revision);
    for (const auto& plan : replaced) calendar::note_revision(tx, plan, clock.now());
    std::vector<AskedPlan> asked;
    for (const auto& plan : plans) {
      bool revised = calendar::is_revised_by(tx, plan);
      asked.push_back({{&plan, calendar::ensure_round(tx, plan, clock.now()).id}, revised});
    }
    write_down_plans(tx, before, clock.now());
    revise(tx, asked, clock.now());
    journal::first_seal(tx, covers(), clock.now());
    changed |= calendar::rounds(tx) != known;
    last_save = reports::store::latest_change(tx);
    if (config.now && identity::holds_real_people(tx))
      throw std::runtime_error("--now is for demonstrations: this database holds real people's accounts");
  });
  if (last_save && !clock.is_set()) {
    clock.not_before(*last_save);
    if (auto now = base::system_now(); now < *last_save)
      base::log::error("this machine's clock says {}, but something was saved at {}: set the clock right",
                       base::to_iso(now), base::to_iso(*last_save));
  }
  if (changed) database.announce("world");
  return world_of(database, config, clock, std::move(plans));
}

identity::World load_world(db::Database& database, const Config& config, const calendar::Clock& clock) {
  std::vector<framework::Framework> replaced;
  return world_of(database, config, clock, plans_of(database, config, replaced));
}

}  // namespace app
