#pragma once
#include <vector>

#include "framework/framework.h"
#include "reports/reports.h"

// Pure: what an answer can be held against. All of it is read from the plan: the registry's facts, the earlier year,
// and the answers that a check, an indicator or its block names beside it. No question is known here by its code.
namespace quality {

// A body's numbers by place: its answers by slot, the registry's facts, then its answers of the earlier year by slot.
// Scaled decimals; `none` for what is absent, does not apply or is no number.
inline constexpr std::int64_t none = -1;  // no answer is negative: reports::read refuses it
struct Numbers {
  int questions = 0, facts = 0;
  int fact(int i) const { return questions + i; }
  int earlier(int slot) const { return questions + facts + slot; }
  int places() const { return 2 * questions + facts; }
};

// `of` is looked at as a share of `by`; by < 0: by itself.
struct Edge {
  int of = 0, by = -1;
};

struct Relations {
  explicit Relations(const framework::Framework& plan);
  Numbers numbers;
  std::vector<Edge> edges;
  std::vector<std::vector<int>> edges_of;   // by question: edges it stands in, on either side
  std::vector<std::vector<int>> sizes_of;   // by question: edges to a measure of how large the body is, or to nothing
  std::vector<std::vector<int>> partners;   // by question: quantities that stand beside it
  std::vector<std::vector<int>> checks_of;  // by question: checks whose condition reads it
  std::vector<int> gate;                    // by question: the yes/no answer a check reads with it, or -1
  std::vector<int> known_as;                // by question: the place of the registry's own figure for it, or -1
};

// Whether a check compares answers with one another (a part with its whole, parts with their sum), and not with the
// registry.
bool is_balance(const framework::Framework& plan, const framework::Check& check);

}  // namespace quality
