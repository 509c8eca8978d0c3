#include "imports/imports.h"

#include <algorithm>
#include <filesystem>

#include "base/typed.h"
#include "calendar/calendar.h"
#include "imports/reader.h"
#include "reports/before.h"
#include "reports/rules.h"
#include "reports/store.h"
#include "reports/witness.h"

namespace imports {

using framework::Kind;
using framework::Question;
using identity::Voice;
using reports::Answer;
using reports::Given;
using reports::Where;

namespace {

constexpr std::size_t most_bytes_in_cell = 32'000;  // the export cuts there, since spreadsheets do

// What differs in no more than what is kept of a text anyway, or than what a cell can hold, was not changed by a
// person.
bool same_text(const std::string& there, const std::string& stands, bool one_line) {
  if (there == stands) return true;
  auto a = reports::as_kept(there, one_line), b = reports::as_kept(stands, one_line);
  return a == b || (stands.size() > most_bytes_in_cell && a.size() + 4 > most_bytes_in_cell && b.starts_with(a));
}
bool same_typed(const Question& question, const std::string& there, const std::string& stands) {
  return same_text(there, stands, question.kind != Kind::text);
}

bool is_text(const Question& question) { return question.kind == Kind::text || question.kind == Kind::file; }

// Whether the cell shows what the answer says already, in whichever unit and words that was given.
bool shows(const Said::InCell& cell, const Question& question, const Answer& answer) {
  if (is_text(question) && !answer.not_applicable && same_typed(question, cell.typed, answer.typed)) return true;
  if (cell.not_applicable || answer.not_applicable) return cell.not_applicable == answer.not_applicable;
  if (is_text(question)) return false;
  auto value = cell.unreadable ? std::nullopt : reports::read(question, cell.typed, "").value;
  return value || answer.value ? value == answer.value : same_typed(question, cell.typed, answer.typed);
}

// The answer as it would stand after what is given.
Answer after(const Question& question, const Answer& answer, const Given& given) {
  Answer next = answer;
  reports::take(question, given, next);
  next.value = next.not_applicable ? std::nullopt : reports::read(question, next.typed, next.unit).value;
  return next;
}

Given of_row(const Question& question, const Said::AsGiven& row, const Answer& present) {
  auto changed = [](const std::optional<std::string>& there, const std::string& stands) {
    return there && !same_text(*there, stands, true) ? there : std::nullopt;
  };
  Given given;
  if (row.typed && !same_typed(question, *row.typed, present.typed)) given.typed = row.typed;
  if (const auto* unit = reports::unit_of(question, row.unit.value_or(present.unit));
      given.typed || !unit || unit != reports::unit_of(question, present.unit))
    given.unit = changed(row.unit, present.unit);
  given.reason = changed(row.reason, present.reason), given.source = changed(row.source, present.source);
  given.remark = changed(row.remark, present.remark);
  if (row.not_applicable && *row.not_applicable != present.not_applicable) given.not_applicable = row.not_applicable;
  return given;
}

void take_cell(Given& given, const Said::InCell& cell, const Question& question) {
  given.not_applicable = cell.not_applicable;
  if (cell.not_applicable) return;  // what was typed stays, as it does in the form
  given.typed = cell.typed;
  if (!question.units.empty()) given.unit = question.units.front().code;
}

bool is_nothing(const Given& given) {
  return !given.typed && !given.unit && !given.reason && !given.source && !given.remark && !given.not_applicable;
}

// What was given for one answer, or one finding's reason, after the file was written: each text that stood before the
// last one, and whose that is.
struct Since {
  std::vector<std::string> stood;  // as the journal holds them; empty: nothing was given since
  base::Instant at;
  std::int64_t seat = 0;
};

// One body's lines against what stands in the database.
class Deciding {
 public:
  Deciding(const Voice& voice, db::Tx& tx, const Into& into, Reader& reader, Outcome& outcome, const Line& line,
           const reports::Answers& present, const std::optional<reports::Report>& report)
      : voice_(voice),
        tx_(tx),
        into_(into),
        reader_(reader),
        outcome_(outcome),
        line_(line),
        present_(present),
        report_(report) {}

  std::vector<std::pair<const Question*, Given>> changes;
  std::vector<std::pair<std::string, reports::GivenReason>> reasons;

