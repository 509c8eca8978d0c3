// B2: the last day's busiest hour. An open loop: everybody acts at their own moment, whether or not the others have
// been answered.
#include <fmt/format.h>

#include "bench.h"
#include "country.h"
#include "server.h"

namespace bench {

namespace {

using rehearse::Figures;
using rehearse::Work;

std::string worded(const char* what, const Work& work) {
  return fmt::format("{} {} at p50 {:.1f} ms, p99 {:.1f} ms", work.took.count(), what, work.took.at(0.5),
                     work.took.at(0.99));
}

void play_one(const Plan& plan, const Tell& tell, const std::string& name, const rehearse::Pace& pace) {
  auto db = copy_of(plan.country, plan.folder + "/hour.db");
  auto people = prepare(*db::open(db), pace.sign_ins > 0 ? 1'500 : 0);
  Figures figures;
  double cores = 0, peak = 0;
  {
    Server server(plan.saat, db);
    load::Driver driver("127.0.0.1", server.port(), 512);
    double before = server.cpu_seconds();
    figures = rehearse::play(driver, people.country, pace);
    cores = (server.cpu_seconds() - before) / figures.seconds;
    peak = server.mebibytes("VmHWM");
  }
  auto errors = figures.saves.errors + figures.pages.errors + figures.submissions.errors + figures.sign_ins.errors;
  for (const Work* work : {&figures.saves, &figures.pages, &figures.submissions, &figures.sign_ins})
    if (work->errors) fmt::print(stderr, "{}: first error: {}\n", name, work->first_error);
  double save = figures.saves.took.at(0.99), page = figures.pages.took.at(0.99);
  auto figure = worded("saves", figures.saves) + "; " + worded("pages", figures.pages) + "; " +
                worded("submissions", figures.submissions);
  if (pace.sign_ins > 0) figure += "; " + worded("sign-ins", figures.sign_ins);
  auto skipped = figures.saves_skipped;
  tell(
      {name,
       fmt::format("{}; {} errors, {} skipped, {:.2f} cores, peak {:.0f} MiB, load generator late by {:.0f} ms at most",
                   figure, errors, skipped, cores, peak, figures.lateness_ms),
       fmt::format("{:.0f} saves/s asked for", pace.saves),
       "p99 save ≤ 30 ms, page ≤ 100 ms; 0 errors; ≤ 1 core; ≤ 256 MiB",
       save <= 30 && page <= 100 && errors == 0 && skipped == 0 && cores <= 1 && peak <= 256,
       {{"saves", figures.saves.took.count()},
        {"save_p50_ms", figures.saves.took.at(0.5)},
        {"save_p99_ms", save},
        {"save_most_ms", figures.saves.took.most()},
        {"page_p50_ms", figures.pages.took.at(0.5)},
        {"page_p99_ms", page},
        {"sign_in_p99_ms", figures.sign_ins.took.at(0.99)},
        {"errors", errors},
        {"skipped", skipped},
        {"cores", cores},
        {"peak_mebibytes", peak},
        {"lateness_ms", figures.lateness_ms},
        {"seconds", figures.seconds}}});
  tell_recount(tell, name, plan.saat, db);
}

}  // namespace

void measure_hour(const Plan& plan, const Tell& tell) {
  rehearse::Pace pace;
  pace.minutes = plan.minutes;
  play_one(plan, tell, fmt::format("B2 deadline hour, {:g} minutes", pace.minutes), pace);
  pace.sign_ins = 20;
  pace.minutes = std::min(1.0, plan.minutes);
  play_one(plan, tell, fmt::format("B2 with 20 sign-ins a second, {:g} minutes", pace.minutes), pace);
}

}  // namespace bench
