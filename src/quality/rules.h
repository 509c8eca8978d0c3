#pragma once
#include <map>
#include <set>

#include "quality/spreads.h"
#include "reports/rules.h"
#include "reports/slips.h"

// Pure: which answers of a report look wrong, why, and what was likely meant. A suspicion is not an error: it says what
// an officer should look at first.
namespace quality {

// In the order of the page's chips.
enum class Kind { decimal, unit, digit, swap, zero, duplicate, balance, outlier, reason };
inline constexpr Kind kinds[] = {Kind::decimal,   Kind::unit,    Kind::digit,   Kind::swap,  Kind::zero,
                                 Kind::duplicate, Kind::balance, Kind::outlier, Kind::reason};
std::string_view code_of(Kind kind);

enum class Sure { low, middle, high };

// What an answer was held against.
struct Beside {
  int by = -1;  // place, see Numbers; < 0: nothing, the amount alone
  Groups::Level level = Groups::Level::all;
  int bodies = 0;                         // of the group that gave such an answer
  std::optional<std::int64_t> low, high;  // where nine in ten of them would be, were they this body; scaled
};

// What would be added to an indicator's national sums.
struct Move {
  int indicator = 0;
  totals::Sum by;
};

struct Suspicion {
  Kind kind = Kind::outlier;
  int question = 0;
  std::int64_t stands = 0;             // scaled; none for an answer that is missing or does not apply
  std::optional<std::int64_t> likely;  // scaled; of `zero`, `duplicate` and what nothing explains there is none
  reports::Slip cause;                 // of those with a likely value
  Sure sure = Sure::low;
  std::optional<Beside> beside;
  std::optional<std::int64_t> same_as;      // likely is exactly the registry's figure or last year's: its place
  const framework::Check* check = nullptr;  // the plan's own sentence about it
  std::optional<std::int64_t> excess;       // of a balance: by how much it fails, scaled
  std::set<Kind> also;                      // less likely causes
  bool explained = false;                   // the body gave a reason for a check at this answer
  std::int64_t twin = 0;                    // duplicate: the other body …
  std::vector<int> shared;                  // … and the questions both answered alike
  std::vector<Move> moves;                  // were the likely value there, or nothing where none is known
};

// One report. Answers by slot, as reports::picture_of wants them; reasons by the check's code.
struct Report {
  reports::Body body;
  reports::Answers answers;
  std::set<std::string> reasons;
  std::set<int> unreasoned;  // slots said not to apply without a reason
};

// What is compared of the report, and of what the body gave before; its type, province and band are the caller's to
// say.
Row row_of(const framework::Framework& plan, const Relations& relations, const reports::Body& body,
           const reports::Answers& answers);
// The other way round, as far as formulas and messages read it.
reports::Answers answers_of(const framework::Framework& plan, const Row& row);

struct Judge {
  const framework::Framework& plan;
  const Relations& relations;
  const Usual& usual;
};
// One suspicion an answer, its likeliest cause; those that move no indicator too. Without duplicates, see twins_of.
std::vector<Suspicion> suspicions_of(const Judge& judge, const Report& report, const Row& row);

// What the sums of the indicators would gain if these answers were other ones: scaled, `none` for absent.
using Other = std::map<int, std::int64_t>;
std::vector<Move> moves_of(const framework::Framework& plan, const reports::Body& body, const reports::Answers& answers,
                           const Other& other);

// The national figure now and as it would be. `part`: how much of the greater one lies between them, in
// thousand-millionths: of a rate as of a sum, so that effects on unlike indicators stand in one order.
struct Effect {
  reports::Figure before, after;
  std::int64_t part = 0;
};
std::optional<Effect> effect_of(const framework::Indicator& indicator, const totals::Sum& national, const Move& move);

}  // namespace quality
