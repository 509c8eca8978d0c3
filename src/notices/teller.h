#pragma once
#include <functional>
#include <memory>
#include <thread>

#include "db/database.h"
#include "identity/context.h"

namespace notices {

using WorldNow = std::function<std::shared_ptr<const identity::World>()>;

// Tells those concerned of what happened, on a thread of its own beside the requests: a save waits for nobody
// to be told. Looks twice a second; what it finds is written in transactions of their own.
class Teller {
 public:
  Teller(db::Database& database, WorldNow world, std::optional<int> gather);  // see tell_some

 private:
  void run(std::stop_token stop);
  bool tell();  // true when there is more

  db::Database& database_;
  WorldNow world_;
  std::optional<int> gather_;
  std::jthread thread_;  // last: ends before what it uses
};

// Open pages of these seats ask for their count again, on whatever server they are.
void announce(db::Database& database, const std::set<std::int64_t>& seats);

}  // namespace notices
