#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "framework/framework.h"
#include "reports/reports.h"
#include "totals/totals.h"

// Pure: which act fits which stage, and which report an officer should look into first.
namespace review {

enum class Act { verify, approve, accept, send_back, withdraw_verification, withdraw_approval, withdraw_acceptance };
enum class Office { district, province, department };

// Key of the sentence that says why the act does not fit, empty when it does. `waits`: the province wants its
// district to verify first, and the body has a district.
std::string why_not(Act act, reports::Stage stage, Office office, bool waits);
reports::Stage stage_of(Act act);  // that a certification brings about, or that its withdrawal is about

// ── risk. Figures are in ten-thousandths (base::Decimal), so that no rounding of the machine's decides an order.
std::int64_t median(std::vector<std::int64_t> values);  // of at least one; between two, the middle
// How far from the median, in tenths of the usual distance (the median distance, but no less than a
// twentieth of the median): 10 is usual, from 40 on it is unusual, more than 200 says no more than 200.
int distance(std::int64_t value, std::int64_t median, std::int64_t usual);
std::int64_t usual_distance(const std::vector<std::int64_t>& values, std::int64_t median);
// By how much of itself the area's figure would move without this body, in hundredths of a per cent.
int weight_in(const framework::Indicator& indicator, const totals::Sum& area, base::Decimal value, base::Decimal base);

// What one report shows, and why it stands where it stands.
struct Seen {
  const framework::Indicator* indicator = nullptr;
  base::Decimal value, median;
  int distance = 0, weight = 0;
  std::int64_t score() const { return std::int64_t(distance) * (weight + 1); }
};
inline constexpr int unusual = 40;
struct Risk {
  std::int64_t score = 0;
  std::vector<Seen> why;  // unusual figures, the heaviest first
};
Risk risk_of(std::vector<Seen> figures, int findings, int corrections);

// The middle of each figure among bodies of one type.
struct Middle {
  std::int64_t median = 0, usual = 0;
  int bodies = 0;
};
using Middles = std::map<std::string, Middle, std::less<>>;  // by indicator's code
Middles middles_of(std::span<const std::string* const> lines);

}  // namespace review
