#include "identity/identity.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/budgets.h"
#include "base/problem.h"
#include "base/text.h"
#include "identity/identity_sql.h"

namespace identity {

using base::Instant;
using base::Problem;

namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> role_codes = {{{Role::clerk, "clerk"},
                                                                          {Role::approver, "approver"},
                                                                          {Role::district, "district"},
                                                                          {Role::province, "province"},
                                                                          {Role::department, "department"},
                                                                          {Role::administrator, "administrator"},
                                                                          {Role::auditor, "auditor"}}};

constexpr std::int64_t minute = 60'000, hour = 60 * minute;
constexpr std::int64_t idle_limit = base::budget::minutes_idle * minute,
                       whole_limit = base::budget::hours_of_session * hour, touch_every = 5 * minute;
// A session begun while the clock was ahead by more than this has ended; by less, it lasts as much longer.
constexpr std::int64_t clock_may_err = 24 * hour;
// An office shares one address: it may fail ten times as often as a name.
constexpr std::int64_t browser_limit = base::budget::days_of_browser * 24 * hour;

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return base::to_hex(raw);
}

std::string hash_of(std::string_view token) {
  std::string hash(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  return base::to_hex(hash);
}

std::int64_t wait_of(db::Tx& tx, const std::string& subject, int free_tries, Instant now) {
  std::int64_t failures = 0, last = 0;
  tx.each(sql::tries, {subject}, [&](const db::Row& row) { failures = row.integer(0), last = row.integer(1); });
  if (failures < free_tries || now.ms - last > hour) return 0;
  std::int64_t wait = std::min<std::int64_t>(std::int64_t{1} << std::min<std::int64_t>(failures - free_tries, 20),
                                             base::budget::longest_wait) *
                      1000;
  if (last - now.ms > wait) return 0;  // noted by a clock that was ahead: nobody is locked out for as long as it was
  return std::max<std::int64_t>(0, (last + wait - now.ms + 999) / 1000);
}

Seat seat_at(const db::Row& row, int c) {
  return {row.integer(c),    row.integer(c + 1), row.integer(c + 2), role_of(row.text(c + 3)).value_or(Role::clerk),
          row.string(c + 4), row.string(c + 5)};
}

}  // namespace

std::string_view code_of(Role role) {
  for (const auto& [known, code] : role_codes)
    if (known == role) return code;
  return {};
}

std::optional<Role> role_of(std::string_view code) {
  for (const auto& [role, known] : role_codes)
    if (known == code) return role;
  return std::nullopt;
}

bool may(const Seat& seat, May act) {
  bool of_body = seat.role == Role::clerk || seat.role == Role::approver;
  bool of_nation = seat.role == Role::department || seat.role == Role::administrator || seat.role == Role::auditor;
  switch (act) {
    case May::anyone:
    case May::signed_in:
    case May::see_report:
      return true;
    case May::edit_report:
      return of_body;
    case May::bring_in_reports:
      return of_body || seat.role == Role::province || seat.role == Role::department;
    case May::submit_report:
      return seat.role == Role::approver;
    case May::follow_province:
      return of_nation || seat.role == Role::province;
    case May::follow_nation:
      return of_nation;
    case May::set_windows:
      return seat.role == Role::department || seat.role == Role::administrator;
    case May::grant_time:
      return seat.role == Role::department || seat.role == Role::administrator || seat.role == Role::province;
    case May::read_journal:
      return seat.role == Role::administrator || seat.role == Role::auditor;
    case May::review_report:
      return of_nation || seat.role == Role::province || seat.role == Role::district;
    case May::comment:
      return of_body || seat.role == Role::district || seat.role == Role::province || seat.role == Role::department;
    case May::verify_report:
      return seat.role == Role::district;
    case May::approve_report:
      return seat.role == Role::province;
    case May::send_back:
      return seat.role == Role::district || seat.role == Role::province || seat.role == Role::department;
    case May::freeze_release:
    case May::accept_report:
      return seat.role == Role::department;
    case May::remind:
      return seat.role == Role::department || seat.role == Role::administrator || seat.role == Role::province;
    case May::administer:
      return seat.role == Role::administrator;
  }
  return false;
}

