#pragma once
#include "identity/context.h"
#include "notices/letter.h"
#include "notices/notices.h"
#include "notices/relay.h"

// Letters from the notices that wait for one, and what becomes of each.
namespace notices::outbox {

// Makes the letters of some people, each with all that waits for its reader; at most one a person and day, the rest is
// put off to the next morning. True when others may wait.
bool write_some(db::Tx& tx, const identity::Voice& voice, const Relay& relay);
struct Texts {
  std::string subject, text;
};
Texts text_of(const identity::Voice& voice, const identity::Recipient& reader, const std::vector<Notice>& notices);
bool wants_letters(db::Tx& tx, base::Instant now);

// ── sending: claimed → handed → sent. A letter claimed by one who died is another's after a while; one that was handed
// is nobody's any more, since it may have arrived: it is buried, and a person decides.
struct Claimed {
  std::int64_t id = 0;
  Letter letter;
  int tries = 0;
};
bool is_due(db::Tx& tx, base::Instant now);
std::vector<Claimed> claim(db::Tx& tx, std::string_view who, const Relay& relay, const std::string& from_name,
                           base::Instant now);
bool hand(db::Tx& tx, std::int64_t id, std::string_view who, base::Instant now);
void sent(db::Tx& tx, std::int64_t id, std::string_view who, base::Instant now);
void try_later(db::Tx& tx, std::int64_t id, std::string_view who, base::Instant due, bool tried, std::string_view why);
void bury(db::Tx& tx, std::int64_t id, std::string_view who, std::string_view why, base::Instant now);
inline constexpr std::string_view lost = "lost";  // why: it may have arrived
bool is_lost(db::Tx& tx, base::Instant now);
std::int64_t bury_lost(db::Tx& tx, base::Instant now);

// ── for the administrator
struct Dead {
  std::int64_t id = 0, person = 0;
  std::string address, subject, message_id, why;
  base::Instant made_at, dead_at;
  int tries = 0;
  bool handed = false;
};
std::vector<Dead> dead(db::Tx& tx, int most);
bool revive(db::Tx& tx, std::int64_t id, base::Instant now);
struct Counts {
  std::int64_t waiting = 0, sent = 0, dead = 0;
  std::optional<base::Instant> oldest;
  std::string trouble;
};
Counts counts(db::Tx& tx);

base::Language language_of(db::Tx& tx, std::int64_t person);
void choose_language(db::Tx& tx, std::int64_t person, base::Language language, base::Instant now);

}  // namespace notices::outbox
