#pragma once
#include <string>
#include <string_view>

#include "journal/journal.h"

// What the slice keeps to itself.
namespace journal {

constexpr std::size_t hash_size = 32;
using Hash = std::string;  // 32 bytes, or empty before the first row

// Of a row of a chain, over the one before it.
Hash hash_of(std::string_view previous, const Entry& entry, std::string_view sealed);
std::string seal_of(std::string_view text, std::string_view secret);  // in hex
Entry entry_at(const db::Row& row);                                   // without its request

}  // namespace journal
