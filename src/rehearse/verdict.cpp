#include "rehearse/verdict.h"

#include <algorithm>

#include <fmt/format.h>

namespace rehearse {

namespace {

constexpr double most_lateness_ms = 250;    // of whoever asks: later than that, it measures itself
constexpr double least_of_the_pace = 0.98;  // fewer saves than that were not sent at all

struct Line {
  std::string what;
  const Work& work;
  double limit, a_second;
};

std::string number(double n) { return n < 10 ? fmt::format("{:.1f}", n) : fmt::format("{:.0f}", n); }

}  // namespace

Verdict verdict_of(const Figures& figures, const Pace& pace, const view::Words& words, base::Language language,
                   const Limits& limits) {
  auto say = [&](std::string_view key, const base::Arguments& arguments = {}) {
    return words.say(language, "rehearse." + std::string(key), arguments);
  };
  const Line all[] = {{"saves", figures.saves, limits.save, pace.saves},
                      {"pages", figures.pages, limits.page, pace.province_pages + pace.nation_pages},
                      {"submissions", figures.submissions, limits.submission, pace.submissions},
                      {"sign_ins", figures.sign_ins, limits.sign_in, pace.sign_ins}};
  Verdict verdict;
  // The one that is furthest beyond its limit is what to mend first.
  const Line* worst = nullptr;
  double worst_by = 1;
  std::uint64_t errors = 0;
  for (const Line& line : all) {
    if (line.a_second <= 0) continue;
    double p99 = line.work.took.at(0.99);
    errors += line.work.errors;
    bool within = line.work.took.count() > 0 && p99 <= line.limit && line.work.errors == 0;
    verdict.lines.push_back(say("line", {{"what", say(line.what)},
                                         {"count", fmt::format("{}", line.work.took.count())},
                                         {"p50", number(line.work.took.at(0.5))},
                                         {"p99", number(p99)},
                                         {"most", number(line.work.took.most())},
                                         {"limit", number(line.limit)},
                                         {"errors", fmt::format("{}", line.work.errors)},
                                         {"mark", say(within ? "within" : "beyond")}}));
    if (line.work.errors) verdict.lines.push_back("    " + line.work.first_error);
    if (p99 / line.limit > worst_by) {
      worst_by = p99 / line.limit;
      worst = &line;
    }
  }
  double played = double(figures.saves.took.count()) / std::max(1.0, pace.saves * figures.seconds);
  bool kept_up = pace.saves <= 0 || played >= least_of_the_pace;
  verdict.counts = figures.lateness_ms <= most_lateness_ms;
  verdict.holds = !worst && errors == 0 && kept_up && verdict.counts;
  if (!verdict.counts) verdict.lines.push_back(say("late", {{"ms", number(figures.lateness_ms)}}));
  if (!kept_up) verdict.lines.push_back(say("fell_behind", {{"percent", number(played * 100)}}));
  if (errors) verdict.lines.push_back(say("had_errors", {{"count", fmt::format("{}", errors)}}));
  if (worst) {
    verdict.lines.push_back(say("breaks", {{"what", say(worst->what)}, {"times", fmt::format("{:.1f}", worst_by)}}));
    verdict.lines.push_back(say("change_" + worst->what));
  }
  verdict.lines.push_back(say(verdict.holds ? "holds" : verdict.counts ? "does_not_hold" : "unknown"));
  return verdict;
}

}  // namespace rehearse
