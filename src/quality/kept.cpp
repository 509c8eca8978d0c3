#include "quality/kept.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "quality/twins.h"
#include "reports/store.h"
#include "results/bodies.h"

namespace quality {

using framework::Framework;
using identity::Context;

namespace {

constexpr std::int64_t usual_for_ms = 10 * 60 * 1000;

using Bodies = std::unordered_map<std::int64_t, results::Reported>;

// What one look reads, before anything is locked.
struct Read {
  std::int64_t province = 0;
  Bodies now, earlier;
  std::optional<std::unordered_map<std::int64_t, reports::store::Reasons>> reasons;  // where a report is to be judged
};

struct Country {
  const Framework& plan;
  std::shared_ptr<const followup::Roll> roll;
  Relations relations;
  Groups groups;
  std::vector<int> bands;

  std::mutex mutex;                     // over what follows; held while reports are judged, not while they are read
  std::unique_ptr<Usual> usual;
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

// The round before this one under the same plan.
struct Earlier { const Framework* plan = nullptr; std::int64_t round = 0; };
Earlier earlier_of(const Context& ctx, const Framework& plan) {
  Earlier last;
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i) {
    const auto& other = ctx.world.frameworks[i];
    if (other.name == plan.name && other.period < plan.period && (!last.plan || other.period > last.plan->period)) last = {&other, ctx.world.rounds[i].id};
  }
  return last;
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

Row row_in(const Country& country, int place, const results::Body& now, const results::Body* earlier, const Earlier& last) {
  const auto& body = country.roll->bodies[std::size_t(place)];
  const auto& numbers = country.relations.numbers;
  Row row = row_of(country.plan, country.relations, reports::body_for(*body.organisation, country.plan), answers_of(now));
  row.type = body.type, row.province = body.province, row.band = country.bands[std::size_t(place)];
  for (const auto& question : country.plan.questions)
    if (const auto* then = earlier ? last.plan->find(question.code) : nullptr; then && then->is_quantity() && earlier->given[std::size_t(then->slot)].state == formula::Value::State::number)
      row.value[std::size_t(numbers.earlier(question.slot))] = earlier->given[std::size_t(then->slot)].value.scaled;
  note_logs(row);
  return row;
}

class Looking {
 public:
  Looking(const Context& ctx, const Framework& plan, std::int64_t round)
      : ctx_(ctx), plan_(plan), round_(round), last_(earlier_of(ctx, plan)), country_(country_of(ctx.world, plan)) {}

  Look look(std::int64_t province) {
    int begun = 0;
    for (const auto& [id, counts] : reports::store::counts_by_province(ctx_.tx, round_)) begun += counts.begun;
    const bool anew = wants_anew(begun);
    if (province && !anew) bring(province, false);
    else for (const auto* each : country_->roll->provinces) bring(each->id, anew);
    {
      std::lock_guard lock(country_->mutex);
      take_in(anew || !country_->usual, begun);
    }
    auto found = gather(province);
    if (province && bring_neighbours(found)) found = gather(province);
    return found;
  }

 private:
  bool wants_anew(int begun) {
    std::lock_guard lock(country_->mutex);
    auto& c = *country_;
    if (!c.usual || std::abs(begun - c.usual_begun) * 20 > c.usual_begun) return true;
    const auto age = ctx_.now.ms - c.usual_at.ms;
    if (age >= 0 && age < usual_for_ms) return false;
    auto latest = reports::store::latest_change(ctx_.tx);
    if (age < 0 || (latest && *latest >= c.usual_at)) return true;
    c.usual_at = ctx_.now;  // nothing changed since: it is of this moment too
    return false;
  }

  bool wants_judging(const Read& read) const {
    std::lock_guard lock(country_->mutex);
    return std::any_of(read.now.begin(), read.now.end(), [&](const auto& one) {
      const int place = country_->roll->find(one.first);
      const auto* judged = place < 0 ? nullptr : country_->judged[std::size_t(place)].get();
      return place >= 0 && one.second.body && (!holds(judged, *one.second.body, body_in(read.earlier, one.first)) || judged->usual != country_->usual_number);
    });
  }

  void bring(std::int64_t province, bool anew) {
    Read read{province, results::reported_in(ctx_, plan_, round_, province), {}};
    if (last_.plan) read.earlier = results::reported_in(ctx_, *last_.plan, last_.round, province);
    if (anew || wants_judging(read)) read.reasons = reports::store::reasons_of_province(ctx_.tx, round_, province);
    reads_.push_back(std::move(read));
  }

  static const results::Body* body_in(const Bodies& bodies, std::int64_t organisation) {
    auto at = bodies.find(organisation);
    return at == bodies.end() ? nullptr : at->second.body.get();
  }

  bool holds(const Judged* judged, const results::Body& now, const results::Body* earlier) const {
    return judged && judged->report == now.report && judged->version == now.version && judged->earlier_version == (earlier ? earlier->version : -1);
  }

