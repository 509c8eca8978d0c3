#include "reports/slips.h"

#include <algorithm>
#include <set>

#include "base/rational.h"

namespace reports {

using base::Decimal;
using base::Rational;
using framework::Question;

namespace {

// A slip of cost 3 is met once where 20 right answers are. Set so that the experiment of
// src/app/quality_recall_test.cpp finds most and frightens few.
constexpr double cost_of_place = 3, cost_of_more_places = 1.5, cost_of_digit = 5, cost_of_swap = 5.5,
                 cost_of_lost_digit = 7.5;

std::optional<std::int64_t> times(std::int64_t scaled, const Rational& factor, bool exactly) {
  auto product = base::multiply(Rational::from(Decimal{scaled}), factor);
  auto decimal = product ? base::to_decimal(*product) : std::nullopt;
  if (!decimal) return std::nullopt;
  if (exactly && !(Rational::from(*decimal) == *product)) return std::nullopt;
  return decimal->scaled;
}

bool fits(const Question& question, std::int64_t scaled) {
  return question.kind != framework::Kind::count || scaled % Decimal::one == 0;
}

struct Gathered {
  const Question& question;
  std::int64_t stands;
  std::vector<Slip> all = {};
  void add(Slip slip) {
    const bool may_be_typed =
        slip.value > 0 && slip.value < Decimal::limit * Decimal::one && fits(question, slip.value);
    if (may_be_typed && slip.value != stands) all.push_back(slip);
  }
  void add_typed(Slip slip, const std::string& digits) {
    if (auto read = base::parse_decimal(digits)) slip.value = read->scaled, add(slip);
  }
};

void add_places(Gathered& to) {
  Rational factor = Rational::whole(1);
  for (int places = 1; places <= 3; ++places) {
    factor.num *= 10;
    const double cost = cost_of_place + cost_of_more_places * (places - 1);
    const auto kind = places == 1 && to.question.kind == framework::Kind::count ? Slip::Kind::digit : Slip::Kind::place;
    if (auto more = times(to.stands, factor, true)) to.add({kind, *more, places, -1, -1, cost, true});
    if (auto less = times(to.stands, {1, factor.num}, true)) to.add({kind, *less, -places, -1, -1, cost, true});
  }
}

// Typed in one unit and taken for another. The first pair of units that gives a factor speaks for it.
void add_units(Gathered& to) {
  std::vector<Rational> tried;
  const auto& units = to.question.units;
  for (std::size_t taken = 0; taken < units.size(); ++taken)
    for (std::size_t meant = 0; meant < units.size(); ++meant) {
      auto factor = base::divide(units[meant].factor, units[taken].factor);
      if (taken == meant || !factor || std::find(tried.begin(), tried.end(), *factor) != tried.end()) continue;
      tried.push_back(*factor);
      if (auto value = times(to.stands, *factor, false))
        to.add({Slip::Kind::unit, *value, 0, int(taken), int(meant), cost_of_unit});
    }
}

void add_digits(Gathered& to) {
  const std::string typed = base::to_plain(Decimal{to.stands});
  std::set<std::string> seen{typed};
  auto once = [&](const std::string& digits) { return seen.insert(digits).second; };
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (typed[i] == '.') continue;
    std::string less = typed, twice = typed;
    less.erase(i, 1), twice.insert(i, 1, typed[i]);
    const bool was_doubled = i + 1 < typed.size() && typed[i] == typed[i + 1];
    if (!less.empty() && less.front() != '.' && once(less))
      to.add_typed({Slip::Kind::digit, 0, -1, -1, -1, cost_of_digit + (was_doubled ? 0 : 1.5)}, less);
    if (once(twice)) to.add_typed({Slip::Kind::digit, 0, 1, -1, -1, cost_of_digit + 1}, twice);
    if (i + 1 == typed.size() || typed[i + 1] == '.' || typed[i] == typed[i + 1]) continue;
    std::string swapped = typed;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped.front() != '0' && once(swapped)) to.add_typed({Slip::Kind::swap, 0, 0, -1, -1, cost_of_swap}, swapped);
  }
}

// A digit that stands nowhere else was lost: any may have been, anywhere. Which, only the rest of the report can tell.
void add_lost_digits(Gathered& to) {
  constexpr std::size_t longest = 8;
  const std::string typed = base::to_plain(Decimal{to.stands});
  if (typed.size() > longest) return;
  const auto whole = std::min(typed.find('.'), typed.size());
  for (std::size_t at = 0; at <= whole; ++at)
    for (char digit = at == 0 ? '1' : '0'; digit <= '9'; ++digit) {
      std::string longer = typed;
      longer.insert(at, 1, digit);
      to.add_typed({Slip::Kind::digit, 0, 1, -1, -1, cost_of_lost_digit}, longer);
    }
}

// `shorter` is `longer` without one of its characters.
bool lacks_one(const std::string& shorter, const std::string& longer) {
  if (shorter.size() + 1 != longer.size()) return false;
  auto [s, l] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  return *l != '.' && std::equal(s, shorter.end(), l + 1);
}

bool is_swap(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin());
  return x != a.end() && x + 1 != a.end() && x[0] == y[1] && x[1] == y[0] && x[0] != '.' && x[1] != '.' &&
         std::equal(x + 2, a.end(), y + 2);
}

}  // namespace

std::vector<Slip> slips_of_digits(const Question& question, std::int64_t stands) {
  Gathered all{question, stands};
  if (stands <= 0) return {};
  add_places(all);
  add_digits(all);
  return std::move(all.all);
}

std::vector<Slip> slips_of_units(const Question& question, std::int64_t stands) {
  Gathered all{question, stands};
  if (stands > 0) add_units(all);
  return std::move(all.all);
}

std::vector<Slip> lost_digits(const Question& question, std::int64_t stands) {
  Gathered all{question, stands};
  if (stands > 0) add_lost_digits(all);
  return std::move(all.all);
}

std::vector<Slip> slips_from(const Question& question, std::int64_t stands, std::int64_t meant) {
  Gathered all{question, stands};
  if (stands <= 0 || meant <= 0) return {};
  const auto typed = base::to_plain(Decimal{stands}), wanted = base::to_plain(Decimal{meant});
  if (lacks_one(typed, wanted)) all.add({Slip::Kind::digit, meant, 1, -1, -1, cost_of_digit});
  if (lacks_one(wanted, typed)) all.add({Slip::Kind::digit, meant, -1, -1, -1, cost_of_digit});
  if (is_swap(typed, wanted)) all.add({Slip::Kind::swap, meant, 0, -1, -1, cost_of_swap});
  return std::move(all.all);
}

}  // namespace reports
