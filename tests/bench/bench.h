#pragma once
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "pairs.h"

// What the measurements share. Nothing here is used by the program itself.
namespace bench {

using Time = std::chrono::steady_clock;
inline double seconds_since(Time::time_point start) {
  return std::chrono::duration<double>(Time::now() - start).count();
}
inline Time::duration lasting(double seconds) {
  return std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
}

// The moment the measured server believes it starts at: 18 Nov 2024 09:00 in Bangkok.
inline constexpr std::int64_t now_ms = 1'731'895'200'000;
inline constexpr const char* now_text = "2024-11-18T09:00+07:00";

// One line of the table. `numbers` are the same for a program to read.
struct Row {
  std::string work, figure, bound, reach;
  std::optional<bool> holds;  // nothing: there is nothing to hold it against
  nlohmann::json numbers = nlohmann::json::object();
};

// How much of it is run.
struct Plan {
  std::string saat, country, folder;  // the program, the seeded database, where copies may be made
  double minutes = 10;                // of B2
  bool full = false;                  // B7, and B8 with 50 rounds
  int rounds = 5;                     // of what is measured in turn
};
using Tell = std::function<void(Row)>;
// "0.62 of the bound (0.55–0.70 in 5 rounds)", and the same as numbers, with each round's two.
std::string ratio_worded(const Pairs& pairs);
void add_ratio(nlohmann::json& numbers, const Pairs& pairs);

void measure_saves(const Plan& plan, const Tell& tell);     // B1 and B1s
void measure_hour(const Plan& plan, const Tell& tell);      // B2
void measure_pages(const Plan& plan, const Tell& tell);     // B3 and B6
void measure_exports(const Plan& plan, const Tell& tell);   // B4
void measure_import(const Plan& plan, const Tell& tell);    // B5
void measure_growth(const Plan& plan, const Tell& tell);    // B7
void measure_kills(const Plan& plan, const Tell& tell);     // B8
void measure_postgres(const Plan& plan, const Tell& tell);  // B9
void measure_crowds(const Plan& plan, const Tell& tell);    // sign-ins, idle and slow connections
void measure_floods(const Plan& plan, const Tell& tell);    // what officials notice of them

}  // namespace bench
