#include "quality/spreads.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace quality {

using base::Rational;

void note_logs(Row& row) {
  row.log.resize(row.value.size());
  for (std::size_t i = 0; i < row.value.size(); ++i) row.log[i] = row.value[i] > 0 ? std::log(double(row.value[i])) : 0;
}

std::vector<int> bands_of(const std::vector<Sized>& bodies, int bands) {
  std::map<int, std::vector<std::int64_t>> by_type;
  for (const auto& body : bodies) by_type[body.type].push_back(body.size);
  for (auto& [type, sizes] : by_type) std::sort(sizes.begin(), sizes.end());
  std::vector<int> made;
  for (const auto& body : bodies) {
    const auto& sizes = by_type[body.type];
    const auto smaller = std::lower_bound(sizes.begin(), sizes.end(), body.size) - sizes.begin();
    made.push_back(int(std::size_t(smaller) * std::size_t(bands) / sizes.size()));
  }
  return made;
}

int Groups::of(Level level, const Row& row) const {
  switch (level) {
    case Level::size:
      return row.type * bands + row.band;
    case Level::province:
      return types * bands + row.type * provinces + row.province;
    case Level::type:
      return types * (bands + provinces) + row.type;
    case Level::all:
      return types * (bands + provinces + 1);
  }
  return 0;
}

namespace {

std::optional<std::int64_t> share_of(std::int64_t whole, std::int64_t of, std::int64_t by) {
  auto share = by ? base::divide(Rational::whole(of), Rational::whole(by)) : std::nullopt;
  auto amount = share ? base::multiply(*share, Rational::from(base::Decimal{whole})) : std::nullopt;
  auto decimal = amount ? base::to_decimal(*amount) : std::nullopt;
  return decimal ? std::optional(decimal->scaled) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> Share::times(std::int64_t whole) const { return by == 0 ? of : share_of(whole, of, by); }
std::optional<std::int64_t> Share::under(std::int64_t part) const {
  return by == 0 ? std::nullopt : share_of(part, by, of);
}

namespace {

struct Seen {
  double log;
  const Row* row;
};

bool has(const Row& row, const Edge& edge) { return row.value[edge.of] > 0 && (edge.by < 0 || row.value[edge.by] > 0); }
double log_of(const Row& row, const Edge& edge) { return row.log[edge.of] - (edge.by < 0 ? 0 : row.log[edge.by]); }
Share share_in(const Row& row, const Edge& edge) { return {row.value[edge.of], edge.by < 0 ? 0 : row.value[edge.by]}; }

// Of the deviations on one side, smallest first, the one so many in a hundred do not reach.
double at_most(const std::vector<double>& outwards, std::size_t in_a_hundred) {
  return outwards[outwards.size() * in_a_hundred / 100];
}

// The deviation on one side, from the middle outwards: the median one, or what nine tenths of them reach if that is
// more (a long but honest tail), and never nothing: half of all bodies answering the same would make the rest strange.
double deviation(const std::vector<double>& outwards) {
  constexpr double least = 0.05, of_median = 1.4826, of_nine_tenths = 1 / 1.645;
  if (outwards.empty()) return least;
  return std::max({least, at_most(outwards, 50) * of_median, at_most(outwards, 90) * of_nine_tenths});
}

// How much longer the tail is than that. Told by many alone: among few the farthest may be the mistake that is looked
// for.
double tail(const std::vector<double>& outwards) {
  constexpr double of_most = 1 / 2.576;
  return outwards.size() < 200 ? 1 : std::max(1.0, at_most(outwards, 99) * of_most / deviation(outwards));
}

Spread spread_of(std::vector<Seen>& seen, const Edge& edge) {
  Spread spread;
  spread.count = int(seen.size());
  if (spread.count < Groups::fewest) return spread;
  std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.log < b.log; });
  const auto n = seen.size(), middle = n / 2;
  spread.median = seen[middle].log;
  std::vector<double> below, above;
  for (auto i = middle; i-- > 0;) below.push_back(spread.median - seen[i].log);
  for (auto i = middle; i < n; ++i) above.push_back(seen[i].log - spread.median);
  spread.below = deviation(below), spread.above = deviation(above);
  spread.tail_below = tail(below), spread.tail_above = tail(above);
  spread.low = share_in(*seen[n / 20].row, edge), spread.middle = share_in(*seen[middle].row, edge);
  spread.high = share_in(*seen[n - 1 - n / 20].row, edge);
  return spread;
}

Spread spread_of_all(const std::vector<const Row*>& rows, const Edge& edge) {
  std::vector<Seen> seen;
  for (const Row* row : rows)
    if (has(*row, edge)) seen.push_back({log_of(*row, edge), row});
  return spread_of(seen, edge);
}

std::vector<Spread> spreads_of(const std::vector<const Row*>& rows, const Groups& groups, const Edge& edge) {
  std::vector<std::vector<Seen>> seen(groups.count());
  using enum Groups::Level;
  for (const Row* row : rows)
    if (has(*row, edge))
      for (auto level : {size, province, type, all}) seen[groups.of(level, *row)].push_back({log_of(*row, edge), row});
  std::vector<Spread> spreads;
  for (auto& group : seen) spreads.push_back(spread_of(group, edge));
  // The tails of a type of body, or of all, are those of its parts.
  for (const Row* row : rows)
    if (auto& of_type = spreads[groups.of(type, *row)]; of_type.count < Groups::fewest * 20) {
      const auto& of_all = spreads[groups.of(all, *row)];
      of_type.tail_below = of_all.tail_below, of_type.tail_above = of_all.tail_above;
    }
  for (const Row* row : rows)
    for (auto level : {size, province}) {
      const auto& of_type = spreads[groups.of(type, *row)];
      auto& part = spreads[groups.of(level, *row)];
      part.tail_below = of_type.tail_below, part.tail_above = of_type.tail_above;
    }
  for (auto& spread : spreads) spread.below *= spread.tail_below, spread.above *= spread.tail_above;
  return spreads;
}

}  // namespace

