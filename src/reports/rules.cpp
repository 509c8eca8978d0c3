#include "reports/rules.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/typed.h"

namespace reports {

using base::Decimal;
using base::Rational;
using formula::Value;
using framework::Framework;
using framework::Kind;
using framework::Question;

namespace {

constexpr std::size_t most_digits = 12, most_places = 4;
constexpr std::size_t most_characters = 2000;

// No-break spaces group thousands as commas do: programs write them so. A plain space often stands between two numbers
// copied together, and groups nothing.
std::string with_commas(std::string_view text) {
  auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  auto space_at = [&](std::size_t i) -> std::size_t {
    for (std::string_view space : {"\u00A0", "\u202F", "\u2009"})
      if (text.substr(i).starts_with(space)) return space.size();
    return 0;
  };
  std::string out;  // made anew: a cell of a workbook may be a megabyte of such spaces
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto space = space_at(i);
    const bool groups = space > 0 && i > 0 && is_digit(i - 1) && is_digit(i + space);
    out += groups ? ',' : text[i];
    i += groups ? space : 1;
  }
  return out;
}

// Removes thousands separators that stand where they should; nullopt when one does not.
std::optional<std::string> without_grouping(std::string_view digits) {
  if (digits.find(',') == digits.npos) return std::string(digits);
  auto point = std::min(digits.find('.'), digits.size());
  auto groups = base::split(digits.substr(0, point), ',');
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (i == 0 ? groups[i].empty() || groups[i].size() > 3 || groups[i].front() == '0' : groups[i].size() != 3)
      return std::nullopt;  // "0,500" is half of something, typed where a comma is the point
  std::string out;
  for (auto group : groups) out += group;
  return out.append(digits.substr(point));
}

Reading fault(std::string key, base::Arguments arguments = {}) {
  return {std::nullopt, std::move(key), std::move(arguments)};
}

// The number in the unit it was typed in.
Reading read_digits(std::string_view typed, std::size_t most_places) {
  const std::string seen = base::as_seen(with_commas(base::arabic_digits(typed)));
  std::string_view text = seen;
  bool negative = text.starts_with('-') || text.starts_with("−");
  if (negative) text.remove_prefix(text.starts_with('-') ? 1 : 3);
  auto plain = without_grouping(text);
  if (!plain || plain->find_first_not_of("0123456789.") != std::string::npos ||
      std::count(plain->begin(), plain->end(), '.') > 1 || plain->empty() || *plain == ".")
    return fault("finding.number");
  if (plain->front() == '.') plain->insert(0, "0");
  if (plain->back() == '.') plain->pop_back();
  auto point = std::min(plain->find('.'), plain->size());
  auto leading = std::min(plain->find_first_not_of('0'), point);
  if (point - leading > most_digits) return fault("finding.too_long", {{"limit", "12"}});
  auto places = plain->size() > point ? plain->size() - point - 1 : 0;
  while (places > 0 && plain->back() == '0') plain->pop_back(), --places;
  if (!plain->empty() && plain->back() == '.') plain->pop_back();
  if (negative) return fault("finding.negative");
  if (places > most_places)
    return most_places == 0 ? fault("finding.integer")
                            : fault("finding.places", {{"limit", std::to_string(most_places)}});
  if (point - leading > 10) return fault("finding.too_long", {{"limit", "10"}});
  auto number = base::parse_decimal(*plain);
  if (!number) return fault("finding.number");
  return {number->scaled, {}, {}};
}

Reading read_number(const Question& question, std::string_view typed, std::string_view unit) {
  auto digits = read_digits(typed, question.kind == Kind::count ? 0 : most_places);
  if (!digits.value) return digits;
  Rational value = Rational::from(Decimal{*digits.value});
  const auto* option = unit_of(question, unit);
  if (!option && !question.units.empty()) return fault("finding.unit", {{"unit", std::string(unit)}});
  if (option)
    if (auto scaled = base::multiply(value, option->factor)) value = *scaled;
  auto stored = base::to_decimal(value);
  if (!stored || stored->scaled >= Decimal::limit * Decimal::one) return fault("finding.too_long", {{"limit", "10"}});
  return {stored->scaled, {}, {}};
}

// As people write a choice: its code or either label, whatever the case and the blanks.
std::string plain_word(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ') out += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return out;
}

Reading read_choice(const Question& question, std::string_view typed) {
  auto word = plain_word(typed);
  for (std::size_t i = 0; i < question.choices.size(); ++i) {
    const auto& choice = question.choices[i];
    if (choice.code == typed || plain_word(choice.code) == word || plain_word(choice.label.th) == word ||
        plain_word(choice.label.en) == word)
      return {Decimal::whole(std::int64_t(i) + 1).scaled, {}, {}};
  }
  return fault("finding.choice");
}

Reading read_yes_no(std::string_view typed) {
  auto word = plain_word(base::arabic_digits(typed));
  for (const char* yes : {"yes", "y", "true", "มี", "ใช่", "มี/ใช่", "1"})
    if (word == yes) return {Decimal::one, {}, {}};
  for (const char* no : {"no", "n", "false", "ไม่มี", "ไม่ใช่", "ไม่มี/ไม่ใช่", "0"})
    if (word == no) return {0, {}, {}};
  return fault("finding.choice");
}

std::string show_value(const Value& value) {
  auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt;
  return decimal ? base::to_grouped(*decimal, -1) : "–";
}

}  // namespace

