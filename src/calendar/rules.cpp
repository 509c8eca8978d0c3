#include "calendar/rules.h"

namespace calendar {

const Change& holding(std::span<const Change> over_the_place) {
  const Change* holds = &over_the_place.front();
  for (const Change& later : over_the_place.subspan(1))
    if (later.scope >= holds->scope || later.window.closes > holds->window.closes) holds = &later;
  return *holds;
}

base::Instant forward(base::Instant latest, base::Instant read) {
  return read < latest && latest.ms - read.ms <= most_put_back ? latest : read;
}

}  // namespace calendar
