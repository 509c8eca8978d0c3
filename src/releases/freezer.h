#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/database.h"
#include "releases/releases.h"

namespace releases {

using WorldNow = std::function<std::shared_ptr<const identity::World>()>;

// Makes the releases that were asked for, behind everything else: read in one snapshot, whose moment is the cut-off,
// and written in small parts, between which saves have their turn. What died half-way begins anew; of several programs
// on one database the first that is done is the release, and the others' rows are nobody's.
class Freezer {
 public:
  Freezer(db::Database& database, WorldNow world);
  void wake();

 private:
  void run(std::stop_token stop);

  db::Database& database_;
  WorldNow world_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  std::jthread thread_;  // last: ends before what it uses
};

// False: nothing is wanted, or this program ends.
bool freeze_one(
    db::Database& database, const identity::World& world, const std::function<bool()>& stops = [] { return false; });

}  // namespace releases
