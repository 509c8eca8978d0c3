// B8: tests/crash/kill.mjs as it is, only oftener.
#include <fmt/format.h>

#include <regex>

#include "bench.h"
#include "server.h"

namespace bench {

void measure_kills(const Plan& plan, const Tell& tell) {
  int rounds = plan.full ? 50 : 5;
  // It fails by itself when anything is missing, the recount differs or a chain is broken: then nothing is told of how
  // many.
  auto said = output_of(fmt::format("node tests/crash/kill.mjs '{}' {}", plan.saat, rounds));
  std::smatch saves, recount;
  if (!std::regex_search(said, saves, std::regex("(\\d+) acknowledged saves, (\\d+) missing")) ||
      !std::regex_search(said, recount, std::regex("difference (\\d+)")))
    throw std::runtime_error("kill.mjs: " + said);
  int missing = std::stoi(saves[2]), difference = std::stoi(recount[1]);
  tell({fmt::format("B8 kill -9 under 512 connections, {} times", rounds),
        fmt::format("{} acknowledged saves, {} missing; recount difference {}", saves[1].str(), missing, difference),
        "",
        "0; 0",
        missing == 0 && difference == 0,
        {{"rounds", rounds}, {"acknowledged", std::stoi(saves[1])}, {"missing", missing}, {"difference", difference}}});
}

}  // namespace bench
