#include "review/rules.h"

#include <algorithm>

#include "reports/rules.h"

namespace review {

using reports::Stage;

namespace {

std::string already(Stage stage) {
  return stage == Stage::verified   ? "certify.already_verified"
         : stage == Stage::approved ? "certify.already_approved"
                                    : "certify.already_accepted";
}

std::string why_not_certify(Act act, Stage stage, bool waits) {
  if (stage == Stage::begun) return "certify.not_submitted";
  if (stage >= stage_of(act)) return already(stage);
  if (act == Act::approve && waits && stage < Stage::verified) return "certify.waits_for_district";
  if (act == Act::accept && stage < Stage::approved) return "certify.not_approved";
  return {};
}

}  // namespace

Stage stage_of(Act act) {
  switch (act) {
    case Act::verify:
    case Act::withdraw_verification:
      return Stage::verified;
    case Act::approve:
    case Act::withdraw_approval:
      return Stage::approved;
    case Act::accept:
    case Act::withdraw_acceptance:
      return Stage::accepted;
    case Act::send_back:
      break;
  }
  return Stage::begun;
}

std::string why_not(Act act, Stage stage, Office office, bool waits) {
  switch (act) {
    case Act::verify:
    case Act::approve:
    case Act::accept:
      return why_not_certify(act, stage, waits);
    case Act::send_back: {
      Stage most = office == Office::district   ? Stage::verified
                   : office == Office::province ? Stage::approved
                                                : Stage::accepted;
      if (stage == Stage::begun) return "certify.not_submitted";
      return stage > most ? already(stage) : "";
    }
    default:
      break;
  }
  if (stage == stage_of(act)) return {};
  return stage > stage_of(act) ? already(stage) : "certify.nothing_to_withdraw";
}

std::int64_t median(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  auto middle = values.size() / 2;
  if (values.size() % 2) return values[middle];
  return values[middle - 1] + (values[middle] - values[middle - 1]) / 2;
}

std::int64_t usual_distance(const std::vector<std::int64_t>& values, std::int64_t middle) {
  std::vector<std::int64_t> distances;
  for (auto value : values) distances.push_back(std::abs(value - middle));
  return std::max({median(std::move(distances)), std::abs(middle) / 20, std::int64_t(1)});
}

int distance(std::int64_t value, std::int64_t middle, std::int64_t usual) {
  auto tenths = __int128(std::abs(value - middle)) * 10 / std::max<std::int64_t>(usual, 1);
  return int(std::min<__int128>(tenths, 200));
}

int weight_in(const framework::Indicator& indicator, const totals::Sum& area, base::Decimal value, base::Decimal of) {
  auto figure = reports::figure_of(indicator, area);
  auto amount = base::Rational::from(value);
  if (indicator.denominator)  // the figure is amount ÷ base × factor
    if (auto part = base::multiply(amount, base::Rational::from(of))) amount = *part;
  auto plain = base::divide(amount, indicator.factor);
  auto own = plain ? base::to_decimal(*plain) : std::nullopt;
  if (!own || figure.state != formula::Value::State::number || figure.value.scaled == 0) return 0;
  totals::Sum rest = area - totals::Sum{own->scaled, of.scaled, 1};
  auto without = reports::figure_of(indicator, rest);
  auto moved = without.state == formula::Value::State::number ? std::abs(figure.value.scaled - without.value.scaled)
                                                              : std::abs(figure.value.scaled);
  return int(std::min<__int128>(__int128(moved) * 10'000 / std::abs(figure.value.scaled), 10'000));
}

Risk risk_of(std::vector<Seen> figures, int findings, int corrections) {
  Risk risk;
  std::erase_if(figures, [](const Seen& seen) { return seen.distance < unusual; });
  std::stable_sort(figures.begin(), figures.end(), [](const Seen& a, const Seen& b) { return a.score() > b.score(); });
  for (const Seen& seen : figures) risk.score += seen.score();
  risk.score = (risk.score + 20 * findings) * (1 + corrections) + corrections;
  risk.why = std::move(figures);
  return risk;
}

Middles middles_of(std::span<const std::string* const> lines) {
  std::map<std::string_view, std::vector<std::int64_t>> values;
  for (const auto* line : lines)
    for (const auto& [code, figure] : reports::figures_in(*line)) values[code].push_back(figure.value.scaled);
  Middles middles;
  for (auto& [code, of_code] : values) {
    Middle middle{median(of_code), 0, int(of_code.size())};
    middle.usual = usual_distance(of_code, middle.median);
    middles.emplace(code, middle);
  }
  return middles;
}

}  // namespace review
