#include "imports/imports.h"

#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "imports/workbook.h"
#include "reports/acts.h"
#include "reports/rules.h"
#include "reports/store.h"

namespace imports {

using base::Decimal;
using base::Language;
using framework::Kind;
using framework::Question;
using identity::Voice;
using reports::Answer;
using reports::Where;

namespace {

constexpr int first_row = 3;                  // codes stand in the first, names in the second
constexpr std::int64_t day_of_1970 = 25'569;  // as spreadsheets count them
constexpr std::size_t most_faults = 1'000;

// What a cell says, as one would type it into the form.
struct Typed {
  std::string text;
  bool not_applicable = false;
};

struct Line {
  Where where;
  std::vector<std::pair<const Question*, Typed>> answers;
};

class Reader {
 public:
  Reader(const Voice& voice, const framework::Framework& plan, std::int64_t round, Outcome& outcome)
      : voice_(voice), plan_(plan), round_(round), outcome_(outcome) {
    for (auto language : {Language::th, Language::en})
      not_applicable_.insert(voice.world.words.say(language, "exports.not_applicable"));
  }

  void see(int row, const std::vector<Cell>& cells) {
    if (row == 1) return heads(cells);
    if (row < first_row) return;
    const Cell* code = nullptr;
    for (const auto& cell : cells)
      if (cell.column == code_column_) code = &cell;
    if (!code || base::trim(code->text).empty()) return;  // a sum below the table, an empty line
    line(row, code_in(*code), cells);
  }

  bool has_codes() const { return code_column_ >= 0; }
  std::vector<Line>& lines() { return lines_; }

 private:
  void heads(const std::vector<Cell>& cells) {
    for (const auto& cell : cells) {
      auto code = std::string(base::trim(cell.text));
      if (code == "code")
        code_column_ = cell.column;
      else if (const auto* question = plan_.find(code))
        columns_[cell.column] = question;
    }
    if (code_column_ < 0)
      fault({}, "", "code", voice_.say("imports.no_code_column"));
    else if (columns_.empty())
      fault({}, "", "", voice_.say("imports.no_question_column", {{"plan", plan_.title.in(voice_.language)}}));
  }

  // A spreadsheet takes 06560115 for the number 6560115.
  static std::string code_in(const Cell& cell) {
    std::string code(base::trim(cell.text));
    if (cell.is_number && code.size() < 8) code.insert(0, 8 - code.size(), '0');
    return code;
  }

  void line(int row, const std::string& code, const std::vector<Cell>& cells) {
    if (code_column_ < 0) return;
    std::string at = name_of(code_column_, row);
    const auto* body = voice_.world.registry.by_code(code);
    if (!body || body->tier != registry::Tier::local)
      return fault(at, code, "code", voice_.say("imports.no_body", {{"code", code}}));
    Where where{plan_, round_, reports::body_for(*body, plan_)};
    if (!plan_.bodies.contains(where.body.type))
      return fault(at, code, "code", voice_.say("imports.not_asked_at_all", {{"code", code}}));
    if (auto [first, fresh] = seen_.emplace(body->id, row); !fresh)
      return fault(at, code, "code",
                   voice_.say("imports.twice", {{"code", code}, {"row", std::to_string(first->second)}}));
    ++outcome_.rows;
    Line line{where, {}};
    for (const auto& cell : cells) {
      auto column = columns_.find(cell.column);
      if (column == columns_.end() || base::trim(cell.text).empty()) continue;
      const Question& question = *column->second;
      auto name = name_of(cell.column, row);
      if (!where.body.is_asked(question)) {
        fault(name, code, question.code,
              voice_.say("imports.not_asked", {{"type", registry::short_type(where.body.type)}}));
        continue;
      }
      Typed typed = typed_in(question, cell);
      if (typed.not_applicable && question.asked_if) continue;  // as files show what an answer above makes needless
      if (typed.not_applicable && !question.may_not_apply) {
        fault(name, code, question.code, voice_.say("imports.applies"));
        continue;
      }
      if (!typed.not_applicable)
        if (auto reading = reports::read(question, typed.text, ""); !reading.fault.empty()) {
          auto arguments = reading.arguments;
          arguments.emplace_back("typed", typed.text);
          fault(name, code, question.code, voice_.say(reading.fault, arguments));
          continue;
        }
      line.answers.emplace_back(&question, std::move(typed));
    }
    if (!line.answers.empty()) lines_.push_back(std::move(line));
  }

