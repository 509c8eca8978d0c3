#include "notices/outbox.h"

#include <sodium.h>

#include <algorithm>

#include "notices/notices_sql.h"
#include "notices/rules.h"
#include "notices/store.h"
#include "notices/views.h"

namespace notices::outbox {

using base::Instant;
using identity::Voice;

namespace {

constexpr int most_people = 50, most_claimed = 20, most_told = 30;
constexpr std::int64_t claimed_for = 60 * second;  // then another server may take it
constexpr std::int64_t handed_for = 180 * second;  // longer than a letter may take to be accepted

std::string new_message_id(const Relay& relay) {
  unsigned char random[16];
  randombytes_buf(random, sizeof random);
  return "<saat." + base::to_hex({reinterpret_cast<const char*>(random), sizeof random}) +
         relay.from.substr(relay.from.find('@')) + ">";
}

}  // namespace

Texts text_of(const Voice& voice, const identity::Recipient& reader, const std::vector<Notice>& notices) {
  const auto* organisation = voice.world.registry.find(reader.organisation);
  auto number = std::to_string(notices.size());
  Texts texts;
  texts.subject = notices.size() == 1
                      ? voice.say("mail.subject_one", {{"sentence", views::sentence(voice, notices.front())}})
                      : voice.say("mail.subject_many", {{"n", number}});
  texts.text =
      voice.say("mail.greeting", {{"name", reader.name}}) + "\n\n" + voice.say("mail.intro", {{"n", number}}) + "\n";
  int told = 0;
  for (const auto& notice : notices) {
    if (++told > most_told) {
      texts.text += "\n" + voice.say("mail.and_more", {{"n", std::to_string(notices.size() - most_told)}}) + "\n";
      break;
    }
    texts.text += "\n" + std::to_string(told) + ". " + views::sentence(voice, notice) + "\n";
    if (!notice.said.empty()) texts.text += "   " + views::said(voice, notice) + "\n";
    texts.text += "   " + base::show(notice.at, voice.language) + "\n";
    if (!voice.world.mail_link.empty())
      texts.text += "   " + voice.world.mail_link + views::href(voice, notice, organisation) + "\n";
  }
  texts.text += "\n" + voice.say("mail.footer") + "\n";
  return texts;
}

namespace {

void write_to(db::Tx& tx, const Voice& voice, const Relay& relay, std::int64_t person) {
  auto today = base::day_in_bangkok(voice.now);
  tx.run(sql::leave_read, {person});
  auto notices = store::to_mail(tx, person);
  if (notices.empty()) return;
  if (tx.first(sql::mailed_on, {person, today.days}, [](const db::Row&) { return true; })) {
    tx.run(sql::put_off, {next_morning(voice.now).ms, person});
    return;
  }
  auto reader = identity::recipient_of(tx, notices.front().seat);
  if (!reader || !is_address(reader->email)) {
    tx.run(sql::no_address, {person});
    return;
  }
  Voice theirs{voice.world, voice.now, language_of(tx, person)};
  auto texts = text_of(theirs, *reader, notices);
  auto id = *tx.first(
      sql::post, {person, today.days, reader->email, texts.subject, texts.text, new_message_id(relay), voice.now.ms},
      [](const db::Row& row) { return row.integer(0); });
  tx.run(sql::put_in, {id, person});
}

}  // namespace

bool write_some(db::Tx& tx, const Voice& voice, const Relay& relay) {
  std::vector<std::int64_t> people;
  tx.each(sql::people_to_mail, {voice.now.ms, most_people},
          [&](const db::Row& row) { people.push_back(row.integer(0)); });
  for (auto person : people) write_to(tx, voice, relay, person);
  return int(people.size()) == most_people;
}

bool wants_letters(db::Tx& tx, Instant now) {
  return tx.first(sql::people_to_mail, {now.ms, 1}, [](const db::Row&) { return true; }).has_value();
}

bool is_due(db::Tx& tx, Instant now) {
  return tx.first(sql::due, {now.ms}, [](const db::Row&) { return true; }).has_value();
}

std::vector<Claimed> claim(db::Tx& tx, std::string_view who, const Relay& relay, const std::string& from_name,
                           Instant now) {
  std::vector<Claimed> claimed;
  tx.each(sql::claim, {who, now.ms + claimed_for, now.ms, most_claimed}, [&](const db::Row& row) {
    claimed.push_back(
        {row.integer(0),
         {from_name, relay.from, row.string(1), row.string(2), row.string(3), row.string(4), {row.integer(5)}},
         int(row.integer(6))});
  });
  std::sort(claimed.begin(), claimed.end(),
            [](const Claimed& a, const Claimed& b) { return a.id < b.id; });  // RETURNING promises no order
  return claimed;
}

bool hand(db::Tx& tx, std::int64_t id, std::string_view who, Instant now) {
  return tx.change(sql::hand, {now.ms, now.ms + handed_for, id, who}) == 1;
}

void sent(db::Tx& tx, std::int64_t id, std::string_view who, Instant now) { tx.run(sql::sent, {now.ms, id, who}); }

void try_later(db::Tx& tx, std::int64_t id, std::string_view who, Instant due, bool tried, std::string_view why) {
  tx.run(sql::try_later, {due.ms, tried ? 1 : 0, why, id, who});
}

void bury(db::Tx& tx, std::int64_t id, std::string_view who, std::string_view why, Instant now) {
  tx.run(sql::bury, {now.ms, why, id, who});
}

bool is_lost(db::Tx& tx, Instant now) {
  return tx.first(sql::lost, {now.ms}, [](const db::Row&) { return true; }).has_value();
}

std::int64_t bury_lost(db::Tx& tx, Instant now) { return tx.change(sql::bury_lost, {now.ms, lost}); }

std::vector<Dead> dead(db::Tx& tx, int most) {
  std::vector<Dead> all;
  tx.each(sql::dead, {most}, [&](const db::Row& row) {
    all.push_back({row.integer(0),
                   row.integer(1),
                   row.string(2),
                   row.string(3),
                   row.string(4),
                   row.string(9),
                   {row.integer(5)},
                   {row.integer(8)},
                   int(row.integer(6)),
                   !row.is_null(7)});
  });
  return all;
}

bool revive(db::Tx& tx, std::int64_t id, Instant now) { return tx.change(sql::revive, {now.ms, id}) == 1; }

Counts counts(db::Tx& tx) {
  Counts all;
  tx.each(sql::mail_counts, {}, [&](const db::Row& row) {
    all.waiting = row.maybe_integer(0).value_or(0), all.sent = row.maybe_integer(1).value_or(0),
    all.dead = row.maybe_integer(2).value_or(0);
    if (auto oldest = row.maybe_integer(3)) all.oldest = Instant{*oldest};
  });
  all.trouble = tx.first(sql::last_trouble, {}, [](const db::Row& row) { return row.string(0); }).value_or("");
  return all;
}

base::Language language_of(db::Tx& tx, std::int64_t person) {
  auto chosen = tx.first(sql::language, {person}, [](const db::Row& row) { return row.string(0); });
  return chosen == "en" ? base::Language::en : base::Language::th;
}

void choose_language(db::Tx& tx, std::int64_t person, base::Language language, Instant now) {
  tx.run(sql::choose_language, {person, language == base::Language::en ? "en" : "th", now.ms});
}

}  // namespace notices::outbox
