#include "saves.h"

#include <fmt/format.h>

#include <memory>

#include "bench.h"
#include "bound.h"
#include "server.h"

namespace bench {

using load::Reply;
using load::Request;
using rehearse::Clerk;
using Json = nlohmann::json;

namespace {

// Each lane goes its own way through all: no two lanes stand at the same one.
struct Turns {
  Turns(std::size_t all, std::size_t lanes) : all(all), at(lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) at[lane] = lane;
  }
  std::size_t next(std::size_t lane) { return at[lane] = at[lane] + at.size() < all ? at[lane] + at.size() : lane; }
  std::size_t all;
  std::vector<std::size_t> at;
};

// Never what an earlier run saved, nor the demonstration: saving the same again is no save.
std::int64_t next_value() {
  static std::int64_t value = 1'000'000 + Time::now().time_since_epoch().count() % 5'000'000;
  return value++;
}

// Something else of the same kind.
std::string another(const std::string& typed) {
  if (typed == "yes") return "no";
  if (typed == "no") return "yes";
  if (typed.starts_with("ข้อบัญญัติ")) return fmt::format("ข้อบัญญัติที่ {}", next_value());
  if (typed.find("25") != typed.npos && typed.find(' ') != typed.npos)
    return typed.starts_with("1 ") ? "2 ก.ค. 2561" : "1 ก.ค. 2561";
  return std::to_string(next_value());
}

}  // namespace

ClosedLoop saving(int port, std::vector<Clerk>& clerks, int connections) {
  auto lanes = std::min<std::size_t>(std::size_t(connections), clerks.size());
  auto turns = std::make_shared<Turns>(clerks.size(), lanes);
  return ClosedLoop(
      port, lanes,
      [&clerks, turns](std::size_t lane) {
        Clerk& clerk = clerks[turns->next(lane)];
        return Request{"PUT", clerk.report + "/answers/" + clerk.question,
                       fmt::format(R"({{"typed":"{}","version":{}}})", next_value(), clerk.version),
                       keyed_lines_of(clerk)};
      },
      [&clerks, turns](std::size_t lane, const Reply& reply) {
        if (reply.status == 200) ++clerks[turns->at[lane]].version;
        return reply.status == 200;
      });
}

ClosedLoop saving_sections(int port, std::vector<Form>& forms, int connections) {
  auto lanes = std::min<std::size_t>(std::size_t(connections), forms.size());
  auto turns = std::make_shared<Turns>(forms.size(), lanes);
  return ClosedLoop(
      port, lanes,
      [&forms, turns](std::size_t lane) {
        Form& form = forms[turns->next(lane)];
        Json body = Json::object();
        for (auto& field : form.fields) {
          body[field.question] = field.typed = another(field.typed);
          body[field.question + ".version"] = std::to_string(field.version);
        }
        return Request{"POST", form.clerk.report + "/answers?section=upstream", body.dump(),
                       keyed_lines_of(form.clerk)};
      },
      [&forms, turns](std::size_t lane, const Reply& reply) {
        if (reply.status != 303) return false;
        for (auto& field : forms[turns->at[lane]].fields) ++field.version;
        return true;
      });
}

Savers savers_of(db::Database& database, const People& people) {
  const auto& clerks = people.country.clerks;
  auto parting = clerks.begin() + std::ptrdiff_t(clerks.size() * 3 / 4);
  return {{clerks.begin(), parting}, forms_of(database, {parting, clerks.end()}, 'U')};
}

