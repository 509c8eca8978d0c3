#pragma once
#include <chrono>
#include <mutex>
#include <vector>

#include "db/database.h"
#include "http/server.h"

namespace app {

// Whether the database takes writes, for those who send requests here or elsewhere. However many ask, one
// tiny durable write is under way; who has waited for `longest` is told no, so that nobody's probe hangs
// while the database fails over.
class Readiness {
 public:
  static constexpr std::chrono::milliseconds longest{1500};

  explicit Readiness(db::Database& database) : database_(database) {}
  void ask(http::Respond respond);
  void tick();  // a few times a second

 private:
  struct Asker {
    http::Respond respond;
    std::chrono::steady_clock::time_point since;
  };
  void tell(std::vector<Asker> askers, bool ready);

  db::Database& database_;
  std::mutex mutex_;
  bool under_way_ = false;
  std::vector<Asker> askers_;
};

}  // namespace app
