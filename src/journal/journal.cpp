#include "journal/journal.h"

#include <sodium.h>

#include <charconv>

#include <algorithm>
#include <array>
#include <map>

#include "base/log.h"
#include "base/text.h"
#include "journal/journal_sql.h"

namespace journal {

namespace {

constexpr std::size_t hash_size = 32;
using Hash = std::string;  // 32 bytes, or empty before the first row

Hash hash_of(std::string_view previous, const Entry& entry) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, hash_size);
  auto bytes = [&](std::string_view text) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  // Lengths stand before texts, so that moving a letter from one field to the next shows.
  auto number = [&](std::int64_t value) {
    std::array<char, 8> little;
    for (std::size_t i = 0; i < 8; ++i) little[i] = char(static_cast<std::uint64_t>(value) >> (8 * i));
    bytes({little.data(), little.size()});
  };
  bytes(previous);
  for (auto value : {entry.chain, entry.number, entry.at.ms, entry.seat}) number(value);
  for (const auto* text : {&entry.act, &entry.subject, &entry.before, &entry.after}) {
    number(std::int64_t(text->size()));
    bytes(*text);
  }
  // Acts of before requests were noted have none, and their hashes are as they were.
  if (!entry.request.empty()) {
    number(std::int64_t(entry.request.size()));
    bytes(entry.request);
  }
  Hash hash(hash_size, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash_size);
  return hash;
}

Entry entry_at(const db::Row& row) {
  return {row.integer(0), row.integer(1), {row.integer(2)}, row.integer(3),
          row.string(4),  row.string(5),  row.string(6),    row.string(7)};
}

// A country's answers and sign-ins: nobody is told of each.
bool is_quiet(std::string_view act) {
  return act == "put" || act == "sign-in" || act == "change-password" || act == "add-person";
}

}  // namespace

void write(db::Tx& tx, std::int64_t chain, base::Instant at, std::int64_t seat, std::string_view act,
           std::string_view subject, std::string_view before, std::string_view after) {
  write_all(tx, chain, seat, {{at, std::string(act), std::string(subject), std::string(before), std::string(after)}});
}

void expect_to_write(db::Tx& tx, std::int64_t chain) { tx.expect(sql::head, {chain}); }

void write_all(db::Tx& tx, std::int64_t chain, std::int64_t seat, const std::vector<Act>& acts) {
  if (acts.empty()) return;
  Hash previous;
  std::int64_t last = 0;
  tx.each(sql::head, {chain}, [&](const db::Row& row) {
    last = row.integer(0);
    previous = row.string(1);
  });
  for (const Act& act : acts) {
    Entry entry{
        chain, ++last, act.at, seat, act.act, act.subject, act.before, act.after, std::string(base::WorkingFor::id())};
    previous = hash_of(previous, entry);
    tx.run(sql::append, {chain, last, act.at.ms, seat, act.act, act.subject, act.before, act.after, db::Bytes{previous},
                         entry.request});
    if (!is_quiet(act.act)) tx.run(sql::tell, {chain, last});
  }
  tx.run(sql::move_head, {chain, last, db::Bytes{previous}});
}

std::vector<Entry> of(db::Tx& tx, std::int64_t chain) {
  std::vector<Entry> entries;
  tx.each(sql::of_chain, {chain}, [&](const db::Row& row) { entries.push_back(entry_at(row)); });
  return entries;
}

std::vector<Untold> untold(db::Tx& tx, int most) {
  struct Noted {
    std::int64_t id, chain, number, reached;
  };
  std::vector<Noted> noted;
  tx.each(sql::untold, {most}, [&](const db::Row& row) {
    noted.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3)});
  });
  std::vector<Untold> acts;
  for (const auto& n : noted)
    if (auto entry = tx.first(sql::entry, {n.chain, n.number}, entry_at))
      acts.push_back({n.id, std::move(*entry), n.reached});
  return acts;
}

void told_up_to(db::Tx& tx, std::int64_t id, std::int64_t seat) { tx.run(sql::told_up_to, {seat, id}); }

void told(db::Tx& tx, std::int64_t id) { tx.run(sql::told, {id}); }

std::vector<Entry> newest(db::Tx& tx, std::int64_t chain, std::int64_t before, std::int64_t most) {
  std::vector<Entry> entries;
  tx.each(sql::newest, {chain, before, most}, [&](const db::Row& row) { entries.push_back(entry_at(row)); });
  return entries;
}

