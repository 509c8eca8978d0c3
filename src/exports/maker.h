#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "db/database.h"
#include "exports/exports.h"

namespace exports {

using WorldNow = std::function<std::shared_ptr<const identity::World>()>;

// Makes the files that people wait for, one at a time, behind everything else. What it makes is claimed in the
// database: of several programs on it one makes a file, and when that one dies another, or the next start, begins anew.
class Maker {
 public:
  Maker(db::Database& database, WorldNow world);
  void wake();  // something new is wanted; without it the next look is some seconds away

 private:
  void run(std::stop_token stop);
  bool make_one(std::stop_token stop);  // false: nothing is wanted
  void forget();                        // files of more than a week ago

  db::Database& database_;
  WorldNow world_;
  const std::string node_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  std::jthread thread_;  // last: ends before what it uses
};

inline constexpr std::int64_t kept_ms = 7 * 86'400'000;
std::string path_of(const identity::World& world, const std::string& file);

}  // namespace exports
