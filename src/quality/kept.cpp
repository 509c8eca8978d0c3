#include "quality/kept.h"

#include <deque>
#include <mutex>
#include <set>

#include "quality/twins.h"
#include "reports/before.h"
#include "reports/store.h"
#include "results/bodies.h"

namespace quality {

using framework::Framework;
using identity::Context;

namespace {

constexpr std::int64_t usual_for_ms = 10 * 60 * 1000;

using Bodies = std::unordered_map<std::int64_t, results::Reported>;

struct Country {
  const Framework& plan;
  std::shared_ptr<const followup::Roll> roll;
  Relations relations;
  Groups groups;
  std::vector<int> bands;

  std::mutex mutex;  // over what follows; held to take and to put, never while anything is read or judged
  std::shared_ptr<const Usual> usual;
  bool reckoning = false;  // somebody is at it: the others go on with what is
  base::Instant usual_at;
  std::uint64_t usual_number = 0;
  int usual_begun = 0;
  std::vector<std::shared_ptr<const Judged>> judged;  // by place on the roll
  Twins twins;

  Country(const identity::World& world, const Framework& of)
      : plan(of), roll(followup::roll_of(world, of)), relations(of), judged(roll->bodies.size()), twins(of) {
    groups.types = int(roll->types.size()), groups.provinces = int(roll->provinces.size());
    std::vector<Sized> sized;
    for (const auto& body : roll->bodies) sized.push_back({body.type, body.organisation->population.value_or(0)});
    bands = bands_of(sized, groups.bands);
  }
};

std::shared_ptr<Country> country_of(const identity::World& world, const Framework& plan) {
  static std::mutex mutex;
  static std::uint64_t of_world = 0;
  static std::map<const Framework*, std::shared_ptr<Country>> countries;
  std::lock_guard lock(mutex);
  if (std::exchange(of_world, world.number) != world.number) countries.clear();
  auto& country = countries[&plan];
  if (!country) country = std::make_shared<Country>(world, plan);
  return country;
}

reports::Answers answers_of(const results::Body& body) {
  reports::Answers answers(body.given.size());
  for (std::size_t i = 0; i < body.given.size(); ++i) {
    answers[i].not_applicable = body.given[i].state == formula::Value::State::not_applicable;
    if (body.given[i].state != formula::Value::State::number) continue;
    answers[i].value = body.given[i].value.scaled;
    answers[i].typed = base::to_plain(body.given[i].value);
  }
  return answers;
}

reports::Body body_at(const Country& country, int place, std::shared_ptr<const reports::Before> before) {
  auto body = reports::body_for(*country.roll->bodies[std::size_t(place)].organisation, country.plan);
  body.before = std::move(before);
  return body;
}

Row row_in(const Country& country, int place, const results::Body& now, std::shared_ptr<const reports::Before> before) {
  const auto& body = country.roll->bodies[std::size_t(place)];
  Row row = row_of(country.plan, country.relations, body_at(country, place, std::move(before)), answers_of(now));
  row.type = body.type, row.province = body.province, row.band = country.bands[std::size_t(place)];
  return row;
}

// One look: what it read, and what it made of it. Two at once may make the same twice; neither waits for the other.
class Looking {
 public:
  Looking(const Context& ctx, const Framework& plan, std::int64_t round)
      : ctx_(ctx),
        plan_(plan),
        round_(round),
        last_(reports::round_before(reports::rounds_of(ctx.world), plan).value_or(reports::PlanInRound{})),
        country_(country_of(ctx.world, plan)) {}

  Look look(std::int64_t province) {
    int begun = 0;
    for (const auto& [id, counts] : reports::store::counts_by_province(ctx_.tx, round_)) begun += counts.begun;
    const bool anew = wants_anew(begun);
    try {
      if (province && !anew)
        take_in(province);
      else
        for (const auto* each : country_->roll->provinces) take_in(each->id);
      if (anew) reckon(begun);
    } catch (...) {
      if (anew) give_up();
      throw;
    }
    auto found = gather(province);
    if (province && take_in_neighbours(found)) found = gather(province);
    return found;
  }

 private:
  struct One {
    int place = 0;
    const results::Reported* reported = nullptr;
    std::shared_ptr<const Judged> judged;
  };
  struct Read {
    std::int64_t province = 0;
    Bodies now, earlier;
    std::vector<One> ones;
  };

