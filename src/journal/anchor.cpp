#include <sodium.h>

#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"
#include "journal/inside.h"
#include "journal/journal_sql.h"

namespace journal {

namespace {

constexpr std::string_view anchor_head = "saat-anchor 1 ", anchor_seal = "seal ";

std::optional<std::int64_t> number_in(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return fault == std::errc{} && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string seal_of(std::string_view text, std::string_view secret) {
  // The secret may be of any length: its digest is the key.
  unsigned char key[crypto_generichash_KEYBYTES], seal[hash_size];
  crypto_generichash(key, sizeof key, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr, 0);
  crypto_generichash(seal, sizeof seal, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key,
                     sizeof key);
  return base::to_hex({reinterpret_cast<char*>(seal), sizeof seal});
}

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

}  // namespace journal