  void decide(const std::map<std::string, std::string>& reasons_present) {
    for (const auto& [slot, said] : line_.said) one(line_.where.plan.questions[std::size_t(slot)], said);
    tell_needless();
    for (const auto& [finding, reason] : line_.reasons) {
      auto stands = reasons_present.find(finding);
      auto before = stands == reasons_present.end() ? std::string() : stands->second;
      if (same_text(reason.text, before, true)) {
        ++outcome_.unchanged;
        continue;
      }
      auto says = [&](const std::string& stood) { return same_text(reason.text, stood, true); };
      if (!may_replace(since("reason", finding), says, reason.at, finding, before)) continue;
      if (auto over = reports::too_long_reason(reports::as_kept(reason.text, true))) {
        reader_.fault(reason.at, code(), finding, voice_.say(over->key(), over->arguments(finding)));
        continue;
      }
      reasons.emplace_back(finding, reports::GivenReason{base::repair_utf8(reason.text), before});
      outcome_.changes.push_back({code(), finding, before, reason.text});
    }
  }

 private:
  const std::string& code() const { return line_.where.body.organisation->code; }

  void refuse(Place at, const Question& question, const std::string& key, base::Arguments arguments = {}) {
    reader_.fault(at, code(), question.code, voice_.say(key, arguments));
  }

  // What the file asks to be put upon an answer; nothing where it says what stands. nullopt: its two tables give two
  // new values.
  static std::optional<Given> asked_upon(const Question& question, const Said& said, const Answer& present) {
    Given given;
    if (said.given) given = of_row(question, *said.given, present);
    if (!said.cell || shows(*said.cell, question, after(question, present, given))) return given;
    // Both tables speak of it, and not alike: what one of them changes holds, unless both change it.
    const bool row_changes_it = given.typed || given.unit || given.not_applicable;
    if (row_changes_it) return shows(*said.cell, question, present) ? std::optional(given) : std::nullopt;
    take_cell(given, *said.cell, question);
    return given;
  }

  void one(const Question& question, const Said& said) {
    const Answer& present = present_[std::size_t(question.slot)];
    const auto asked = asked_upon(question, said, present);
    if (!asked)
      return refuse(said.cell->at, question, "imports.two_values", {{"other", reader_.name_at(said.given->at)}});
    Given given = *asked;
    if (is_nothing(given)) {
      if (said.needless && !present.not_applicable && !same_typed(question, said.needless->typed, present.typed))
        needless_.emplace_back(&question, said.needless->at);
      else
        ++outcome_.unchanged;
      return;
    }
    auto says = [&](const std::string& stood) {
      auto then = reports::answer_in_journal(line_.where.plan, question, stood);
      then.value = then.not_applicable ? std::nullopt : reports::read(question, then.typed, then.unit).value;
      const auto nothing_new = asked_upon(question, said, then);
      return nothing_new && is_nothing(*nothing_new);
    };
    const Place at = said.cell ? said.cell->at : said.given->at;
    if (!may_replace(since("put", question.code), says, at, question.code, in_words(question, present))) return;
    const Answer next = after(question, present, given);
    if (!fits(question, said, given, next)) return;
    tell(question, present, next);
    given.seen = present.version;
    changes.emplace_back(&question, std::move(given));
  }

  // Files show so what an answer above makes needless. Where it is asked nevertheless, once all of the file is in, it
  // was meant to say something.
  void tell_needless() {
    if (needless_.empty()) return;
    auto then = present_;
    for (const auto& [question, given] : changes)
      then[std::size_t(question->slot)] = after(*question, then[std::size_t(question->slot)], given);
    const auto picture = reports::picture_of(line_.where.plan, line_.where.body, then);
    for (const auto& [question, at] : needless_) {
      const bool asked = picture.asked[std::size_t(question->slot)];
      ++(asked ? outcome_.passed_over : outcome_.unchanged);
      if (asked) reader_.note(at, code(), question->code, voice_.say("imports.needless", {{"code", question->code}}));
    }
  }

  Since since(std::string_view act, const std::string& subject) {
    Since since;
    if (!line_.as_of || !report_) return since;
    if (!chain_) chain_ = journal::of(tx_, report_->id);
    for (const auto& entry : *chain_) {
      if (entry.act != act || entry.subject != subject || entry.at <= *line_.as_of) continue;
      since.stood.push_back(entry.before);
      since.at = entry.at, since.seat = entry.seat;
    }
    return since;
  }

