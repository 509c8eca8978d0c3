#include "quality/rules.h"

#include <algorithm>
#include <cmath>

namespace quality {

using base::Decimal;
using base::Rational;
using formula::Value;
using framework::Framework;

std::string_view code_of(Kind kind) {
  constexpr std::string_view codes[] = {"decimal",   "unit",    "digit",   "swap",  "zero",
                                        "duplicate", "balance", "outlier", "reason"};
  return codes[int(kind)];
}

namespace {

// All in nats, and all set by the experiment of src/app/quality_recall_test.cpp. A strange share counts as it would
// were the shares spread normally, up to `most`: however strange, one share may be strange for the other answer's sake.
constexpr double most = 12, strange = 3, very_strange = 5;
constexpr double of_asking = 4, of_blocking = 6;  // that a check of the plan fires
constexpr double known_exactly = 5;               // that the value meant is the registry's or last year's to the digit
constexpr double proposed = 3;                    // that a check of the plan proposes it
constexpr double cost_of_unexplained = 8, enough = 2.5, enough_against_a_reason = 8;
constexpr double middling = 6, sure = 11;
constexpr int most_suspicions = 8;  // found one after another in a report

Kind kind_of(reports::Slip::Kind slip) {
  constexpr Kind of[] = {Kind::decimal, Kind::unit, Kind::digit, Kind::swap};
  return of[int(slip)];
}

std::int64_t scaled(double whole) { return std::int64_t(whole * Decimal::one); }

// A report under suspicion. What a suspicion found is put right in it, so that one mistake is not found at its
// neighbours again.
class Case {
 public:
  Case(const Judge& judge, const Report& report, const Row& row)
      : plan_(judge.plan),
        relations_(judge.relations),
        usual_(judge.usual),
        report_(report),
        row_(row),
        picture_(reports::picture_of(plan_, report.body, report.answers)),
        said_(picture_) {
    for (std::size_t i = 0; i < plan_.checks.size(); ++i)
      if (report.reasons.contains(plan_.checks[i].code) && fires(int(i))) explained_.insert(plan_.checks[i].question);
  }

  std::vector<Suspicion> suspicions() {
    for (int i = 0; i < most_suspicions && find_one(); ++i) {}
    for (int question = 0; question < relations_.numbers.questions; ++question) look_at_zero(question);
    for (std::size_t i = 0; i < plan_.checks.size(); ++i) look_at_check(int(i));
    for (int slot : report_.unreasoned) found_.push_back({.kind = Kind::reason, .question = slot, .stands = none});
    return std::move(found_);
  }

 private:
  struct Tried {
    Kind kind = Kind::outlier;
    reports::Slip slip;
    double gain = 0;
    bool absent = false;
    std::optional<std::int64_t> same_as;
  };

  bool fires(int check) const { return reports::fires(plan_.checks[std::size_t(check)], report_.body, picture_); }

  bool is_under_suspicion(int question) const {
    return std::any_of(found_.begin(), found_.end(), [&](const Suspicion& s) { return s.question == question; });
  }

  // How strange the edge is, as deviations from what is usual; 0 where nothing can be said.
  double score(int edge) const {
    auto [of, by] = relations_.edges[edge];
    if (row_.value[of] <= 0 || (by >= 0 && row_.value[by] <= 0)) return 0;
    auto at = usual_.of(edge, row_);
    if (!at.spread) return 0;
    const double away = row_.log[of] - (by < 0 ? 0 : row_.log[by]) - at.spread->median;
    const double side = away < 0 ? at.spread->below : at.spread->above;
    return away / std::sqrt(side * side + of_counting(of) + of_counting(by));
  }
  // A count of three may as well have been two: small counts stray more than their group's shares do.
  double of_counting(int place) const {
    if (place < 0 || place >= relations_.numbers.questions || plan_.questions[place].kind != framework::Kind::count)
      return 0;
    return double(Decimal::one) / double(row_.value[place]);
  }
  double penalty(int edge) const {
    double z = score(edge);
    return std::min(z * z / 2, most);
  }
  double penalty_at(int question) const {
    double sum = 0;
    for (int edge : relations_.edges_of[question]) sum += penalty(edge);
    for (int check : relations_.checks_of[question])
      if (fires(check)) sum += plan_.checks[check].weight == framework::Weight::blocks ? of_blocking : of_asking;
    return sum;
  }

