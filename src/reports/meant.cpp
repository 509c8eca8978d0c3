#include "reports/meant.h"

#include <algorithm>
#include <cmath>

#include "reports/slips.h"

namespace reports {

using base::Decimal;
using formula::Value;
using framework::Framework;
using framework::Question;

namespace {

// In nats, as the costs of slips are. How far a body's figure moves from one year to the next, as the deviation of its
// logarithm: by a quarter. What is offered lies within `near` of the year before and is likelier than anything else by
// `clearly`. People who wrote one place after the point seldom write two a year later.
constexpr double usual_change = 0.25, near = 3, clearly = 1, of_a_place = 3.5;

double strangeness(std::int64_t value, std::int64_t before) {
  const double change = std::log(double(value) / double(before)) / usual_change;
  return change * change / 2;
}

int places_of(std::int64_t scaled) {
  int places = 4;
  while (places > 0 && scaled % 10 == 0) scaled /= 10, --places;
  return places;
}

// What the body gave of it in the round before, scaled, in the stored unit; 0: nothing to hold it against.
std::int64_t before(const Framework& plan, int question, const Picture& picture) {
  const auto at = std::ranges::find(plan.last, question);
  if (at == plan.last.end()) return 0;
  const auto& value = picture.slots[plan.last_slot(std::size_t(at - plan.last.begin()))];
  const auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt;
  return decimal ? std::max<std::int64_t>(decimal->scaled, 0) : 0;
}

// The same, in the unit somebody types it in now.
std::int64_t in_unit(const Question& question, std::int64_t stored, std::string_view unit) {
  const auto* option = unit_of(question, unit);
  const auto typed = option ? base::divide(base::Rational::from(Decimal{stored}), option->factor) : std::nullopt;
  const auto decimal = typed ? base::to_decimal(*typed) : std::nullopt;
  return decimal ? decimal->scaled : stored;
}

struct Tried {
  Meant meant;
  std::int64_t stored = 0;
  double strange = 0, cost = 0;
};

class Slips {
 public:
  Slips(const Question& question, const Answer& answer, std::int64_t last)
      : question_(question), answer_(answer), last_(last) {}

  std::optional<Meant> meant() {
    const auto typed = number_in(answer_.typed);
    if (!typed || typed->scaled <= 0) return std::nullopt;
    const auto* typed_in = unit_of(question_, answer_.unit);
    const std::string here = typed_in ? typed_in->code : "";
    for (const auto& slip : slips_of_digits(question_, typed->scaled)) try_out(Decimal{slip.value}, here, slip.cost);
    for (const auto& unit : question_.units)
      if (&unit != typed_in) try_out(*typed, unit.code, cost_of_unit);
    std::ranges::sort(tried_, {}, &Tried::cost);
    if (tried_.empty() || tried_.front().strange > near) return std::nullopt;
    const auto& best = tried_.front();
    const auto stands = read(question_, answer_.typed, answer_.unit).value;
    if (stands && best.cost + clearly > strangeness(*stands, last_)) return std::nullopt;
    const bool alone = std::ranges::all_of(
        tried_, [&](const Tried& other) { return other.stored == best.stored || best.cost + clearly <= other.cost; });
    return alone ? std::optional(best.meant) : std::nullopt;
  }

 private:
  void try_out(Decimal typed, const std::string& unit, double cost) {
    Tried one{{base::to_plain(typed), unit}};
    const auto stored = read(question_, one.meant.typed, unit).value;
    if (!stored || *stored <= 0) return;
    one.stored = *stored;
    one.strange = strangeness(*stored, last_);
    const int more = places_of(typed.scaled) - places_of(in_unit(question_, last_, unit));
    one.cost = cost + one.strange + of_a_place * std::max(more, 0);
    tried_.push_back(std::move(one));
  }

  const Question& question_;
  const Answer& answer_;
  std::int64_t last_;
  std::vector<Tried> tried_;
};

std::optional<Meant> suggested(const Framework& plan, const Finding& finding, const Picture& picture) {
  if (!finding.check || !finding.check->suggestion) return std::nullopt;
  const auto& question = plan.questions[finding.question];
  const Value value = finding.check->suggestion->evaluate(picture.slots);
  auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt;
  if (!decimal) return std::nullopt;
  if (question.kind == framework::Kind::count) decimal = base::rounded(*decimal, 0);
  return Meant{base::to_plain(*decimal), question.units.empty() ? "" : question.units.front().code};
}

// Stands on the answer alone, or on it and what is known without the report.
bool judges_alone(const Framework& plan, const framework::Check& check) {
  return std::ranges::all_of(check.when.uses(),
                             [&](int slot) { return slot == check.question || slot >= int(plan.questions.size()); });
}

}  // namespace

std::optional<Meant> meant_by(const Framework& plan, const Finding& finding, const Body& body, const Answers& answers,
                              const Picture& picture) {
  const auto& question = plan.questions[finding.question];
  const auto last = question.is_quantity() ? before(plan, question.slot, picture) : 0;
  auto meant = last > 0 ? Slips(question, answers[question.slot], last).meant() : std::nullopt;
  if (!meant) meant = suggested(plan, finding, picture);
  const auto stored = meant ? read(question, meant->typed, meant->unit).value : std::nullopt;
  if (!stored || (last > 0 && *stored > 0 && strangeness(*stored, last) > near)) return std::nullopt;
  Picture instead = picture;
  instead.slots[question.slot] = Value::of(Decimal{*stored});
  for (const auto& check : plan.checks)
    if (check.question == finding.question && judges_alone(plan, check) && fires(check, body, instead))
      return std::nullopt;
  return meant;
}

}  // namespace reports
