#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "db/connection.h"
#include "journal/cover.h"

namespace journal {

// What happened: one act of one seat on one subject. Acts on one report form a chain (its number is
// the report's id); acts on nothing in particular (sign-in, seats) belong to chain 0.
struct Entry {
  std::int64_t chain = 0;
  std::int64_t number = 0;  // 1, 2, 3 … within the chain
  base::Instant at;
  std::int64_t seat = 0;      // 0: the system
  std::string act;            // "put", "submit", "withdraw", "sign-in" …
  std::string subject;        // a question's code, an organisation's code, …
  std::string before, after;  // as shown to people; empty for absent
  std::string request;        // it was part of, as the log names it; read by the search and the verification alone
};

// Whether `after` is said to people: a submission's is the seal of the whole report, which nobody reads; its receipt
// has it.
inline bool holds_words(const Entry& entry) { return entry.act != "submit"; }
// What an act of windows put before its reason are moments, in Thai as all of the journal; the reason stays as it was
// given.
std::string told_in(std::string_view act, const std::string& text, base::Language language);

// Appends to the chain inside the caller's transaction. Each row carries
// BLAKE2b-256(previous row's hash ‖ its own fields), the request this thread works for among them; the head of each
// chain is kept apart, so that cutting off the end shows too. The act seals the units it wrote as they stand now: write
// them before it.
void write(db::Tx& tx, std::int64_t chain, base::Instant at, std::int64_t seat, std::string_view act,
           std::string_view subject, std::string_view before, std::string_view after, const Units& wrote = {});

// Several acts of one seat on one chain, in their order: the head is read and moved once.
struct Act {
  base::Instant at;
  std::string act, subject, before, after;
  std::string sealed = {};  // of the rows it wrote (cover.h)
};
void expect_to_write(db::Tx& tx, std::int64_t chain);  // as Connection::expect
void write_all(db::Tx& tx, std::int64_t chain, std::int64_t seat, const std::vector<Act>& acts);

std::vector<Entry> of(db::Tx& tx, std::int64_t chain);
std::vector<Entry> newest(db::Tx& tx, std::int64_t chain, std::int64_t before, std::int64_t most);  // the latest first
std::int64_t last_number(db::Tx& tx, std::int64_t chain);  // 0 for an empty chain

// ── who else should hear of it? Every act but those that come by the thousand and concern nobody else waits, from the
// transaction that wrote it until the one that has told all whom it concerns.
struct Untold {
  std::int64_t id = 0;
  Entry entry;
  std::int64_t reached = 0;
};
std::vector<Untold> untold(db::Tx& tx, int most);                 // the oldest first
void told_up_to(db::Tx& tx, std::int64_t id, std::int64_t seat);  // a part of many: those with seats up to this one
void told(db::Tx& tx, std::int64_t id);

// ── does it hold?
struct Broken {
  std::int64_t chain, number;
  std::string why;
};
struct Verdict {
  std::int64_t rows = 0, chains = 0;
  std::vector<Broken> broken;
  std::optional<base::Instant> last;  // when the latest act was
  // Of the tables asked about: a sentence for each row that is not what the act that wrote it sealed …
  std::vector<std::string> differences;
  std::int64_t held = 0;      // … rows that are …
  std::int64_t as_found = 0;  // … among them those older than such seals, sealed as they were found (first_seal) …
  std::vector<std::pair<std::string, std::int64_t>> not_covered;  // … and how many of a table nothing has sealed yet
  bool whole() const { return broken.empty() && differences.empty(); }
};
Verdict verify(db::Tx& tx, const Covers& covers = {});

// Rows from before acts sealed what they write: sealed as they are found, by an act of the system, once a table.
void first_seal(db::Tx& tx, const Covers& covers, base::Instant now);

// Where every chain stood at one moment, kept outside the database and sealed with a secret that is not in it: whoever
// rewrites a chain and all its hashes cannot make it end where it ended then. One line a chain, the seal in the last.
std::string anchor(db::Tx& tx, std::string_view secret, base::Instant now);
// Chains that do not hold what the anchor says they held, and an anchor that this secret did not seal.
std::vector<Broken> held_against(db::Tx& tx, std::string_view anchor, std::string_view secret);

}  // namespace journal