std::int64_t last_number(db::Tx& tx, std::int64_t chain) {
  return tx.first(sql::head, {chain}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

Verdict verify(db::Tx& tx) {
  struct End {
    std::int64_t number;
    Hash hash;
  };
  std::map<std::int64_t, End> ends;
  tx.each(sql::heads, {}, [&](const db::Row& row) { ends[row.integer(0)] = {row.integer(1), row.string(2)}; });

  Verdict verdict;
  verdict.chains = std::int64_t(ends.size());
  std::int64_t chain = -1, number = 0;
  Hash previous;
  auto end_chain = [&] {
    if (chain < 0) return;
    auto end = ends.find(chain);
    if (end == ends.end())
      verdict.broken.push_back({chain, number, "the chain has no head"});
    else if (end->second.number != number || end->second.hash != previous)
      verdict.broken.push_back({chain, end->second.number, "the end of the chain is missing or changed"});
    if (end != ends.end()) ends.erase(end);
  };
  tx.each(sql::every, {}, [&](const db::Row& row) {
    Entry entry = entry_at(row);
    entry.request = row.string(9);
    if (entry.chain != chain) {
      end_chain();
      chain = entry.chain, number = 0;
      previous.clear();
    }
    ++verdict.rows;
    verdict.last = std::max(verdict.last, std::optional(entry.at));
    if (entry.number != number + 1)
      verdict.broken.push_back({chain, number + 1, "a row is missing"});
    else if (hash_of(previous, entry) != row.text(8))
      verdict.broken.push_back({chain, entry.number, "the row does not fit its hash"});
    number = entry.number;
    previous = row.string(8);
  });
  end_chain();
  for (const auto& [left, end] : ends)
    verdict.broken.push_back({left, end.number, "every row of the chain is missing"});
  return verdict;
}

namespace {

constexpr std::string_view anchor_head = "saat-anchor 1 ", anchor_seal = "seal ";

std::optional<std::int64_t> number_in(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return fault == std::errc{} && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

std::string seal_of(std::string_view text, std::string_view secret) {
  // The secret may be of any length: its digest is the key.
  unsigned char key[crypto_generichash_KEYBYTES], seal[hash_size];
  crypto_generichash(key, sizeof key, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr, 0);
  crypto_generichash(seal, sizeof seal, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key,
                     sizeof key);
  return base::to_hex({reinterpret_cast<char*>(seal), sizeof seal});
}

}  // namespace

std::string anchor(db::Tx& tx, std::string_view secret, base::Instant now) {
  std::map<std::int64_t, std::string> lines;
  tx.each(sql::heads, {}, [&](const db::Row& row) {
    lines[row.integer(0)] = std::to_string(row.integer(0)) + " " + std::to_string(row.integer(1)) + " " +
                            base::to_hex(row.string(2)) + "\n";
  });
  std::string text = std::string(anchor_head) + base::to_iso(now) + "\n";
  for (const auto& [chain, line] : lines) text += line;
  return text + std::string(anchor_seal) + seal_of(text, secret) + "\n";
}

std::vector<Broken> held_against(db::Tx& tx, std::string_view anchor, std::string_view secret) {
  const auto end = anchor.rfind(anchor_seal);
  if (!anchor.starts_with(anchor_head) || end == anchor.npos) return {{0, 0, "this is no anchor of a journal"}};
  const auto text = anchor.substr(0, end);
  if (base::trim(anchor.substr(end + anchor_seal.size())) != seal_of(text, secret))
    return {{0, 0, "the anchor was changed, or sealed with another secret"}};
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> wanted;
  for (auto line : base::split(text.substr(text.find('\n') + 1), '\n')) {
    if (line.empty()) continue;
    const auto parts = base::split(line, ' ');
    const auto chain = number_in(parts[0]), number = parts.size() == 3 ? number_in(parts[1]) : std::nullopt;
    if (!chain || !number) return {{0, 0, "this is no anchor of a journal"}};
    wanted[{*chain, *number}] = parts[2];
  }
  tx.each(sql::every, {}, [&](const db::Row& row) {
    auto at = wanted.find({row.integer(0), row.integer(1)});
    if (at != wanted.end() && at->second == base::to_hex(row.string(8))) wanted.erase(at);
  });
  std::vector<Broken> broken;
  for (const auto& [where, hash] : wanted)
    broken.push_back({where.first, where.second, "the chain does not hold what it held when the anchor was made"});
  return broken;
}

std::string told_in(std::string_view act, const std::string& text, base::Language language) {
  if (!act.starts_with("window-") && act != "request-grant") return text;
  const auto reason = std::min(text.find(": "), text.size());
  return base::with_moments_in(std::string_view(text).substr(0, reason), language) + text.substr(reason);
}

}  // namespace journal
