#include "results/flow.h"

#include "results/rules.h"

namespace results {

using framework::Flow;
using identity::Voice;

namespace {

struct Drawn {
  const Voice& voice;
  const framework::Framework& plan;
  const FlowPicture& picture;

  const framework::Question& question(int part) const {
    return plan.questions[std::size_t(plan.flow->slots[std::size_t(part)])];
  }
  FlowPart part(int of, const char* look, const FlowBar& bar) const {
    return {question(of).code,
            question(of).label.in(voice.language),
            look,
            bar.amount,
            percent_of(bar.amount, picture.whole.amount).value_or(base::Decimal{}),
            bar.from,
            bar.width};
  }
  std::vector<FlowPart> ends() const {
    std::vector<FlowPart> all{part(Flow::used, "used", picture.ends[0]), part(Flow::proper, "proper", picture.ends[1]),
                              part(Flow::improper, "improper", picture.ends[2])};
    if (picture.left.scaled == 0) return all;
    bool more = picture.left.scaled < 0;
    all.push_back(part(Flow::whole, more ? "over" : "left", picture.gap));
    all.back().code.clear(), all.back().label = voice.say(more ? "results.flow.over" : "results.flow.left");
    return all;
  }
};

}  // namespace

std::optional<FlowView> flow_view(const Voice& voice, const framework::Framework& plan, const Line& whole) {
  if (!plan.flow) return std::nullopt;
  const auto& first = plan.questions[std::size_t(plan.flow->slots[Flow::whole])];
  auto picture = flow_picture(flow_of(plan, whole));
  FlowView view;
  view.unit = first.units.empty() ? "" : first.units.front().label.in(voice.language);
  view.count = picture ? picture->count : 0;
  view.known =
      coverage(voice, view.count,
               first.indicator < 0 ? whole.expected : asked_by(plan.indicators[std::size_t(first.indicator)], whole));
  if (!picture) return view;
  Drawn drawn{voice, plan, *picture};
  view.rows = {{voice.say("results.flow.generated"), {drawn.part(Flow::whole, "whole", picture->whole)}},
               {voice.say("results.flow.collected"), {drawn.part(Flow::collected, "collected", picture->collected)}},
               {voice.say("results.flow.ends"), drawn.ends()}};
  return view;
}

}  // namespace results