namespace {

// The bound of single answers, or of whole sections.
struct Limit {
  std::unique_ptr<BareLoop> loop;
  std::string statements;
};
Limit bound_of(const Plan& plan, bool sections, int count) {
  auto before = copy_of(plan.country, plan.folder + (sections ? "/before-sections.db" : "/before.db")),
       recorded = plan.folder + "/recorded.db";
  std::vector<Clerk> clerks;
  std::vector<Form> forms;
  {
    auto database = db::open(before);
    clerks = prepare(*database).country.clerks;
    forms = forms_of(*database, clerks, 'U');
  }
  copy_of(before, recorded);  // the same tokens and versions in both
  auto saves = record_saves(recorded, count,
                            [&](int at) { return sections ? saving_sections(at, forms, 64) : saving(at, clerks, 64); });
  auto statements = described(saves.back());
  return {std::make_unique<BareLoop>(before, std::move(saves)), statements};
}

// Of a round: each side a second or more, so that a round sees the machine at one speed.
constexpr int single_replayed = 10'000, sections_replayed = 2'000;
constexpr double side_seconds = 3;

Pairs measured(const Plan& plan, ClosedLoop& load, BareLoop& bare, std::size_t replayed) {
  load.run(2);
  load.forget();
  Pairs rates;
  in_turn(
      plan.rounds, [&] { rates.figures.push_back(load.run(side_seconds)); },
      [&] { rates.against.push_back(bare.run(replayed)); });
  if (load.errors) fmt::print(stderr, "first error: {}\n", load.first_error);
  return rates;
}

void tell_single(const Plan& plan, const Tell& tell, int at, std::vector<Clerk>& clerks) {
  auto [bare, statements] = bound_of(plan, false, plan.rounds * single_replayed);
  fmt::print(stderr, "one save executes: {}\n", statements);
  auto load = saving(at, clerks, 512);
  auto rates = measured(plan, load, *bare, single_replayed);
  double ratio = rates.ratio().median, p99 = load.took.at(0.99);
  Json numbers{{"rate", rates.figure()},  {"bound_rate", rates.other()},        {"p50_ms", load.took.at(0.5)},
               {"p99_ms", p99},           {"bound_p99_ms", bare->p99_of_512()}, {"errors", load.errors},
               {"statements", statements}};
  add_ratio(numbers, rates);
  tell({"B1 durable save, 512 connections",
        fmt::format("{:.0f}/s, {}, p50 {:.1f} ms, p99 {:.1f} ms, {} errors", rates.figure(), ratio_worded(rates),
                    load.took.at(0.5), p99, load.errors),
        fmt::format("{:.0f}/s, p99 of 512 waiting {:.1f} ms", rates.other(), bare->p99_of_512()),
        "≥ 0.40 of the bound, p99 ≤ 30 ms", ratio >= 0.4 && p99 <= 30 && load.errors == 0, numbers});
}

void tell_sections(const Plan& plan, const Tell& tell, int at, std::vector<Form>& forms) {
  auto [bare, statements] = bound_of(plan, true, plan.rounds * sections_replayed);
  fmt::print(stderr, "a section executes: {}\n", statements);
  auto load = saving_sections(at, forms, 64);
  auto rates = measured(plan, load, *bare, sections_replayed);
  auto answers = forms.front().fields.size();
  double answers_rate = rates.figure() * double(answers), p99 = load.took.at(0.99);
  Json numbers{{"rate", rates.figure()}, {"bound_rate", rates.other()}, {"statements", statements},
               {"answers", answers},     {"p50_ms", load.took.at(0.5)}, {"p99_ms", p99},
               {"errors", load.errors}};
  add_ratio(numbers, rates);
  tell({fmt::format("B1s whole section of {} answers (the longest there is), 64 connections", answers),
        fmt::format("{:.0f}/s, {}, {:.0f} answers/s, p50 {:.1f} ms, p99 {:.1f} ms, {} errors", rates.figure(),
                    ratio_worded(rates), answers_rate, load.took.at(0.5), p99, load.errors),
        fmt::format("{:.0f}/s", rates.other()), "≥ 3,000/s of 30 answers, p99 ≤ 50 ms",
        answers_rate >= 90'000 && p99 <= 50 && load.errors == 0, numbers});
}

}  // namespace

void measure_saves(const Plan& plan, const Tell& tell) {
  auto db = copy_of(plan.country, plan.folder + "/saves.db");
  auto savers = [&] {
    auto database = db::open(db);
    return savers_of(*database, prepare(*database));
  }();
  Server server(plan.saat, db);
  tell_single(plan, tell, server.port(), savers.clerks);
  tell_sections(plan, tell, server.port(), savers.forms);
  server.stop();
  tell_recount(tell, "B1", plan.saat, db);
}

}  // namespace bench