  // Rows that are new or changed take their place; then what is usual, if it is reckoned anew; then they are judged.
  void take_in(bool anew, int begun) {
    for (const Read& read : reads_)
      for (const auto& [organisation, reported] : read.now) {
        const int place = country_->roll->find(organisation);
        if (place < 0 || !reported.body) continue;
        const auto* earlier = body_in(read.earlier, organisation);
        auto& kept = country_->judged[std::size_t(place)];
        if (holds(kept.get(), *reported.body, earlier)) continue;
        auto fresh = std::make_shared<Judged>();
        fresh->report = reported.body->report, fresh->version = reported.body->version, fresh->earlier_version = earlier ? earlier->version : -1;
        fresh->row = row_in(*country_, place, *reported.body, earlier, last_);
        if (kept) country_->twins.take_out(kept->row);
        country_->twins.put(fresh->row);
        kept = std::move(fresh);
      }
    if (anew) reckon(begun);
    for (Read& read : reads_) judge(read);
  }

  void reckon(int begun) {
    std::vector<const Row*> rows;
    for (const auto& one : country_->judged)
      if (one) rows.push_back(&one->row);
    country_->usual = std::make_unique<Usual>(country_->relations, country_->groups, rows);
    country_->usual_at = ctx_.now, country_->usual_begun = begun, ++country_->usual_number;
  }

  void judge(Read& read) {
    for (const auto& [organisation, reported] : read.now) {
      const int place = country_->roll->find(organisation);
      if (place < 0 || !reported.body) continue;
      auto& kept = country_->judged[std::size_t(place)];
      if (kept->usual == country_->usual_number) continue;
      // Somebody else reckoned what is usual anew since this was read: rare, and short.
      if (!read.reasons) read.reasons = reports::store::reasons_of_province(ctx_.tx, round_, read.province);
      auto fresh = std::make_shared<Judged>(*kept);
      fresh->usual = country_->usual_number;
      Report report{reports::body_for(*country_->roll->bodies[std::size_t(place)].organisation, plan_), answers_of(*reported.body), {}, {}};
      if (auto at = read.reasons->find(reported.body->report); at != read.reasons->end()) {
        report.reasons = at->second.given;
        for (const auto& code : at->second.missing)
          if (const auto* question = plan_.find(code); question && report.body.is_asked(*question)) report.unreasoned.insert(question->slot);
      }
      fresh->suspicions = suspicions_of({plan_, country_->relations, *country_->usual}, report, fresh->row);
      kept = std::move(fresh);
    }
  }

  Look gather(std::int64_t province) {
    std::lock_guard lock(country_->mutex);
    Look found{country_->roll, {}, country_->usual_at, country_->usual->bodies, last_.plan ? last_.plan->period : ""};
    for (const Read& read : reads_) {
      if (province && read.province != province) continue;
      for (const auto& [organisation, reported] : read.now) {
        const int place = country_->roll->find(organisation);
        if (place < 0 || !reported.body) continue;
        const auto& judged = country_->judged[std::size_t(place)];
        found.reports.push_back({&country_->roll->bodies[std::size_t(place)], reported.stage, judged, twins_of(*judged, *reported.body)});
      }
    }
    return found;
  }

  // A body that copied may have been copied from: it is said of both.
  std::vector<Suspicion> twins_of(const Judged& judged, const results::Body& body) const {
    std::vector<Suspicion> all;
    // The likest is enough to ask about.
    if (const auto& twins = country_->twins.of(judged.row); !twins.empty()) {
      const auto& twin = twins.front();
      Suspicion s{.kind = Kind::duplicate, .question = twin.shared.front(), .stands = judged.row.value[std::size_t(twin.shared.front())], .sure = Sure::middle, .twin = twin.organisation};
      if (twin.shared.size() >= 8) s.sure = Sure::high;
      s.shared = twin.shared;
      Other absent;
      for (int question : s.shared) absent[question] = none;
      auto place = country_->roll->find(judged.row.organisation);
      s.moves = moves_of(plan_, reports::body_for(*country_->roll->bodies[std::size_t(place)].organisation, plan_), answers_of(body), absent);
      all.push_back(std::move(s));
    }
    return all;
  }

  // Twins elsewhere stand as they were when somebody last looked there: they are looked at too.
  bool bring_neighbours(const Look& found) {
    std::set<std::int64_t> known, wanted;
    for (const Read& read : reads_) known.insert(read.province);
    for (const auto& one : found.reports)
      for (const auto& twin : one.twins)
        if (auto place = country_->roll->find(twin.twin); place >= 0) wanted.insert(country_->roll->bodies[std::size_t(place)].organisation->province);
    bool any = false;
    for (auto province : wanted)
      if (!known.contains(province)) bring(province, false), any = true;
    if (!any) return false;
    std::lock_guard lock(country_->mutex);
    take_in(false, 0);
    return true;
  }

  const Context& ctx_;
  const Framework& plan_;
  std::int64_t round_;
  Earlier last_;
  std::shared_ptr<Country> country_;
  std::vector<Read> reads_;
};

}  // namespace

Look look(const Context& ctx, const Framework& plan, std::int64_t round, std::int64_t province) {
  return Looking(ctx, plan, round).look(province);
}

}  // namespace quality