Usual::Usual(const Relations& relations, const Groups& groups, const std::vector<const Row*>& rows)
    : bodies(int(rows.size())),
      relations_(relations),
      groups_(groups),
      spreads_(relations.edges.size()),
      zeros_(relations.edges_of.size()) {
  std::vector<bool> looked_at(relations.edges.size(), true);
  // Of the measures of size the one that tells most of the answer; the others say the same again, less well.
  for (const auto& sizes : relations.sizes_of) {
    std::pair<double, int> best{1e9, -1};
    for (int edge : sizes) {
      auto spread = spread_of_all(rows, relations.edges[edge]);
      looked_at[edge] = false;
      if (spread.count >= Groups::fewest) best = std::min(best, {spread.width(), edge});
    }
    if (best.second >= 0) looked_at[best.second] = true;
  }
  for (std::size_t edge = 0; edge < looked_at.size(); ++edge)
    if (looked_at[edge]) spreads_[edge] = spreads_of(rows, groups, relations.edges[edge]);
  for (std::size_t question = 0; question < zeros_.size(); ++question) {
    zeros_[question].resize(std::size_t(groups.types) * 3);
    for (const Row* row : rows)
      if (auto value = row->value[question]; value != none) {
        auto& at = zeros_[question][gate_at(int(question), *row)];
        ++at.answered, at.zero += value == 0;
      }
  }
}

int Usual::gate_at(int question, const Row& row) const {
  int gate = relations_.gate[question];
  auto said = gate < 0 ? none : row.value[gate];
  return row.type * 3 + (said == none ? 0 : said == 0 ? 1 : 2);
}

Zeros Usual::zeros(int question, const Row& row) const { return zeros_[question][gate_at(question, row)]; }

Usual::At Usual::of(int edge, const Row& row) const {
  const auto& spreads = spreads_[edge];
  if (spreads.empty()) return {};
  using enum Groups::Level;
  At best;
  for (auto level : {size, province}) {
    const Spread& spread = spreads[groups_.of(level, row)];
    if (spread.count >= Groups::fewest && (!best.spread || spread.width() < best.spread->width()))
      best = {&spread, level};
  }
  for (auto level : {type, all}) {
    const Spread& spread = spreads[groups_.of(level, row)];
    if (!best.spread && spread.count >= Groups::fewest) best = {&spread, level};
  }
  return best;
}

}  // namespace quality
