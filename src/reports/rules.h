#pragma once
#include "base/budgets.h"
#include "base/text.h"
#include "reports/reports.h"
#include "totals/totals.h"

// Pure: what a typed answer means, what is wrong with it, what a report amounts to.
namespace reports {

// What is wrong with one answer or between answers. Findings never stop a save; those that block stop
// the submission.
struct Finding {
  int question = 0;
  std::string code;  // "U2.3-within", or "U2.1:number" for a malformed answer
  framework::Weight weight = framework::Weight::blocks;
  std::string key;  // a sentence of words/*.yaml …
  base::Arguments arguments;
  const framework::Check* check = nullptr;  // … or the plan's own
};
struct Reading {
  std::optional<std::int64_t> value;
  std::string fault;          // key of a finding; empty when the answer is well formed
  base::Arguments arguments;  // of its sentence, what was typed among them
};
Reading read(const framework::Question& question, std::string_view typed, std::string_view unit);
// The number that was typed, whatever the question takes of it and in whatever unit.
std::optional<base::Decimal> number_in(std::string_view typed);

// An answer is kept as it was typed, and every page shows what is kept, in the unit it was typed in; what is reckoned
// from it stands beside it, never in its place. These say what "as typed" is, for whoever writes, compares or shows.
//
// Whole characters and one kind of line end: a browser sends CR LF from a form and LF from a script. What is asked on
// one line holds none, for no field of one line could show it.
std::string as_kept(std::string_view text, bool one_line);
// The unit an answer was typed in, its own or the plan's, which stands first; nullptr: the question has none, or the
// answer names one that is not the question's.
const framework::UnitOption* unit_of(const framework::Question& question, std::string_view unit);
// Whether both say the same, as typed: what a save compares, so that sending what is there changes nothing.
bool same_as_typed(const framework::Question& question, const Answer& a, const Answer& b);
// Short, and the same for what is the same: the form carries what it showed, so that a field nobody touched is known.
std::string fingerprint(const framework::Question& question, const Answer& answer);
// "31 ตัน/วัน", "๒,๐๐๐ ครัวเรือน", the choice's label: what was typed, in the unit it was typed in.
std::string as_typed(const framework::Question& question, const Answer& answer, base::Language language);
// "11,315 ตัน/ปี": what it is reckoned as; empty when it cannot be read, or says what was typed.
std::string reckoned(const framework::Question& question, const Answer& answer, base::Language language);

// How long what is given may be, in characters. More is refused, where it stands, and stays with who typed it: a
// journal that copies every change must not be filled by one seat.
namespace longest {
inline constexpr std::size_t value = base::budget::value, text = base::budget::text, unit = base::budget::unit,
                             source = base::budget::source, remark = base::budget::remark,
                             reason = base::budget::reason;
}
struct TooLong {
  std::string part;  // "typed" "unit" "reason" "source" "remark"
  std::size_t length = 0, limit = 0;
  std::string key() const { return "too_long." + part; }
  base::Arguments arguments(std::string_view code) const;  // of a question or finding
};
// The first part that is, and that changes: what was taken before there were lengths may stay.
std::optional<TooLong> too_long(const framework::Question& question, const Answer& stands, const Answer& next);
std::optional<TooLong> too_long_reason(std::string_view reason);

// A report as the formulas see it.
struct Picture {
  std::vector<formula::Value> slots;
  std::vector<bool> asked;  // by question
};
Picture picture_of(const framework::Framework& plan, const Body& body, const Answers& answers);

// Whether the plan asks this body about its answers here.
bool fires(const framework::Check& check, const Body& body, const Picture& picture);

// The plan's sentence with the numbers in it. Made when somebody reads it: every save finds findings, few are looked
// at.
std::string message_of(const framework::Framework& plan, const Finding& finding, const Answers& answers,
                       const Picture& picture, base::Language language);
// Codes of the findings that may want a reason: the checks of the plan, and "U1.3:future", a day after the period.
std::vector<std::string> findings_with_a_reason(const framework::Framework& plan);
bool asks_for_a_reason(const framework::Framework& plan, std::string_view finding);
std::vector<Finding> findings_of(const framework::Framework& plan, const Body& body, const Answers& answers,
                                 const Picture& picture);

struct Figure {
  formula::Value::State state = formula::Value::State::absent;
  base::Decimal value;  // when state is number; rounded to the indicator's places it is what the fraction comes to
};
Figure figure_of(const framework::Indicator& indicator, const Picture& picture);
// The same from an area's sums: Σ numerator ÷ Σ denominator × factor.
Figure figure_of(const framework::Indicator& indicator, const totals::Sum& sum);

// What the report adds to its province's sums: one a question, then one an indicator, in the plan's order, then those
// of its flow; zero where it adds nothing.
using Contribution = std::vector<totals::Sum>;
std::size_t items_of(const framework::Framework& plan);
Contribution contribution_of(const framework::Framework& plan, const Body& body, const Picture& picture);
// The items' codes are the plan's own: the changes live as long as it does. An empty vector is nothing at all.
std::vector<totals::Change> difference(const framework::Framework& plan, const Contribution& before,
                                       const Contribution& after);
// The same between two pictures of one report, reckoning only what stands on a slot that moved.
std::vector<totals::Change> difference(const framework::Framework& plan, const Body& body, const Picture& before,
                                       const Picture& after);
// Slots whose value or state differs.
std::vector<bool> moved_slots(const Picture& before, const Picture& after);
bool stands_on(const framework::Indicator& indicator, const std::vector<bool>& slots);
// Figures a list of bodies shows beside each: the first indicator with a target in every section.
std::vector<const framework::Indicator*> headline(const framework::Framework& plan);

// A body's figures in one line, so that a list of hundreds reads one row each: "U2=72.58:2032 M1=3". After the
// colon what the rate is of, as the province's sums count it.
struct ListedFigure {
  base::Decimal value, base;
};
// Whether a report that was opened again was opened for this answer too.
bool is_open_for(const Report& report, std::string_view question);
std::string figures_line(const framework::Framework& plan, const Body& body, const Picture& picture);
std::optional<ListedFigure> figure_in(std::string_view line, std::string_view code);
std::vector<std::pair<std::string_view, ListedFigure>> figures_in(
    std::string_view line);  // all of them, by code; points into `line`

struct Progress {
  int answered = 0, expected = 0;
};
Progress progress_of(const framework::Framework& plan, const Answers& answers, const Picture& picture);
// What cannot be read is no answer: it is kept, with a finding beside it, and the report still waits for one.
bool is_answered(const framework::Question& question, const Answer& answer);

// "1,234.5", "มี", the choice's label, "22 พ.ย. 2567": the answer as a person reads it, in the stored unit.
std::string shown(const framework::Question& question, const Answer& answer, base::Language language);

}  // namespace reports