  // An old file takes no newer answer back: what it says as it stood once is left as it is; what is new in it goes over
  // the writer's own, and over nobody else's.
  bool may_replace(const Since& since, const std::function<bool(const std::string&)>& says, Place at,
                   const std::string& subject, const std::string& stands) {
    if (since.stood.empty()) return true;
    const bool is_old = std::ranges::any_of(since.stood, says);
    if (!is_old && since.seat == into_.seat.id) return true;
    const auto said = voice_.say(is_old ? "imports.newer_stays" : "imports.changed_since",
                                 {{"when", base::show(since.at, voice_.language)}, {"stands", stands}});
    if (is_old)
      ++outcome_.unchanged, reader_.note(at, code(), subject, said);
    else
      reader_.fault(at, code(), subject, said);
    return false;
  }

  bool fits(const Question& question, const Said& said, const Given& given, const Answer& next) {
    Place at = said.cell ? said.cell->at : said.given->at;
    if (!line_.where.body.is_asked(question))
      return refuse(at, question, "imports.not_asked",
                    {{"type", registry::short_type(line_.where.body.type, voice_.language)}}),
             false;
    if (given.not_applicable.value_or(false) && !question.may_not_apply)
      return refuse(at, question, "imports.applies"), false;
    if (report_ && !reports::is_open_for(*report_, question.code))
      return refuse(at, question, "report.open_for_others", {{"codes", report_->open_only}}), false;
    if (auto over = reports::too_long(question, present_[std::size_t(question.slot)], next))
      return refuse(at, question, over->key(), over->arguments(question.code)), false;
    if (given.source && !given.source->empty() &&
        std::ranges::none_of(line_.where.plan.sources, [&](const auto& known) { return known.code == *given.source; }))
      reader_.note(at, code(), question.code, voice_.say("imports.no_such_source", {{"typed", *given.source}}));
    if (!given.typed && !given.unit) return true;
    auto reading = reports::read(question, next.typed, next.unit);
    if (reading.fault.empty()) return true;
    // What the export marked as unreadable, and a text that is too long, stand in the form with a finding too.
    bool of_row = said.given && (!given.typed || said.given->typed == given.typed),
         of_cell = said.cell && said.cell->typed == given.typed;
    bool kept = is_text(question) || of_row || (of_cell && said.cell->unreadable);
    if (kept)
      reader_.note(at, code(), question.code,
                   voice_.say("imports.kept_unread", {{"why", voice_.say(reading.fault, reading.arguments)}}));
    else
      refuse(at, question, reading.fault, reading.arguments);
    return kept;
  }

  std::string in_words(const Question& question, const Answer& answer) const {
    if (answer.not_applicable) return voice_.say("exports.not_applicable");
    if (answer.typed.empty()) return "–";
    auto text = reports::shown(question, answer, voice_.language);
    if (!answer.value && !is_text(question)) return voice_.say("exports.unreadable") + ": " + answer.typed;
    if (question.is_quantity() && !question.units.empty())
      text += " " + question.units.front().label.in(voice_.language);
    return text;
  }

  void tell(const Question& question, const Answer& before, const Answer& now) {
    auto differ = [&](const char* part, const std::string& one, const std::string& other) {
      if (one == other) return;
      auto column = *part ? question.code + " " + voice_.say("exports." + std::string(part)) : question.code;
      outcome_.changes.push_back({code(), column, one.empty() ? "–" : one, other.empty() ? "–" : other});
    };
    auto was = in_words(question, before), is = in_words(question, now);
    differ("", was, is);
    if (was == is) differ("typed", before.typed, now.typed);
    if (!now.unit.empty() && was == is) differ("typed_unit", before.unit, now.unit);
    differ("reason", before.reason, now.reason);
    differ("answer_source", before.source, now.source);
    differ("remark", before.remark, now.remark);
  }

