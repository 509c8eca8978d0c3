#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "db/database.h"

// What the running server counts, in Prometheus' text form.
namespace app::metrics {

// One answered request. `route` is the pattern of its path, "" for an address nobody answers.
void count(std::string_view method, std::string_view route, unsigned status, double seconds);

// What is so at this moment.
struct Gauges {
  const db::Stats& database;
  std::size_t pages_waiting, passwords_waiting;  // for a thread
  std::size_t connections, streams;
};
std::string text(const Gauges& gauges);

}  // namespace app::metrics
