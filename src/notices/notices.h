#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "db/connection.h"

// Who is told of what happened: in the program, by mail, and when offices remind.
namespace notices {

// How one line reaches its reader beside the page of notices.
enum class Mail { none, no_address, waits, in_mail, read_before };

// One thing one seat is told of. What it says is made when it is read, in the reader's language.
struct Notice {
  std::int64_t id = 0, seat = 0, person = 0;
  std::string act;                    // as in the journal
  std::int64_t round = 0, place = 0;  // round 0: of none in particular
  std::int64_t by = 0;                // seat; 0: the system
  std::string said;                   // what the act says: a reason, a comment, from when to when
  bool gathers = false;               // the next one of its kind is counted in it as long as it is unread
  int count = 1;
  base::Instant at;
  std::optional<base::Instant> read_at;
  std::int64_t reminder = 0;  // reminder round
  Mail mail = Mail::none;
  std::optional<base::Instant> mail_at;  // not before
  std::int64_t mail_id = 0;
};

inline constexpr int most_counted = 100;  // unread ones: above, "99+" says enough
int unread(db::Tx& tx, std::int64_t seat);

}  // namespace notices
