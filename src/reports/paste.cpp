#include "reports/paste.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/typed.h"

namespace reports {

using framework::Framework;
using framework::Kind;
using framework::Question;

namespace {

// One cell from the front of `text`; the separator stays.
std::string next_cell(std::string_view& text) {
  std::string cell;
  if (text.starts_with('"') && text.find('"', 1) != text.npos) {
    auto rest = text.substr(1);
    while (!rest.empty()) {
      if (rest.starts_with("\"\""))
        cell += '"', rest.remove_prefix(2);
      else if (rest.front() == '"')
        break;
      else
        cell += rest.front(), rest.remove_prefix(1);
    }
    if (!rest.empty()) rest.remove_prefix(1);
    if (rest.empty() || rest.front() == '\t' || rest.front() == '\n') return text = rest, cell;
    cell.clear();  // a quotation mark of the text's own, as in “12" pipe”
  }
  auto end = std::min(text.find_first_of("\t\n"), text.size());
  cell = text.substr(0, end);
  text.remove_prefix(end);
  return cell;
}

// One value with what stands beside it.
struct Item {
  Cell value;
  const Question* question = nullptr;  // named by the row itself
  std::vector<Cell> beside;
  std::optional<Cell> number;  // of its line in the list
};

bool names(const Question& question, std::string_view text) {
  text = base::trim(text);
  auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  return std::equal(text.begin(), text.end(), question.code.begin(), question.code.end(), same) ||
         text == question.label.th || text == question.label.en;
}

const framework::UnitOption* unit_named(const Question& question, std::string_view text) {
  text = base::trim(text);
  for (const auto& unit : question.units)
    if (text == unit.code || text == unit.label.th || text == unit.label.en) return &unit;
  return nullptr;
}

// "ตัน/เดือน", "กก.", "tonnes": begins as a unit of the question does, and is none. What stands beside a number so says
// that it is another quantity; a remark seldom begins so.
bool is_another_unit(const Question& question, std::string_view text) {
  text = base::trim(text);
  if (question.units.size() < 2 || text.empty() || unit_named(question, text)) return false;
  return std::ranges::any_of(question.units, [&](const framework::UnitOption& unit) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{unit.label.th, unit.label.en},
        [&](std::string_view label) { return text.starts_with(label.substr(0, label.find('/'))); });
  });
}

// A row of values, one a question; unless it names its question, or is one number with its unit.
bool is_row_of_values(const std::vector<Cell>& row, const std::vector<const Question*>& questions) {
  return row.size() > 1 && std::ranges::none_of(questions, [&](const Question* q) {
           return names(*q, row[0].text) || unit_named(*q, row[1].text) || is_another_unit(*q, row[1].text);
         });
}

bool is_number(const Cell& cell) {
  const auto seen = base::as_seen(cell.text);
  return !seen.empty() && seen[0] >= '0' && seen[0] <= '9';
}

// A first column that only numbers the lines of a list, 1, 2, 3 …, beside the column of values.
bool is_numbered(const std::vector<std::vector<Cell>>& rows) {
  if (rows.size() < 2) return false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto seen = base::as_seen(rows[i][0].text);
    if (seen.ends_with('.') || seen.ends_with(')')) seen.pop_back();
    if (seen != std::to_string(i + 1)) return false;
  }
  return std::ranges::any_of(rows, [](const auto& row) { return row.size() > 1 && is_number(row[1]); });
}

std::vector<Item> items_in(const std::vector<std::vector<Cell>>& rows, const std::vector<const Question*>& questions) {
  std::vector<Item> items;
  if (rows.size() == 1 && is_row_of_values(rows[0], questions)) {
    for (const Cell& cell : rows[0]) items.push_back({cell, nullptr, {}});
    return items;
  }
  const bool numbered = is_numbered(rows);
  for (const auto& row : rows) {
    Item item;
    std::size_t at = 0;
    if (numbered && row.size() > 1) {
      at = 1;
      item.number = row[0];
    }
    if (row.size() > at + 1)
      for (const auto* question : questions)
        if (names(*question, row[at].text)) item.question = question, ++at;
    item.value = row[at];
    item.beside.assign(row.begin() + std::ptrdiff_t(at) + 1, row.end());
    items.push_back(std::move(item));
  }
  return items;
}

// A number with its unit behind it, "31 ตัน/วัน": the unit is taken off and chosen.
bool take_unit_off(const Question& question, std::string& text, std::string& unit) {
  for (const auto& option : question.units)
    for (const std::string* name : {&option.label.th, &option.label.en, &option.code}) {
      if (name->empty() || !text.ends_with(*name)) continue;
      std::string number(base::trim(std::string_view(text).substr(0, text.size() - name->size())));
      if (number.empty() || !read(question, number, option.code).value) continue;
      text = number, unit = option.code;
      return true;
    }
  return false;
}

