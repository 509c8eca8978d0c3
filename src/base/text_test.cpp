#include "base/text.h"

#include <gmock/gmock.h>

#include <random>

namespace base {
namespace {

using testing::ElementsAre;

const std::string mark = "\xEF\xBF\xBD";  // U+FFFD

std::string encoded(std::uint32_t point) {
  if (point < 0x80) return {char(point)};
  if (point < 0x800) return {char(0xC0 | point >> 6), char(0x80 | (point & 63))};
  if (point < 0x10000) return {char(0xE0 | point >> 12), char(0x80 | (point >> 6 & 63)), char(0x80 | (point & 63))};
  return {char(0xF0 | point >> 18), char(0x80 | (point >> 12 & 63)), char(0x80 | (point >> 6 & 63)),
          char(0x80 | (point & 63))};
}

std::uint32_t any_point(std::mt19937_64& dice) {
  constexpr std::uint32_t ends[] = {0x80, 0x800, 0x10000, 0x110000};
  const auto point = 1 + std::uint32_t(dice() % (ends[dice() % 4] - 1));
  return point >= 0xD800 && point <= 0xDFFF ? 0xE01u : point;  // halves of UTF-16 are no characters
}

std::string noise(std::mt19937_64& dice) {
  // Mostly the bytes that begin or go on a sequence, so that nearly right ones come up too.
  constexpr unsigned char likely[] = {'a',  0,    0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xA0,
                                      0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xF5, 0xFF};
  std::string text;
  for (auto left = dice() % 12; left > 0; --left) text += char(dice() % 3 ? likely[dice() % sizeof likely] : dice());
  return text;
}

TEST(Utf8, the_shortest_form_of_a_character_and_no_other) {
  for (auto text : {"", "a", "ไทย", "é", "😀", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (auto text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xE0\xB8", "\xED\xA0\x80",
                    "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE0\xB8z"})
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
}

TEST(Utf8, a_broken_byte_leaves_its_neighbours_readable) {
  EXPECT_EQ(repair_utf8("ก\xFFข"), "ก" + mark + "ข");
  EXPECT_EQ(repair_utf8("\xE0\xB8"), mark + mark);
  EXPECT_EQ(repair_utf8("a\xE0z"), "a" + mark + "z");
  EXPECT_EQ(repair_utf8(std::string_view("a\0b", 3)), "a" + mark + "b");
}

TEST(Utf8, noise_becomes_valid_and_stays_so) {
  for (unsigned seed = 0; seed < 30'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto text = noise(dice), repaired = repair_utf8(text);
    ASSERT_TRUE(is_utf8(repaired)) << seed;
    EXPECT_EQ(repaired.find('\0'), repaired.npos) << seed;
    EXPECT_EQ(repair_utf8(repaired), repaired) << seed;
    if (is_utf8(text) && text.find('\0') == text.npos) EXPECT_EQ(repaired, text) << seed;
  }
}

TEST(Utf8, what_is_valid_stays_as_it_is_and_is_counted) {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto characters = dice() % 12;
    std::string text;
    for (auto left = characters; left > 0; --left) text += encoded(any_point(dice));
    EXPECT_TRUE(is_utf8(text)) << seed;
    EXPECT_EQ(repair_utf8(text), text) << seed;
    EXPECT_EQ(count_characters(text), characters) << seed;
  }
}

TEST(Utf8, characters_are_counted_rather_than_bytes) {
  EXPECT_EQ(count_characters(""), 0u);
  EXPECT_EQ(count_characters("ตำบล"), 4u);
  EXPECT_EQ(count_characters("น้ำ"), 3u) << "marks above count, as they do for a database";
  EXPECT_EQ(count_characters("a😀"), 2u);
}

TEST(Text, trim_takes_blanks_from_both_ends_only) {
  EXPECT_EQ(trim("  a b \t\r\n"), "a b");
  EXPECT_EQ(trim("\xC2\xA0\xE2\x80\x8B ก \xE2\x80\x8B\xC2\xA0"), "ก");
  EXPECT_EQ(trim(" \xC2\xA0 "), "");
  EXPECT_EQ(trim("\xC3\xA0"), "\xC3\xA0") << "the end of à is not a blank";
}

TEST(Text, split_keeps_empty_parts) {
  EXPECT_THAT(split("a,b", ','), ElementsAre("a", "b"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split(",a,,", ','), ElementsAre("", "a", "", ""));
}

TEST(Text, digits_go_to_thai_and_back) {
  EXPECT_EQ(thai_digits("0123456789"), "๐๑๒๓๔๕๖๗๘๙");
  EXPECT_EQ(arabic_digits("๐๑๒๓๔๕๖๗๘๙"), "0123456789");
  EXPECT_EQ(arabic_digits("พ.ศ. ๒๕๖๗ฯ"), "พ.ศ. 2567ฯ");
  EXPECT_EQ(arabic_digits("๏๚"), "๏๚") << "the signs beside the digits are no digits";
  EXPECT_EQ(arabic_digits("\xE0\xB9"), "\xE0\xB9");
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    std::mt19937_64 dice(seed);
    const auto text = noise(dice) + std::to_string(dice());
    EXPECT_EQ(arabic_digits(thai_digits(text)), arabic_digits(text)) << seed;
  }
}

TEST(Text, hex_is_two_lower_letters_a_byte) {
  EXPECT_EQ(to_hex(std::string_view("\0\x0F\xF0\xFF", 4)), "000ff0ff");
  EXPECT_EQ(to_hex(""), "");
}

TEST(Fill, places_are_taken_by_number_and_by_name) {
  EXPECT_EQ(fill("{0} จาก {1}", {{"0", "3"}, {"1", "7"}}), "3 จาก 7");
  EXPECT_EQ(fill("{name}: {name}", {{"name", "x"}}), "x: x");
  EXPECT_EQ(fill("{1}{0}", {{"0", "a"}, {"1", "b"}}), "ba");
  EXPECT_EQ(fill("{a}", {{"a", ""}}), "");
  EXPECT_EQ(fill("{a}", {{"a", "1"}, {"a", "2"}}), "1");
}

TEST(Fill, what_has_no_argument_stays) {
  EXPECT_EQ(fill("{0} {b}", {{"0", "a"}}), "a {b}");
  EXPECT_EQ(fill("{}", {{"0", "a"}}), "{}");
  EXPECT_EQ(fill("a {0", {{"0", "x"}}), "a {0");
  EXPECT_EQ(fill("a } b", {{"0", "x"}}), "a } b");
  EXPECT_EQ(fill("", {{"0", "x"}}), "");
}

TEST(Fill, what_a_person_typed_is_no_pattern) { EXPECT_EQ(fill("{0}{1}", {{"0", "{1}"}, {"1", "x"}}), "{1}x"); }

TEST(Text, thai_typed_on_any_keyboard_is_spelt_one_way) {
  for (auto typed : {"น้ำพอง", "นํ้าพอง", "น้ําพอง", "นำ้พอง"}) EXPECT_EQ(thai_as_seen(typed), "น้ำพอง") << typed;
  EXPECT_EQ(thai_as_seen("สํานัก"), "สำนัก");
  EXPECT_EQ(thai_as_seen("เเม่ใส"), "แม่ใส");
  EXPECT_EQ(thai_as_seen("ที่"), "ที่");
  EXPECT_EQ(thai_as_seen("ท่ี"), "ที่");
  EXPECT_EQ(thai_as_seen("นิพพานํ กา"), "นิพพานํ กา") << "what stands alone stays";
  for (std::string other : {"", "abc", "\xE0\xB8", "\xff\xE0", "เ", "a\u200bา"}) EXPECT_EQ(thai_as_seen(other), other);
}

}  // namespace
}  // namespace base