bool fires(const framework::Check& check, const Body& body, const Picture& picture) {
  return picture.asked[check.question] && body.scope->checks[std::size_t(check.number)] &&
         check.when.evaluate(picture.slots).is_true();
}

std::string message_of(const Framework& plan, const Finding& finding, const Answers& answers, const Picture& picture,
                       base::Language language) {
  const std::string& pattern = finding.check->message.in(language);
  base::Arguments arguments;
  for (const auto& [name, shows] : finding.check->shows)
    arguments.emplace_back(name, show_value(shows.evaluate(picture.slots)));
  for (int slot : finding.check->when.uses())
    if (slot >= int(plan.questions.size()))
      arguments.emplace_back(framework::name_of_slot(plan, slot), show_value(picture.slots[slot]));
  for (const auto& question : plan.questions)
    if (pattern.find("{" + question.code + "}") != pattern.npos)
      arguments.emplace_back(question.code, shown(question, answers[question.slot], language));
  return base::fill(pattern, arguments);
}

Body body_for(const registry::Organisation& organisation, const Framework& plan) {
  const auto& type = registry::type_on(organisation, plan.period_to);
  return {&organisation, type, &plan.scope_of(type)};
}

namespace {

Reading read_what_is_seen(const Question& question, std::string_view typed, std::string_view seen,
                          std::string_view unit) {
  switch (question.kind) {
    case Kind::count:
    case Kind::decimal:
      return read_number(question, typed, unit);
    case Kind::yes_no:
      return read_yes_no(seen);
    case Kind::choice:
      return read_choice(question, seen);
    case Kind::date:
      if (auto day = base::parse_typed_day(typed)) return {Decimal::whole(day->days).scaled, {}, {}};
      return fault("finding.date");
    case Kind::text:
    case Kind::file:
      if (base::count_characters(base::trim(typed)) > most_characters)
        return fault("finding.too_much_text", {{"limit", base::to_grouped(Decimal::whole(most_characters))}});
      return {};
  }
  return {};
}

constexpr std::string_view hidden_too = "_hidden";  // the same fault, with the marks named

std::string future_of(const Question& question) { return question.code + ":future"; }

// "finding.number_hidden" → "U2.1:number", one finding however it is told.
std::string code_of(const Question& question, std::string_view fault) {
  fault.remove_prefix(std::string_view("finding.").size());
  if (fault.ends_with(hidden_too)) fault.remove_suffix(hidden_too.size());
  return question.code + ":" + std::string(fault);
}

// Enough of it to know it again: in a message even what nobody should type stays short.
std::string shortened(std::string_view typed) {
  constexpr std::size_t most = 60;  // bytes; about 20 Thai letters
  if (typed.size() <= most) return std::string(typed);
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(typed[end]) & 0xC0) == 0x80) --end;
  return std::string(typed.substr(0, end)) + "…";
}

// What takes no ink is named, else “12” would be called no number with nothing to see.
std::string recognisable(std::string_view typed) { return base::with_marks_shown(shortened(base::trim(typed))); }

}  // namespace

std::optional<Decimal> number_in(std::string_view typed) {
  auto digits = read_digits(typed, most_places);
  return digits.value ? std::optional(Decimal{*digits.value}) : std::nullopt;
}

Reading read(const Question& question, std::string_view typed, std::string_view unit) {
  auto seen = base::as_seen(typed);
  if (seen.empty()) return {};
  Reading reading = read_what_is_seen(question, typed, seen, unit);
  if (reading.fault.empty()) return reading;
  reading.arguments.emplace_back("typed", recognisable(typed));
  // What is refused may look right: then only the mark that shows nothing tells why.
  bool by_its_look = reading.fault == "finding.number" || reading.fault == "finding.date";
  if (auto marks = base::hidden_marks(base::trim(typed)); by_its_look && !marks.empty()) {
    reading.fault += hidden_too;
    reading.arguments.emplace_back("hidden", std::move(marks));
  }
  return reading;
}

std::string as_kept(std::string_view text, bool one_line) {
  std::string out, whole = base::repair_utf8(text);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    bool end = whole[i] == '\r' || whole[i] == '\n';
    if (whole[i] == '\r' && i + 1 < whole.size() && whole[i + 1] == '\n') ++i;
    out += end ? (one_line ? ' ' : '\n') : whole[i];
  }
  return out;
}

