#include "calendar/rules.h"

namespace calendar {

const Change& holding(std::span<const Change> over_the_place) {
  const Change* holds = &over_the_place.front();
  for (const Change& later : over_the_place.subspan(1))
    if (later.scope >= holds->scope || later.window.closes > holds->window.closes) holds = &later;
  return *holds;
}

Windows::Windows(std::vector<Change> all) : all_(std::move(all)) {
  std::vector<Change> everywhere;
  for (const Change& change : all_)
    if (change.scope == Scope::nation)
      everywhere.push_back(change);
    else
      named_.insert(change.place);
  common_ = holding(everywhere);
}

Window Windows::of(std::int64_t province, std::int64_t body) const {
  if (!named_.contains(province) && !named_.contains(body)) return common_.window;
  std::vector<Change> over;
  for (const Change& change : all_)
    if (change.scope == Scope::nation || change.place == province || change.place == body) over.push_back(change);
  return holding(over).window;
}

base::Instant forward(base::Instant latest, base::Instant read) {
  return read < latest && latest.ms - read.ms <= most_put_back ? latest : read;
}

}  // namespace calendar
