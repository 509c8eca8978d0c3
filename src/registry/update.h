#pragma once
#include <string>
#include <vector>

#include "registry/registry.h"

// What changes about bodies after the registry was filled: upgrades, new names, mergers, ends, new bodies. A CSV with
// the columns code, change, from, and as the change wants them type, name_th, name_en, into, district, population,
// households, villages (docs/operating.md).
namespace registry {

struct Update {
  std::string code, before, after;  // as people read them; `before` is empty of a new body
  std::int64_t body = 0;            // 0 of a new body that is not written yet
};
struct Updates {
  std::vector<Update> updates;      // in the order of the file
  std::vector<std::string> faults;  // "line 3: …"; with one of them nothing may be written
  int unchanged = 0;                // lines that say what stands already
};

// `from` must lie after `settled`: what bodies were until then has been asked and counted. Writes nothing.
Updates read_updates(const Registry& registry, std::string_view csv, base::Day settled);
// The same, written in the caller's transaction where there is no fault.
Updates update(db::Tx& tx, const Registry& registry, std::string_view csv, base::Day settled);

}  // namespace registry