  void put(int question, std::int64_t value) {
    row_.value[question] = value;
    row_.log[question] = value > 0 ? std::log(double(value)) : 0;
    picture_.slots[question] = value == none ? Value{} : Value::of(Decimal{value});
  }

  std::vector<int> questions_to_look_at() const {
    std::set<int> questions;
    auto take = [&](int place) {
      if (place >= 0 && place < relations_.numbers.questions && plan_.questions[place].is_quantity() &&
          row_.value[place] > 0 && !is_under_suspicion(place))
        questions.insert(place);
    };
    for (std::size_t edge = 0; edge < relations_.edges.size(); ++edge)
      if (std::abs(score(int(edge))) >= strange) take(relations_.edges[edge].of), take(relations_.edges[edge].by);
    for (std::size_t check = 0; check < plan_.checks.size(); ++check)
      if (fires(int(check)))
        for (int slot : plan_.checks[check].when.uses()) take(slot);
    return {questions.begin(), questions.end()};
  }

  // The registry's figure for it and last year's, if it may be one of them to the digit.
  std::vector<std::int64_t> known_places(int question) const {
    std::vector<std::int64_t> places;
    if (int place = relations_.known_as[question]; place >= 0 && row_.value[place] > 0) places.push_back(place);
    if (int place = relations_.numbers.earlier(question); row_.value[place] > 0) places.push_back(place);
    return places;
  }

  // What the plan's checks that fire at the question would have typed instead.
  std::vector<std::int64_t> proposals(int question) const {
    std::vector<std::int64_t> values;
    for (int number : relations_.checks_of[question]) {
      const auto& check = plan_.checks[number];
      if (check.question != question || !check.suggestion || !fires(number)) continue;
      auto value = check.suggestion->evaluate(picture_.slots);
      if (auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt)
        values.push_back(decimal->scaled);
    }
    return values;
  }

  std::vector<Tried> tries(int question) {
    const auto stands = row_.value[question];
    const auto known = known_places(question), proposed_here = proposals(question);
    const auto& asked = plan_.questions[question];
    auto slips = reports::slips_of_units(asked, stands);
    auto add = [&](const std::vector<reports::Slip>& more) { slips.insert(slips.end(), more.begin(), more.end()); };
    add(reports::slips_of_digits(asked, stands));
    add(reports::lost_digits(asked, stands));
    for (auto place : known) add(reports::slips_from(asked, stands, row_.value[std::size_t(place)]));
    std::vector<Tried> all;
    const double before = penalty_at(question);
    for (const auto& slip : slips) {
      Tried one{kind_of(slip.kind), slip};
      put(question, slip.value);
      one.gain = before - penalty_at(question) - slip.cost;
      for (auto place : known)
        if (row_.value[std::size_t(place)] == slip.value) one.gain += known_exactly, one.same_as = place;
      if (std::find(proposed_here.begin(), proposed_here.end(), slip.value) != proposed_here.end())
        one.gain += proposed;
      all.push_back(one);
    }
    put(question, stands);
    if (auto absent = without(question)) all.push_back(*absent);
    return all;
  }

  // Nothing explains it: only where it is very strange, and nobody said why.
  std::optional<Tried> without(int question) const {
    double sum = 0, worst = 0;
    for (int edge : relations_.edges_of[question]) sum += penalty(edge), worst = std::max(worst, std::abs(score(edge)));
    if (worst < very_strange || explained_.contains(question)) return std::nullopt;
    return Tried{Kind::outlier, {.value = none}, sum - cost_of_unexplained, true, std::nullopt};
  }

  // The likeliest single thing wrong with the report as it now is.
  bool find_one() {
    int at = -1;
    std::vector<Tried> best_tries;
    Tried best;
    for (int question : questions_to_look_at()) {
      auto all = tries(question);
      const double wanted = explained_.contains(question) ? enough_against_a_reason : enough;
      for (const Tried& one : all)
        if (one.gain >= wanted && (at < 0 || one.gain > best.gain)) best = one, at = question, best_tries = all;
    }
    if (at < 0) return false;
    note(at, best, best_tries);
    return true;
  }

