#include "history/people.h"

namespace history {

const identity::Seat* People::find(std::int64_t seat) {
  auto at = known_.find(seat);
  if (at == known_.end()) at = known_.emplace(seat, seat ? identity::seat_by_id(tx_, seat) : std::nullopt).first;
  return at->second ? &*at->second : nullptr;
}

std::string People::name(const Speech& speech, std::int64_t seat) {
  const auto* found = find(seat);
  return found ? found->person_name : speech.say("history.system");
}

std::string People::role(const Speech& speech, std::int64_t seat) {
  const auto* found = find(seat);
  return found ? speech.say("role." + std::string(identity::code_of(found->role))) : "";
}

}  // namespace history
