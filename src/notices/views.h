#pragma once
#include "identity/context.h"
#include "notices/notices.h"

// What a notice says, and where it leads.
namespace notices::views {

// What the act itself says, in the reader's language as far as the program said it.
std::string said(const identity::Voice& voice, const Notice& notice);
std::string sentence(const identity::Voice& voice, const Notice& notice);
// From the reader's seat: a body is led to its form, an office to what it may look at.
std::string href(const identity::Voice& voice, const Notice& notice, const registry::Organisation* reader);
std::string place_name(const identity::Voice& voice, const registry::Organisation& place, std::int64_t round);
const framework::Framework* plan_of(const identity::World& world, std::int64_t round);

}  // namespace notices::views
