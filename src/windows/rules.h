#pragma once
#include <functional>

#include "base/budgets.h"
#include "windows/windows.h"

// Pure: what an office typed about a window, read and judged.
namespace windows {

inline constexpr std::size_t longest_reason = base::budget::window_reason;  // characters

// "23.59", "23:59", "๒๓.๕๙ น.": minutes since midnight.
std::optional<int> read_time(std::string_view typed);
// A day and a time as typed, in Bangkok; until: through the end of that minute, as people mean it.
std::optional<base::Instant> read_moment(std::string_view day, std::string_view time, bool until);
// Words with nothing in them are no reason.
std::optional<Fault> fault_of_reason(std::string_view reason);

// The place meant; a fault when there is none, or the body is not in the province that was named with it.
struct Place {
  calendar::Scope scope = calendar::Scope::nation;
  const registry::Organisation* organisation = nullptr;
};
Place read_place(const Asked& asked, const Typed& typed, std::vector<Fault>& faults);

// The change meant, with every fault at its field; it is worth something only when there is none. `present` gives the
// window that holds for a place now.
using PresentWindow = std::function<calendar::Window(const Place&)>;
struct Read {
  calendar::Change change;
  Place place;
  std::vector<Fault> faults;
};
Read read_change(const Asked& asked, const Typed& typed, const PresentWindow& present, base::Instant now);

// Until when more time may be granted: not in the past, and later than what holds now.
std::optional<base::Instant> read_until(const std::string& day, const std::string& time,
                                        const calendar::Window& present, base::Instant now, base::Language language,
                                        std::vector<Fault>& faults);

}  // namespace windows
