#include "results/bodies.h"

#include <map>
#include <mutex>
#include <shared_mutex>

namespace results {

using framework::Framework;
using identity::Context;
using reports::store::Mark;

namespace {

// Above so many it is quicker to read the province's answers in one statement.
constexpr std::size_t few = 20;

class Kept {
 public:
  std::shared_ptr<const Body> find(std::uint64_t world, const Framework& plan, const Mark& mark) const {
    std::shared_lock lock(mutex_);
    auto at = world_ == world ? bodies_.find({&plan, mark.organisation}) : bodies_.end();
    bool holds = at != bodies_.end() && at->second->report == mark.report && at->second->version == mark.version;
    return holds ? at->second : nullptr;
  }
  void keep(std::uint64_t world, const Framework& plan, std::int64_t organisation, std::shared_ptr<const Body> body) {
    std::unique_lock lock(mutex_);
    if (world_ != world) bodies_.clear();
    world_ = world;
    bodies_[{&plan, organisation}] = std::move(body);
  }

 private:
  mutable std::shared_mutex mutex_;
  std::uint64_t world_ = 0;  // whose plans and bodies these are
  std::map<std::pair<const Framework*, std::int64_t>, std::shared_ptr<const Body>> bodies_;
};

Kept& kept() {
  static Kept all;
  return all;
}

std::shared_ptr<const Body> worked_out(const Framework& plan, const registry::Organisation& organisation,
                                       const Mark& mark, const reports::Answers& answers) {
  auto body = reports::body_for(organisation, plan);
  auto picture = reports::picture_of(plan, body, answers);
  auto added = reports::contribution_of(plan, body, picture);
  auto made = std::make_shared<Body>();
  made->report = mark.report, made->version = mark.version;
  for (const auto& indicator : plan.indicators) made->figures.push_back(reports::figure_of(indicator, picture));
  made->sums.assign(added.begin() + std::ptrdiff_t(plan.questions.size()), added.end());
  for (const auto& question : plan.questions) {
    const auto& value = picture.slots[question.slot];
    made->given.push_back(
        {value.state, base::Decimal{value.is_number() ? answers[question.slot].value.value_or(0) : 0}});
  }
  return made;
}

}  // namespace

std::unordered_map<std::int64_t, Reported> reported_in(const Context& ctx, const Framework& plan, std::int64_t round,
                                                       std::int64_t province) {
  std::unordered_map<std::int64_t, Reported> all;
  std::vector<Mark> unknown;
  for (const Mark& mark : reports::store::marks_of_province(ctx.tx, round, province)) {
    auto& reported = all[mark.organisation] = {mark.stage, kept().find(ctx.world.number, plan, mark)};
    if (!reported.body) unknown.push_back(mark);
  }
  std::unordered_map<std::int64_t, reports::Answers> answers;
  if (unknown.size() > few)
    answers = reports::store::answers_of_province(ctx.tx, plan, round, province, reports::Stage::begun);
  for (const Mark& mark : unknown) {
    const auto* organisation = ctx.world.registry.find(mark.organisation);
    if (!organisation) continue;
    auto& given = answers[mark.report];
    if (unknown.size() <= few) given = reports::store::answers_of(ctx.tx, plan, mark.report);
    given.resize(plan.questions.size());
    auto body = worked_out(plan, *organisation, mark, given);
    kept().keep(ctx.world.number, plan, mark.organisation, body);
    all[mark.organisation].body = std::move(body);
  }
  return all;
}

}  // namespace results
