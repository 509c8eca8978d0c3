#include "base/growth_for_tests.h"

#include "base/budgets.h"
#include "base/instant.h"
#include "base/text.h"
#include "base/typed.h"

namespace base {
namespace {

// The longest text that is kept, of characters of three bytes.
constexpr std::size_t limit = budget::text * 3;

// Each of what a text goes through on its way in or out, on all that is worst for one of them.
TEST(Worst, texts_typed_and_shown) {
  using Work = std::function<void(const std::string&)>;
  const std::pair<const char*, Work> works[] = {
      {"is_utf8", [](const std::string& text) { is_utf8(text); }},
      {"repair_utf8", [](const std::string& text) { repair_utf8(text); }},
      {"as_seen", [](const std::string& text) { as_seen(text); }},
      {"hidden_marks", [](const std::string& text) { hidden_marks(text); }},
      {"with_marks_shown", [](const std::string& text) { with_marks_shown(text); }},
      {"with_marks_hidden", [](const std::string& text) { with_marks_hidden(text); }},
      {"thai_as_seen", [](const std::string& text) { thai_as_seen(text); }},
      {"parse_typed_day", [](const std::string& text) { parse_typed_day(text); }},
      {"with_moments_in", [](const std::string& text) { with_moments_in(text, Language::en); }},
      {"fill",
       [](const std::string& text) {
         fill(text, {{"a", "b"}, {"c", "d"}});
       }},
      {"fill with",
       [](const std::string& text) {
         fill("{a}{a}", {{"a", text}});
       }},
  };
  for (std::string_view piece : {"\xE0\xB8", "\xFF", "\u200B", "\u202C\u00A0 ", " ", "[U+200B]", "[U+", "{a}", "{",
                                 "}{", "ํา", "น้ํา", "เ", "ู้", "ม.ค.", "22 พ.ย. 2567 23.59 น.", "1", "๑"})
    for (const auto& [name, work] : works) {
      SCOPED_TRACE(std::string(name) + " of " + std::string(piece));
      expect_linear(
          limit, [&](std::size_t size) { return repeated(piece, size); }, work);
    }
}

}  // namespace
}  // namespace base