  // Whether this look is to reckon what is usual anew, and nobody else is at it.
  bool wants_anew(int begun) {
    auto& c = *country_;
    std::unique_lock lock(c.mutex);
    if (c.usual && c.reckoning) return false;
    if (c.usual && std::abs(begun - c.usual_begun) * 20 <= c.usual_begun) {
      const auto at = c.usual_at;
      const auto age = ctx_.now.ms - at.ms;
      if (age >= 0 && age < usual_for_ms) return false;
      lock.unlock();
      const auto latest = reports::store::latest_change(ctx_.tx);
      lock.lock();
      if (age >= 0 && (!latest || *latest < at)) {
        c.usual_at = std::max(c.usual_at, ctx_.now);  // nothing changed since: it is of this moment too
        return false;
      }
      if (c.reckoning) return false;
    }
    return c.reckoning = true;
  }
  void give_up() {
    std::lock_guard lock(country_->mutex);
    country_->reckoning = false;
  }

  // Reads a province; rows that are new or changed take their place.
  void take_in(std::int64_t province) {
    auto& read = reads_.emplace_back();
    read.province = province, read.now = results::reported_in(ctx_, plan_, round_, province);
    if (last_.plan) read.earlier = results::reported_in(ctx_, *last_.plan, last_.round, province);
    for (const auto& [organisation, reported] : read.now)
      if (const int place = country_->roll->find(organisation); place >= 0 && reported.body)
        read.ones.push_back({place, &reported, nullptr});
    {
      std::lock_guard lock(country_->mutex);
      for (One& one : read.ones) one.judged = country_->judged[std::size_t(one.place)];
    }
    for (One& one : read.ones) {
      const auto then = then_of(read, *country_->roll->bodies[std::size_t(one.place)].organisation);
      if (!holds(one, then)) put(one, then);
    }
  }

  // What the body reported in the round before, and those that became part of it since; nullptr for one that did not.
  struct Then {
    std::vector<const results::Body*> bodies;
    bool any = false;
    std::int64_t version = 0;  // rises with each of theirs
  };
  Then then_of(const Read& read, const registry::Organisation& body) const {
    Then then;
    if (!last_.plan) return then;
    for (const auto* each : reports::were_before(ctx_.world.registry, *last_.plan, plan_, body)) {
      auto found = read.earlier.find(each->id);
      then.bodies.push_back(found == read.earlier.end() ? nullptr : found->second.body.get());
      if (!then.bodies.back()) continue;
      then.any = true, then.version += then.bodies.back()->version + 1;
    }
    return then;
  }

  std::shared_ptr<const reports::Before> before_of(const Then& then) const {
    if (!then.any) return nullptr;
    std::vector<reports::Answers> given;
    for (const auto* each : then.bodies)
      given.push_back(each ? answers_of(*each) : reports::Answers(last_.plan->questions.size()));
    return reports::before_of(plan_, *last_.plan, given);
  }

  static bool holds(const One& one, const Then& then) {
    const auto& now = *one.reported->body;
    return one.judged && one.judged->report == now.report && one.judged->version == now.version &&
           one.judged->earlier_version == then.version;
  }

  void put(One& one, const Then& then) {
    auto fresh = std::make_shared<Judged>();
    fresh->report = one.reported->body->report, fresh->version = one.reported->body->version,
    fresh->earlier_version = then.version, fresh->before = before_of(then);
    fresh->row = row_in(*country_, one.place, *one.reported->body, fresh->before);
    one.judged = fresh;
    std::lock_guard lock(country_->mutex);
    auto& kept = country_->judged[std::size_t(one.place)];
    if (kept) country_->twins.take_out(kept->row);
    country_->twins.put(fresh->row);
    kept = std::move(fresh);
  }

  void reckon(int begun) {
    std::vector<std::shared_ptr<const Judged>> all;
    {
      std::lock_guard lock(country_->mutex);
      all = country_->judged;
    }
    std::vector<const Row*> rows;
    for (const auto& one : all)
      if (one) rows.push_back(&one->row);
    auto usual = std::make_shared<const Usual>(country_->relations, country_->groups, rows);
    std::lock_guard lock(country_->mutex);
    country_->usual = std::move(usual), country_->reckoning = false;
    country_->usual_at = ctx_.now, country_->usual_begun = begun, ++country_->usual_number;
  }

