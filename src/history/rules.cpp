#include "reports/rules.h"
#include "reports/witness.h"

#include "history/history.h"

namespace history {

using base::Decimal;
using base::Language;
using framework::Framework;
using framework::Kind;
using framework::Question;

namespace {

// In the unit it was typed in.
std::string quantity(const Question& question, const reports::Answer& parts, std::int64_t value, Language language) {
  const auto* unit = question.units.empty() ? nullptr : &question.units.front();
  for (const auto& known : question.units)
    if (known.code == parts.unit) unit = &known;
  if (!unit) return base::to_grouped(Decimal{value}, -1);
  auto typed = base::divide(base::Rational::from(Decimal{value}), unit->factor);
  auto decimal = typed ? base::to_decimal(*typed) : std::nullopt;
  return (decimal ? base::to_grouped(*decimal, -1) : parts.typed) + " " + unit->label.in(language);
}

std::string value_in_words(const Speech& speech, const Question& question, const reports::Answer& parts) {
  auto reading = reports::read(question, parts.typed, parts.unit);
  if (!reading.value) return parts.typed;
  switch (question.kind) {
    case Kind::count:
    case Kind::decimal:
      return quantity(question, parts, *reading.value, speech.language);
    case Kind::yes_no:
      return speech.say(*reading.value ? "answer.yes" : "answer.no");
    default: {
      reports::Answer answer;
      answer.typed = parts.typed, answer.value = reading.value;
      return reports::shown(question, answer, speech.language);
    }
  }
}

bool is_about_an_answer(std::string_view act) { return act == "put" || act == "comment" || act == "resolve"; }

}  // namespace

std::string answer_in_words(const Speech& speech, const Framework& plan, const Question& question,
                            std::string_view kept) {
  if (kept.empty()) return {};
  return reports::line_in_words(speech.words, speech.language, plan, question, kept,
                                [&](const reports::Answer& given) { return value_in_words(speech, question, given); });
}

Told told(const Speech& speech, const Framework* plan, const journal::Entry& entry) {
  Told told{{}, entry.subject, {}, {}, entry.before, entry.after};
  std::string key = "history_act." + entry.act;
  told.act = speech.words.has(key) ? speech.say(key) : entry.act;
  const auto* question = plan && is_about_an_answer(entry.act) ? plan->find(entry.subject) : nullptr;
  if (plan && entry.act == "reason")
    for (const auto& check : plan->checks)
      if (check.code == entry.subject) question = &plan->questions[std::size_t(check.question)];
  if (question) {
    told.heading = question->label.in(speech.language);
    told.section = plan->sections[plan->indicators[std::max(question->indicator, 0)].section].code;
  }
  if (question && entry.act == "put") {
    told.before = answer_in_words(speech, *plan, *question, entry.before);
    told.after = answer_in_words(speech, *plan, *question, entry.after);
  }
  if (!journal::holds_words(entry)) told.after.clear();
  if (entry.act != "request-grant") told.before = journal::told_in(entry.act, told.before, speech.language);
  told.after = journal::told_in(entry.act, told.after, speech.language);
  if (entry.act == "send-back" && entry.seat == 0) told.after = speech.retold("plan.asks_more", told.after);
  if (entry.act == "revise") told.after = speech.retold("plan.revised_act", told.after);
  return told;
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (const auto& text : cells) {
    std::string cell = text;
    // A spreadsheet runs what begins so; the apostrophe makes it a text.
    if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) cell.insert(0, "'");
    if (&text != &cells.front()) row += ',';
    row += '"';
    for (char c : cell) row += c == '"' ? std::string("\"\"") : std::string(1, c);
    row += '"';
  }
  return row + "\r\n";
}

}  // namespace history
