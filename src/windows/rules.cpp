#include "windows/rules.h"

#include "base/typed.h"

namespace windows {

using base::Instant;
using calendar::Scope;

namespace {

constexpr std::int64_t minute = 60'000;

std::string last_minute(Instant closes, base::Language language) {
  return base::show(Instant{closes.ms - 1}, language);
}

std::optional<Instant> read_at(const Typed& typed, bool until, std::vector<Fault>& faults) {
  const auto& day = until ? typed.closes_day : typed.opens_day;
  const auto& time = until ? typed.closes_time : typed.opens_time;
  std::string field = until ? "closes" : "opens";
  if (!base::parse_typed_day(day)) {
    if (base::trim(day).empty())
      faults.push_back({field + "_day", "windows.no_day", {}});
    else
      faults.push_back({field + "_day", "windows.bad_day", {{"typed", base::with_marks_shown(day)}}});
  }
  if (!read_time(time))
    faults.push_back({field + "_time", "windows.bad_time", {{"typed", base::with_marks_shown(time)}}});
  return read_moment(day, time, until);
}

}  // namespace

std::optional<int> read_time(std::string_view typed) {
  std::string text = base::as_seen(typed);
  for (std::string_view end : {"น.", "น"})
    if (text.ends_with(end)) text = std::string(base::trim(text.substr(0, text.size() - end.size())));
  for (char& c : text)
    if (c == '.') c = ':';
  auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon > 2 || text.size() - colon != 3) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != colon && (text[i] < '0' || text[i] > '9')) return std::nullopt;
  int hour = std::stoi(text.substr(0, colon)), of_hour = std::stoi(text.substr(colon + 1));
  if (hour > 23 || of_hour > 59) return std::nullopt;
  return hour * 60 + of_hour;
}

std::optional<Instant> read_moment(std::string_view day, std::string_view time, bool until) {
  auto on = base::parse_typed_day(day);
  auto at = read_time(time);
  if (!on || !at) return std::nullopt;
  return Instant{base::start_of(*on).ms + (*at + (until ? 1 : 0)) * minute};
}

std::optional<Fault> fault_of_reason(std::string_view reason) {
  if (base::trim(reason).empty()) return Fault{"reason", "windows.no_reason", {}};
  if (auto length = base::count_characters(reason); length > longest_reason)
    return Fault{
        "reason", "windows.long_reason", {{"n", std::to_string(length)}, {"limit", std::to_string(longest_reason)}}};
  return std::nullopt;
}

Place read_place(const Asked& asked, const Typed& typed, std::vector<Fault>& faults) {
  const auto* province = asked.registry.by_code(base::as_seen(typed.province));
  if (typed.scope == "nation") return {Scope::nation, asked.registry.find(registry::nation)};
  if (typed.scope == "province") {
    if (province && province->tier == registry::Tier::province) return {Scope::province, province};
    faults.push_back({"province", "windows.no_province", {}});
    return {};
  }
  if (typed.scope != "body") {
    faults.push_back({"scope", "windows.no_scope", {}});
    return {};
  }
  const auto* body = asked.registry.by_code(base::as_seen(typed.body));
  if (!body || body->tier != registry::Tier::local) {
    faults.push_back({"body", "windows.unknown_body", {{"typed", typed.body}}});
    return {};
  }
  auto name = registry::full_name(*body, asked.plan.period_to, asked.language);
  if (!asked.plan.bodies.contains(registry::type_on(*body, asked.plan.period_to)))
    faults.push_back({"body", "windows.not_asked", {{"body", name}}});
  if (province && body->province != province->id) {
    const auto* its = asked.registry.find(body->province);
    auto named = [&](const registry::Organisation& place) {
      const auto& names = registry::name_on(place, asked.plan.period_to);
      return asked.language == base::Language::th || names.name_en.empty() ? names.name_th : names.name_en;
    };
    faults.push_back({"body",
                      "windows.not_in_province",
                      {{"body", name}, {"its", its ? named(*its) : ""}, {"province", named(*province)}}});
  }
  return {Scope::body, body};
}

Read read_change(const Asked& asked, const Typed& typed, const PresentWindow& present_of, Instant now) {
  Read read;
  auto& faults = read.faults;
  read.place = read_place(asked, typed, faults);
  bool opens = typed.act == "open", extends = typed.act == "extend", closes = typed.act == "close";
  if (!opens && !extends && !closes) faults.push_back({"act", "windows.no_act", {}});
  std::optional<Instant> from, until;
  if (opens) from = read_at(typed, false, faults);
  if (opens || extends) until = read_at(typed, true, faults);
  if (auto fault = fault_of_reason(typed.reason)) faults.push_back(*fault);
  if (from && until && *until <= *from)
    faults.push_back({"closes_day",
                      "windows.ends_before",
                      {{"opens", base::show(*from, asked.language)}, {"closes", last_minute(*until, asked.language)}}});
  if (until && *until <= now)
    faults.push_back({"closes_day",
                      "windows.in_the_past",
                      {{"closes", last_minute(*until, asked.language)}, {"now", base::show(now, asked.language)}}});
  read.change.scope = read.place.scope;
  read.change.reason = base::trim(typed.reason);
  read.change.made_at = now;
  if (!read.place.organisation) return read;
  read.change.place = read.place.organisation->id;
  auto present = present_of(read.place);
  // What was open once keeps its opening: days are counted from there, and a gap of being closed is in the journal.
  // What was closed before it could open opens now.
  bool never_open = present.closes <= present.opens;
  auto begins = extends && never_open ? now : present.opens;
  if (extends && until && *until <= begins && *until > now)
    faults.push_back(
        {"closes_day",
         "windows.ends_before",
         {{"opens", base::show(begins, asked.language)}, {"closes", last_minute(*until, asked.language)}}});
  else if (extends && until && *until <= present.closes && *until > now)
    faults.push_back({"closes_day", "windows.not_longer", {{"closes", last_minute(present.closes, asked.language)}}});
  if (closes && now >= present.closes)
    faults.push_back({"act", "windows.closed_already", {{"closes", last_minute(present.closes, asked.language)}}});
  read.change.window = {from.value_or(begins), until.value_or(now)};
  if (closes && now < present.opens) read.change.window.opens = now;  // not to open at all
  return read;
}

std::optional<Instant> read_until(const std::string& day, const std::string& time, const calendar::Window& present,
                                  Instant now, base::Language language, std::vector<Fault>& faults) {
  Typed typed;
  typed.closes_day = day, typed.closes_time = time;
  auto until = read_at(typed, true, faults);
  if (until && *until <= now)
    faults.push_back({"closes_day",
                      "windows.in_the_past",
                      {{"closes", last_minute(*until, language)}, {"now", base::show(now, language)}}});
  else if (until && *until <= present.closes && now < present.closes)
    faults.push_back({"closes_day", "windows.not_longer", {{"closes", last_minute(present.closes, language)}}});
  return until;
}

}  // namespace windows
