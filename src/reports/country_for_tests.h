#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "calendar/calendar.h"
#include "db/database.h"
#include "registry/place_for_tests.h"
#include "reports/acts.h"
#include "reports/store.h"

namespace reports {

// A plan (the built-in one of 2567), the whole registry and one round in a database of its own.
class Reporting : public testing::Test {
 protected:
  Reporting() : Reporting(load_plan(), "2024-11-18T09:00+07:00") {}
  Reporting(framework::Framework asked, std::string_view moment)
      : now(*base::parse_instant(moment)), plan(std::move(asked)) {
    file = (std::filesystem::temp_directory_path() / ("saat-reports-" + std::to_string(getpid()) + ".db")).string();
    remove();
    database = db::open(registry::place_for_tests(file));
    db::migrate(*database);
    database->write_now([&](db::Tx& tx) {
      registry::fill(tx);
      registry_.emplace(registry::load(tx));
      round = calendar::ensure_round(tx, plan, now).id;
    });
  }
  ~Reporting() override {
    database.reset();
    remove();
  }

  static framework::Framework load_plan() {
    for (const auto& files : framework::embedded_frameworks()) {
      auto loaded = framework::load(files);
      if (auto* plan = std::get_if<framework::Framework>(&loaded);
          plan && plan->name == "clean-province" && plan->period == "2567")
        return *plan;
    }
    throw std::runtime_error("the plan of 2567 does not load");
  }

  Where where(std::string_view code) const {
    const auto* organisation = registry_->by_code(code);
    if (!organisation) throw std::runtime_error("no body " + std::string(code));
    return {plan, round, body_for(*organisation, plan)};
  }
  identity::Seat seat(std::string_view code, identity::Role role = identity::Role::clerk) const {
    identity::Seat seat;
    seat.id = 7, seat.organisation = registry_->by_code(code)->id, seat.role = role;
    return seat;
  }
  void give(std::string_view code, const std::vector<std::pair<std::string, std::string>>& typed) {
    database->write_now([&](db::Tx& tx) {
      Where w = where(code);
      Draft draft = open_draft(tx, w, seat(code), now);
      for (const auto& [question, text] : typed) {
        Given given;
        given.typed = text, given.unit = "";
        const auto* q = plan.find(question);
        if (!q) throw std::runtime_error("no question " + question);
        given.seen = draft.answers[q->slot].version;
        put(tx, draft, *q, given, seat(code), now);
      }
      close_draft(tx, w, draft, now);
    });
  }
  Recount recounted(bool mend = false) {
    Recount result;
    database->write_now([&](db::Tx& tx) { result = recount(tx, *registry_, {{&plan, round}}, mend); });
    return result;
  }

  base::Instant now;
  framework::Framework plan;
  std::string file;
  std::unique_ptr<db::Database> database;
  std::optional<registry::Registry> registry_;
  std::int64_t round = 0;

 private:
  void remove() {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  }
};

}  // namespace reports