void fill(const Question& question, const Answer& answer, const Item& item,
          const std::vector<std::string>& not_applicable, Placed& placed) {
  std::string text(base::trim(item.value.text)), unit;
  if (text.empty()) return;
  auto does_not_fit = [&](std::string key, base::Arguments arguments = {}) {
    placed.fault = std::move(key), placed.arguments = std::move(arguments);
    placed.arguments.emplace_back("typed", text);
  };
  if (std::find(not_applicable.begin(), not_applicable.end(), text) != not_applicable.end()) {
    if (!question.may_not_apply) return does_not_fit("imports.applies");
    placed.given.not_applicable = true;
    return;
  }
  if (question.is_quantity()) {
    if (!item.beside.empty())
      if (const auto* named = unit_named(question, item.beside.front().text)) unit = named->code;
    if (!item.beside.empty() && is_another_unit(question, item.beside.front().text))
      return does_not_fit("finding.unit", {{"unit", std::string(base::trim(item.beside.front().text))}});
    bool with_unit = unit.empty() && !read(question, text, answer.unit).value && take_unit_off(question, text, unit);
    if (!with_unit && unit.empty()) unit = answer.unit;
  }
  auto reading = read(question, text, unit);
  if (!reading.fault.empty()) return does_not_fit(reading.fault, reading.arguments);
  bool chosen = question.kind == Kind::yes_no || question.kind == Kind::choice;
  if (chosen && reading.value == answer.value) text = answer.typed;  // in other words, which says nothing new
  if (chosen && reading.value != answer.value)
    text = question.kind == Kind::yes_no ? (*reading.value ? "yes" : "no")
                                         : question.choices[*reading.value / base::Decimal::one - 1].code;
  placed.given.typed = text;
  if (const auto* named = unit_of(question, unit)) placed.given.unit = named->code;
  if (answer.not_applicable) placed.given.not_applicable = false;
}

// What the answers would be, so that a question which one of them reveals is there for the next.
void suppose(const Question& question, const Given& given, Answer& answer) {
  take(question, given, answer);
  answer.value = answer.not_applicable ? std::nullopt : read(question, answer.typed, answer.unit).value;
}

}  // namespace

std::vector<std::vector<Cell>> cells_of(std::string_view pasted) {
  const std::string kept = as_kept(pasted, false);
  std::string_view text = kept;
  std::vector<std::vector<Cell>> rows(1);
  while (!text.empty()) {
    auto cell = next_cell(text);
    rows.back().push_back({int(rows.size()), int(rows.back().size()) + 1, std::move(cell)});
    if (text.empty()) break;
    bool row_ends = text.front() == '\n';
    text.remove_prefix(1);
    if (row_ends) rows.emplace_back();
    if (!row_ends && text.empty()) rows.back().push_back({int(rows.size()), int(rows.back().size()) + 1, ""});
  }
  auto empty = [](const std::vector<Cell>& row) {
    return std::all_of(row.begin(), row.end(), [](const Cell& cell) { return base::trim(cell.text).empty(); });
  };
  while (!rows.empty() && empty(rows.back())) rows.pop_back();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].empty()) rows[i].push_back({int(i) + 1, 1, ""});
  return rows;
}

Placement place(const Framework& plan, const Body& body, const Answers& answers, const Question& start,
                const std::vector<std::vector<Cell>>& rows, Layout layout,
                const std::vector<std::string>& not_applicable) {
  std::vector<const Question*> questions;
  for (int number : plan.sections[plan.indicators[start.indicator].section].indicators)
    for (int slot : plan.indicators[number].questions)
      if (body.is_asked(plan.questions[slot])) questions.push_back(&plan.questions[slot]);
  Placement placement;
  Answers supposed = answers;
  std::set<int> filled;
  auto next = std::find(questions.begin(), questions.end(), &start);
  for (const Item& item : items_in(rows, questions)) {
    if (item.number) placement.cells.push_back({*item.number, -1, {}, {}, {}});
    Placed placed{item.value, -1, {}, {}, {}};
    if (item.question) {
      next = std::find(questions.begin(), questions.end(), item.question);
    } else if (layout == Layout::asked) {
      const auto picture = picture_of(plan, body, supposed);
      next = std::find_if(next, questions.end(), [&](const Question* q) { return picture.asked[q->slot]; });
    }
    const Question* question = next == questions.end() ? nullptr : *next++;
    if (question) {
      placed.question = question->slot;
      fill(*question, supposed[question->slot], item, not_applicable, placed);
      if (placed.is_value() && !filled.insert(question->slot).second) placed.fault = "paste.twice";
      if (placed.is_value() && placed.fault.empty()) suppose(*question, placed.given, supposed[question->slot]);
    } else if (!base::trim(item.value.text).empty()) {
      placed.fault = "paste.beyond";
    }
    placement.cells.push_back(std::move(placed));
    bool unit =
        question && question->is_quantity() && !item.beside.empty() && unit_named(*question, item.beside.front().text);
    for (std::size_t i = unit ? 1 : 0; i < item.beside.size(); ++i) {
      const Cell& cell = item.beside[i];
      if (base::trim(cell.text).empty()) continue;
      // Two columns of numbers: which of them is the answers', nobody knows.
      const bool either = !item.question && is_number(item.value) && is_number(cell);
      placement.cells.push_back({cell, -1, {}, either ? "paste.two_numbers" : "", {}});
      if (either) placement.cells.back().arguments = {{"typed", base::with_marks_shown(base::trim(cell.text))}};
    }
  }
  const auto picture = picture_of(plan, body, supposed);
  for (Placed& placed : placement.cells) {
    if (placed.is_value() && placed.fault.empty() && !picture.asked[placed.question]) {
      placed.fault = "paste.not_asked";
      placed.arguments = {{"typed", base::with_marks_shown(base::trim(placed.cell.text))}};
    }
    placement.misfits += !placed.fault.empty();
  }
  return placement;
}

bool same_places(const Placement& a, const Placement& b) {
  auto values = [](const Placement& placement) {
    std::vector<std::tuple<int, int, int, std::string>> all;
    for (const Placed& placed : placement.cells)
      if (placed.is_value() || !placed.fault.empty())
        all.emplace_back(placed.cell.row, placed.cell.column, placed.question, placed.given.typed.value_or(""));
    return all;
  };
  return values(a) == values(b);
}

}  // namespace reports
