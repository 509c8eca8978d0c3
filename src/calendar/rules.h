#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"

// Pure: which window holds for a place.
namespace calendar {

struct Window {
  base::Instant opens, closes;  // open while opens <= now < closes
  bool is_open(base::Instant now) const { return opens <= now && now < closes; }
};

enum class Scope { nation, province, body };

// One office's say about a round's window. Number 0 is the plan itself.
struct Change {
  std::int64_t id = 0;
  Scope scope = Scope::nation;
  std::int64_t place = 0;
  Window window;
  std::string reason;
  base::Instant made_at;
  std::int64_t made_by = 0;  // seat
};

// Of the changes that stand over one place, in the order they were made, the plan's own first: the one that holds.
// The later replaces the earlier; but a wider one never takes from a place what it was given: it can only give it more.
const Change& holding(std::span<const Change> over_the_place);

// The windows of many places, from every change in force in the order they were made, the plan's own first.
class Windows {
 public:
  explicit Windows(std::vector<Change> all);
  Window of(std::int64_t province, std::int64_t body) const;
  const Change& common() const { return common_; }  // of everybody who was given none of their own
 private:
  std::vector<Change> all_;
  std::set<std::int64_t> named_;  // provinces and bodies with a say of their own
  Change common_;
};

// A clock that was put back does not open again what has closed: time stands until it has caught up. Back by more
// than an hour, it was wrong before: what it says now is believed.
inline constexpr std::int64_t most_put_back = 3'600'000;
base::Instant forward(base::Instant latest, base::Instant read);

}  // namespace calendar
