#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"

// Pure: who hears of which act, and when a mail may go.
namespace notices {

inline constexpr std::int64_t second = 1000;  // an instant counts milliseconds

// Whom an act concerns, seen from the body (or place) it is about. Nobody is told of what they did themselves.
enum class To {
  body,        // its clerks and approvers
  province,    // the office of its province
  department,  // of the nation
  under,       // everybody of the place: the whole country, a province's office and bodies, a body
  overseers,   // administrators and auditors of the nation
  other_side,  // the office, when the body acted; the body, when an office did
};

// One line an act and audience: the whole of who is told of what. The words are words/*/notices.yaml, at
// `notice_act.<act>` (hyphens as underscores); `notice_many.<act>` for those that gather.
struct Line {
  std::string_view act;  // as it stands in the journal
  To to;
  bool gathers = false;  // offices hear of hundreds: one unread line counts them
  bool mail = false;     // worth a mail to who does not look in
};
std::span<const Line> lines();
std::string key_of(std::string_view group, std::string_view act);  // "notice_act", "send-back" → "notice_act.send_back"

// ── mail. Nobody is woken: letters of what happened go between eight and twenty, after a while in which others of the
// same matter may gather. One a person and day; what comes later waits until the next morning.
base::Instant first_mail_at(base::Instant happened, int gather_seconds);
base::Instant next_morning(base::Instant now);
// Milliseconds until a letter that was not taken is tried again: twice as long each time, up to an hour. Nothing after
// about a day.
std::optional<std::int64_t> wait_after(int tries, int retry_seconds);
std::int64_t rest_after(int failures, int retry_seconds);  // until a server that takes nothing is asked again

std::string shortened(std::string_view text, std::size_t characters);  // whole characters, "…" where it was cut

}  // namespace notices
