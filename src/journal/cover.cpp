#include "journal/cover.h"

#include <sodium.h>

#include <array>
#include <limits>

namespace journal {

namespace {

// Half of BLAKE2b-256: a second text for a digest of sixteen bytes is as far out of reach, and a line is half as long.
std::string digest_of(const db::Row& row) {
  crypto_generichash_state state;
  constexpr std::size_t size = 16;
  crypto_generichash_init(&state, nullptr, 0, size);
  auto bytes = [&](std::string_view text) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  // Both engines give a number's text alike. Lengths stand before texts, and an absent value is not an empty one.
  for (int column = 2; column < row.columns(); ++column) {
    if (row.is_null(column)) {
      bytes("-;");
      continue;
    }
    const auto text = row.text(column);
    bytes(std::to_string(text.size()) + ":");
    bytes(text);
  }
  std::array<unsigned char, size> digest;
  crypto_generichash_final(&state, digest.data(), size);
  std::array<char, 2 * size> text;
  sodium_bin2base64(text.data(), text.size(), digest.data(), size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

std::vector<SealedRow> rows_between(db::Tx& tx, const Cover& cover, std::int64_t from, std::int64_t to) {
  std::vector<SealedRow> rows;
  tx.each(cover.rows, {from, to}, [&](const db::Row& row) {
    rows.push_back({row.integer(0), row.string(1), digest_of(row)});
  });
  return rows;
}

}  // namespace

std::string sealed(db::Tx& tx, const Units& units) {
  std::string text;
  for (const auto& [cover, number] : units) {
    text += std::string(cover.name) + " " + std::to_string(number);
    for (const auto& each : rows_between(tx, cover, number, number)) text += " " + each.row + "=" + each.digest;
    text += "\n";
  }
  return text;
}

std::vector<SealedRow> rows_of(db::Tx& tx, const Cover& cover) {
  return rows_between(tx, cover, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace journal
