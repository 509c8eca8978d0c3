#pragma once
#include <set>

#include "identity/context.h"
#include "journal/journal.h"
#include "notices/notices.h"

namespace notices {

// Takes some of the acts that wait in the journal and writes down who is told of them, all in the caller's
// transaction: an act leaves the journal's queue in the very commit that told of it, so none is lost and none told
// twice, however often the program dies or on how many servers it runs.
struct Told {
  bool more = false;             // others wait still
  std::set<std::int64_t> seats;  // whose pages have something new
};
// `gather`: seconds in which what is to be mailed waits for more; nullopt where nothing is mailed.
Told tell_some(db::Tx& tx, const identity::Voice& voice, std::optional<int> gather);

}  // namespace notices
