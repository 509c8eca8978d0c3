#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "base/rational.h"
#include "quality/relations.h"

// Pure: what is usual among bodies of a kind. Shares lie over orders of magnitude, so they are compared by their
// logarithms, and the median and the deviation from it do not move for a few mistakes among hundreds. Logarithms and
// the scores made of them are double: they say only how strange a share is, in what order to try causes, and how sure
// to be. No figure that is shown comes of one: what is called usual is the share of a body that has it, in exact
// numbers.
namespace quality {

struct Row {
  std::int64_t organisation = 0;
  int type = 0, province = 0, band = 0;  // places in the lists of Groups
  std::vector<std::int64_t> value;       // by place, see Numbers
  std::vector<double> log;               // of those above zero
};
void note_logs(Row& row);

// Who is held beside whom. Bodies of a type and size, of a type and province; too few of them: of the type; still too
// few: all.
struct Groups {
  int types = 1, bands = 3, provinces = 1;
  static constexpr int fewest = 20;  // of whom what is usual may be said
  enum class Level { size, province, type, all };
  int count() const { return types * bands + types * provinces + types + 1; }
  int of(Level level, const Row& row) const;
};

// The band of each body: those of a type in so many equal parts by their size.
struct Sized {
  int type = 0;
  std::int64_t size = 0;
};
std::vector<int> bands_of(const std::vector<Sized>& bodies, int bands);

// A share some body really has: of ÷ by, or `of` alone where by is 0.
struct Share {
  std::int64_t of = 0, by = 0;
  // The amount that would be such a share of `whole`; scaled, nullopt when it does not fit.
  std::optional<std::int64_t> times(std::int64_t whole) const;
  // The whole of which `part` would be such a share; nullopt also for a share of nothing.
  std::optional<std::int64_t> under(std::int64_t part) const;
};

struct Spread {
  int count = 0;
  double median = 0, below = 1, above = 1;  // of the logarithms; deviations on each side, as of a normal spread
  double tail_below = 1,
         tail_above = 1;    // how much farther than a normal spread's its tails reach; in the deviations already
  Share low, middle, high;  // nine in ten lie between low and high
  double score(double log) const { return log < median ? (log - median) / below : (log - median) / above; }
  double width() const { return below + above; }
};

// How often an answer is zero, by what the yes/no question that goes with it says.
struct Zeros {
  int answered = 0, zero = 0;
};

struct Usual {
  Usual(const Relations& relations, const Groups& groups, const std::vector<const Row*>& rows);
  struct At {
    const Spread* spread = nullptr;
    Groups::Level level = Groups::Level::all;
  };
  At of(int edge, const Row& row) const;  // the narrowest of its groups that has enough; nullptr when none has
  Zeros zeros(int question, const Row& row) const;

  int bodies = 0;

 private:
  int gate_at(int question, const Row& row) const;
  const Relations& relations_;
  Groups groups_;
  std::vector<std::vector<Spread>> spreads_;  // by edge and group; empty for an edge nobody looks at
  std::vector<std::vector<Zeros>> zeros_;     // by question; by type and gate
};

}  // namespace quality
