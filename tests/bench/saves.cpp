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

namespace {

// The bound of single answers, or of whole sections.
struct Limit {
  Bare bare;
  std::string statements;
};
Limit bound_of(const Plan& plan, bool sections) {
  auto before = copy_of(plan.country, plan.folder + "/before.db"), recorded = plan.folder + "/recorded.db";
  std::vector<Clerk> clerks;
  std::vector<Form> forms;
  {
    auto database = db::open(before);
    clerks = prepare(*database).country.clerks;
    forms = forms_of(*database, clerks, 'U');
  }
  copy_of(before, recorded);  // the same tokens and versions in both
  auto saves = record_saves(recorded, sections ? 4'000 : 40'000,
                            [&](int at) { return sections ? saving_sections(at, forms, 64) : saving(at, clerks, 64); });
  return {replay(before, saves), described(saves.back())};
}

}  // namespace

void measure_saves(const Plan& plan, const Tell& tell) {
  auto [bare, statements] = bound_of(plan, false);
  auto [bare_sections, section_statements] = bound_of(plan, true);
  fmt::print(stderr, "one save executes: {}\na section: {}\n", statements, section_statements);

  auto db = copy_of(plan.country, plan.folder + "/saves.db");
  std::vector<Form> forms;
  auto people = [&] {
    auto database = db::open(db);
    auto made = prepare(*database);
    // One half saves answers, the other sections: neither knows the other's versions.
    auto& clerks = made.country.clerks;
    forms = forms_of(*database, {clerks.begin() + clerks.size() * 3 / 4, clerks.end()}, 'U');
    clerks.resize(clerks.size() * 3 / 4);
    return made;
  }();
  Server server(plan.saat, db);
  auto single = saving(port, people.country.clerks, 512);
  single.run(2);
  single.forget();
  single.run(10);
  double ratio = single.rate() / bare.rate, p99 = single.took.at(0.99);
  tell({"B1 durable save, 512 connections",
        fmt::format("{:.0f}/s ({:.2f} of the bound), p50 {:.1f} ms, p99 {:.1f} ms, {} errors", single.rate(), ratio,
                    single.took.at(0.5), p99, single.errors),
        fmt::format("{:.0f}/s, p99 of 512 waiting {:.1f} ms", bare.rate, bare.p99_of_512),
        "≥ 0.40 of the bound, p99 ≤ 30 ms",
        ratio >= 0.4 && p99 <= 30 && single.errors == 0,
        {{"rate", single.rate()},
         {"bound_rate", bare.rate},
         {"ratio", ratio},
         {"p50_ms", single.took.at(0.5)},
         {"p99_ms", p99},
         {"bound_p99_ms", bare.p99_of_512},
         {"errors", single.errors},
         {"statements", statements}}});
  if (single.errors) fmt::print(stderr, "first error: {}\n", single.first_error);

  auto whole = saving_sections(port, forms, 64);
  whole.run(1);
  whole.forget();
  whole.run(10);
  auto answers = forms.front().fields.size();
  p99 = whole.took.at(0.99);
  ratio = whole.rate() / bare_sections.rate;
  tell({fmt::format("B1s whole section of {} answers (the longest there is), 64 connections", answers),
        fmt::format("{:.0f}/s ({:.2f} of the bound, {:.0f} answers/s), p50 {:.1f} ms, p99 {:.1f} ms, {} errors",
                    whole.rate(), ratio, whole.rate() * double(answers), whole.took.at(0.5), p99, whole.errors),
        fmt::format("{:.0f}/s", bare_sections.rate),
        "≥ 3,000/s of 30 answers, p99 ≤ 50 ms",
        whole.rate() * double(answers) >= 90'000 && p99 <= 50 && whole.errors == 0,
        {{"rate", whole.rate()},
         {"bound_rate", bare_sections.rate},
         {"ratio", ratio},
         {"statements", section_statements},
         {"answers", answers},
         {"p50_ms", whole.took.at(0.5)},
         {"p99_ms", p99},
         {"errors", whole.errors}}});
  if (whole.errors) fmt::print(stderr, "first error: {}\n", whole.first_error);
  server.stop();
  int differences = recount_differences(plan.saat, db);
  tell({"B1 recount afterwards",
        fmt::format("difference {}", differences),
        "",
        "0",
        differences == 0,
        {{"difference", differences}}});
}

}  // namespace bench
