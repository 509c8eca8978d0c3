#include "notices/reminders.h"

#include "notices/letter.h"
#include "notices/notices_sql.h"
#include "notices/views.h"
#include "reports/store.h"

namespace notices::reminders {

using base::Instant;
using identity::Recipient;
using identity::Role;
using identity::Voice;

namespace {

Reminder reminder_at(const db::Row& row) {
  Reminder r;
  r.id = row.integer(0), r.round = row.integer(1), r.place = row.integer(2);
  r.audience = audience_of(row.text(3)).value_or(Audience::not_sent);
  r.note = row.string(4), r.made_at = {row.integer(5)}, r.made_by = row.integer(6);
  if (auto told = row.maybe_integer(7)) r.told_at = Instant{*told};
  return r;
}

Reached way_of(Mail mail, bool sent, bool dead) {
  switch (mail) {
    case Mail::none:
      return Reached::in_program;
    case Mail::no_address:
      return Reached::no_address;
    case Mail::waits:
      return Reached::waits;
    case Mail::read_before:
      return Reached::read_before;
    case Mail::in_mail:
      break;
  }
  return sent ? Reached::sent : dead ? Reached::dead : Reached::waits;
}

}  // namespace

std::string_view code_of(Audience audience) { return audience == Audience::not_begun ? "not_begun" : "not_sent"; }

std::optional<Audience> audience_of(std::string_view code) {
  for (auto audience : {Audience::not_begun, Audience::not_sent})
    if (code_of(audience) == code) return audience;
  return std::nullopt;
}

std::string_view code_of(Reached reached) {
  switch (reached) {
    case Reached::in_program:
      return "in_program";
    case Reached::no_address:
      return "no_address";
    case Reached::waits:
      return "waits";
    case Reached::sent:
      return "sent";
    case Reached::dead:
      return "dead";
    case Reached::read_before:
      return "read_before";
  }
  return "";
}

std::int64_t add(db::Tx& tx, const Reminder& r) {
  return *tx.first(sql::remind, {r.round, r.place, code_of(r.audience), r.note, r.made_at.ms, r.made_by},
                   [](const db::Row& row) { return row.integer(0); });
}

std::optional<Reminder> find(db::Tx& tx, std::int64_t id, std::int64_t place) {
  return tx.first(sql::reminder, {id, place}, reminder_at);
}

std::vector<Reminder> all(db::Tx& tx, std::int64_t round, std::int64_t place) {
  std::vector<Reminder> found;
  tx.each(sql::reminders, {round, place}, [&](const db::Row& row) { found.push_back(reminder_at(row)); });
  return found;
}

void told(db::Tx& tx, std::int64_t id, Instant now) { tx.run(sql::reminder_told, {now.ms, id}); }

std::map<std::int64_t, Instant> bodies(db::Tx& tx, const identity::World& world, const Reminder& reminder) {
  std::map<std::int64_t, Instant> found;
  const auto* plan = views::plan_of(world, reminder.round);
  if (!plan) return found;
  std::set<std::int64_t> done;
  reports::store::each_stage(tx, reminder.round, reminder.place == registry::nation ? 0 : reminder.place,
                             [&](std::int64_t organisation, reports::Stage stage, std::optional<Instant>) {
                               if (stage != reports::Stage::begun || reminder.audience == Audience::not_begun)
                                 done.insert(organisation);
                             });
  calendar::Windows windows(calendar::all_in_force(tx, reminder.round));
  for (const auto* body : world.registry.locals_under(reminder.place))
    if (!done.contains(body->id) && plan->bodies.contains(registry::type_on(*body, plan->period_to)))
      found[body->id] = windows.of(body->province, body->id).closes;
  return found;
}

bool is_for(const Recipient& recipient) { return recipient.role == Role::clerk || recipient.role == Role::approver; }

Notice notice_of(const Voice& voice, const Reminder& reminder, const Recipient& recipient, Instant closes) {
  Notice notice;
  notice.seat = recipient.seat, notice.person = recipient.person;
  notice.act = "remind-" + std::string(code_of(reminder.audience));
  notice.round = reminder.round, notice.place = recipient.organisation, notice.by = reminder.made_by;
  notice.reminder = reminder.id, notice.at = reminder.made_at;
  // As the journal: what officers wrote, with the body's own closing time, in Thai.
  notice.said = voice.world.words.say(base::Language::th, closes > voice.now ? "reminders.closes" : "reminders.closed",
                                      {{"closes", base::show(Instant{closes.ms - 1}, base::Language::th)}});
  if (!reminder.note.empty()) notice.said += " · " + reminder.note;
  if (!voice.world.mails) return notice;
  notice.mail = is_address(recipient.email) ? Mail::waits : Mail::no_address;
  if (notice.mail == Mail::waits) notice.mail_at = voice.now;  // an officer sends it now, whatever the hour
  return notice;
}

std::vector<One> reached(db::Tx& tx, std::int64_t reminder, int most) {
  std::vector<One> found;
  tx.each(sql::reached, {reminder, most}, [&](const db::Row& row) {
    One one{row.integer(0),
            row.integer(1),
            way_of(Mail(row.integer(2)), !row.is_null(5), !row.is_null(6)),
            !row.is_null(3),
            {},
            ""};
    for (int column : {5, 6})
      if (auto at = row.maybe_integer(column)) one.at = Instant{*at};
    if (one.reached == Reached::waits)
      if (auto at = row.maybe_integer(4)) one.at = Instant{*at};
    if (!row.is_null(7)) one.why = row.string(7);
    found.push_back(std::move(one));
  });
  return found;
}

Tally tally(db::Tx& tx, std::int64_t reminder) {
  Tally tally;
  tx.each(sql::reached_counts, {reminder}, [&](const db::Row& row) {
    tally.by_way[way_of(Mail(row.integer(0)), row.integer(1) != 0, row.integer(2) != 0)] += row.integer(3);
    tally.all += row.integer(3), tally.read += row.integer(4);
  });
  return tally;
}

std::set<std::int64_t> mailed_today(db::Tx& tx, Instant now) {
  std::set<std::int64_t> people;
  tx.each(sql::mailed_people, {base::day_in_bangkok(now).days},
          [&](const db::Row& row) { people.insert(row.integer(0)); });
  return people;
}

}  // namespace notices::reminders
