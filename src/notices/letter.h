#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

// A letter as mail servers want it (RFC 5322, 2045, 2047): plain text in UTF-8.
namespace notices {

struct Letter {
  std::string from_name, from, to, subject, text, message_id;
  base::Instant made_at;  // the date in it: sent again it is the same letter
};
std::string written(const Letter& letter);  // lines end with CRLF

// An address mail can go to: ASCII, one @, nothing that could begin another header.
bool is_address(std::string_view text);

// "=?UTF-8?B?…?=", folded into lines of at most 76 (RFC 2047), each word of whole characters; ASCII stays as it is.
// `begun`: how long the line is already, by the header's name.
std::string header_text(std::string_view text, std::size_t begun);
std::string header_date(base::Instant at);  // "Mon, 18 Nov 2024 09:00:00 +0700"

}  // namespace notices