  Typed typed_in(const Question& question, const Cell& cell) const {
    std::string text(base::trim(cell.text));
    if (not_applicable_.contains(text)) return {"", true};
    if (question.kind == Kind::date && cell.is_number)
      if (auto day = base::parse_decimal(text))
        return {base::show(base::Day{std::int32_t(day->scaled / Decimal::one - day_of_1970)}, Language::th)};
    // As files show them, in either language.
    auto shown = [&](const Answer& answer) {
      return reports::shown(question, answer, Language::th) == text ||
             reports::shown(question, answer, Language::en) == text;
    };
    Answer answer;
    answer.typed = "?";
    if (question.kind == Kind::yes_no) {
      answer.value = Decimal::one;
      if (shown(answer) || text == "1") return {"yes"};
      answer.value = 0;
      if (shown(answer) || text == "0") return {"no"};
    }
    if (question.kind == Kind::choice)
      for (std::size_t i = 0; i < question.choices.size(); ++i) {
        answer.value = std::int64_t(i + 1) * Decimal::one;
        if (shown(answer)) return {question.choices[i].code};
      }
    return {text};
  }

  void fault(std::string cell, std::string body, std::string column, std::string said) {
    if (outcome_.faults.size() < most_faults)
      outcome_.faults.push_back({std::move(cell), std::move(body), std::move(column), std::move(said)});
  }

  const Voice& voice_;
  const framework::Framework& plan_;
  std::int64_t round_;
  Outcome& outcome_;
  std::set<std::string> not_applicable_;
  int code_column_ = -1;
  std::map<int, const Question*> columns_;
  std::unordered_map<std::int64_t, int> seen_;  // body → its row
  std::vector<Line> lines_;
};

// The cell says what the answer says already, in whichever unit and words that was typed.
bool says_the_same(const Question& question, const Typed& typed, const Answer& answer) {
  if (typed.not_applicable || answer.not_applicable) return typed.not_applicable == answer.not_applicable;
  auto value = reports::read(question, typed.text, "").value;
  return value ? value == answer.value : typed.text == answer.typed;
}

}  // namespace

Outcome bring_in(const Voice& voice, db::Tx& tx, const framework::Framework& plan, std::int64_t round,
                 const std::string& path, const identity::Seat& seat, bool only_check) {
  Outcome outcome;
  Reader reader(voice, plan, round, outcome);
  each_row(path, "answers", [&](int row, const std::vector<Cell>& cells) { reader.see(row, cells); });
  if (!reader.has_codes() && outcome.faults.empty()) outcome.faults.push_back({"", "", "", voice.say("imports.empty")});
  for (auto& [where, answers] : reader.lines()) {
    const auto& body = *where.body.organisation;
    auto report = reports::store::find(tx, round, body.id, seat);
    auto present = report ? reports::store::answers_of(tx, plan, report->id) : reports::Answers(plan.questions.size());
    std::erase_if(answers,
                  [&](const auto& one) { return says_the_same(*one.first, one.second, present[one.first->slot]); });
    if (answers.empty()) continue;
    if (report && is_sealed(report->stage)) {
      if (outcome.faults.size() < most_faults)
        outcome.faults.push_back(
            {"", body.code, "", voice.say("imports.sealed", {{"n", std::to_string(answers.size())}})});
      continue;
    }
    ++outcome.reports;
    outcome.answers += int(answers.size());
  }
  if (!outcome.faults.empty() || only_check) return outcome;
  for (const auto& [where, answers] : reader.lines()) {
    if (answers.empty()) continue;
    auto draft = reports::open_draft(tx, where, seat, voice.now);
    for (const auto& [question, typed] : answers) {
      reports::Given given;
      given.seen = draft.answers[question->slot].version;
      given.not_applicable = typed.not_applicable;
      given.typed = typed.text;
      if (!question->units.empty()) given.unit = question->units.front().code;
      reports::put(tx, draft, *question, given, seat, voice.now);
    }
    reports::close_draft(tx, where, draft, voice.now);
  }
  return outcome;
}

}  // namespace imports
