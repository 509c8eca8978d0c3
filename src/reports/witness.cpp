#include "reports/witness.h"

#include <map>

#include "journal/journal.h"
#include "reports/store.h"

namespace reports {

namespace {

constexpr std::string_view does_not_apply = "ไม่เกี่ยวข้อง: ";  // the journal is in Thai

struct Last {
  int times = 0;
  std::int64_t seat = 0;
  base::Instant at;
  std::string after;
};

// What the chain of one report says.
struct Told {
  std::map<std::string, Last, std::less<>> answers, reasons;  // by question, by finding
  std::vector<journal::Entry> sendings;                       // the oldest first
};

Told told_by(const std::vector<journal::Entry>& chain) {
  Told told;
  for (const auto& entry : chain) {
    if (entry.act == "submit") told.sendings.push_back(entry);
    if (entry.act != "put" && entry.act != "reason") continue;
    auto& last = (entry.act == "put" ? told.answers : told.reasons)[entry.subject];
    ++last.times, last.seat = entry.seat, last.at = entry.at, last.after = entry.after;
  }
  return told;
}

std::string why_answers_differ(const Told& told, const Stored& stored) {
  std::size_t seen = 0;
  for (const auto& [code, answer] : stored) {
    auto last = told.answers.find(code);
    if (last == told.answers.end()) return "the journal does not know its answer to " + code;
    ++seen;
    if (last->second.after != journal_value(answer)) return "its answer to " + code + " is not what was given";
    if (last->second.times != answer.version) return "its answer to " + code + " was given another number of times";
    if (last->second.seat != answer.changed_by || last->second.at != answer.changed_at)
      return "its answer to " + code + " was given by somebody else, or at another time";
  }
  return seen == told.answers.size() ? "" : "an answer that was given is gone";
}

std::string why_reasons_differ(const Told& told, const std::map<std::string, std::string>& stored) {
  for (const auto& [finding, reason] : stored) {
    auto last = told.reasons.find(finding);
    if (last == told.reasons.end() || last->second.after != reason)
      return "its reason for " + finding + " is not what was given";
  }
  return stored.size() == told.reasons.size() ? "" : "a reason that was given is gone";
}

std::string why_sendings_differ(const Told& told, const std::vector<Submission>& newest_first) {
  if (newest_first.size() != told.sendings.size()) return "its sendings are not those of the journal";
  for (std::size_t i = 0; i < told.sendings.size(); ++i) {
    const auto& entry = told.sendings[i];
    const auto& sent = newest_first[newest_first.size() - 1 - i];
    if (entry.subject != sent.number || entry.after != sent.content_hash)
      return "the seal of its sending " + sent.number + " is not the one it was sent with";
    if (entry.seat != sent.seat || entry.at != sent.at)
      return "its sending " + sent.number + " was by somebody else, or at another time";
  }
  return "";
}

}  // namespace

std::string journal_value(const Answer& answer) {
  if (answer.not_applicable) return std::string(does_not_apply) + answer.reason;
  std::string text = answer.typed;
  if (!answer.unit.empty() && !text.empty()) text += " " + answer.unit;
  if (!answer.source.empty()) text += " [" + answer.source + "]";
  if (!answer.remark.empty()) text += " (" + answer.remark + ")";
  return text;
}

// Taken apart from its end; a text may hold brackets of its own, so what is no source of the plan stays where it was
// typed.
Answer answer_in_journal(const framework::Framework& plan, const framework::Question& question, std::string_view line) {
  Answer answer;
  if (question.may_not_apply && line.starts_with(does_not_apply)) {
    answer.not_applicable = true, answer.reason = line.substr(does_not_apply.size());
    return answer;
  }
  const bool free = question.kind == framework::Kind::text || question.kind == framework::Kind::file;
  if (auto at = line.find(" ("); !free && at != line.npos && line.ends_with(')')) {
    answer.remark = line.substr(at + 2, line.size() - at - 3);
    line = line.substr(0, at);
  }
  auto take_off = [&](const std::string& end) {
    if (!line.ends_with(end)) return false;
    line.remove_suffix(end.size());
    return true;
  };
  for (const auto& source : plan.sources)
    if (take_off(" [" + source.code + "]")) {
      answer.source = source.code;
      break;
    }
  for (const auto& unit : question.units)
    if (take_off(" " + unit.code)) {
      answer.unit = unit.code;
      break;
    }
  answer.typed = line;
  return answer;
}

std::string line_in_words(const view::Words& words, base::Language language, const framework::Framework& plan,
                          const framework::Question& question, std::string_view line,
                          const std::function<std::string(const Answer&)>& value) {
  const auto answer = answer_in_journal(plan, question, line);
  if (answer.not_applicable) return words.say(language, "state.not_applicable") + ": " + answer.reason;
  auto said = value(answer);
  for (const auto& source : plan.sources)
    if (source.code == answer.source) said += " · " + source.label.in(language);
  if (!answer.remark.empty()) said += " · " + words.say(language, "report.remark") + ": " + answer.remark;
  return said;
}

std::vector<std::string> journal_differences(db::Tx& tx) {
  std::vector<std::int64_t> reports;
  store::each(tx, [&](const Report& report) { reports.push_back(report.id); });
  std::vector<std::string> differences;
  for (auto report : reports) {
    const auto told = told_by(journal::of(tx, report));
    auto why = why_answers_differ(told, store::stored_of(tx, report));
    if (why.empty()) why = why_reasons_differ(told, store::finding_reasons(tx, report));
    if (why.empty()) why = why_sendings_differ(told, store::submissions_of(tx, report));
    if (!why.empty()) differences.push_back("report " + std::to_string(report) + ": " + why);
  }
  return differences;
}

}  // namespace reports
