#include "notices/letter.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

namespace notices {

namespace {

constexpr std::size_t longest_line = 76, longest_word = 75;

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its closing zero
  return text;
}

bool is_plain(char c) { return c >= ' ' && c < 127; }

}  // namespace

std::string header_text(std::string_view text, std::size_t begun) {
  if (std::all_of(text.begin(), text.end(), is_plain) && begun + text.size() <= longest_line &&
      text.find("=?") == text.npos)
    return std::string(text);
  constexpr std::string_view begin = "=?UTF-8?B?", end = "?=";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    // Four letters carry three bytes; a Thai letter is three, so nothing is lost by whole characters.
    std::size_t room = out.empty() ? std::min(longest_word, longest_line - begun) : longest_word;
    std::size_t most = (room - begin.size() - end.size()) / 4 * 3;
    std::size_t size = std::min(most, text.size() - at);
    while (size > 0 && at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) --size;
    if (size == 0) size = std::min(most, text.size() - at);  // not UTF-8 at all
    std::string part(text.substr(at, size));
    std::replace_if(
        part.begin(), part.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    out += (out.empty() ? "" : "\r\n ") + std::string(begin) + base64(part) + std::string(end);
    at += size;
  }
  return out;
}

std::string header_date(base::Instant at) {
  // Names in English whatever the language of the letter: RFC 5322 knows no other.
  static constexpr const char* days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970-01-01 was a Thursday
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto day = base::day_in_bangkok(at);
  auto iso = base::to_iso(day);
  auto second = (at.ms - base::start_of(day).ms) / 1000;
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0700", days[day.days % 7], std::stoi(iso.substr(8, 2)),
                     months[std::stoi(iso.substr(5, 2)) - 1], iso.substr(0, 4), second / 3600, second / 60 % 60,
                     second % 60);
}

bool is_address(std::string_view text) {
  auto at = text.find('@');
  if (at == 0 || at == text.npos || at + 1 == text.size() || text.size() > 254 || text.find('@', at + 1) != text.npos)
    return false;
  if (text.find('.', at) == text.npos && text.substr(at) != "@localhost") return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 127 && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
  });
}

std::string written(const Letter& letter) {
  std::string body, encoded = base64([&] {
                      std::string lines;
                      for (char c : letter.text)
                        if (c == '\n')
                          lines += "\r\n";
                        else if (c != '\r')
                          lines += c;
                      return lines;
                    }());
  for (std::size_t at = 0; at < encoded.size(); at += longest_line) body += encoded.substr(at, longest_line) + "\r\n";
  return "Date: " + header_date(letter.made_at) + "\r\n" + "From: " + header_text(letter.from_name, 6) + "\r\n <" +
         letter.from + ">\r\n" + "To: <" + letter.to + ">\r\n" + "Subject: " + header_text(letter.subject, 9) + "\r\n" +
         "Message-ID: " + letter.message_id + "\r\n" +
         "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n" +
         "Auto-Submitted: auto-generated\r\n\r\n" + body;
}

}  // namespace notices