std::optional<Account> find_account(db::Tx& tx, std::string_view login) {
  return tx.first(sql::account, {login}, [](const db::Row& row) {
    return Account{row.integer(0), row.string(1), row.integer(2) != 0};
  });
}

std::string login_of(std::string_view typed) {
  auto seen = base::thai_as_seen(base::repair_utf8(base::trim(typed)));
  return base::count_characters(seen) <= longest_login ? seen : std::string();
}

std::string known_browser(db::Tx& tx, std::string_view token, std::int64_t person, Instant now) {
  if (token.size() != 64) return "";
  auto mark = hash_of(token);
  const bool known = tx.first(sql::known_browser, {person, mark, now.ms - browser_limit}, [](const db::Row&) {
                         return true;
                       }).has_value();
  return known ? mark : "";
}

namespace {

// What a try is counted under, and how many are free.
std::vector<std::pair<std::string, int>> subjects_of(const Knock& knock) {
  if (!knock.browser.empty()) return {{"browser:" + knock.browser, base::budget::tries_of_login}};
  return {{"login:" + knock.login, base::budget::tries_of_login},
          {"from:" + http::network_of(knock.remote), base::budget::tries_of_address}};
}

}  // namespace

std::int64_t wait_before_try(db::Tx& tx, const Knock& knock, Instant now) {
  std::int64_t wait = 0;
  for (const auto& [subject, free_tries] : subjects_of(knock))
    wait = std::max(wait, wait_of(tx, subject, free_tries, now));
  return wait;
}

void note_try(db::Tx& tx, const Knock& knock, bool fitted, Instant now) {
  const auto subjects = subjects_of(knock);
  if (fitted) {
    tx.run(sql::forget_failures, {subjects.front().first});
    return;
  }
  for (const auto& [subject, free_tries] : subjects) tx.run(sql::note_failure, {subject, now.ms, now.ms - hour});
}

std::string remember_browser(db::Tx& tx, std::string_view token, std::int64_t person, Instant now) {
  auto kept = known_browser(tx, token, person, now).empty() ? random_hex(32) : std::string(token);
  tx.run(sql::remember_browser, {hash_of(kept), person, now.ms});
  tx.run(sql::forget_browsers_beyond, {person, base::budget::known_browsers});
  return kept;
}

std::string begin_session(db::Tx& tx, std::int64_t person, Instant now) {
  std::string token = random_hex(32), csrf = random_hex(16);
  if (tx.change(sql::begin_session, {hash_of(token), person, csrf, now.ms, now.ms + whole_limit}) == 0)
    throw Problem(Problem::Kind::not_allowed, "sign_in.no_seat");
  return token;
}

std::optional<Session> session_of(db::Tx& tx, std::string_view token, Instant now, std::string_view key) {
  if (token.size() != 64) return std::nullopt;
  std::optional<Session> session;
  tx.each(sql::session, {key, hash_of(token)}, [&](const db::Row& row) {
    if (row.integer(1) <= now.ms || row.integer(2) + idle_limit <= now.ms) return;
    if (row.integer(1) - now.ms > whole_limit + clock_may_err) return;
    session = Session{seat_at(row, 3), row.string(0), {row.integer(1)}, {row.integer(2)}, row.integer(9) != 0};
  });
  return session;
}

std::string mark_of(std::string_view token, const Seat& seat) { return hash_of(token) + ":" + std::to_string(seat.id); }

std::set<std::string> marks_of_sessions(db::Tx& tx, Instant now) {
  std::set<std::string> marks;
  tx.each(sql::every_session, {now.ms}, [&](const db::Row& row) {
    if (row.integer(1) + idle_limit > now.ms) marks.insert(row.string(0) + ":" + std::to_string(row.integer(2)));
  });
  return marks;
}

void note_done(db::Tx& tx, std::string_view key, std::int64_t person, Instant now) {
  tx.run(sql::note_done, {key, person, now.ms});
}

void forget_old(db::Tx& tx, Instant now) {
  tx.run(sql::forget_done, {now.ms - 24 * hour});
  tx.run(sql::forget_tries, {now.ms - 24 * hour});
  tx.run(sql::forget_sessions, {now.ms});
  tx.run(sql::forget_browsers, {now.ms - browser_limit});
}

