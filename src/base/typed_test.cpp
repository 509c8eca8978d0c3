#include "base/typed.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(AsSeen, marks_that_show_nothing_are_read_over_and_blanks_are_spaces) {
  EXPECT_EQ(as_seen("\u202A1\u200B2\u202C"), "12");
  EXPECT_EQ(as_seen("\uFEFF\u00A0 ก\u00A0ข\u3000\r\n"), "ก ข");
  EXPECT_EQ(as_seen("\u200E \u200F"), "");
  EXPECT_EQ(as_seen("๑๒ ก"), "12 ก");
  EXPECT_EQ(as_seen("น้ำ é 😀"), "น้ำ é 😀") << "what shows stays";
  EXPECT_EQ(as_seen("a\x01"
                    "b"),
            "ab");
  EXPECT_EQ(as_seen("a\xFF"), "a\xFF") << "broken bytes are for the reader to refuse";
}

TEST(HiddenMarks, are_named_once_each_and_shown_where_they_stand) {
  EXPECT_EQ(hidden_marks("\u202A1\u00A02\u202A"), "U+202A, U+00A0");
  EXPECT_EQ(hidden_marks("1 2 ก"), "");
  EXPECT_EQ(with_marks_shown("1\u202C2\t3"), "1[U+202C]2[U+0009]3");
  for (const char* text : {"1\u202C2", "\uFEFF", "[", "[U+]", "[U+202C", "12"})
    EXPECT_EQ(with_marks_hidden(with_marks_shown(text)), text);
}

}  // namespace
}  // namespace base
