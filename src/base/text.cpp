#include "base/text.h"

namespace base {

namespace {

// Length of the well-formed UTF-8 sequence at the start; 0 when there is none.
std::size_t sequence(std::string_view s) {
  auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  auto more = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned a = byte(0), b = byte(1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a <= 0xDF) return more(1) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    if (!more(1) || !more(2) || (a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F)) return 0;
    return 3;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    if (!more(1) || !more(2) || !more(3) || (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

constexpr std::string_view thai_zero = "๐";  // E0 B9 90 … E0 B9 99

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto length = sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto length = sequence(text);
    // NUL is well formed, yet neither database keeps it in text.
    if (length == 0 || text[0] == '\0')
      out += "\xEF\xBF\xBD", length = 1;
    else
      out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (unsigned char c : utf8) count += (c & 0xC0) != 0x80;
  return count;
}

std::string_view trim(std::string_view text) {
  static constexpr std::string_view blanks[] = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xE2\x80\x8B"};
  for (bool again = true; again;) {
    again = false;
    for (auto blank : blanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string arabic_digits(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto digit = i + 2 < text.size() && text.substr(i, 2) == thai_zero.substr(0, 2)
                     ? static_cast<unsigned char>(text[i + 2]) - 0x90
                     : -1;
    if (digit >= 0 && digit <= 9)
      out += char('0' + digit), i += 2;
    else
      out += text[i];
  }
  return out;
}

std::string thai_digits(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c >= '0' && c <= '9')
      out += {thai_zero[0], thai_zero[1], char(thai_zero[2] + (c - '0'))};
    else
      out += c;
  return out;
}

namespace {

// The Thai character that ends `back` characters before the end of the text; 0 where there is none.
char32_t thai_at_end(std::string_view text, std::size_t back) {
  if (text.size() < 3 * (back + 1)) return 0;
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[text.size() - 3 * (back + 1) + i]); };
  if (byte(0) != 0xE0 || (byte(1) | 1) != 0xB9) return 0;
  return 0xE00 + char32_t(byte(1) - 0xB8) * 64 + (byte(2) & 0x3F);
}

bool is_tone(char32_t c) { return c >= U'่' && c <= U'๋'; }
bool is_vowel_above_or_below(char32_t c) { return c == U'ั' || (c >= U'ิ' && c <= U'ู'); }

}  // namespace

std::string thai_as_seen(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  auto put_instead = [&](std::size_t characters, std::string_view instead) {
    out.resize(out.size() - 3 * characters);
    out += instead;
  };
  for (char c : text) {
    out += c;
    const auto last = thai_at_end(out, 0);
    if (last == 0) continue;
    const auto before = thai_at_end(out, 1);
    if (last == U'า' && before == U'ํ') {
      put_instead(2, "ำ");
    } else if (last == U'า' && is_tone(before) && thai_at_end(out, 2) == U'ํ') {
      put_instead(3, out.substr(out.size() - 6, 3) + "ำ");
    } else if (last == U'เ' && before == U'เ') {
      put_instead(2, "แ");
    } else if ((is_vowel_above_or_below(last) && is_tone(before)) || (is_tone(last) && before == U'ำ')) {
      put_instead(2, out.substr(out.size() - 3) + out.substr(out.size() - 6, 3));
    }
  }
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char c : bytes) out += digits[c >> 4], out += digits[c & 15];
  return out;
}

std::string fill(std::string_view pattern, const Arguments& arguments) {
  std::string out;
  while (!pattern.empty()) {
    auto open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == pattern.npos) break;
    pattern.remove_prefix(open);
    auto close = pattern.find('}');
    if (close == pattern.npos) return out.append(pattern);
    auto name = pattern.substr(1, close - 1);
    bool found = false;
    for (const auto& [key, value] : arguments)
      if (key == name) {
        out += value;
        found = true;
        break;
      }
    if (!found) out += pattern.substr(0, close + 1);
    pattern.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace base
