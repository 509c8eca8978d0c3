#include "results/rules.h"

#include <algorithm>

namespace results {

using State = formula::Value::State;
using reports::Figure;

namespace {

// Both are of the same scale of four places; 128 bits hold the product.
int thousandths(base::Decimal part, base::Decimal whole) {
  auto share = static_cast<__int128>(std::max<std::int64_t>(part.scaled, 0)) * 1000 / whole.scaled;
  return int(std::min<__int128>(share, 1000));
}

}  // namespace

std::optional<Bar> bar_of(const framework::Indicator& indicator, const Figure& figure) {
  bool rate = indicator.unit.th == "%";
  if (figure.state != State::number || (!rate && !indicator.target)) return std::nullopt;
  auto frame = rate ? base::Decimal::whole(100) : base::Decimal{};
  frame = std::max(frame, figure.value);
  if (indicator.target) frame = std::max(frame, indicator.target->value);
  if (frame.scaled <= 0) return std::nullopt;
  Bar bar{thousandths(figure.value, frame), std::nullopt};
  if (indicator.target) bar.target = thousandths(indicator.target->value, frame);
  return bar;
}

std::vector<Ranked> rank(const std::vector<Figure>& figures) {
  std::vector<Ranked> all;
  for (std::size_t i = 0; i < figures.size(); ++i) all.push_back({i, 0});
  auto known = std::stable_partition(all.begin(), all.end(),
                                     [&](const Ranked& r) { return figures[r.place].state == State::number; });
  std::stable_sort(all.begin(), known,
                   [&](const Ranked& a, const Ranked& b) { return figures[a.place].value > figures[b.place].value; });
  for (auto at = all.begin(); at != known; ++at) {
    bool tied = at != all.begin() && figures[at->place].value == figures[std::prev(at)->place].value;
    at->rank = tied ? std::prev(at)->rank : int(at - all.begin()) + 1;
  }
  return all;
}

bool is_small_base(std::int64_t count, std::int64_t expected) {
  return count > 0 && (count * 5 < expected || (count < 3 && expected >= 3));
}

int add(Spread& spread, base::Decimal value) {
  auto step = std::clamp<std::int64_t>(value.scaled / base::Decimal::whole(10).scaled, 0, 9);
  ++spread.counts[std::size_t(step)];
  ++spread.known;
  return int(step);
}

std::optional<FlowPicture> flow_picture(const std::vector<totals::Sum>& flow) {
  using framework::Flow;
  if (flow.size() < Flow::parts || flow[Flow::whole].count == 0 || flow[Flow::whole].amount <= 0) return std::nullopt;
  FlowPicture picture;
  picture.count = flow[Flow::whole].count;
  auto amount = [&](int part) { return base::Decimal{flow[std::size_t(part)].amount}; };
  base::Decimal whole = amount(Flow::whole), ends;
  for (int part : {Flow::used, Flow::proper, Flow::improper}) ends.scaled += amount(part).scaled;
  picture.left = {whole.scaled - ends.scaled};
  auto frame = std::max({whole, ends, amount(Flow::collected)});
  // Where a bar begins is reckoned from the sums before it, so that rounding opens no gap between two.
  base::Decimal passed;
  auto next = [&](base::Decimal width) {
    int from = thousandths(passed, frame);
    passed.scaled += width.scaled;
    return FlowBar{width, from, thousandths(passed, frame) - from};
  };
  picture.whole = {whole, 0, thousandths(whole, frame)};
  picture.collected = {amount(Flow::collected), 0, thousandths(amount(Flow::collected), frame)};
  for (int i = 0; i < 3; ++i) picture.ends[i] = next(amount(Flow::used + i));
  if (picture.left.scaled >= 0)
    picture.gap = next(picture.left);
  else
    picture.gap = {{-picture.left.scaled}, thousandths(whole, frame), 1000 - thousandths(whole, frame)};
  return picture;
}

std::optional<base::Decimal> percent_of(base::Decimal part, base::Decimal whole) {
  return whole.scaled == 0 ? std::nullopt
                           : base::to_decimal(base::Rational{__int128(part.scaled) * 100, whole.scaled}, 2);
}

}  // namespace results