  struct Standard {
    std::shared_ptr<const Usual> usual;
    std::uint64_t number = 0;
    base::Instant at;
  };
  Standard standard() {
    std::lock_guard lock(country_->mutex);
    return {country_->usual, country_->usual_number, country_->usual_at};
  }

  void judge(Read& read, const Standard& standard) {
    std::optional<std::unordered_map<std::int64_t, reports::store::Reasons>> reasons;
    for (One& one : read.ones) {
      if (one.judged->usual == standard.number) continue;
      if (!reasons) reasons = reports::store::reasons_of_province(ctx_.tx, round_, read.province);
      auto fresh = std::make_shared<Judged>(*one.judged);
      fresh->usual = standard.number;
      fresh->suspicions =
          suspicions_of({plan_, country_->relations, *standard.usual}, report_of(one, *reasons), fresh->row);
      std::lock_guard lock(country_->mutex);
      // Unless somebody saw a later version meanwhile.
      if (auto& kept = country_->judged[std::size_t(one.place)]; kept == one.judged) kept = fresh;
      one.judged = std::move(fresh);
    }
  }

  Report report_of(const One& one, const std::unordered_map<std::int64_t, reports::store::Reasons>& reasons) const {
    Report report{body_at(*country_, one.place, one.judged->before), answers_of(*one.reported->body), {}, {}};
    auto at = reasons.find(one.reported->body->report);
    if (at == reasons.end()) return report;
    report.reasons = at->second.given;
    for (const auto& code : at->second.missing)
      if (const auto* question = plan_.find(code); question && report.body.is_asked(*question))
        report.unreasoned.insert(question->slot);
    return report;
  }

  Look gather(std::int64_t province) {
    auto by = standard();
    Look found{country_->roll, {}, by.at, by.usual->bodies, last_.plan ? last_.plan->period : ""};
    for (Read& read : reads_) {
      if (province && read.province != province) continue;
      judge(read, by);
      for (const One& one : read.ones)
        found.reports.push_back(
            {&country_->roll->bodies[std::size_t(one.place)], one.reported->stage, one.judged, twins_of(one)});
    }
    return found;
  }

  // A body that copied may have been copied from: it is said of both. The likest is enough to ask about.
  std::vector<Suspicion> twins_of(const One& one) {
    Twin twin;
    {
      std::lock_guard lock(country_->mutex);
      const auto& twins = country_->twins.of(country_->judged[std::size_t(one.place)]->row);
      if (twins.empty()) return {};
      twin = twins.front();
    }
    Suspicion s{.kind = Kind::duplicate,
                .question = twin.shared.front(),
                .stands = one.judged->row.value[std::size_t(twin.shared.front())],
                .sure = twin.shared.size() < 8 ? Sure::middle : Sure::high,
                .twin = twin.organisation};
    Other absent;
    for (int question : twin.shared) absent[question] = none;
    s.shared = std::move(twin.shared);
    s.moves = moves_of(plan_, body_at(*country_, one.place, nullptr), answers_of(*one.reported->body), absent);
    return {std::move(s)};
  }

  // Twins elsewhere stand as they were when somebody last looked there: they are looked at too.
  bool take_in_neighbours(const Look& found) {
    std::set<std::int64_t> known, wanted;
    for (const Read& read : reads_) known.insert(read.province);
    for (const auto& one : found.reports)
      for (const auto& twin : one.twins)
        if (auto place = country_->roll->find(twin.twin); place >= 0)
          wanted.insert(country_->roll->bodies[std::size_t(place)].organisation->province);
    for (auto province : known) wanted.erase(province);
    for (auto province : wanted) take_in(province);
    return !wanted.empty();
  }

  const Context& ctx_;
  const Framework& plan_;
  std::int64_t round_;
  reports::PlanInRound last_;
  std::shared_ptr<Country> country_;
  std::deque<Read> reads_;  // what is read stays where it is: `ones` point into it
};

}  // namespace

Look look(const Context& ctx, const Framework& plan, std::int64_t round, std::int64_t province) {
  return Looking(ctx, plan, round).look(province);
}

}  // namespace quality
