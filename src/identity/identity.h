#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/budgets.h"
#include "base/instant.h"
#include "db/connection.h"
#include "registry/registry.h"

namespace identity {

enum class Role { clerk, approver, district, province, department, administrator, auditor };
std::string_view code_of(Role role);
std::optional<Role> role_of(std::string_view code);

// A person in an organisation, as what. Every request acts from one seat.
struct Seat {
  std::int64_t id = 0, person = 0, organisation = 0;
  Role role = Role::clerk;
  std::string person_name, login;
};

// What kind of act a route is; whose thing it is stands in the WHERE.
enum class May {
  anyone,
  signed_in,
  see_report,
  edit_report,
  bring_in_reports,
  submit_report,
  follow_province,
  follow_nation,
  set_windows,
  grant_time,
  remind,
  read_journal,
  administer,
  review_report,
  comment,
  verify_report,
  approve_report,
  accept_report,
  send_back,
  freeze_release
};
bool may(const Seat& seat, May act);

struct Session {
  Seat seat;
  std::string csrf;
  base::Instant expires, seen_at;
  bool repeats = false;  // the request's key was noted as done before
  int unread = 0;        // notices of the seat, for the frame of a page; filled by who makes pages
};

// ── sign-in. argon2id runs outside any transaction: find, check on the password threads, begin.
struct Account {
  std::int64_t person = 0;
  std::string password_hash;
  bool disabled = false;
};
// argon2id, OWASP's cost; ~50 ms. A password is what one sees: how a keyboard composes its accents and Thai vowels does
// not matter.
std::string hash_password(std::string_view password);
bool password_fits(std::string_view password, std::string_view hash);
bool is_common_password(std::string_view password);
std::optional<Account> find_account(db::Tx& tx, std::string_view login);
// A login as it was typed at the door: as seen (base::thai_as_seen), without blanks around it. Empty, which is
// nobody's, when it is longer than any login: nothing of it is kept.
inline constexpr std::size_t longest_login = base::budget::login;  // characters
std::string login_of(std::string_view typed);
// Who tries a password. A browser its owner has signed in from within 90 days is counted by itself: neither who guesses
// at the login from elsewhere nor an office's other people keep it out.
struct Knock {
  std::string login, remote;
  std::string browser = "";  // its mark, see known_browser; "" for a stranger's
};
std::string known_browser(db::Tx& tx, std::string_view token, std::int64_t person, base::Instant now);
// Seconds to wait before the next try; 0 when it may be now.
std::int64_t wait_before_try(db::Tx& tx, const Knock& knock, base::Instant now);
void note_try(db::Tx& tx, const Knock& knock, bool fitted, base::Instant now);
// This person has signed in from it: gives the token its cookie is to hold, the same one when it is known.
std::string remember_browser(db::Tx& tx, std::string_view token, std::int64_t person, base::Instant now);
// Gives the token for the cookie (256 random bits, hex); only its hash is stored.
std::string begin_session(db::Tx& tx, std::int64_t person, base::Instant now);
// A session as the seat it acts from, told apart from all others and no secret; and those of all that hold now. What
// was begun under one ends when it is not among them any more: signed out, run out, another seat, a person or seat
// ended.
std::string mark_of(std::string_view token, const Seat& seat);
std::set<std::string> marks_of_sessions(db::Tx& tx, base::Instant now);
// `key`: of the request that asks, see note_done; "" for one without.
std::optional<Session> session_of(db::Tx& tx, std::string_view token, base::Instant now, std::string_view key = "");
// A request that changed something under this key is not to do so again.
void note_done(db::Tx& tx, std::string_view key, std::int64_t person, base::Instant now);
// Done requests and tries of more than a day ago, sessions that have ended, browsers long unseen.
void forget_old(db::Tx& tx, base::Instant now);
// Idle sessions end; one in use says so, at most every five minutes, in a write of its own.
bool wants_touch(const Session& session, base::Instant now);
void touch(db::Tx& tx, std::string_view token, base::Instant now);
void end_session(db::Tx& tx, std::string_view token);
void switch_seat(db::Tx& tx, std::string_view token, std::int64_t person, std::int64_t seat);  // Problem{not_found}
std::optional<Seat> seat_by_id(db::Tx& tx, std::int64_t seat);  // who did it, for receipts and lists
std::vector<Seat> seats_of(db::Tx& tx, std::int64_t person);
// Ends the person's sessions too, and no browser is known any more.
void change_password(db::Tx& tx, std::int64_t person, std::string_view new_hash, base::Instant now);

// ── people
struct NewPerson {
  std::string login, name, email, phone;
  bool demonstration = false;
};
std::int64_t add_person(db::Tx& tx, const NewPerson& person, std::string_view password_hash, base::Instant now);
std::int64_t add_seat(db::Tx& tx, std::int64_t person, std::int64_t organisation, Role role);
// Whose login it is, or whose name holds it; at most so many.
std::vector<Seat> seats_named(db::Tx& tx, std::string_view typed, std::int64_t most);
// Whom to telephone at a body: its clerks and approvers. Of one body, or of all where it is 0.
struct Contact {
  std::int64_t organisation = 0;
  Role role = Role::clerk;
  std::string name, phone;
};
std::vector<Contact> contacts(db::Tx& tx, std::int64_t organisation);
// Whom to tell: who holds a seat at a place, or the next `most` seats of the country after one.
struct Recipient {
  std::int64_t seat = 0, person = 0, organisation = 0;
  Role role = Role::clerk;
  std::string name, email;
};
std::vector<Recipient> recipients_at(db::Tx& tx, std::int64_t organisation);
std::optional<Recipient> recipient_of(db::Tx& tx, std::int64_t seat);
std::vector<Recipient> recipients_after(db::Tx& tx, std::int64_t seat, int most);
bool holds_real_people(db::Tx& tx);
bool holds_demonstration_people(db::Tx& tx);

}  // namespace identity
