#include "base/typed.h"

#include "base/decimal.h"
#include "base/instant.h"
#include "base/rational.h"
#include "base/text.h"
#include "fuzz.h"
#include "reports/rules.h"

namespace fuzz {

namespace {

using base::Language;

void numbers(std::string_view text) {
  if (const auto value = base::parse_decimal(text)) {
    hold(base::parse_decimal(base::to_plain(*value)) == value, "a decimal written plainly is read alike");
    base::to_grouped(*value, 2), base::rounded(*value, 1);
    const auto exact = base::Rational::from(*value);
    hold(base::to_decimal(exact) == value, "a decimal is its fraction");
    base::to_exact(exact);
  }
  if (const auto value = reports::number_in(text)) {
    hold(reports::number_in(base::to_grouped(*value)) == value, "a number shown is read alike");
    hold(reports::number_in(base::thai_digits(base::to_grouped(*value))) == value, "in Thai digits, too");
    hold(base::parse_decimal(base::to_plain(*value)) == value, "and plainly");
  }
}

void days(std::string_view text) {
  if (const auto day = base::parse_typed_day(text)) {
    for (auto language : {Language::th, Language::en})
      hold(base::parse_typed_day(base::show(*day, language)) == day, "a day shown is read alike");
    hold(base::parse_iso_day(base::to_iso(*day)) == day, "and as the machine writes it");
  }
  if (const auto day = base::parse_iso_day(text)) {
    hold(base::parse_iso_day(base::to_iso(*day)) == day, "a day is read as it is written");
    hold(base::day_in_bangkok(base::start_of(*day)) == day, "and begins on itself");
  }
  if (const auto at = base::parse_instant(text)) {
    hold(base::parse_instant(base::to_iso(*at)) == at, "a moment is read as it is written");
    base::show(*at, Language::th), base::show_clock(*at, Language::en);
    hold(base::with_moments_in(base::show(*at, Language::th), Language::en) == base::show(*at, Language::en),
         "a moment in a sentence is said in English");
  }
  hold(base::with_moments_in(text, Language::th) == text, "what is Thai already stays");
  base::with_moments_in(text, Language::en);
}

void texts(std::string_view text) {
  const auto mended = base::repair_utf8(text);
  hold(base::is_utf8(mended) && base::repair_utf8(mended) == mended, "what is mended is whole");
  const auto seen = base::as_seen(mended);
  hold(base::is_utf8(seen) && base::as_seen(seen) == seen, "what is seen is seen alike");
  hold(base::thai_as_seen(base::thai_as_seen(mended)) == base::thai_as_seen(mended), "one spelling is one");
  if (mended.find("[U+") == mended.npos)
    hold(base::with_marks_hidden(base::with_marks_shown(mended)) == mended,
         "marks shown and hidden are the same marks");
  hold(base::arabic_digits(base::thai_digits(base::arabic_digits(mended))) == base::arabic_digits(mended),
       "digits are digits");
  for (bool one_line : {false, true}) {
    const auto kept = reports::as_kept(text, one_line);
    hold(reports::as_kept(kept, one_line) == kept, "what is kept is kept alike");
  }
}

// As the form reads an answer, of each kind.
void answers(std::string_view text) {
  framework::Question question;
  question.units = {{"kg", {"กก.", "kg"}, base::Rational::whole(1)}, {"ton", {"ตัน", "t"}, base::Rational::whole(1000)}};
  question.choices = {{"a", {"ก", "a"}}, {"b", {"ข", "b"}}};
  using framework::Kind;
  for (auto kind : {Kind::count, Kind::decimal, Kind::yes_no, Kind::choice, Kind::text, Kind::date})
    for (const char* unit : {"", "ton", "none"}) {
      question.kind = kind;
      if (*unit && !question.is_quantity()) continue;
      const auto reading = reports::read(question, text, unit);
      hold(!reading.value || reading.fault.empty(), "an answer has a value or a fault");
      reports::Answer answer;
      answer.typed = std::string(text), answer.unit = unit, answer.value = reading.value;
      reports::as_typed(question, answer, Language::th), reports::reckoned(question, answer, Language::en);
    }
}

}  // namespace

void typed(std::string_view bytes) {
  numbers(bytes);
  days(bytes);
  texts(bytes);
  answers(bytes);
}

}  // namespace fuzz