  const Voice& voice_;
  db::Tx& tx_;
  const Into& into_;
  Reader& reader_;
  Outcome& outcome_;
  const Line& line_;
  const reports::Answers& present_;
  const std::optional<reports::Report>& report_;
  std::optional<std::vector<journal::Entry>> chain_;  // read once it is asked for
  std::vector<std::pair<const Question*, Place>> needless_;
};

// Every table of every file, in their order.
void read_files(const std::vector<std::string>& files, const Voice& voice, Reader& reader) {
  auto see = [&](int row, const std::vector<Cell>& cells) { reader.see(row, cells); };
  for (const auto& file : files) {
    auto name = files.size() > 1 ? std::filesystem::path(file).filename().string() + " " : std::string();
    if (!is_workbook(file)) {
      reader.begin_by_heads(name);
      each_row_of_csv(file, see);
      reader.end();
      continue;
    }
    auto sheets = sheets_of(file);
    auto has = [&](const char* sheet) { return std::ranges::count(sheets, sheet) > 0; };
    if (!has("answers") && !has("given")) throw Unreadable("imports.no_sheet");
    for (auto [sheet, table] :
         {std::pair("answers", Reader::Table::answers), std::pair("given", Reader::Table::given)}) {
      if (!has(sheet)) continue;
      reader.begin(table, table == Reader::Table::given ? name + "given!" : name);
      each_row(file, sheet, see);
      reader.end();
    }
    for (const auto& sheet : sheets) {
      constexpr std::string_view of_the_export[] = {"about",      "answers",      "given",
                                                    "indicators", "completeness", "codebook"};
      if (!std::ranges::count(of_the_export, sheet))
        reader.note({-1, 0, 0}, "", "", voice.say("imports.sheet_passed_over", {{"sheet", sheet}}));
    }
  }
}

bool reaches(const Voice& voice, const Into& into, const registry::Organisation& body) {
  return voice.world.registry.stands_under(body, into.seat.organisation);
}

bool is_shut(const Voice& voice, db::Tx& tx, const Into& into, const registry::Organisation& body) {
  return into.only_open &&
         !calendar::window_over(tx, into.round, {registry::nation, body.province, body.id}).window.is_open(voice.now);
}

}  // namespace

Outcome look(const Voice& voice, db::Tx& tx, const Into& into, const std::vector<std::string>& files) {
  Outcome outcome;
  Reader reader(voice, into.plan, into.round);
  read_files(files, voice, reader);
  for (const auto& line : reader.lines()) {
    const auto& body = *line.where.body.organisation;
    auto refuse = [&](std::string why) { reader.fault(line.at, body.code, "code", std::move(why)); };
    if (!reaches(voice, into, body)) {
      refuse(voice.say("imports.not_yours", {{"code", body.code}}));
      continue;
    }
    auto report = reports::store::find(tx, into.round, body.id, into.seat);
    auto present =
        report ? reports::store::answers_of(tx, into.plan, report->id) : reports::Answers(into.plan.questions.size());
    Deciding deciding(voice, tx, into, reader, outcome, line, present, report);
    deciding.decide(report ? reports::store::finding_reasons(tx, report->id) : std::map<std::string, std::string>());
    auto changed = deciding.changes.size() + deciding.reasons.size();
    if (changed == 0) continue;
    if (report && is_sealed(report->stage)) {
      refuse(voice.say("imports.sealed", {{"n", std::to_string(changed)}}));
      continue;
    }
    if (is_shut(voice, tx, into, body)) {
      refuse(voice.say("imports.closed"));
      continue;
    }
    ++outcome.reports;
    outcome.answers += int(changed);
    outcome.decided.push_back({&body, std::move(deciding.changes), std::move(deciding.reasons)});
  }
  outcome.rows = reader.rows(), outcome.refused = reader.refused(), outcome.passed_over += reader.passed_over();
  outcome.faults = reader.faults(), outcome.notes = reader.notes();
  return outcome;
}

Outcome bring_in(const Voice& voice, db::Tx& tx, const Into& into, const std::vector<std::string>& files) {
  auto outcome = look(voice, tx, into, files);
  if (outcome.refused == 0)
    for (const auto& decided : outcome.decided)
      if (!write(voice, tx, into, decided)) throw std::logic_error("changed between the look and the writing");
  return outcome;
}

bool write(const Voice& voice, db::Tx& tx, const Into& into, const Decided& decided) {
  if (!reaches(voice, into, *decided.body) || is_shut(voice, tx, into, *decided.body)) return false;
  const auto where = reports::where_of(tx, voice.world.registry, reports::rounds_of(voice.world), into.plan, into.round,
                                       *decided.body);
  auto draft = reports::open_draft(tx, where, into.seat, voice.now);
  for (const auto& [question, given] : decided.answers)
    if (reports::put(tx, draft, *question, given, into.seat, voice.now) > reports::Outcome::unchanged) return false;
  for (const auto& [finding, reason] : decided.reasons)
    if (reports::put_reason(tx, draft, finding, reason, voice.now) == reports::Outcome::stale) return false;
  reports::close_draft(tx, where, draft, voice.now);
  return true;
}

}  // namespace imports
