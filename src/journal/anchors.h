#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"

// Anchors of every day. The database keeps them in full; one line of each, mailed and printed, is kept outside. The
// seals are made with a secret that is not in the database: who has the database alone can make none that fits.
namespace journal {

struct Anchor {
  std::int64_t id = 0;
  base::Instant at;
  std::int64_t chains = 0, acts = 0;
  std::string seal;
};
// "saat-anchor 2 17 2024-11-22T20:00:00.000Z 7851 1203442 5f0c…": its number, when, how many chains and acts, the seal.
std::string line_of(const Anchor& anchor);

std::optional<Anchor> latest_anchor(db::Tx& tx);
// Anchors all chains as they stand, and says so in the country's own.
Anchor add_anchor(db::Tx& tx, std::string_view secret, base::Instant now);

// The same where none was made today and the country sleeps: from three in the morning on, in Bangkok.
std::optional<Anchor> anchor_of_the_day(db::Tx& tx, std::string_view secret, base::Instant now);

// Chains that do not hold what some anchor says they held, anchors that were changed, and those that a file of lines
// kept outside has and the database has not, or has otherwise. Text around the lines is passed over: a mail may be
// kept as it came.
std::vector<Broken> against_anchors(db::Tx& tx, std::string_view secret, std::string_view kept_outside);

}  // namespace journal
