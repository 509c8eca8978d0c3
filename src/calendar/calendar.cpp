#include "calendar/calendar.h"

#include <algorithm>
#include <sstream>

#include "base/problem.h"
#include "calendar/calendar_sql.h"

namespace calendar {
namespace {

struct Kept {
  Round round;
  std::string hash;
};

Round round_in(const db::Row& row) { return {row.integer(0), row.string(1), row.string(2), int(row.integer(3))}; }

std::optional<Kept> kept_round(db::Tx& tx, std::string_view framework, std::string_view period) {
  return tx.first(sql::find_round, {framework, period}, [](const db::Row& row) {
    return Kept{round_in(row), row.string(4)};
  });
}

Window planned(const framework::Framework& plan) {
  return {base::start_of(plan.opens), base::start_of(base::Day{plan.closes.days + 1})};
}

Change change_in(const db::Row& row) {
  return {row.integer(0), Scope(row.integer(1)), row.integer(2), {{row.integer(3)}, {row.integer(4)}},
          row.string(5),  {row.integer(6)},      row.integer(7)};
}

}  // namespace

Clock::Clock(base::Instant set_to) { run_on_from(set_to); }

void Clock::run_on_from(base::Instant moment) const {
  inside_->offset_ms = moment.ms - base::system_now().ms;
  inside_->latest_ms = moment.ms;
}

void Clock::not_before(base::Instant moment) const {
  if (moment.ms > inside_->latest_ms.load()) inside_->latest_ms = moment.ms;
}

void Clock::slip(std::int64_t ms) const { inside_->offset_ms += ms; }

base::Instant Clock::now() const {
  const base::Instant read{base::system_now().ms + inside_->offset_ms};
  std::int64_t latest = inside_->latest_ms.load();
  base::Instant now = forward({latest}, read);
  // Many threads ask: the one that read later wins.
  while (now.ms != latest && !inside_->latest_ms.compare_exchange_weak(latest, now.ms)) now = forward({latest}, read);
  return now;
}

int fiscal_year(base::Day day) {
  const std::string iso = base::to_iso(day);  // the year of the calendar is in its first part
  const std::size_t dash = iso.find('-', 1);
  const int year = std::stoi(iso.substr(0, dash));
  const int month = std::stoi(iso.substr(dash + 1, 2));
  return year + 543 + (month >= 10 ? 1 : 0);
}

std::optional<Revision> find_revision(db::Tx& tx, std::int64_t round, int revision) {
  return tx.first(sql::revision, {round, revision}, [](const db::Row& row) {
    Revision found{int(row.integer(0)), row.string(1), {}};
    std::istringstream questions(row.string(2));
    for (std::string each; questions >> each;) {
      const auto at = each.find('=');
      found.questions.emplace_back(each.substr(0, at), at == each.npos ? "" : each.substr(at + 1));
    }
    return found;
  });
}

void note_revision(db::Tx& tx, const framework::Framework& plan, base::Instant now) {
  const auto kept = kept_round(tx, plan.name, plan.period);
  if (!kept || kept->hash != plan.hash || kept->round.revision != plan.revision) return;
  if (const auto noted = find_revision(tx, kept->round.id, plan.revision); noted && noted->hash == plan.hash) return;
  std::string questions;
  for (const auto& question : plan.questions)
    questions += (questions.empty() ? "" : " ") + question.code +
                 (question.units.empty() ? "" : "=" + question.units.front().code);
  tx.run(sql::put_revision, {kept->round.id, plan.revision, plan.hash, questions, now.ms});
}

void note_revised(db::Tx& tx, std::int64_t round, const Revised& revised) {
  tx.run(sql::note_revised, {revised.folded, revised.returned, revised.left, round, revised.revision});
}

std::optional<Revised> revised(db::Tx& tx, std::int64_t round) {
  return tx.first(sql::revised, {round}, [](const db::Row& row) {
    return Revised{int(row.integer(0)), base::Instant{row.integer(1)}, row.integer(2), row.integer(3), row.integer(4)};
  });
}

bool is_revised_by(db::Tx& tx, const framework::Framework& plan) {
  const auto kept = kept_round(tx, plan.name, plan.period);
  return kept && kept->hash != plan.hash;
}

namespace {

void require_same_units(db::Tx& tx, const Round& round, const framework::Framework& plan) {
  const auto before = find_revision(tx, round.id, round.revision);
  if (!before) return;
  for (const auto& [code, unit] : before->questions) {
    const auto* question = plan.find(code);
    if (!question) continue;
    const auto now = question->units.empty() ? std::string() : question->units.front().code;
    if (now != unit)
      throw db::Error("framework " + plan.name + " " + plan.period + " stores " + code + " in " +
                      (now.empty() ? "no unit" : now) + ", answers given before are in " +
                      (unit.empty() ? "no unit" : unit) +
                      ": put that unit first again, or give the question a new code");
  }
}

}  // namespace

Round ensure_round(db::Tx& tx, const framework::Framework& plan, base::Instant now) {
  const Window window = planned(plan);
  auto kept = kept_round(tx, plan.name, plan.period);
  if (!kept) {
    tx.run(sql::add_round, {plan.name, plan.period, plan.revision, plan.hash, now.ms});
    kept = kept_round(tx, plan.name, plan.period);
    if (!kept) throw db::Error("the round just made is not there: " + plan.name);
    tx.run(sql::add_window, {kept->round.id, window.opens.ms, window.closes.ms});
    note_revision(tx, plan, now);
    return kept->round;
  }
  if (kept->hash == plan.hash && kept->round.revision == plan.revision) {
    note_revision(tx, plan, now);
    return kept->round;
  }

  // What was asked may change silently only while nobody could have answered it, anywhere.
  const bool opened =
      std::ranges::any_of(all_in_force(tx, kept->round.id), [&](const Change& c) { return c.window.opens <= now; });
  if (opened && plan.revision <= kept->round.revision) {
    throw db::Error("framework " + plan.name + " " + plan.period +
                    " changed after its window opened; give it revision " + std::to_string(kept->round.revision + 1));
  }
  if (opened) require_same_units(tx, kept->round, plan);
  tx.run(sql::revise_round, {plan.revision, plan.hash, kept->round.id});
  // An open window may have been extended by the department: a plan no longer moves it.
  if (!opened) tx.run(sql::move_window, {window.opens.ms, window.closes.ms, kept->round.id});
  kept->round.revision = plan.revision;
  note_revision(tx, plan, now);
  return kept->round;
}

std::optional<Round> find_round(db::Tx& tx, std::string_view framework, std::string_view period) {
  auto kept = kept_round(tx, framework, period);
  return kept ? std::optional(kept->round) : std::nullopt;
}

std::vector<Round> rounds(db::Tx& tx) {
  std::vector<Round> found;
  tx.each(sql::every_round, {}, [&](const db::Row& row) { found.push_back(round_in(row)); });
  return found;
}

Window window_of(db::Tx& tx, std::int64_t round) {
  auto found = tx.first(sql::window_of, {round}, [](const db::Row& row) {
    return Window{{row.integer(0)}, {row.integer(1)}};
  });
  if (!found) throw db::Error("a round without a window: " + std::to_string(round));
  return *found;
}

void expect_window_over(db::Tx& tx, std::int64_t round, const Place& place) {
  tx.expect(sql::window_over, {round, place.nation, place.province, place.body});
}

Change window_over(db::Tx& tx, std::int64_t round, const Place& place) {
  std::vector<Change> over;
  tx.each(sql::window_over, {round, place.nation, place.province, place.body},
          [&](const db::Row& row) { over.push_back(change_in(row)); });
  if (over.empty()) throw db::Error("a round without a window: " + std::to_string(round));
  return holding(over);
}

std::vector<Listed> changes_of(db::Tx& tx, std::int64_t round) {
  std::vector<Listed> all;
  tx.each(sql::changes, {round}, [&](const db::Row& row) {
    all.push_back({change_in(row), std::nullopt});
    if (const auto at = row.maybe_integer(8)) all.back().withdrawn = Withdrawn{{*at}, row.integer(9)};
  });
  return all;
}

std::vector<Change> all_in_force(db::Tx& tx, std::int64_t round) {
  std::vector<Change> all;
  tx.each(sql::all_in_force, {round}, [&](const db::Row& row) { all.push_back(change_in(row)); });
  return all;
}

std::int64_t add_change(db::Tx& tx, std::int64_t round, const Change& c) {
  return *tx.first(
      sql::add_change,
      {round, int(c.scope), c.place, c.window.opens.ms, c.window.closes.ms, c.reason, c.made_at.ms, c.made_by},
      [](const db::Row& row) { return row.integer(0); });
}

bool withdraw_change(db::Tx& tx, std::int64_t round, std::int64_t change, base::Instant at, std::int64_t seat) {
  return tx.change(sql::withdraw_change, {at.ms, seat, change, round}) == 1;
}

void require_open(const Window& window, base::Instant now, base::Language language) {
  if (window.is_open(now)) return;
  // People read "until 22 Nov 23.59", not "before 23 Nov 0.00".
  const base::Instant last_minute{window.closes.ms - 1};
  throw base::Problem(base::Problem::Kind::not_allowed, now < window.opens ? "window.before" : "window.after",
                      {{"opens", base::show(window.opens, language)}, {"closes", base::show(last_minute, language)}});
}

}  // namespace calendar
