#include "notices/tell.h"

#include <algorithm>
#include <charconv>

#include "notices/letter.h"
#include "notices/reminders.h"
#include "notices/rules.h"
#include "notices/store.h"
#include "reports/store.h"

namespace notices {

using identity::Recipient;
using identity::Role;
using journal::Untold;

namespace {

constexpr int most_acts = 64;     // in one transaction: the saves of others go between
constexpr int most_seats = 1000;  // of a country, looked at in one transaction
constexpr std::size_t most_said = 400;

struct About {
  std::int64_t round = 0;
  const registry::Organisation* place = nullptr;
};

// An act on a report is about its body; one on none names the place.
About about(db::Tx& tx, const identity::World& world, const journal::Entry& entry) {
  if (entry.chain != 0) {
    auto whose = reports::store::whose(tx, entry.chain);
    return whose ? About{whose->round, world.registry.find(whose->organisation)} : About{};
  }
  return {world.rounds.size() == 1 ? world.rounds.front().id : 0, world.registry.by_code(entry.subject)};
}

bool of_body(Role role) { return role == Role::clerk || role == Role::approver; }

// Those with seats at one place whom a line means.
std::vector<Recipient> meant(db::Tx& tx, const Line& line, const registry::Organisation& place,
                             const journal::Entry& entry) {
  auto at = [&](std::int64_t organisation, auto wanted) {
    std::vector<Recipient> all;
    if (organisation == 0) return all;
    for (auto& recipient : identity::recipients_at(tx, organisation))
      if (wanted(recipient.role)) all.push_back(std::move(recipient));
    return all;
  };
  auto body = [&] { return at(place.id, of_body); };
  auto office = [&] {
    auto province = place.tier == registry::Tier::province ? place.id : place.province;
    return at(province, [](Role role) { return role == Role::province; });
  };
  switch (line.to) {
    case To::body:
      return body();
    case To::province:
      return office();
    case To::department:
      return at(registry::nation, [](Role role) { return role == Role::department; });
    case To::overseers:
      return at(registry::nation, [](Role role) { return role == Role::administrator || role == Role::auditor; });
    case To::other_side: {
      auto writer = identity::seat_by_id(tx, entry.seat);
      return writer && writer->organisation == place.id ? office() : body();
    }
    case To::under:
      break;  // not of one place
  }
  return {};
}

bool is_meant(const Recipient& recipient, const identity::World& world, const registry::Organisation& place) {
  const auto* theirs = world.registry.find(recipient.organisation);
  return theirs && (of_body(recipient.role) || recipient.role == Role::province) &&
         world.registry.stands_under(*theirs, place.id);
}

struct Telling {
  db::Tx& tx;
  const identity::Voice& voice;
  std::optional<int> gather;
  Told& told;

  void one(const Recipient& recipient, const Line& line, const About& about, const journal::Entry& entry) {
    if (recipient.seat == entry.seat) return;
    Notice notice;
    notice.seat = recipient.seat, notice.person = recipient.person, notice.act = entry.act;
    notice.round = about.round, notice.place = about.place->id, notice.by = entry.seat, notice.at = entry.at;
    notice.said = journal::holds_words(entry) ? shortened(entry.after, most_said) : "";
    notice.gathers = line.gathers;
    if (line.mail && gather) {
      bool reachable = is_address(recipient.email);
      notice.mail = reachable ? Mail::waits : Mail::no_address;
      if (reachable) notice.mail_at = first_mail_at(std::max(voice.now, entry.at), *gather);
    }
    store::add(tx, notice);
    told.seats.insert(recipient.seat);
  }

  // The next part of the country; true when that was the last.
  bool many(const Line& line, const About& about, const Untold& act) {
    auto part = identity::recipients_after(tx, act.reached, most_seats);
    for (const auto& recipient : part)
      if (is_meant(recipient, voice.world, *about.place)) one(recipient, line, about, act.entry);
    if (int(part.size()) < most_seats) return true;
    journal::told_up_to(tx, act.id, part.back().seat);
    return false;
  }

  // A reminder is for those who are not done when it reaches them: who sent meanwhile is left in peace.
  bool reminder(const Untold& act) {
    std::int64_t id = 0;
    std::from_chars(act.entry.subject.data(), act.entry.subject.data() + act.entry.subject.size(), id);
    auto reminder = reminders::find(tx, id, 0);
    if (!reminder) return true;
    auto bodies = reminders::bodies(tx, voice.world, *reminder);
    auto part = identity::recipients_after(tx, act.reached, most_seats);
    for (const auto& recipient : part) {
      auto body = bodies.find(recipient.organisation);
      if (body == bodies.end() || !reminders::is_for(recipient)) continue;
      store::add(tx, reminders::notice_of(voice, *reminder, recipient, body->second));
      told.seats.insert(recipient.seat);
    }
    if (int(part.size()) == most_seats) {
      journal::told_up_to(tx, act.id, part.back().seat);
      return false;
    }
    reminders::told(tx, id, voice.now);
    return true;
  }

  // True when all it concerns have been told.
  bool all(const Untold& act) {
    if (act.entry.act == "remind") return reminder(act);
    auto what = about(tx, voice.world, act.entry);
    if (!what.place) return true;
    for (const Line& line : lines()) {
      if (line.act != act.entry.act) continue;
      if (line.to == To::under && what.place->tier != registry::Tier::local) return many(line, what, act);
      auto recipients =
          line.to == To::under ? identity::recipients_at(tx, what.place->id) : meant(tx, line, *what.place, act.entry);
      for (const auto& recipient : recipients) one(recipient, line, what, act.entry);
    }
    return true;
  }
};

}  // namespace

Told tell_some(db::Tx& tx, const identity::Voice& voice, std::optional<int> gather) {
  Told told;
  Telling telling{tx, voice, gather, told};
  auto waiting = journal::untold(tx, most_acts);
  told.more = int(waiting.size()) == most_acts;
  for (const auto& act : waiting) {
    if (!telling.all(act)) {
      told.more = true;
      break;  // a part of a country is enough for one transaction
    }
    journal::told(tx, act.id);
  }
  return told;
}

}  // namespace notices
