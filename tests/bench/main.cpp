// saat_bench SAAT DATABASE [B1 B3 …] [--rounds N] [--minutes N] [--full] [--commit HASH]: measures servers of its own
// over copies of DATABASE; a table in Markdown on standard output, the same beside DATABASE as bench.json.
// With --against BINARY: that program and SAAT in turn; the same beside DATABASE as against.json.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "against.h"
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
    {{"B3", "B6"}, bench::measure_pages}, {{"B1", "B1s"}, bench::measure_saves},
    {{"B2"}, bench::measure_hour},        {{"B4"}, bench::measure_exports},
    {{"B5"}, bench::measure_import},      {{"B7"}, bench::measure_growth, true},
    {{"B8"}, bench::measure_kills},       {{"B9"}, bench::measure_postgres},
    {{"crowds"}, bench::measure_crowds},  {{"floods"}, bench::measure_floods, true},
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
      "| {} | {} | {} | {} ({}), p99 {}; B1s {} ({}) | {} / {} | {} / {} | {} | {} | {} |",
      all["date"].get<std::string>(), all["commit"].get<std::string>(), all["machine"].get<std::string>(),
      number("B1 durable", "rate", "{:.0f}/s"), number("B1 durable", "ratio", "{:.2f}"),
      number("B1 durable", "p99_ms", "{:.0f} ms"), number("B1s", "rate", "{:.0f}/s"), number("B1s", "ratio", "{:.2f}"),
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

std::string worded(double value, const std::string& unit) {
  return fmt::format("{:.{}f}{}{}", value,
                     value < 10    ? 2
                     : value < 100 ? 1
                                   : 0,
                     unit.starts_with('/') ? "" : " ", unit);
}

// All but B9, which wants PostgreSQL, where nothing is named.
std::vector<std::string> comparable_of(const std::vector<std::string>& wanted) {
  for (const auto& name : wanted)
    if (std::ranges::find(bench::comparable, name) == bench::comparable.end())
      throw std::runtime_error(
          fmt::format("{} is not compared: --against takes {}", name, fmt::join(bench::comparable, ", ")));
  return wanted.empty() ? std::vector<std::string>{"B1", "B1s", "B3", "B6"} : wanted;
}

void run_against(const bench::Plan& plan, const std::string& before, const std::vector<std::string>& wanted,
                 const std::string& commit) {
  Json all{{"date", today()},  {"commit", commit},      {"machine", machine()},
           {"before", before}, {"rounds", plan.rounds}, {"figures", Json::array()}};
  fmt::print(
      "| figure | before | after | after ÷ before, median of {} rounds | least – most |\n|---|---|---|---|---|\n",
      plan.rounds);
  bench::measure_against(plan, before, wanted, [&](const bench::Compared& row) {
    auto ratio = row.pairs.ratio();
    fmt::print("| {} | {} | {} | {:.2f} | {:.2f} – {:.2f} |\n", row.figure, worded(row.pairs.other(), row.unit),
               worded(row.pairs.figure(), row.unit), ratio.median, ratio.least, ratio.most);
    std::fflush(stdout);
    Json numbers{{"figure", row.figure},
                 {"unit", row.unit},
                 {"before", row.pairs.other()},
                 {"after", row.pairs.figure()},
                 {"rounds", row.pairs.rounds("after", "before")}};
    bench::add_ratio(numbers, row.pairs);
    all["figures"].push_back(numbers);
  });
  std::ofstream(plan.folder + "/../against.json") << all.dump(1) << "\n";
}

}  // namespace

std::string bench::ratio_worded(const Pairs& pairs) {
  auto ratio = pairs.ratio();
  return fmt::format("{:.2f} of the bound ({:.2f}–{:.2f} in {} rounds)", ratio.median, ratio.least, ratio.most,
                     pairs.figures.size());
}

void bench::add_ratio(Json& numbers, const Pairs& pairs) {
  auto ratio = pairs.ratio();
  numbers["ratio"] = ratio.median, numbers["ratio_least"] = ratio.least, numbers["ratio_most"] = ratio.most;
  if (!numbers.contains("rounds")) numbers["rounds"] = pairs.rounds("figure", "bound");
}

int main(int count, char** arguments) {
  base::log::set_level(spdlog::level::err);
  bench::Plan plan;
  std::vector<std::string> wanted;
  std::string commit = "unknown", before;
  CLI::App program("measures the program");
  program.add_option("saat", plan.saat)->required();
  program.add_option("database", plan.country)->required();
  program.add_option("work", wanted)
      ->check(CLI::IsMember({"B1", "B1s", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "crowds", "floods"}));
  program.add_option("--minutes", plan.minutes)->capture_default_str();
  program.add_flag("--full", plan.full);
  program.add_option("--rounds", plan.rounds, "of figure and bound, or of both programs")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  program.add_option("--against", before, "an earlier saat to compare with")->check(CLI::ExistingFile);
  program.add_option("--commit", commit);
  CLI11_PARSE(program, count, arguments);
  plan.folder = plan.country + ".runs";
  std::filesystem::remove_all(plan.folder);
  std::filesystem::create_directories(plan.folder);
  int status = 0;
  try {
    if (before.empty())
      run(plan, wanted, commit);
    else
      run_against(plan, before, comparable_of(wanted), commit);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "saat_bench: {}\n", failure.what());
    status = 1;
  }
  std::filesystem::remove_all(plan.folder);
  return status;
}
