#include "base/typed.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/text.h"

namespace base {

namespace {

enum class Look { seen, blank, nothing };

// A range of code points that look like a space, or like nothing at all.
struct Range {
  char32_t from, to;
  Look look;
};
constexpr std::array ranges = {
    Range{0x09, 0x0D, Look::blank},         Range{0x20, 0x20, Look::blank},
    Range{0x85, 0x85, Look::blank},         Range{0xA0, 0xA0, Look::blank},
    Range{0xAD, 0xAD, Look::nothing},  // soft hyphen
    Range{0x034F, 0x034F, Look::nothing},   Range{0x061C, 0x061C, Look::nothing},
    Range{0x115F, 0x1160, Look::nothing},   Range{0x180B, 0x180E, Look::nothing},
    Range{0x2000, 0x200A, Look::blank},     Range{0x200B, 0x200F, Look::nothing},  // zero width, left-to-right
    Range{0x2028, 0x2029, Look::blank},     Range{0x202A, 0x202E, Look::nothing},  // embeddings
    Range{0x202F, 0x202F, Look::blank},     Range{0x205F, 0x205F, Look::blank},
    Range{0x2060, 0x206F, Look::nothing},   Range{0x3000, 0x3000, Look::blank},
    Range{0xFE00, 0xFE0F, Look::nothing},   Range{0xFEFF, 0xFEFF, Look::nothing},
    Range{0xE0000, 0xE0FFF, Look::nothing},  // tags
};

Look look_of(char32_t point) {
  if (point > 0x20 && point < 0x7F) return Look::seen;
  for (const auto& range : ranges)
    if (point >= range.from && point <= range.to) return range.look;
  return point < 0x20 || (point >= 0x7F && point < 0xA0) ? Look::nothing : Look::seen;
}

// The well-formed character in front, and how many bytes it takes; U+FFFD and one byte where there is none.
struct Point {
  char32_t value;
  std::size_t size;
};
Point point_at(std::string_view text) {
  auto lead = static_cast<unsigned char>(text.front());
  std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (size == 0 || size > text.size() || !is_utf8(text.substr(0, size))) return {0xFFFD, 1};
  if (size == 1) return {lead, 1};
  char32_t value = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return {value, size};
}

template <typename See>
void each_point(std::string_view text, See see) {
  while (!text.empty()) {
    auto point = point_at(text);
    see(point.value, text.substr(0, point.size));
    text.remove_prefix(point.size);
  }
}

std::string name_of(char32_t point) { return fmt::format("U+{:04X}", std::uint32_t(point)); }

// A plain space is no hidden mark; everything else of that look is.
bool is_hidden(char32_t point) { return point != ' ' && look_of(point) != Look::seen; }

}  // namespace

std::string utf8_of(char32_t point) {
  auto more = [&](int shift) { return char(0x80 | (point >> shift & 63)); };
  if (point < 0x80) return {char(point)};
  if (point < 0x800) return {char(0xC0 | point >> 6), more(0)};
  if (point < 0x10000) return {char(0xE0 | point >> 12), more(6), more(0)};
  return {char(0xF0 | point >> 18), more(12), more(6), more(0)};
}

std::string as_seen(std::string_view typed) {
  std::string out;
  each_point(typed, [&](char32_t point, std::string_view bytes) {
    auto look = look_of(point);
    if (look == Look::seen)
      out += bytes;
    else if (look == Look::blank && !out.empty())
      out += ' ';
  });
  while (out.ends_with(' ')) out.pop_back();
  return arabic_digits(out);
}

std::string hidden_marks(std::string_view typed) {
  std::string names;
  each_point(typed, [&](char32_t point, std::string_view) {
    if (!is_hidden(point)) return;
    if (auto name = name_of(point); names.find(name) == names.npos) names += (names.empty() ? "" : ", ") + name;
  });
  return names;
}

std::string with_marks_shown(std::string_view typed) {
  std::string out;
  each_point(typed, [&](char32_t point, std::string_view bytes) {
    if (is_hidden(point))
      out += "[" + name_of(point) + "]";
    else
      out += bytes;
  });
  return out;
}

std::string with_marks_hidden(std::string_view shown) {
  constexpr std::string_view open = "[U+", close = "]";
  std::string out;
  for (;;) {
    auto at = shown.find(open);
    auto end = at == shown.npos ? at : shown.find(close, at);
    std::uint32_t point = 0;
    bool is_mark = false;
    if (end != shown.npos) {
      const auto read = std::from_chars(shown.data() + at + open.size(), shown.data() + end, point, 16).ptr;
      is_mark = read == shown.data() + end && point > 0 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    }
    if (!is_mark) return out.append(shown);
    out.append(shown.substr(0, at)).append(utf8_of(point));
    shown.remove_prefix(end + close.size());
  }
}

}  // namespace base
