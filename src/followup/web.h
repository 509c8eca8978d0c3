#pragma once
#include "identity/context.h"

namespace followup::web {

http::Reply mine(identity::Context& ctx);  // /follow-up → the place one stands for
http::Reply province(identity::Context& ctx);
http::Reply nation(identity::Context& ctx);
http::Reply completeness(identity::Context& ctx);  // of the nation or a province
http::Reply not_yet(identity::Context& ctx);       // who has not sent, and who will miss the date; also as CSV
http::Reply organisations(identity::Context& ctx);

// What live pages listen to: a province's or the nation's counters moved.
std::string topic_of_province(std::int64_t province);
inline const std::string nation_topic = "nation";

}  // namespace followup::web