  void note(int question, const Tried& best, const std::vector<Tried>& all) {
    Suspicion s{.kind = best.kind,
                .question = question,
                .stands = row_.value[question],
                .cause = best.slip,
                .same_as = best.same_as};
    if (!best.absent) s.likely = best.slip.value;
    s.sure = best.gain >= sure ? Sure::high : best.gain >= middling ? Sure::middle : Sure::low;
    for (const Tried& other : all)
      if (other.kind != s.kind && other.gain >= enough && other.gain + 3 > best.gain) s.also.insert(other.kind);
    s.beside = beside(question);
    for (int check : relations_.checks_of[question])
      if (plan_.checks[check].question == question && fires(check)) s.check = &plan_.checks[check];
    s.explained = explained_.contains(question);
    found_.push_back(std::move(s));
    put(question, best.slip.value);
  }

  // The comparison in which the answer is strangest.
  std::optional<Beside> beside(int question) const {
    int worst = -1;
    for (int edge : relations_.edges_of[question])
      if (score(edge) != 0 && (worst < 0 || penalty(edge) > penalty(worst))) worst = edge;
    return worst < 0 ? std::nullopt : std::optional(beside_of(question, worst));
  }
  Beside beside_of(int question, int edge) const {
    auto [of, by] = relations_.edges[edge];
    auto at = usual_.of(edge, row_);
    const bool part = of == question;
    Beside made{part ? by : of, at.level, at.spread->count, {}, {}};
    auto amount = [&](const Share& share) {
      return !part ? share.under(row_.value[of]) : share.times(by < 0 ? 0 : row_.value[by]);
    };
    made.low = amount(part ? at.spread->low : at.spread->high),
    made.high = amount(part ? at.spread->high : at.spread->low);
    return made;
  }

  // Nought where hardly anybody of the kind has nought, though what goes with it is there.
  void look_at_zero(int question) {
    constexpr int fewest_in_a_hundred = 2;
    if (!plan_.questions[question].is_quantity() || row_.value[question] != 0 || !picture_.asked[question] ||
        explained_.contains(question))
      return;
    auto [answered, zero] = usual_.zeros(question, row_);
    if (answered < Groups::fewest || (zero - 1) * 100 > answered * fewest_in_a_hundred || !has_company(question))
      return;
    std::optional<Beside> nearest;
    double narrowest = 0;
    for (int edge : relations_.edges_of[question]) {
      auto [of, by] = relations_.edges[edge];
      auto at = usual_.of(edge, row_);
      if (of != question || !at.spread || (by >= 0 && row_.value[by] <= 0)) continue;
      if (!nearest || at.spread->width() < narrowest)
        nearest = beside_of(question, edge), narrowest = at.spread->width();
    }
    // Where a few would be usual, none is no wonder.
    if (!nearest || !nearest->low || *nearest->low < scaled(1)) return;
    Suspicion s{.kind = Kind::zero, .question = question, .stands = 0, .beside = nearest};
    s.sure = (zero - 1) * 1000 <= answered * 3 ? Sure::middle : Sure::low;
    found_.push_back(std::move(s));
  }
  bool has_company(int question) const {
    const auto& partners = relations_.partners[question];
    return partners.empty() ||
           std::any_of(partners.begin(), partners.end(), [&](int other) { return row_.value[other] > 0; });
  }

  // What the plan itself asks about, where nothing found before puts it right and nobody gave a reason.
  void look_at_check(int number) {
    const auto& check = plan_.checks[number];
    if (report_.reasons.contains(check.code) || !reports::fires(check, report_.body, said_)) return;
    const bool asks = check.weight == framework::Weight::asks;
    auto at =
        std::find_if(found_.begin(), found_.end(), [&](const Suspicion& s) { return s.question == check.question; });
    if (at != found_.end()) {
      if (!at->check) at->check = &check;
      if (asks) at->also.insert(Kind::reason);
      return;
    }
    if (!fires(number)) return;
    Suspicion s{.kind = is_balance(plan_, check) ? Kind::balance : Kind::reason,
                .question = check.question,
                .stands = row_.value[check.question],
                .sure = asks ? Sure::middle : Sure::high,
                .check = &check};
    if (s.kind == Kind::balance) {
      if (asks) s.also.insert(Kind::reason);
      auto gap = check.when.gap(said_.slots);  // as it was given, whatever was put right in thought
      auto decimal = gap.is_number() ? base::to_decimal(gap.number) : std::nullopt;
      if (decimal) s.excess = decimal->scaled;
    }
    found_.push_back(std::move(s));
  }