bool wants_touch(const Session& session, Instant now) { return now.ms - session.seen_at.ms > touch_every; }

void touch(db::Tx& tx, std::string_view token, Instant now) {
  tx.run(sql::touch, {now.ms, hash_of(token), now.ms - touch_every});
}

void end_session(db::Tx& tx, std::string_view token) { tx.run(sql::end_session, {hash_of(token)}); }

void switch_seat(db::Tx& tx, std::string_view token, std::int64_t person, std::int64_t seat) {
  if (tx.change(sql::switch_seat, {seat, hash_of(token), person}) == 0)
    throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::optional<Seat> seat_by_id(db::Tx& tx, std::int64_t seat) {
  return tx.first(sql::seat, {seat}, [](const db::Row& row) { return seat_at(row, 0); });
}

std::vector<Seat> seats_of(db::Tx& tx, std::int64_t person) {
  std::vector<Seat> seats;
  tx.each(sql::seats, {person}, [&](const db::Row& row) { seats.push_back(seat_at(row, 0)); });
  return seats;
}

void change_password(db::Tx& tx, std::int64_t person, std::string_view new_hash, Instant) {
  tx.run(sql::change_password, {new_hash, person});
  tx.run(sql::end_other_sessions, {person});
  tx.run(sql::forget_browsers_of, {person});
}

std::int64_t add_person(db::Tx& tx, const NewPerson& p, std::string_view password_hash, Instant now) {
  return *tx.first(sql::add_person, {p.login, p.name, p.email, p.phone, password_hash, p.demonstration, now.ms},
                   [](const db::Row& row) { return row.integer(0); });
}

std::int64_t add_seat(db::Tx& tx, std::int64_t person, std::int64_t organisation, Role role) {
  return *tx.first(sql::add_seat, {person, organisation, code_of(role)},
                   [](const db::Row& row) { return row.integer(0); });
}

std::vector<Seat> seats_named(db::Tx& tx, std::string_view typed, std::int64_t most) {
  std::vector<Seat> seats;
  auto see = [&](const db::Row& row) { seats.push_back(seat_at(row, 0)); };
  tx.each(sql::seats_of_login, {typed}, see);
  if (!seats.empty()) return seats;
  std::string pattern = "%";
  for (char c : typed) pattern += c == '%' || c == '_' || c == '!' ? std::string{'!', c} : std::string(1, c);
  tx.each(sql::seats_named, {pattern + "%", most}, see);
  return seats;
}

std::vector<Contact> contacts(db::Tx& tx, std::int64_t organisation) {
  std::vector<Contact> all;
  auto see = [&](const db::Row& row) {
    all.push_back({row.integer(0), role_of(row.text(1)).value_or(Role::clerk), row.string(2), row.string(3)});
  };
  if (organisation)
    tx.each(sql::contacts, {organisation}, see);
  else
    tx.each(sql::all_contacts, {}, see);
  return all;
}

namespace {

Recipient recipient_at(const db::Row& row) {
  return {row.integer(0), row.integer(1), row.integer(2), role_of(row.text(3)).value_or(Role::clerk),
          row.string(4),  row.string(5)};
}

}  // namespace

std::vector<Recipient> recipients_at(db::Tx& tx, std::int64_t organisation) {
  std::vector<Recipient> all;
  tx.each(sql::recipients_at, {organisation}, [&](const db::Row& row) { all.push_back(recipient_at(row)); });
  return all;
}

std::optional<Recipient> recipient_of(db::Tx& tx, std::int64_t seat) {
  return tx.first(sql::recipient_of, {seat}, recipient_at);
}

std::vector<Recipient> recipients_after(db::Tx& tx, std::int64_t seat, int most) {
  std::vector<Recipient> all;
  tx.each(sql::recipients_after, {seat, most}, [&](const db::Row& row) { all.push_back(recipient_at(row)); });
  return all;
}

bool holds_real_people(db::Tx& tx) {
  return tx.first(sql::any_person, {0}, [](const db::Row&) { return true; }).has_value();
}

bool holds_demonstration_people(db::Tx& tx) {
  return tx.first(sql::any_person, {1}, [](const db::Row&) { return true; }).has_value();
}

}  // namespace identity
