#include "notices/teller.h"

#include <condition_variable>
#include <mutex>

#include "base/log.h"
#include "notices/tell.h"

namespace notices {

namespace {

constexpr auto look_every = std::chrono::milliseconds(500);
constexpr int most_in_one = 400;  // PostgreSQL passes on up to 8000 bytes at a time

}  // namespace

void announce(db::Database& database, const std::set<std::int64_t>& seats) {
  std::string what;
  int named = 0;
  for (auto seat : seats) {
    what += (what.empty() ? "noticed " : " ") + std::to_string(seat);
    if (++named % most_in_one == 0) database.announce(std::exchange(what, {}));
  }
  if (!what.empty()) database.announce(what);
}

Teller::Teller(db::Database& database, WorldNow world, std::optional<int> gather)
    : database_(database),
      world_(std::move(world)),
      gather_(gather),
      thread_([this](std::stop_token stop) { run(stop); }) {}

bool Teller::tell() {
  bool waits = false;
  database_.read([&](db::Tx& tx) { waits = !journal::untold(tx, 1).empty(); });
  if (!waits) return false;
  auto world = world_();
  Told told;
  database_.write_now([&](db::Tx& tx) { told = tell_some(tx, {*world, world->clock.now()}, gather_); });
  announce(database_, told.seats);
  return told.more;
}

void Teller::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  bool failed = false;
  while (!stop.stop_requested()) {
    try {
      while (!stop.stop_requested() && tell()) {}
      failed = false;
    } catch (const std::exception& error) {
      if (!std::exchange(failed, true)) base::log::warn("notices wait: {}", error.what());  // once, not twice a second
    }
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, look_every, [] { return false; });
  }
}

}  // namespace notices