  const Framework& plan_;
  const Relations& relations_;
  const Usual& usual_;
  const Report& report_;
  Row row_;
  reports::Picture picture_;
  const reports::Picture said_;  // as it was given
  std::set<int> explained_;
  std::vector<Suspicion> found_;
};

}  // namespace

Row row_of(const Framework& plan, const Relations& relations, const reports::Body& body,
           const reports::Answers& answers) {
  Row row;
  row.organisation = body.organisation->id;
  row.value.assign(std::size_t(relations.numbers.places()), none);
  const auto picture = reports::picture_of(plan, body, answers);
  for (std::size_t place = 0; place < std::size_t(plan.last_slot(0)); ++place)
    if (auto decimal = picture.slots[place].is_number() ? base::to_decimal(picture.slots[place].number) : std::nullopt)
      row.value[place] = decimal->scaled;
  for (const auto& question : plan.questions)
    if (const auto* then = body.before ? &body.before->answers[std::size_t(question.slot)] : nullptr;
        then && then->value && question.is_quantity())
      row.value[std::size_t(relations.numbers.earlier(question.slot))] = *then->value;
  note_logs(row);
  return row;
}

reports::Answers answers_of(const Framework& plan, const Row& row) {
  reports::Answers answers(plan.questions.size());
  for (std::size_t slot = 0; slot < answers.size(); ++slot)
    if (row.value[slot] != none)
      answers[slot].value = row.value[slot], answers[slot].typed = base::to_plain(Decimal{row.value[slot]});
  return answers;
}

std::vector<Suspicion> suspicions_of(const Judge& judge, const Report& report, const Row& row) {
  auto found = Case(judge, report, row).suspicions();
  for (Suspicion& s : found)
    if (s.stands != none)
      s.moves = moves_of(judge.plan, report.body, report.answers, {{s.question, s.likely.value_or(none)}});
  return found;
}

std::vector<Move> moves_of(const Framework& plan, const reports::Body& body, const reports::Answers& answers,
                           const Other& other) {
  auto changed = answers;
  for (auto [slot, value] : other) {
    changed[slot] = {};
    if (value != none) changed[slot].value = value, changed[slot].typed = base::to_plain(Decimal{value});
  }
  std::vector<Move> moves;
  for (const auto& change : reports::difference(plan, body, reports::picture_of(plan, body, answers),
                                                reports::picture_of(plan, body, changed)))
    for (const auto& indicator : plan.indicators)
      if (indicator.code == change.item) moves.push_back({indicator.number, change.by});
  return moves;
}

namespace {

constexpr std::int64_t whole_part = 1'000'000'000;

// Of a ÷ b and c ÷ d, neither below zero: how much of the greater one lies between them. Sums of the whole country,
// multiplied with one another, stay below 2^100; what would not is halved until it does.
std::int64_t part_between(__int128 a, __int128 b, __int128 c, __int128 d) {
  constexpr __int128 most_each = __int128(1) << 47;
  while (std::max({a, b, c, d}) > most_each) a /= 2, b /= 2, c /= 2, d /= 2;
  const auto first = a * d, second = c * b, greater = std::max(first, second);
  return greater > 0 ? std::int64_t((first > second ? first - second : second - first) * whole_part / greater) : 0;
}

}  // namespace

std::optional<Effect> effect_of(const framework::Indicator& indicator, const totals::Sum& national, const Move& move) {
  auto then = national;
  then += move.by;
  Effect effect{reports::figure_of(indicator, national), reports::figure_of(indicator, then), whole_part};
  if (effect.before.state != Value::State::number) return std::nullopt;
  if (effect.after.state != Value::State::number) return effect;
  if (indicator.denominator)
    effect.part = part_between(std::abs(national.amount), national.base, std::abs(then.amount), then.base);
  else
    effect.part = part_between(std::abs(national.amount), 1, std::abs(then.amount), 1);
  return effect;
}

}  // namespace quality
