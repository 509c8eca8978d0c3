#include "imports/reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/typed.h"
#include "reports/rules.h"

namespace imports {

using base::Decimal;
using base::Language;
using framework::Kind;
using framework::Question;
using reports::Answer;

namespace {

constexpr std::int64_t day_of_1970 = 25'569;  // as spreadsheets count them
constexpr std::int64_t first_right_day = 61;  // before it Excel has a 29 Feb 1900 that never was
constexpr std::size_t most_told = 1'000;

// What the export fills in by itself, and nobody need bring back.
constexpr std::string_view of_the_system[] = {"name",     "type",     "district_code", "district",   "province_code",
                                              "province", "stage",    "submitted_at",  "changed_at", "answered",
                                              "expected", "blocking", "asking"};
constexpr std::string_view parts_of_given[] = {"code",           "name",   "item",          "typed",  "typed_unit",
                                               "not_applicable", "reason", "answer_source", "remark", "changed_at"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return out;
}

// A spreadsheet makes 1967 of the 67 of 2567, and stores that: the same day of the year that may have been meant.
std::optional<base::Day> short_buddhist_year(base::Day day, base::Day last) {
  auto iso = base::to_iso(day);
  if (!iso.starts_with("19")) return std::nullopt;
  const int year = 2500 - 543 + std::stoi(iso.substr(2, 2));
  const auto meant = base::parse_iso_day(std::to_string(year) + iso.substr(4));
  return meant && *meant <= last && day < *meant ? meant : std::nullopt;
}

// "U2.1 ครัวเรือนทั้งหมด" → "u2.1": a CSV has code and heading in one.
std::string head_in(const Cell& cell) {
  auto seen = base::as_seen(cell.text);
  return in_small_letters(seen.substr(0, seen.find(' ')));
}

// "u9.9", "d12": letters, a number, perhaps a second one.
bool looks_like_a_question(std::string_view head) {
  auto skip = [&](auto is) {
    std::size_t n = 0;
    while (n < head.size() && is(head[n])) ++n;
    head.remove_prefix(n);
    return n > 0;
  };
  if (!skip(is_letter) || !skip(is_digit)) return false;
  while (head.starts_with('.')) {
    head.remove_prefix(1);
    if (!skip(is_digit)) return false;
  }
  return head.empty();
}

// A spreadsheet takes 06560115 for the number 6560115, and a CSV saved by it has lost the zero too.
std::string code_in(const Cell& cell) {
  auto code = base::as_seen(cell.text);
  bool digits = !code.empty() && std::ranges::all_of(code, is_digit);
  if (digits && (code.size() == 7 || (cell.is_number && code.size() < 8))) code.insert(0, 8 - code.size(), '0');
  return code;
}

const Cell* at_column(const std::vector<Cell>& cells, int column) {
  for (const auto& cell : cells)
    if (cell.column == column) return &cell;
  return nullptr;
}

// A day as the serial number of a cell counts it. Somebody who types 1/3/2563 where the workbook reckons Christian
// years gets a day 543 years from now.
struct DayOfCell {
  std::optional<base::Day> day;
  bool was_buddhist = false;
};
DayOfCell day_in(const Cell& cell) {
  std::int64_t serial = 0;
  auto whole = base::parse_decimal(cell.text.substr(0, cell.text.find('.')));
  if (!whole || (serial = whole->scaled / Decimal::one) < first_right_day || serial > 1'000'000) return {};
  base::Day day{std::int32_t(serial - day_of_1970)};
  auto iso = base::to_iso(day);
  if (base::parse_typed_day(iso) == day) return {day};
  // Of a Buddhist year the reader makes the day that was meant.
  if (auto meant = base::parse_typed_day(iso)) return {meant, true};
  return {};
}

// The last millisecond of a moment written by the export: as a number of days, or to the second or the minute as
// programs write it into a CSV.
std::optional<base::Instant> end_of_moment(const Cell& cell) {
  constexpr double ms_of_day = 86'400'000, ahead = 7 * 3'600'000;
  double days = 0;
  if (const auto* end = cell.text.data() + cell.text.size();
      cell.is_date && std::from_chars(cell.text.data(), end, days).ptr == end)
    return base::Instant{std::llround((days - day_of_1970) * ms_of_day - ahead)};
  auto iso = base::as_seen(cell.text);
  if (iso.size() < 16) return std::nullopt;
  iso[10] = 'T';
  const auto at = base::parse_instant(iso + "+07:00");
  return at ? std::optional(base::Instant{at->ms + (iso.size() > 16 ? 999 : 59'999)}) : std::nullopt;
}

}  // namespace

Reader::Reader(const identity::Voice& voice, const framework::Framework& plan, std::int64_t round)
    : voice_(voice), plan_(plan), round_(round) {
  for (auto language : {Language::th, Language::en}) {
    not_applicable_.push_back(voice.world.words.say(language, "exports.not_applicable"));
    unreadable_.push_back(voice.world.words.say(language, "exports.unreadable") + ": ");
  }
  for (const auto& question : plan.questions) question_of_[in_small_letters(question.code)] = &question;
}

void Reader::begin(Table table, std::string name) {
  tables_.push_back(std::move(name));
  table_ = table, by_heads_ = headed_ = false;
  code_column_ = as_of_column_ = -1;
  questions_.clear(), parts_.clear(), heads_.clear(), unused_.clear(), seen_.clear();
}

void Reader::begin_by_heads(std::string name) {
  begin(Table::answers, std::move(name));
  by_heads_ = true;
}

void Reader::see(int row, const std::vector<Cell>& cells) {
  if (row == 1 || !headed_) {
    headed_ = true;
    if (row == 1) return heads(cells);
    return fault_of_all(voice_.say("imports.no_heads"));
  }
  if (code_column_ < 0) return;
  const Cell* code_cell = at_column(cells, code_column_);
  auto code = code_cell ? code_in(*code_cell) : std::string();
  if (is_second_head(row, code, cells)) return say_what_heads(row, cells);
  if (code.empty()) return without_code(row, cells);
  Place at{int(tables_.size()) - 1, row, code_column_};
  Line* line = line_of(at, code);
  if (!line) return;
  see_as_of(row, cells, *line);
  if (table_ == Table::answers)
    row_of_answers(row, cells, *line);
  else
    row_of_given(row, cells, *line);
}

void Reader::heads(const std::vector<Cell>& cells) {
  auto table = int(tables_.size()) - 1;
  if (by_heads_ && std::ranges::any_of(cells, [](const Cell& cell) { return head_in(cell) == "item"; }))
    table_ = Table::given;
  for (const auto& cell : cells) {
    auto head = head_in(cell);
    if (head.empty()) continue;
    if (head == "changed_at") as_of_column_ = cell.column;
    if (head == "code" && code_column_ >= 0) {
      fault({table, 1, cell.column}, "", "code", voice_.say("imports.column_twice", {{"head", cell.text}}));
    } else if (head == "code") {
      code_column_ = cell.column;
      heads_[cell.column] = true;
    } else if (table_ == Table::answers) {
      head_of_answers(cell, head);
    } else {
      head_of_given(cell, head);
    }
  }
  if (code_column_ < 0)
    fault({table, 1, 0}, "", "code", voice_.say("imports.no_code_column"));
  else if (table_ == Table::answers && questions_.empty())
    fault({table, 1, 0}, "", "", voice_.say("imports.no_question_column", {{"plan", plan_.title.in(voice_.language)}}));
  else if (table_ == Table::given && !parts_.contains("item"))
    fault({table, 1, 0}, "", "item", voice_.say("imports.no_item_column"));
}

void Reader::head_of_answers(const Cell& cell, const std::string& head) {
  Place at{int(tables_.size()) - 1, 1, cell.column};
  auto question = question_of_.find(head);
  if (question != question_of_.end()) {
    heads_[cell.column] = true;
    for (const auto& [column, known] : questions_)
      if (known == question->second)
        return fault(at, "", question->second->code,
                     voice_.say("imports.column_twice", {{"head", question->second->code}}));
    questions_[cell.column] = question->second;
    return;
  }
  bool known = std::ranges::count(of_the_system, head) || head.starts_with("registry.");
  for (const auto& indicator : plan_.indicators) known |= in_small_letters(indicator.code) == head;
  heads_[cell.column] = known || looks_like_a_question(head);
  if (known) return;
  auto typed = base::with_marks_shown(base::trim(cell.text));
  if (looks_like_a_question(head))
    fault(at, "", typed,
          voice_.say("imports.no_such_question", {{"head", typed}, {"plan", plan_.title.in(voice_.language)}}));
  else
    unused_[cell.column] = {at, typed};
}

void Reader::head_of_given(const Cell& cell, const std::string& head) {
  Place at{int(tables_.size()) - 1, 1, cell.column};
  heads_[cell.column] = std::ranges::count(parts_of_given, head) > 0;
  if (!heads_[cell.column])
    unused_[cell.column] = {at, base::with_marks_shown(base::trim(cell.text))};
  else if (!parts_.emplace(head, cell.column).second)
    fault(at, "", head, voice_.say("imports.column_twice", {{"head", head}}));
}

// Headings in words stand below the codes as the export writes them. Data begin where the first code stands: whatever
// in the second row could be a body or an answer is no heading.
bool Reader::is_second_head(int row, const std::string& code, const std::vector<Cell>& cells) const {
  if (row != 2 || std::ranges::any_of(code, is_digit)) return false;
  return std::ranges::none_of(cells, [&](const Cell& cell) {
    auto seen = base::as_seen(cell.text);
    const bool is_answer = cell.is_number || cell.has_no_value || (!seen.empty() && is_digit(seen[0]));
    return table_ == Table::answers ? questions_.contains(cell.column) && is_answer
                                    : question_of_.contains(in_small_letters(seen));
  });
}

// Taken for headings though it does not hold the export's own: whoever meant a body is told.
void Reader::say_what_heads(int row, const std::vector<Cell>& cells) {
  const bool known = table_ == Table::given || std::ranges::any_of(cells, [&](const Cell& cell) {
                       auto at = questions_.find(cell.column);
                       return at != questions_.end() && (cell.text.starts_with(at->second->label.th) ||
                                                         cell.text.starts_with(at->second->label.en));
                     });
  if (!known) note({int(tables_.size()) - 1, row, 0}, "", "", voice_.say("imports.taken_for_heads"));
}

// A body that had not begun has an empty cell there.
void Reader::see_as_of(int row, const std::vector<Cell>& cells, Line& line) {
  if (as_of_column_ < 0) return;
  const Cell* cell = at_column(cells, as_of_column_);
  if (!cell || holds_nothing(*cell)) {
    if (table_ == Table::answers) line.as_of = base::Instant{};
    return;
  }
  if (auto at = end_of_moment(*cell))
    line.as_of = line.as_of ? std::min(*line.as_of, *at) : *at;
  else
    note({int(tables_.size()) - 1, row, as_of_column_}, line.where.body.organisation->code, "changed_at",
         voice_.say("imports.no_moment", {{"typed", base::with_marks_shown(cell->text)}}));
}

bool Reader::holds_nothing(const Cell& cell) const { return !cell.has_no_value && base::as_seen(cell.text).empty(); }

// A sum below the table, an empty line; or a body whose code was left out.
void Reader::without_code(int row, const std::vector<Cell>& cells) {
  auto table = int(tables_.size()) - 1;
  auto says = [&](const Cell& cell) { return !cell.is_formula && !holds_nothing(cell); };
  for (const auto& cell : cells)
    if (says(cell) && (table_ == Table::given || questions_.contains(cell.column)))
      return fault({table, row, cell.column}, "", "code", voice_.say("imports.no_code_in_row"));
  for (const auto& cell : cells)
    if (says(cell)) {
      ++passed_over_;
      return note({table, row, cell.column}, "", "", voice_.say("imports.row_passed_over"));
    }
}

Line* Reader::line_of(Place at, const std::string& code) {
  const auto* body = voice_.world.registry.by_code(code);
  auto refuse = [&](std::string said) {
    fault(at, base::with_marks_shown(code), "code", std::move(said));
    return nullptr;
  };
  if (!body || body->tier != registry::Tier::local) return refuse(voice_.say("imports.no_body", {{"code", code}}));
  reports::Where where{plan_, round_, reports::body_for(*body, plan_)};
  if (!plan_.bodies.contains(where.body.type)) return refuse(voice_.say("imports.not_asked_at_all", {{"code", code}}));
  if (table_ == Table::answers) {
    if (auto [first, fresh] = seen_.emplace(body->code, at.row); !fresh)
      return refuse(voice_.say("imports.twice", {{"code", code}, {"row", std::to_string(first->second)}}));
    ++rows_;
  }
  auto [index, fresh] = line_of_body_.emplace(body->id, lines_.size());
  if (fresh) lines_.push_back({where, at, {}, {}});
  return &lines_[index->second];
}

void Reader::row_of_answers(int row, const std::vector<Cell>& cells, Line& line) {
  const auto& code = line.where.body.organisation->code;
  for (const auto& cell : cells) {
    if (cell.column == code_column_ || holds_nothing(cell)) continue;
    Place at{int(tables_.size()) - 1, row, cell.column};
    auto column = questions_.find(cell.column);
    if (column == questions_.end()) {
      if (auto head = heads_.find(cell.column); head != heads_.end() && head->second) continue;
      auto& unused = unused_.try_emplace(cell.column, Unused{at, ""}).first->second;
      ++unused.cells, ++passed_over_;
      continue;
    }
    const Question& question = *column->second;
    if (!line.where.body.is_asked(question)) {
      fault(at, code, question.code,
            voice_.say("imports.not_asked", {{"type", registry::short_type(line.where.body.type, voice_.language)}}));
      continue;
    }
    answer(cell, at, question, line);
  }
}

void Reader::answer(const Cell& cell, Place at, const Question& question, Line& line) {
  const auto& code = line.where.body.organisation->code;
  bool is_text = question.kind == Kind::text || question.kind == Kind::file;
  auto refuse = [&](const char* key) { fault(at, code, question.code, voice_.say(key, {{"typed", cell.text}})); };
  if (cell.has_no_value) return refuse(cell.text.empty() ? "imports.not_reckoned" : "imports.error_in_cell");
  if (cell.is_date && question.is_quantity()) return refuse("imports.is_a_date");
  auto seen = base::as_seen(cell.text);
  Said::InCell said{cell.text, false, false, at};
  // A text that says so is a text where a question cannot be answered so.
  if (std::ranges::count(not_applicable_, seen) && (!is_text || question.may_not_apply || question.asked_if)) {
    if (question.asked_if) return void(line.said[question.slot].needless = std::move(said));
    said.not_applicable = true;
  } else if (cell.is_date) {
    auto [day, was_buddhist] = day_in(cell);
    if (!day) return refuse("imports.no_such_day");
    said.typed = base::show(*day, Language::th);
    if (was_buddhist)
      note(at, code, question.code, voice_.say("imports.buddhist_cell", {{"day", base::show(*day, voice_.language)}}));
    else if (const auto meant = short_buddhist_year(*day, plan_.period_to))
      note(at, code, question.code,
           voice_.say("imports.short_year",
                      {{"day", base::show(*day, voice_.language)}, {"meant", base::show(*meant, voice_.language)}}));
  } else if (!is_text) {
    for (const auto& mark : unreadable_)
      if (cell.text.starts_with(mark)) said.typed = cell.text.substr(mark.size()), said.unreadable = true;
    if (!said.unreadable) said.typed = words_in(question, cell, seen);
  }
  line.said[question.slot].cell = std::move(said);
}

// Choices as files show them, in either language; numbers and days as they stand.
std::string Reader::words_in(const Question& question, const Cell& cell, const std::string& seen) const {
  auto shown = [&](const Answer& answer) {
    return reports::shown(question, answer, Language::th) == seen ||
           reports::shown(question, answer, Language::en) == seen;
  };
  Answer answer;
  answer.typed = "?";
  if (question.kind == Kind::yes_no) {
    answer.value = Decimal::one;
    if (shown(answer) || seen == "1" || seen == "TRUE") return "yes";
    answer.value = 0;
    if (shown(answer) || seen == "0" || seen == "FALSE") return "no";
  }
  if (question.kind == Kind::choice)
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
      answer.value = std::int64_t(i + 1) * Decimal::one;
      if (shown(answer)) return question.choices[i].code;
    }
  return cell.text;
}

std::string Reader::text_in(const Cell& cell, Place at) {
  if (cell.has_no_value) {
    fault(at, "", "",
          voice_.say(cell.text.empty() ? "imports.not_reckoned" : "imports.error_in_cell", {{"typed", cell.text}}));
    return {};
  }
  auto day = cell.is_date ? day_in(cell).day : std::nullopt;
  return day ? base::show(*day, Language::th) : cell.text;
}

void Reader::row_of_given(int row, const std::vector<Cell>& cells, Line& line) {
  const auto& code = line.where.body.organisation->code;
  auto table = int(tables_.size()) - 1;
  std::map<std::string, std::string> part;
  for (const auto& cell : cells) {
    if (cell.column == code_column_ || cell.text.empty()) continue;
    Place at{table, row, cell.column};
    bool known = false;
    for (const auto& [name, column] : parts_)
      if (column == cell.column) part[name] = text_in(cell, at), known = true;
    if (known || holds_nothing(cell)) continue;
    ++unused_.try_emplace(cell.column, Unused{at, ""}).first->second.cells, ++passed_over_;
  }
  auto column_of = [&](const char* name) { return parts_.contains(name) ? parts_.at(name) : code_column_; };
  Place at{table, row, column_of("item")};
  auto item = base::as_seen(part["item"]);
  auto question = question_of_.find(in_small_letters(item));
  bool is_finding = question == question_of_.end() && reports::asks_for_a_reason(plan_, item);
  if (question == question_of_.end() && !is_finding)
    return fault(at, code, item, voice_.say("imports.no_such_item", {{"item", base::with_marks_shown(item)}}));
  auto of = [&](const char* name) {
    auto found = part.find(name);
    return found == part.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
  };
  if (auto [first, fresh] = seen_.emplace(code + " " + in_small_letters(item), row); !fresh)
    return fault(at, code, item,
                 voice_.say("imports.item_twice", {{"item", item}, {"row", std::to_string(first->second)}}));
  if (is_finding) {
    for (const char* name : {"typed", "typed_unit", "not_applicable", "answer_source", "remark"})
      if (of(name)) return fault({table, row, column_of(name)}, code, item, voice_.say("imports.only_a_reason"));
    if (auto reason = of("reason")) line.reasons[item] = {*reason, {table, row, column_of("reason")}};
    return;
  }
  Said::AsGiven given{of("typed"), of("typed_unit"), of("reason"), of("answer_source"), of("remark"), {}, at};
  if (given.typed) given.at.column = column_of("typed");
  auto code_of = [](std::optional<std::string>& word, const auto& known) {  // a label stands for its code
    for (const auto& one : known)
      if (word && (*word == one.label.th || *word == one.label.en)) word = one.code;
  };
  code_of(given.unit, question->second->units);
  code_of(given.source, plan_.sources);
  if (auto word = of("not_applicable")) {
    auto seen = in_small_letters(base::as_seen(*word));
    bool yes = std::ranges::count(not_applicable_, seen) || seen == "yes" || seen == "1" || seen == "ใช่";
    if (!yes && seen != "no" && seen != "0" && seen != "ไม่ใช่")
      return fault({table, row, column_of("not_applicable")}, code, item,
                   voice_.say("imports.yes_or_nothing", {{"typed", base::with_marks_shown(*word)},
                                                         {"word", voice_.say("exports.not_applicable")}}));
    given.not_applicable = yes;
  } else if (given.typed) {
    given.not_applicable = false;
  }
  line.said[question->second->slot].given = std::move(given);
}

void Reader::end() {
  auto table = int(tables_.size()) - 1;
  if (!headed_) fault({table, 0, 0}, "", "", voice_.say("imports.empty"));
  for (const auto& [column, unused] : unused_)
    note(unused.first, "", unused.head,
         unused.head.empty()
             ? voice_.say("imports.cells_without_head", {{"n", std::to_string(unused.cells)}})
             : voice_.say("imports.column_passed_over", {{"head", unused.head}, {"n", std::to_string(unused.cells)}}));
}

void Reader::fault(Place at, std::string body, std::string column, std::string said) {
  ++refused_;
  if (faults_.size() < most_told) faults_.push_back({at, {"", std::move(body), std::move(column), std::move(said)}});
}

void Reader::note(Place at, std::string body, std::string column, std::string said) {
  notes_.push_back({at, {"", std::move(body), std::move(column), std::move(said)}});
}

std::string Reader::name_at(Place at) const {
  if (at.table < 0) return "";
  auto cell = at.row > 0 ? name_of(at.column, at.row) : std::string();
  return tables_[std::size_t(at.table)] + cell;
}

std::vector<Fault> Reader::in_order(std::vector<Told> told) const {
  std::ranges::stable_sort(told, {},
                           [](const Told& one) { return std::tuple(one.at.table, one.at.row, one.at.column); });
  std::vector<Fault> all;
  for (auto& [at, fault] : told) {
    fault.cell = name_at(at);
    all.push_back(std::move(fault));
  }
  return all;
}

std::vector<Fault> Reader::faults() const { return in_order(faults_); }
std::vector<Fault> Reader::notes() const { return in_order(notes_); }

}  // namespace imports
