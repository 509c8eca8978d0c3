#pragma once
#include <memory>

#include "load/latencies.h"
#include "record.h"

namespace bench {

class Bareback;

// What SQLite does with the statements and nothing else: no HTTP, no session checked, no finding looked for. Replays
// `saves` in groups of 64 into `db`, a copy of the file as it was before they were recorded. Prepared once, the
// program's own settings of SQLite, one durable commit a group.
class BareLoop {
 public:
  BareLoop(const std::string& db, std::vector<Save> saves);
  ~BareLoop();
  // The next so many, from where the last round ended; gives saves a second.
  double run(std::size_t count);
  // ms: 512 that wait are eight groups of 64, however fast everything else is.
  double p99_of_512() const { return waits_.at(0.99); }

 private:
  std::unique_ptr<Bareback> db_;
  std::vector<Save> saves_;
  std::size_t at_ = 0;
  load::Latencies waits_;
};

}  // namespace bench
