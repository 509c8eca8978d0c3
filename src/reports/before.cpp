#include "reports/before.h"

#include <algorithm>

#include "calendar/earlier.h"
#include "reports/store.h"

namespace reports {

using base::Decimal;
using framework::Framework;
using framework::Kind;
using framework::Question;

namespace {

// By what a stored number of then is multiplied to be one of now; nothing where the one's unit is unknown to the other.
std::optional<base::Rational> factor_from(const Question& then, const Question& now) {
  if (then.units.empty() && now.units.empty()) return base::Rational::whole(1);
  if (then.units.empty()) return std::nullopt;
  auto unit = std::ranges::find(now.units, then.units.front().code, &framework::UnitOption::code);
  return unit == now.units.end() ? std::nullopt : std::optional(unit->factor);
}

std::optional<std::int64_t> value_carried(const Question& then, const Question& now, std::int64_t value) {
  if (now.kind == Kind::choice) {
    const auto& chosen = then.choices[std::size_t(value / Decimal::one - 1)].code;
    auto at = std::ranges::find(now.choices, chosen, &framework::Choice::code) - now.choices.begin();
    if (std::size_t(at) == now.choices.size()) return std::nullopt;
    return Decimal::whole(at + 1).scaled;
  }
  if (!now.is_quantity()) return value;
  auto factor = factor_from(then, now);
  auto product = factor ? base::multiply(base::Rational::from(Decimal{value}), *factor) : std::nullopt;
  auto decimal = product ? base::to_decimal(*product) : std::nullopt;
  return decimal ? std::optional(decimal->scaled) : std::nullopt;
}

Answer carried(const Question& then, const Question& now, const Answer& given) {
  Answer answer;
  bool quantities = then.is_quantity() && now.is_quantity();
  if (then.kind != now.kind && !quantities) return answer;
  answer.not_applicable = given.not_applicable;
  if (now.kind == Kind::text) answer.typed = given.typed;
  if (given.value && !given.not_applicable) answer.value = value_carried(then, now, *given.value);
  if (answer.value && now.kind != Kind::text) answer.typed = base::to_plain(Decimal{*answer.value});
  return answer;
}

std::shared_ptr<const Before> read_before(db::Tx& tx, const registry::Registry& registry, const PlanInRound& earlier,
                                          const Framework& plan, const registry::Organisation& body) {
  std::vector<Answers> given;
  bool reported = false;
  for (const auto* each : were_before(registry, *earlier.plan, plan, body)) {
    auto report = store::find_for_program(tx, earlier.round, each->id);
    reported |= report.has_value();
    given.push_back(report ? store::answers_of(tx, *earlier.plan, report->id)
                           : Answers(earlier.plan->questions.size()));
  }
  return reported ? before_of(plan, *earlier.plan, given) : nullptr;
}

}  // namespace

Answers carried_to(const Framework& now, const Framework& then, const Answers& given) {
  Answers answers(now.questions.size());
  for (const auto& question : now.questions)
    if (const auto* was = then.find(question.code))
      answers[std::size_t(question.slot)] = carried(*was, question, given[std::size_t(was->slot)]);
  return answers;
}

Answers added_up(const Framework& plan, const std::vector<Answers>& given) {
  Answers sums(plan.questions.size());
  for (const auto& question : plan.questions) {
    if (!question.is_quantity()) continue;
    std::int64_t sum = 0;
    bool known = !given.empty();
    for (const auto& answers : given) {
      const auto& value = answers[std::size_t(question.slot)].value;
      known = known && value && !__builtin_add_overflow(sum, *value, &sum);
    }
    if (!known) continue;
    auto& answer = sums[std::size_t(question.slot)];
    answer.value = sum, answer.typed = base::to_plain(Decimal{sum});
  }
  return sums;
}

std::optional<PlanInRound> round_before(const Rounds& rounds, const Framework& plan) {
  std::vector<const Framework*> plans;
  for (const auto& each : rounds) plans.push_back(each.plan);
  auto at = calendar::round_before(plans, plan);
  return at ? std::optional(rounds[*at]) : std::nullopt;
}

std::shared_ptr<const Before> before_of(const Framework& now, const Framework& then,
                                        const std::vector<Answers>& given) {
  std::vector<Answers> all;
  for (const auto& each : given) all.push_back(carried_to(now, then, each));
  auto before = std::make_shared<Before>();
  before->period = then.period, before->bodies = int(all.size());
  before->answers = all.size() == 1 ? std::move(all.front()) : added_up(now, all);
  return before;
}

std::vector<const registry::Organisation*> were_before(const registry::Registry& registry, const Framework& then,
                                                       const Framework& now, const registry::Organisation& body) {
  auto were = registry.merged_between(body, then.period_to, now.period_to);
  if (!registry::type_on(body, then.period_to).empty()) were.push_back(&body);
  return were;
}

Rounds rounds_of(const identity::World& world) {
  Rounds rounds;
  for (std::size_t i = 0; i < world.frameworks.size(); ++i)
    rounds.push_back({&world.frameworks[i], world.rounds[i].id});
  return rounds;
}

Where where_of(db::Tx& tx, const registry::Registry& registry, const Rounds& rounds, const Framework& plan,
               std::int64_t round, const registry::Organisation& body) {
  Where where{plan, round, body_for(body, plan)};
  if (auto earlier = round_before(rounds, plan)) where.body.before = read_before(tx, registry, *earlier, plan, body);
  where.registry = &registry, where.rounds = rounds;
  return where;
}

std::vector<Where> looking_back_at(db::Tx& tx, const Where& where) {
  std::vector<Where> found;
  if (!where.registry) return found;
  for (const auto& each : where.rounds) {
    if (each.plan->last.empty()) continue;
    auto earlier = round_before(where.rounds, *each.plan);
    if (!earlier || earlier->round != where.round) continue;
    const auto* body = where.body.organisation;
    if (registry::type_on(*body, each.plan->period_to).empty()) body = where.registry->find(body->merged_into);
    if (body) found.push_back(where_of(tx, *where.registry, where.rounds, *each.plan, each.round, *body));
  }
  return found;
}

}  // namespace reports
