#include "reports/meant.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

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
constexpr double usual_change = 0.25, near = 3, clearly = 1, of_a_place = 3.5, of_a_lost_point = 2,
                 of_a_lost_digit = std::numeric_limits<double>::infinity();  // never offered, and nothing else then

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

// Whether this may stand at the question, by what is asked of it.
using MayStand = std::function<bool(std::int64_t stored)>;

// What one slip leads back to, near the year before; more than one thing may have been meant.
class Slips {
 public:
  Slips(const Question& question, const Answer& answer, std::int64_t last, const MayStand& may_stand)
      : question_(question), answer_(answer), last_(last), may_stand_(may_stand) {
    const auto typed = number_in(answer_.typed);
    if (!typed || typed->scaled <= 0) return;
    const auto* typed_in = unit_of(question_, answer_.unit);
    const std::string here = typed_in ? typed_in->code : "";
    const auto digits = base::to_plain(*typed);
    for (const auto& slip : slips_of_digits(question_, typed->scaled))
      try_out(Decimal{slip.value}, here, slip.cost + more_than_a_place(slip, digits));
    for (const auto& unit : question_.units)
      if (&unit != typed_in) try_out(*typed, unit.code, cost_of_unit);
    std::ranges::sort(tried_, {}, &Tried::cost);
  }

  bool found() const { return !tried_.empty(); }
  // Nothing where another is nearly as likely, or what stands there is.
  std::optional<Meant> meant() const {
    if (!found()) return std::nullopt;
    const auto& best = tried_.front();
    const auto stands = read(question_, answer_.typed, answer_.unit).value;
    if (stands && best.cost + clearly > strangeness(*stands, last_)) return std::nullopt;
    const bool alone = std::ranges::all_of(
        tried_, [&](const Tried& other) { return other.stored == best.stored || best.cost + clearly <= other.cost; });
    return alone ? std::optional(best.meant) : std::nullopt;
  }

 private:
  // A point is moved where there is one, or where it was left out; a nought at the end was too many. That one is
  // missing is no more likely than any other digit anywhere: nobody knows which.
  static double more_than_a_place(const Slip& slip, std::string_view digits) {
    if (!slip.is_of_place || digits.find('.') != digits.npos) return 0;
    if (slip.shift == 1) return of_a_lost_digit;
    return slip.shift < 0 && !digits.ends_with('0') ? of_a_lost_point : 0;
  }

  void try_out(Decimal typed, const std::string& unit, double cost) {
    Tried one{{base::to_plain(typed), unit}};
    const auto stored = read(question_, one.meant.typed, unit).value;
    if (!stored || *stored <= 0 || !may_stand_(*stored)) return;
    one.stored = *stored;
    one.strange = strangeness(*stored, last_);
    if (one.strange > near) return;
    const int more = places_of(typed.scaled) - places_of(in_unit(question_, last_, unit));
    one.cost = cost + one.strange + of_a_place * std::max(more, 0);
    tried_.push_back(std::move(one));
  }

  const Question& question_;
  const Answer& answer_;
  std::int64_t last_;
  const MayStand& may_stand_;
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
  Picture instead = picture;
  const MayStand may_stand = [&](std::int64_t stored) {
    instead.slots[question.slot] = Value::of(Decimal{stored});
    return std::ranges::none_of(plan.checks, [&](const framework::Check& check) {
      return check.question == finding.question &&
             (check.weight == framework::Weight::blocks || judges_alone(plan, check)) && fires(check, body, instead);
    });
  };
  const auto last = question.is_quantity() ? before(plan, question.slot, picture) : 0;
  if (last > 0) {
    const Slips slips(question, answers[question.slot], last, may_stand);
    if (slips.found()) return slips.meant();
  }
  auto meant = suggested(plan, finding, picture);
  const auto stored = meant ? read(question, meant->typed, meant->unit).value : std::nullopt;
  if (!stored || !may_stand(*stored) || (last > 0 && *stored > 0 && strangeness(*stored, last) > near))
    return std::nullopt;
  return meant;
}

}  // namespace reports
