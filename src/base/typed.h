#pragma once
#include <string>
#include <string_view>
#include <vector>

// What a person typed or pasted, as it looks to them. Copying from messages, pages and workbooks carries marks along
// that show nothing; they must neither spoil a number nor hide from who is to take them out.
namespace base {

// Without the marks that show nothing, every kind of blank a plain space, none at the ends, Thai digits as 0–9.
std::string as_seen(std::string_view typed);

// The marks in it that show nothing or pass for a space, each once, as they are called: "U+202C, U+00A0".
std::string hidden_marks(std::string_view typed);

// The same text with those marks to be seen: "12[U+202C]".
std::string with_marks_shown(std::string_view typed);

// The other way: what stands in [U+…] becomes the mark. For texts that must be written down to be read by people.
std::string with_marks_hidden(std::string_view shown);

std::string utf8_of(char32_t point);  // which must be a character: no half of a pair

}  // namespace base
