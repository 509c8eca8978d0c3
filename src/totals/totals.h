#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"

namespace totals {

// A running sum over the reports of a place. For a question: Σ value, and how many gave one. For
// an indicator: Σ numerator, Σ denominator, over the `count` bodies where both are known.
// Sums are scaled decimals (base::Decimal).
struct Sum {
  std::int64_t amount = 0, base = 0, count = 0;
  Sum operator-(const Sum& o) const { return {amount - o.amount, base - o.base, count - o.count}; }
  Sum& operator+=(const Sum& o) {
    amount += o.amount;
    base += o.base;
    count += o.count;
    return *this;
  }
  bool operator==(const Sum&) const = default;
  bool is_zero() const { return *this == Sum{}; }
};
using Sums = std::map<std::string, Sum>;  // item → sum; items are codes: "U2.1", "U2"

// Which reports a figure is about, each among those before it. A report counts in `recorded` from its
// first answer, in `submitted` while it is sent, in `approved` while its province stands by it.
enum class Stage { recorded, submitted, approved };
inline constexpr Stage stages[] = {Stage::recorded, Stage::submitted, Stage::approved};
std::string_view code_of(Stage stage);
std::optional<Stage> stage_of(std::string_view code);

struct Change {
  std::string_view item;
  Sum by;
};
// Adds to a province's sums, inside the transaction that changed the answers.
void fold(db::Tx& tx, std::int64_t round, std::int64_t province, Stage stage, const std::vector<Change>& changes);

Sums of_province(db::Tx& tx, std::int64_t round, std::int64_t province, Stage stage);
std::map<std::int64_t, Sums> by_province(db::Tx& tx, std::int64_t round, Stage stage);
// The same without keeping them: `item` lives for the call.
using See = std::function<void(std::int64_t province, std::string_view item, const Sum& sum)>;
void each(db::Tx& tx, std::int64_t round, Stage stage, const See& see);
Sums of_nation(db::Tx& tx, std::int64_t round, Stage stage);

// For the recount: every stored sum, and replacing them all.
struct Key {
  std::int64_t round, province;
  Stage stage;
  std::string item;
  auto operator<=>(const Key&) const = default;
};
std::map<Key, Sum> all(db::Tx& tx);
void replace_all(db::Tx& tx, const std::map<Key, Sum>& sums);

}  // namespace totals
