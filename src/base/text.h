#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace base {

bool is_utf8(std::string_view text);
// Broken bytes become U+FFFD, so that what was typed stays readable and nothing is refused.
std::string repair_utf8(std::string_view text);
std::size_t count_characters(std::string_view utf8);

std::string_view trim(std::string_view text);  // ASCII space and U+00A0, U+200B
std::vector<std::string_view> split(std::string_view text, char separator);

std::string arabic_digits(std::string_view text);  // ๑๒๓ → 123, the rest as it is
std::string thai_digits(std::string_view text);    // 123 → ๑๒๓, the rest as it is

// One spelling of what looks the same: the vowel am typed as two characters, ae as two e, and marks over or under a
// letter in whatever order they were typed (a tone before its vowel, as keyboards and old files have them). Nothing
// else changes.
std::string thai_as_seen(std::string_view text);

std::string to_hex(std::string_view bytes);

// Replaces {0}, {1}, … and {name} placeholders; one without an argument stays as it is.
using Arguments = std::vector<std::pair<std::string, std::string>>;
std::string fill(std::string_view pattern, const Arguments& arguments);

}  // namespace base
