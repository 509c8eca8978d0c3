#pragma once
#include "record.h"

namespace bench {

// What SQLite does with the statements and nothing else: no HTTP, no session checked, no finding looked for.
struct Bare {
  double rate = 0;        // saves a second
  double p99_of_512 = 0;  // ms: 512 that wait are eight groups of 64, however fast everything else is
};
// Replays `saves` in groups of 64 into `db`, a copy of the file as it was before they were recorded. Prepared once,
// the program's own settings of SQLite, one durable commit a group.
Bare replay(const std::string& db, const std::vector<Save>& saves);

}  // namespace bench
