#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "db/database.h"
#include "identity/context.h"

namespace app {

enum class SeedReports { none, half, all };

inline constexpr std::string_view demonstration_password = "sa-at-demonstration";

// The believable country: accounts for every body and province, and reports with realistic gaps,
// mistakes and stages. The same seed gives the same country. Refuses a database with real people.
struct Seeded {
  int people = 0, reports = 0, submitted = 0;
};
Seeded seed_demonstration(db::Database& database, const identity::World& world, SeedReports reports,
                          std::uint64_t seed);

// A handful of accounts to sign in with: "clerk-06560115 — เจ้าหน้าที่ … ".
std::vector<std::string> demonstration_accounts(const identity::World& world);

}  // namespace app
