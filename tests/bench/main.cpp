// saat_bench SAAT DATABASE [B1 B3 …] [--minutes N] [--full] [--commit HASH]: measures servers of its own over copies of
// DATABASE; a table in Markdown on standard output, the same beside DATABASE as bench.json.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "base/log.h"
#include "bench.h"

namespace {

using bench::Row;
using Json = nlohmann::json;

struct Part {
  std::vector<std::string> names;
  void (*measure)(const bench::Plan&, const bench::Tell&);
  bool only_when_asked = false;  // or with --full
};
const std::vector<Part> parts = {
    {{"B3", "B6"}, bench::measure_pages}, {{"B1", "B1s"}, bench::measure_saves}, {{"B2"}, bench::measure_hour},
    {{"B4"}, bench::measure_exports},     {{"B5"}, bench::measure_import},       {{"B7"}, bench::measure_growth, true},
    {{"B8"}, bench::measure_kills},       {{"B9"}, bench::measure_postgres},     {{"crowds"}, bench::measure_crowds},
};

std::string machine() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return fmt::format("{} × {}", std::thread::hardware_concurrency(), line.substr(line.find(':') + 2));
  return "unknown";
}

std::string today() {
  char text[32];
  auto now = std::time(nullptr);
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

std::string worded(const std::optional<bool>& holds) { return !holds ? "" : *holds ? "yes" : "**no**"; }

// What is put into the table of docs/performance.md: the figures that tell the whole.
std::string history_line(const Json& all) {
  auto number = [&](const char* work, const char* name, const char* format) -> std::string {
    for (const auto& row : all["figures"])
      if (row["work"].get<std::string>().starts_with(work) && row["numbers"].contains(name))
        return fmt::format(fmt::runtime(format), row["numbers"][name].get<double>());
    return "–";
  };
  return fmt::format(
      "| {} | {} | {} | {} ({}), p99 {} | {} / {} | {} / {} | {} | {} | {} |", all["date"].get<std::string>(),
      all["commit"].get<std::string>(), all["machine"].get<std::string>(), number("B1 durable", "rate", "{:.0f}/s"),
      number("B1 durable", "ratio", "{:.2f}"), number("B1 durable", "p99_ms", "{:.0f} ms"),
      number("B2 deadline", "save_p99_ms", "{:.1f} ms"), number("B2 deadline", "page_p99_ms", "{:.1f} ms"),
      number("B3 province", "p50_ms", "{:.1f} ms"), number("B3 nation", "p50_ms", "{:.1f} ms"),
      number("B6", "seconds", "{:.2f} s"), number("B9", "ratio", "{:.2f}"), number("Sign-ins", "rate", "{:.0f}/s"));
}

void run(const bench::Plan& plan, const std::vector<std::string>& wanted, const std::string& commit) {
  Json all{{"date", today()}, {"commit", commit}, {"machine", machine()}, {"figures", Json::array()}};
  fmt::print("| work | figure | bound, in the same run | reach | holds |\n|---|---|---|---|---|\n");
  auto tell = [&](Row row) {
    fmt::print("| {} | {} | {} | {} | {} |\n", row.work, row.figure, row.bound, row.reach, worded(row.holds));
    std::fflush(stdout);
    all["figures"].push_back({{"work", row.work},
                              {"figure", row.figure},
                              {"bound", row.bound},
                              {"reach", row.reach},
                              {"holds", row.holds ? Json(*row.holds) : Json(nullptr)},
                              {"numbers", row.numbers}});
  };
  for (const Part& part : parts) {
    bool named = std::ranges::any_of(part.names,
                                     [&](const auto& name) { return std::ranges::find(wanted, name) != wanted.end(); });
    if (named || (wanted.empty() && (plan.full || !part.only_when_asked))) part.measure(plan, tell);
  }
  std::ofstream(plan.folder + "/../bench.json") << all.dump(1) << "\n";
  fmt::print("\nFor the history in docs/performance.md:\n{}\n", history_line(all));
}

}  // namespace

int main(int count, char** arguments) {
  base::log::set_level(spdlog::level::err);
  bench::Plan plan;
  std::vector<std::string> wanted;
  std::string commit = "unknown";
  CLI::App program("measures the program");
  program.add_option("saat", plan.saat)->required();
  program.add_option("database", plan.country)->required();
  program.add_option("work", wanted)
      ->check(CLI::IsMember({"B1", "B1s", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "crowds"}));
  program.add_option("--minutes", plan.minutes)->capture_default_str();
  program.add_flag("--full", plan.full);
  program.add_option("--commit", commit);
  CLI11_PARSE(program, count, arguments);
  plan.folder = plan.country + ".runs";
  std::filesystem::remove_all(plan.folder);
  std::filesystem::create_directories(plan.folder);
  int status = 0;
  try {
    run(plan, wanted, commit);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "saat_bench: {}\n", failure.what());
    status = 1;
  }
  std::filesystem::remove_all(plan.folder);
  return status;
}
