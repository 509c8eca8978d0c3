#include "releases/rounds.h"

namespace releases {

using base::Problem;

Of of_request(const identity::Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& plan = ctx.world.frameworks[i];
    if (plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, ctx.world.rounds[i].id, i};
  }
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string address_of(const framework::Framework& plan) { return "/open/" + plan.name + "/" + plan.period; }

std::string counted_words(const identity::Voice& voice, int n, int of) {
  auto grouped = [](int number) { return base::to_grouped(base::Decimal::whole(number)); };
  return voice.say("coverage", {{"n", grouped(n)}, {"m", grouped(of)}});
}

view::Json release_view(const identity::Voice& voice, const framework::Framework& plan, const Release& release) {
  return {{"number", release.number},
          {"label", voice.say("releases.number", {{"n", std::to_string(release.number)}})},
          {"stage", totals::code_of(release.stage)},
          {"stage_label", voice.say("results.stage." + std::string(totals::code_of(release.stage)))},
          {"cut_off", base::to_iso(release.cut_off)},
          {"cut_off_shown", base::show(release.cut_off, voice.language)},
          {"notes", release.notes},
          {"counted", release.counted},
          {"expected", release.expected},
          {"counted_words", counted_words(voice, release.counted, release.expected)},
          {"digest", release.digest},
          {"release_href", address_of(plan) + "/releases/" + std::to_string(release.number)}};
}

std::optional<Release> numbered(const identity::Context& ctx, const Of& of, const std::string& number) {
  for (const auto& release : store::of_round(ctx.tx, of.round))
    if (std::to_string(release.number) == number) return release;
  return std::nullopt;
}

}  // namespace releases