const framework::UnitOption* unit_of(const Question& question, std::string_view unit) {
  for (const auto& option : question.units)
    if (unit.empty() || option.code == unit) return &option;
  return nullptr;
}

namespace {

std::array<std::string, 6> parts_of(const Question& question, const Answer& answer) {
  const auto* unit = unit_of(question, answer.unit);
  return {as_kept(answer.typed, question.kind != Kind::text),
          unit ? unit->code : as_kept(answer.unit, true),
          answer.not_applicable ? "n/a" : "",
          as_kept(answer.reason, true),
          as_kept(answer.source, true),
          as_kept(answer.remark, true)};
}

}  // namespace

bool same_as_typed(const Question& question, const Answer& a, const Answer& b) {
  return parts_of(question, a) == parts_of(question, b);
}

base::Arguments TooLong::arguments(std::string_view code) const {
  return {{"code", std::string(code)}, {"length", std::to_string(length)}, {"limit", std::to_string(limit)}};
}

std::optional<TooLong> too_long(const Question& question, const Answer& stands, const Answer& next) {
  const bool words = question.kind == Kind::text || question.kind == Kind::file;
  const std::tuple<const char*, std::string Answer::*, std::size_t> parts[] = {
      {"typed", &Answer::typed, words ? longest::text : longest::value},
      {"unit", &Answer::unit, longest::unit},
      {"reason", &Answer::reason, longest::reason},
      {"source", &Answer::source, longest::source},
      {"remark", &Answer::remark, longest::remark}};
  for (const auto& [name, part, limit] : parts)
    if (const auto& given = next.*part; given.size() > limit && given != stands.*part)
      if (auto length = base::count_characters(given); length > limit) return TooLong{name, length, limit};
  return std::nullopt;
}

std::optional<TooLong> too_long_reason(std::string_view reason) {
  auto length = base::count_characters(reason);
  return length > longest::reason ? std::optional(TooLong{"reason", length, longest::reason}) : std::nullopt;
}

std::string fingerprint(const Question& question, const Answer& answer) {
  std::string all;
  for (const auto& part : parts_of(question, answer)) all += std::to_string(part.size()) + ":" + part;
  unsigned char hash[crypto_generichash_BYTES_MIN];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(all.data()), all.size(), nullptr, 0);
  return base::to_hex({reinterpret_cast<char*>(hash), sizeof hash});
}

std::string as_typed(const Question& question, const Answer& answer, base::Language language) {
  if (answer.typed.empty()) return {};
  if (!question.is_quantity()) return shown(question, answer, language);
  const auto* unit = unit_of(question, answer.unit);
  auto label = unit ? unit->label.in(language) : answer.unit;
  return label.empty() ? answer.typed : answer.typed + " " + label;
}

std::string reckoned(const Question& question, const Answer& answer, base::Language language) {
  if (!answer.value || !(question.is_quantity() || question.kind == Kind::date)) return {};
  auto as = shown(question, answer, language);
  if (question.is_quantity() && !question.units.empty()) as += " " + question.units.front().label.in(language);
  auto typed = question.kind == Kind::date ? answer.typed : as_typed(question, answer, language);
  return as == typed ? "" : as;
}

Counts counts_of(const Report& report) {
  auto at_least = [&](Stage stage) { return int(report.stage >= stage); };
  return {1, at_least(Stage::submitted), at_least(Stage::verified), at_least(Stage::approved),
          int(report.blocking > 0)};
}

bool is_open_for(const Report& report, std::string_view question) {
  if (report.open_only.empty()) return true;
  auto codes = base::split(report.open_only, ' ');
  return std::find(codes.begin(), codes.end(), question) != codes.end();
}

std::string_view code_of(Stage stage) {
  switch (stage) {
    case Stage::begun:
      return "begun";
    case Stage::submitted:
      return "submitted";
    case Stage::verified:
      return "verified";
    case Stage::approved:
      return "approved";
    case Stage::accepted:
      return "accepted";
  }
  return "";
}

bool is_answered(const Question& question, const Answer& answer) {
  if (answer.not_applicable) return true;
  bool words = question.kind == Kind::text || question.kind == Kind::file;
  return words ? !base::as_seen(answer.typed).empty() : answer.value.has_value();
}

