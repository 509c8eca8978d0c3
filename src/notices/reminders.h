#pragma once
#include <set>

#include "identity/context.h"
#include "notices/notices.h"

// An office reminds those who are not done: whom, with which words, and what became of it.
namespace notices::reminders {

enum class Audience { not_begun, not_sent };
std::string_view code_of(Audience audience);
std::optional<Audience> audience_of(std::string_view code);

struct Reminder {
  std::int64_t id = 0, round = 0, place = 0;
  Audience audience = Audience::not_begun;
  std::string note;
  base::Instant made_at;
  std::int64_t made_by = 0;
  std::optional<base::Instant> told_at;
};

// `place` in what follows: 0 for the nation's eyes, which see all; else only what is of that place.
std::int64_t add(db::Tx& tx, const Reminder& reminder);
std::optional<Reminder> find(db::Tx& tx, std::int64_t id, std::int64_t place);
std::vector<Reminder> all(db::Tx& tx, std::int64_t round, std::int64_t place);
void told(db::Tx& tx, std::int64_t id, base::Instant now);

// Bodies of the reminder's place that it is about as things stand now, and until when each may still report.
std::map<std::int64_t, base::Instant> bodies(db::Tx& tx, const identity::World& world, const Reminder& reminder);
bool is_for(const identity::Recipient& recipient);  // clerks and approvers
// What one of them is told.
Notice notice_of(const identity::Voice& voice, const Reminder& reminder, const identity::Recipient& recipient,
                 base::Instant closes);

// How each was reached.
enum class Reached { in_program, no_address, waits, sent, dead, read_before };
std::string_view code_of(Reached reached);
struct One {
  std::int64_t seat = 0, place = 0;
  Reached reached = Reached::in_program;
  bool read = false;
  std::optional<base::Instant> at;
  std::string why;
};
std::vector<One> reached(db::Tx& tx, std::int64_t reminder, int most);
struct Tally {
  std::map<Reached, std::int64_t> by_way;
  std::int64_t all = 0, read = 0;
};
Tally tally(db::Tx& tx, std::int64_t reminder);
std::set<std::int64_t> mailed_today(db::Tx& tx, base::Instant now);  // people

}  // namespace notices::reminders
