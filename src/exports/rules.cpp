#include "exports/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/typed.h"

namespace exports {

using base::Decimal;
using formula::Value;
using framework::Indicator;
using framework::Kind;
using framework::Question;

namespace {

constexpr int narrow = 10, usual = 14, wide = 30;

Column text(const Shapes& shapes, const char* code, int width = usual) {
  return {code, shapes.say(code), Shape::text, 0, width};
}
Column whole(const Shapes& shapes, const std::string& code, int width = narrow) {
  return {code, shapes.say(code), Shape::number, 0, width};
}

std::string with_unit(std::string label, const std::string& unit) {
  return unit.empty() ? label : label + " (" + unit + ")";
}

std::string unit_of(const Shapes& shapes, const Question& question) {
  return question.units.empty() ? "" : question.units.front().label.in(shapes.language);
}

Shape shape_of(const Question& question) {
  if (question.is_quantity()) return Shape::number;
  return question.kind == Kind::date ? Shape::day : Shape::text;
}

Column column_of(const Shapes& shapes, const Question& question) {
  return {question.code,
          with_unit(question.label.in(shapes.language), unit_of(shapes, question)),
          shape_of(question),
          question.kind == Kind::decimal ? -1 : 0,
          usual,
          question.is_quantity()};
}

Column column_of(const Shapes& shapes, const Indicator& indicator) {
  return {indicator.code, with_unit(indicator.label.in(shapes.language), indicator.unit.in(shapes.language)),
          Shape::number, indicator.places, usual};
}

Cell fact_cell(const registry::Organisation& body, const std::string& fact) {
  const auto& value = fact == "population" ? body.population : fact == "households" ? body.households : body.villages;
  return value ? Cell::whole(*value) : Cell{};
}

// What counts, as the sums count it. What was typed and cannot be read is said in words that no one takes for a number.
Cell answer_cell(const Shapes& shapes, const Question& question, const reports::Answer& answer, const Value& counted,
                 bool asked) {
  if (counted.state == Value::State::not_applicable) return Cell::of(shapes.say("not_applicable"));
  if (!asked || answer.is_empty()) return {};
  bool is_text = question.kind == Kind::text || question.kind == Kind::file;
  if (is_text) return Cell::of(answer.typed);
  if (!answer.value) return Cell::of(shapes.say("unreadable") + ": " + answer.typed);
  Decimal value{*answer.value};
  if (question.is_quantity()) return Cell::of(value);
  if (question.kind == Kind::date) return Cell::of(base::Day{std::int32_t(value.scaled / Decimal::one)});
  return Cell::of(reports::shown(question, answer, shapes.language));
}

// As it is shown, so that a reader's own rounding finds nothing left to round.
Cell figure_cell(const Shapes& shapes, const Indicator& indicator, const reports::Figure& figure) {
  switch (figure.state) {
    case Value::State::number:
      return Cell::of(base::rounded(figure.value, indicator.places));
    case Value::State::no_base:
      return Cell::of(shapes.say("no_base"));
    case Value::State::not_applicable:
      return Cell::of(shapes.say("not_applicable"));
    default:
      return {};
  }
}

int asked_of(const Area& area, const std::set<std::string>& types) {
  int n = 0;
  for (const auto& [type, count] : area.asked)
    if (types.contains(type)) n += count;
  return n;
}

// What is brought back is held against what was changed since.
Column changed_at(const Shapes& shapes) { return {"changed_at", shapes.say("changed_at"), Shape::moment, 0, 18}; }

}  // namespace

Sheet answers_sheet(const Shapes& shapes) {
  Sheet sheet{"answers", shapes.say("sheet.answers"), {}, 2};
  sheet.columns = {text(shapes, "code"),
                   text(shapes, "name", wide),
                   text(shapes, "type", narrow),
                   text(shapes, "district_code", narrow),
                   text(shapes, "district", usual),
                   text(shapes, "province_code", narrow),
                   text(shapes, "province", usual)};
  for (const auto& fact : shapes.plan.facts)
    sheet.columns.push_back({"registry." + fact, shapes.say("registry." + fact), Shape::number, 0, narrow});
  sheet.columns.push_back(text(shapes, "stage", usual));
  sheet.columns.push_back({"submitted_at", shapes.say("submitted_at"), Shape::moment, 0, 18});
  sheet.columns.push_back(changed_at(shapes));
  for (const char* code : {"answered", "expected", "blocking", "asking"}) sheet.columns.push_back(whole(shapes, code));
  for (const Question& question : shapes.plan.questions) sheet.columns.push_back(column_of(shapes, question));
  for (const Indicator& indicator : shapes.plan.indicators) sheet.columns.push_back(column_of(shapes, indicator));
  return sheet;
}

namespace {

std::size_t answers_sheet_width(const Shapes& shapes) {
  return 14 + shapes.plan.facts.size() + shapes.plan.questions.size() + shapes.plan.indicators.size();
}

Cells body_cells(const Shapes& shapes, const reports::Body& body, const Above& above) {
  const auto& organisation = *body.organisation;
  Cells row;
  row.reserve(answers_sheet_width(shapes));
  row = {Cell::of(organisation.code),
         Cell::of(registry::full_name(organisation, shapes.plan.period_to, shapes.language)),
         Cell::of(registry::short_type(body.type)),
         Cell::of(above.district_code),
         Cell::of(above.district),
         Cell::of(above.province_code),
         Cell::of(above.province)};
  for (const auto& fact : shapes.plan.facts) row.push_back(fact_cell(organisation, fact));
  return row;
}

}  // namespace

Cells answers_row(const Shapes& shapes, const reports::Body& body, const Above& above, const reports::Report& report,
                  const reports::Answers& answers, const reports::Picture& picture) {
  auto row = body_cells(shapes, body, above);
  row.push_back(Cell::of(shapes.say("report_stage." + std::string(code_of(report.stage)))));
  row.push_back(report.submitted_at ? Cell::of(*report.submitted_at) : Cell{});
  row.push_back(Cell::of(report.changed_at));
  for (int n : {report.answered, report.expected, report.blocking, report.asking}) row.push_back(Cell::whole(n));
  for (const Question& question : shapes.plan.questions)
    row.push_back(answer_cell(shapes, question, answers[question.slot], picture.slots[question.slot],
                              picture.asked[question.slot]));
  for (const Indicator& indicator : shapes.plan.indicators)
    row.push_back(body.is_asked(indicator) ? figure_cell(shapes, indicator, reports::figure_of(indicator, picture))
                                           : Cell{});
  return row;
}

Cells not_begun_row(const Shapes& shapes, const reports::Body& body, const Above& above) {
  auto row = body_cells(shapes, body, above);
  row.push_back(Cell::of(shapes.say("report_stage.none")));
  row.resize(answers_sheet_width(shapes));
  return row;
}

Sheet given_sheet(const Shapes& shapes) {
  return {"given",
          shapes.say("sheet.given"),
          {text(shapes, "code"), text(shapes, "name", wide), text(shapes, "item", usual), text(shapes, "typed", wide),
           text(shapes, "typed_unit", usual), text(shapes, "not_applicable", usual), text(shapes, "reason", wide),
           text(shapes, "answer_source", usual), text(shapes, "remark", wide), changed_at(shapes)},
          3};
}

namespace {

// What comes back of an answer from its cell alone is all that there is.
bool cell_says_all(const Shapes& shapes, const Question& question, const reports::Answer& answer, bool asked) {
  if (!answer.reason.empty() || !answer.source.empty() || !answer.remark.empty()) return false;
  if (answer.not_applicable) return answer.typed.empty() && !question.asked_if;
  bool in_stored_unit = answer.unit.empty() || (!question.units.empty() && answer.unit == question.units.front().code);
  if (answer.typed.empty()) return in_stored_unit;
  if (!asked) return false;
  if (!in_stored_unit) return false;
  if (question.kind == Kind::text || question.kind == Kind::file)
    return !base::as_seen(answer.typed).empty() &&
           !std::ranges::count(shapes.not_applicable, base::as_seen(answer.typed));
  if (!answer.value) return !base::as_seen(answer.typed).empty();
  switch (question.kind) {
    case Kind::yes_no:
      return answer.typed == (*answer.value ? "yes" : "no");
    case Kind::choice:
      return answer.typed == question.choices[std::size_t(*answer.value / Decimal::one) - 1].code;
    case Kind::date:
      return false;  // one day is typed in many ways
    default:
      return answer.typed == base::to_plain(Decimal{*answer.value});
  }
}

}  // namespace

std::vector<Cells> given_rows(const Shapes& shapes, const reports::Body& body, const reports::Report& report,
                              const reports::Answers& answers, const std::map<std::string, std::string>& reasons) {
  std::vector<Cells> rows;
  std::string name;
  auto add = [&](const std::string& item, const reports::Answer& answer) {
    if (name.empty()) name = registry::full_name(*body.organisation, shapes.plan.period_to, shapes.language);
    rows.push_back({Cell::of(body.organisation->code), Cell::of(name), Cell::of(item), Cell::of(answer.typed),
                    Cell::of(answer.unit), answer.not_applicable ? Cell::of(shapes.say("not_applicable")) : Cell{},
                    Cell::of(answer.reason), Cell::of(answer.source), Cell::of(answer.remark),
                    Cell::of(report.changed_at)});
  };
  if (!answers.empty()) {
    auto picture = reports::picture_of(shapes.plan, body, answers);
    for (const Question& question : shapes.plan.questions)
      if (const auto& answer = answers[question.slot];
          !cell_says_all(shapes, question, answer, picture.asked[question.slot]))
        add(question.code, answer);
  }
  for (const auto& [finding, reason] : reasons)
    if (!reason.empty() && reports::asks_for_a_reason(shapes.plan, finding)) {
      reports::Answer answer;
      answer.reason = reason;
      add(finding, answer);
    }
  return rows;
}

Area area_of(const framework::Framework& plan, const registry::Organisation& place) {
  Area area{&place};
  area.indicators.resize(plan.indicators.size());
  return area;
}

void add_report(Area& area, const reports::Report& report) {
  ++area.recorded;
  area.submitted += report.stage >= reports::Stage::submitted;
  area.approved += report.stage >= reports::Stage::approved;
  area.blocking += report.blocking > 0;
  area.asking += report.asking > 0;
  area.answered += report.answered;
  area.expected += report.expected;
}

void add_figures(const framework::Framework& plan, Area& area, const reports::Contribution& contribution) {
  for (std::size_t i = 0; i < plan.indicators.size(); ++i)
    area.indicators[i] += contribution[plan.questions.size() + i];
}

namespace {

std::vector<Column> place_columns(const Shapes& shapes) {
  return {text(shapes, "tier", narrow), text(shapes, "place_code", narrow), text(shapes, "place", usual + 8),
          text(shapes, "province", usual)};
}

Cells place_cells(const Placed& placed) {
  return {Cell::of(placed.tier), Cell::of(placed.code), Cell::of(placed.name), Cell::of(placed.province)};
}

std::string times(const base::Rational& factor) {
  auto whole = [](__int128 n) { return std::to_string(static_cast<long long>(n)); };
  std::string out = factor.num == factor.den ? "" : "*" + whole(factor.num);
  return factor.den == 1 || factor.num == factor.den ? out : out + "/" + whole(factor.den);
}

// As a reader would reckon it from the two columns beside: a rate is a ratio of sums.
std::string figure_formula(const Shapes& shapes, const Indicator& indicator) {
  auto rounded = times(indicator.factor) + "," + std::to_string(indicator.places) + ")";
  if (!indicator.denominator) return "IF([from]=0,\"\",ROUND([amount]" + rounded + ")";
  return "IF([from]=0,\"\",IF([base]>0,ROUND([amount]/[base]" + rounded + ",\"" + shapes.say("no_base") + "\"))";
}

}  // namespace

Sheet indicators_sheet(const Shapes& shapes) {
  Sheet sheet{"indicators", shapes.say("sheet.indicators"), place_columns(shapes), 3};
  auto add = [&](Column column) { sheet.columns.push_back(std::move(column)); };
  add(text(shapes, "indicator", narrow));
  add(text(shapes, "indicator_name", wide + 20));
  add(text(shapes, "counted_stage", usual));
  add({"amount", shapes.say("amount"), Shape::number, -1, usual});
  add({"base", shapes.say("base"), Shape::number, -1, usual});
  add({"figure", shapes.say("figure"), Shape::number, 2, usual});
  add(text(shapes, "unit", usual));
  add({"target", shapes.say("target"), Shape::number, 2, narrow});
  add(text(shapes, "target_mark", wide));
  add(whole(shapes, "from"));
  add(whole(shapes, "of"));
  return sheet;
}

Cells indicators_row(const Shapes& shapes, const Placed& placed, std::string_view stage, const Area& area,
                     const Indicator& indicator) {
  const auto& sum = area.indicators[indicator.number];
  Cells row = place_cells(placed);
  row.push_back(Cell::of(indicator.code));
  row.push_back(Cell::of(indicator.label.in(shapes.language)));
  row.push_back(Cell::of(stage));
  row.push_back(sum.count ? Cell::of(Decimal{sum.amount}) : Cell{});
  row.push_back(sum.count && indicator.denominator ? Cell::of(Decimal{sum.base}) : Cell{});
  Cell figure = figure_cell(shapes, indicator, reports::figure_of(indicator, sum));
  if (sum.count) figure.formula = figure_formula(shapes, indicator);
  row.push_back(std::move(figure));
  row.push_back(Cell::of(indicator.unit.in(shapes.language)));
  row.push_back(indicator.target ? Cell::of(indicator.target->value) : Cell{});
  row.push_back(
      !indicator.target
          ? Cell{}
          : Cell::of(shapes.say(indicator.target->mark == framework::Mark::attested ? "attested" : "reference")));
  row.push_back(Cell::whole(sum.count));
  row.push_back(Cell::whole(asked_of(area, indicator.asked_of)));
  return row;
}

Sheet completeness_sheet(const Shapes& shapes) {
  Sheet sheet{"completeness", shapes.say("sheet.completeness"), place_columns(shapes), 3};
  for (const char* code : {"expected_reports", "recorded", "submitted", "approved", "not_begun"})
    sheet.columns.push_back(whole(shapes, code, usual));
  sheet.columns.push_back({"percent_recorded", shapes.say("percent_recorded"), Shape::number, 2, usual});
  sheet.columns.push_back({"percent_submitted", shapes.say("percent_submitted"), Shape::number, 2, usual});
  sheet.columns.push_back({"percent_approved", shapes.say("percent_approved"), Shape::number, 2, usual});
  for (const char* code : {"with_blocking", "with_asking", "answers_given", "answers_expected"})
    sheet.columns.push_back(whole(shapes, code, usual));
  return sheet;
}

Cells completeness_row(const Placed& placed, const Area& area) {
  std::set<std::string> every;
  for (const auto& [type, count] : area.asked) every.insert(type);
  int expected = asked_of(area, every);
  auto percent = [&](int n, const char* code) {
    if (expected == 0) return Cell{};
    auto value = base::to_decimal(base::Rational{__int128(n) * 100, expected}, 2);
    Cell cell = value ? Cell::of(*value) : Cell{};
    cell.formula = fmt::format("ROUND([{}]/[expected_reports]*100,2)", code);
    return cell;
  };
  Cell left = Cell::whole(expected - area.recorded);
  left.formula = "[expected_reports]-[recorded]";
  Cells row = place_cells(placed);
  for (Cell cell :
       {Cell::whole(expected), Cell::whole(area.recorded), Cell::whole(area.submitted), Cell::whole(area.approved),
        left, percent(area.recorded, "recorded"), percent(area.submitted, "submitted"),
        percent(area.approved, "approved"), Cell::whole(area.blocking), Cell::whole(area.asking),
        Cell::whole(area.answered), Cell::whole(area.expected)})
    row.push_back(std::move(cell));
  return row;
}

namespace {

std::string kind_of(Kind kind) {
  switch (kind) {
    case Kind::count:
      return "kind.count";
    case Kind::decimal:
      return "kind.decimal";
    case Kind::yes_no:
      return "kind.yes_no";
    case Kind::choice:
      return "kind.choice";
    case Kind::text:
      return "kind.text";
    case Kind::date:
      return "kind.date";
    case Kind::file:
      return "kind.file";
  }
  return "";
}

std::string types_in_words(const std::set<std::string>& types) {
  std::string all;
  for (const auto& type : types) all += (all.empty() ? "" : " ") + registry::short_type(type);
  return all;
}

std::string choices_in_words(const Shapes& shapes, const Question& question) {
  if (question.kind == Kind::yes_no) {
    reports::Answer yes, no;
    yes.value = Decimal::one, no.value = 0;
    return reports::shown(question, yes, shapes.language) + " | " + reports::shown(question, no, shapes.language);
  }
  std::string all;
  for (const auto& choice : question.choices) all += (all.empty() ? "" : " | ") + choice.label.in(shapes.language);
  return all;
}

}  // namespace

Sheet codebook_sheet(const Shapes& shapes) {
  return {"codebook",
          shapes.say("sheet.codebook"),
          {text(shapes, "column"), text(shapes, "in_sheet", usual), text(shapes, "label_th", 60),
           text(shapes, "label_en", 60), text(shapes, "kind", usual + 8), text(shapes, "unit"),
           text(shapes, "choices", wide), text(shapes, "asked_of", wide), text(shapes, "asked_if", usual),
           text(shapes, "formula", wide), text(shapes, "factor", narrow), text(shapes, "mark", wide),
           text(shapes, "source", wide)},
          1};
}

std::vector<Cells> codebook_rows(const Shapes& shapes, bool for_offices) {
  std::vector<Cells> rows;
  auto add = [&](std::initializer_list<std::string> cells) {
    rows.emplace_back();
    for (const auto& cell : cells) rows.back().push_back(Cell::of(cell));
  };
  std::vector<Sheet> sheets = {answers_sheet(shapes), indicators_sheet(shapes), completeness_sheet(shapes)};
  if (for_offices) sheets.insert(sheets.begin() + 1, given_sheet(shapes));
  auto signs = [&](std::string_view sign) { return shapes.say("formula_words." + std::string(sign)); };
  for (const Sheet& sheet : sheets)
    for (const Column& column : sheet.columns) {
      const auto* question = sheet.code == "answers" ? shapes.plan.find(column.code) : nullptr;
      const Indicator* indicator = nullptr;
      for (const Indicator& each : shapes.plan.indicators)
        if (sheet.code == "answers" && each.code == column.code) indicator = &each;
      if (question)
        add({column.code, sheet.code, question->label.th, question->label.en, shapes.say(kind_of(question->kind)),
             unit_of(shapes, *question), choices_in_words(shapes, *question), types_in_words(question->asked_of),
             framework::in_codes(shapes.plan, question->asked_if, signs), "", "", "",
             question->help.in(shapes.language)});
      else if (indicator)
        add({column.code, sheet.code, indicator->label.th, indicator->label.en, shapes.say("kind.indicator"),
             indicator->unit.in(shapes.language), "", types_in_words(indicator->asked_of), "",
             framework::in_codes(shapes.plan, *indicator, signs), base::to_exact(indicator->factor),
             shapes.say(indicator->mark == framework::Mark::attested ? "attested" : "reference"),
             indicator->mark_source.in(shapes.language)});
      else
        add({column.code, sheet.code, column.label, "",
             shapes.say(column.shape == Shape::number   ? "kind.number"
                        : column.shape == Shape::moment ? "kind.moment"
                                                        : "kind.text"),
             "", "", "", "", column.code == "figure" ? shapes.say("figure_how") : "", "", "", ""});
    }
  return rows;
}

}  // namespace exports