Picture picture_of(const Framework& plan, const Body& body, const Answers& answers) {
  Picture picture;
  picture.slots.resize(plan.slots());
  picture.asked.resize(plan.questions.size());
  for (std::size_t i = 0; i < plan.facts.size(); ++i) {
    const auto& facts = *body.organisation;
    const auto& fact = plan.facts[i] == "population"   ? facts.population
                       : plan.facts[i] == "households" ? facts.households
                                                       : facts.villages;
    if (fact) picture.slots[plan.questions.size() + i] = Value::of(Decimal::whole(*fact));
  }
  auto value_of = [](const Answer& answer) {
    if (answer.not_applicable) return Value{Value::State::not_applicable, {}};
    return answer.value ? Value::of(Decimal{*answer.value}) : Value{};
  };
  for (std::size_t i = 0; i < plan.last.size() && body.before; ++i)
    picture.slots[std::size_t(plan.last_slot(i))] = value_of(body.before->answers[std::size_t(plan.last[i])]);
  for (const Question& question : plan.questions) {
    if (!body.is_asked(question)) continue;
    picture.slots[question.slot] = value_of(answers[question.slot]);
    picture.asked[question.slot] = true;
  }
  // A question whose condition fell away keeps what was typed, but counts as not asked. Conditions
  // may stand on one another (never in a circle), so repeat until nothing moves.
  for (bool moved = true; moved;) {
    moved = false;
    for (const Question& question : plan.questions) {
      if (!picture.asked[question.slot] || !question.asked_if) continue;
      Value condition = question.asked_if->evaluate(picture.slots);
      if (condition.is_true()) continue;
      picture.asked[question.slot] = false;
      // Known not to hold (no trucks): the question does not apply. Not known yet: its answer is absent.
      bool known = condition.is_number() || condition.state == Value::State::not_applicable;
      picture.slots[question.slot] = {known ? Value::State::not_applicable : Value::State::absent, {}};
      moved = true;
    }
  }
  return picture;
}

std::vector<std::string> findings_with_a_reason(const Framework& plan) {
  std::vector<std::string> codes;
  for (const auto& check : plan.checks) codes.push_back(check.code);
  for (const auto& question : plan.questions)
    if (question.kind == Kind::date) codes.push_back(future_of(question));
  return codes;
}

bool asks_for_a_reason(const Framework& plan, std::string_view finding) {
  return std::ranges::count(findings_with_a_reason(plan), finding) > 0;
}

std::vector<Finding> findings_of(const Framework& plan, const Body& body, const Answers& answers,
                                 const Picture& picture) {
  std::vector<Finding> findings;
  for (const Question& question : plan.questions) {
    const Answer& answer = answers[question.slot];
    if (!picture.asked[question.slot]) continue;
    if (answer.not_applicable) {
      if (base::trim(answer.reason).empty())
        findings.push_back({question.slot,
                            question.code + ":reason",
                            framework::Weight::blocks,
                            "not_applicable.reason_missing",
                            {},
                            nullptr});
      continue;
    }
    if (answer.value && question.kind == Kind::date && *answer.value > Decimal::whole(plan.period_to.days).scaled)
      findings.push_back({question.slot,
                          future_of(question),
                          framework::Weight::asks,
                          "finding.future",
                          {{"typed", recognisable(answer.typed)}},
                          nullptr});
    if (answer.typed.empty() || answer.value) continue;
    if (Reading reading = read(question, answer.typed, answer.unit); !reading.fault.empty())
      findings.push_back({question.slot, code_of(question, reading.fault), framework::Weight::blocks, reading.fault,
                          reading.arguments, nullptr});
  }
  // Every save asks them all: those that look back at a round there is none of are not worth the reckoning.
  auto looks_back = [&](const framework::Check& check) {
    const auto& uses = check.when.uses();
    return !uses.empty() && uses.back() >= plan.last_slot(0);
  };
  for (const framework::Check& check : plan.checks)
    if ((body.before || !looks_back(check)) && fires(check, body, picture))
      findings.push_back({check.question, check.code, check.weight, {}, {}, &check});
  return findings;
}

Progress progress_of(const Framework& plan, const Answers& answers, const Picture& picture) {
  Progress progress;
  for (const Question& question : plan.questions) {
    if (!picture.asked[question.slot] || !question.required) continue;
    ++progress.expected;
    if (is_answered(question, answers[question.slot])) ++progress.answered;
  }
  return progress;
}

std::string shown(const Question& question, const Answer& answer, base::Language language) {
  if (!answer.value) return answer.typed;
  Decimal value{*answer.value};
  switch (question.kind) {
    case Kind::count:
    case Kind::decimal:
      return base::to_grouped(value, -1);
    case Kind::yes_no:
      return language == base::Language::th ? (value.scaled ? "มี/ใช่" : "ไม่มี/ไม่ใช่") : (value.scaled ? "Yes" : "No");
    case Kind::choice:
      return question.choices[value.scaled / Decimal::one - 1].label.in(language);
    case Kind::date:
      return base::show(base::Day{std::int32_t(value.scaled / Decimal::one)}, language);
    default:
      return answer.typed;
  }
}

}  // namespace reports
