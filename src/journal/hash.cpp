#include <sodium.h>

#include <array>

#include "journal/inside.h"

namespace journal {

Hash hash_of(std::string_view previous, const Entry& entry, std::string_view sealed) {
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
  // Nor have they seals; the mark before them is no length of a request.
  if (!sealed.empty()) {
    number(-1);
    number(std::int64_t(sealed.size()));
    bytes(sealed);
  }
  Hash hash(hash_size, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash_size);
  return hash;
}

}  // namespace journal
