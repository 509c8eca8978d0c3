// The journal of the country, for the administrator and the auditor: by body, person, kind of act, time and request.
#include "base/typed.h"
#include "journal/anchors.h"
#include "journal/search.h"

#include "history/asked.h"
#include "history/people.h"
#include "history/web.h"
#include "reports/store.h"

namespace history::web {

using identity::Context;
using journal::Entry;
using view::Json;

namespace {

constexpr std::int64_t acts_on_a_page = 50, in_a_piece = 500;
constexpr std::size_t most_people = 20, most_bodies = 8;

// As it was typed.
struct Typed {
  std::string body, person, act, from, until, request, before;
};

struct Fault {
  std::string key;
  base::Arguments arguments;
};

std::optional<journal::Key> key_in(const std::string& text) {
  auto parts = base::split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  std::int64_t numbers[3];
  for (int i = 0; i < 3; ++i) {
    if (parts[i].empty() || parts[i].size() > 18 || parts[i].find_first_not_of("0123456789") != parts[i].npos)
      return std::nullopt;
    numbers[i] = std::stoll(std::string(parts[i]));
  }
  return journal::Key{numbers[0], numbers[1], numbers[2]};
}
std::string text_of(const journal::Key& key) {
  return std::to_string(key.at) + "." + std::to_string(key.chain) + "." + std::to_string(key.number);
}

void read_days(const Typed& typed, journal::Search& search, std::vector<Fault>& faults) {
  if (!typed.from.empty()) {
    if (auto day = base::parse_typed_day(typed.from))
      search.from = base::start_of(*day);
    else
      faults.push_back({"journal.bad_day", {{"typed", base::with_marks_shown(typed.from)}}});
  }
  if (!typed.until.empty()) {
    if (auto day = base::parse_typed_day(typed.until))
      search.before = {base::start_of({day->days + 1}).ms, 0, 0};
    else
      faults.push_back({"journal.bad_day", {{"typed", base::with_marks_shown(typed.until)}}});
  }
  if (faults.empty() && search.before.at <= search.from.ms) faults.push_back({"journal.ends_before", {}});
}

// The body named by its code or name; several that fit are offered.
void read_body(const Context& ctx, const Typed& typed, journal::Search& search, std::vector<Fault>& faults,
               Json& bodies) {
  if (typed.body.empty()) return;
  const auto* body = ctx.world.registry.by_code(typed.body);
  if (!body) {
    auto found = ctx.world.registry.search(typed.body, most_bodies);
    if (found.size() == 1) body = found.front();
    for (const auto* one : found)
      bodies.push_back({{"code", one->code},
                        {"name", registry::full_name(*one, base::day_in_bangkok(ctx.now), ctx.language)},
                        {"href", "/journal?body=" + one->code}});
    if (found.empty())
      faults.push_back({"journal.no_body", {{"typed", typed.body}}});
    else if (found.size() > 1)
      faults.push_back({"journal.many_bodies", {{"typed", typed.body}}});
    else
      bodies.clear();
  }
  if (!body) return;
  search.some_place = true;
  search.chains = reports::store::reports_of(ctx.tx, body->id);
  search.subjects.push_back(body->code);
}

void read_person(const Context& ctx, const Typed& typed, journal::Search& search, std::vector<Fault>& faults) {
  if (typed.person.empty()) return;
  auto seats = identity::seats_named(ctx.tx, typed.person, most_people + 1);
  if (seats.empty()) faults.push_back({"journal.no_person", {{"typed", typed.person}}});
  if (seats.size() > most_people)
    faults.push_back({"journal.many_people", {{"typed", typed.person}, {"limit", std::to_string(most_people)}}});
  search.some_person = true;
  for (const auto& seat : seats) {
    search.by.push_back({seat.id, reports::store::reports_of(ctx.tx, seat.organisation)});
    search.logins.push_back(seat.login);
  }
}

// What a line's report is: its plan, and the body it is of.
class Places {
 public:
  Places(const identity::Voice& voice, db::Tx& tx) : voice_(voice), tx_(tx) {}
  struct Place {
    const framework::Framework* plan = nullptr;
    const registry::Organisation* body = nullptr;
  };
  const Place& of(const Entry& entry) {
    auto at = known_.find(entry.chain);
    if (at != known_.end() && entry.chain) return at->second;
    Place place;
    if (entry.chain == 0)
      place.body = voice_.world.registry.by_code(entry.subject);
    else if (auto report = reports::store::whose(tx_, entry.chain)) {
      for (std::size_t i = 0; i < voice_.world.rounds.size(); ++i)
        if (voice_.world.rounds[i].id == report->round) place.plan = &voice_.world.frameworks[i];
      place.body = voice_.world.registry.find(report->organisation);
    }
    return known_[entry.chain] = place;
  }
  std::string name(const Place& place) const {
    return place.body ? registry::short_name(*place.body, base::day_in_bangkok(voice_.now), voice_.language) : "";
  }

 private:
  const identity::Voice& voice_;
  db::Tx& tx_;
  std::map<std::int64_t, Place> known_;
};

std::string query_of(const Typed& typed) {
  std::string query;
  for (auto [name, value] : {std::pair{"body", &typed.body},
                             {"person", &typed.person},
                             {"act", &typed.act},
                             {"from", &typed.from},
                             {"until", &typed.until},
                             {"request", &typed.request}})
    if (!value->empty()) query += "&" + std::string(name) + "=" + http::percent_encode(*value);
  return query;
}

Json line_view(const Speech& speech, const Entry& entry, People& people, Places& places) {
  const auto& place = places.of(entry);
  auto told = history::told(speech, place.plan, entry);
  std::string href = place.plan && place.body ? "/reports/" + place.plan->name + "/" + place.plan->period + "/" +
                                                    place.body->code + "/history"
                                              : "";
  return {{"at", base::show(base::day_in_bangkok(entry.at), speech.language)},
          {"clock", base::show_clock(entry.at, speech.language)},
          {"who", people.name(speech, entry.seat)},
          {"role_label", people.role(speech, entry.seat)},
          {"act", entry.act},
          {"act_label", told.act},
          {"code", told.code},
          {"heading", told.heading},
          {"before", told.before},
          {"after", told.after},
          {"changes", !told.before.empty() || !told.after.empty()},
          {"cleared", !told.before.empty() && told.after.empty()},
          {"place", places.name(place)},
          {"place_code", place.body ? place.body->code : ""},
          {"href", href},
          {"of_request", entry.request}};
}

std::string head_of_file(const Speech& speech) {
  return std::string(csv_begin) +
         csv_row({speech.say("history.at"), speech.say("journal.body"), speech.say("journal.body_code"),
                  speech.say("history.who"), speech.say("history.role"), speech.say("history.act"),
                  speech.say("history.code"), speech.say("history.about"), speech.say("history.before"),
                  speech.say("history.after"), speech.say("journal.request"), speech.say("history.number")});
}

std::string row_of_file(const Speech& speech, const Entry& entry, People& people, Places& places) {
  auto line = line_view(speech, entry, people, places);
  auto text = [&](const char* name) { return line[name].get<std::string>(); };
  return csv_row({text("at") + " " + text("clock"), text("place"), text("place_code"), text("who"), text("role_label"),
                  text("act_label"), text("code"), text("heading"), text("before"), text("after"), text("of_request"),
                  std::to_string(entry.chain) + "#" + std::to_string(entry.number)});
}

// The whole of what was searched, however much, a few hundred acts at a time.
http::Reply file_of(Context& ctx, journal::Search wanted) {
  wanted.most = in_a_piece;
  struct Way {
    journal::Search wanted;
    bool begun = false, ended = false;
  };
  ctx.pieces = [voice = identity::Voice(ctx), way = std::make_shared<Way>(Way{std::move(wanted)})](db::Tx& tx) {
    Speech speech{voice.world.words, voice.language};
    auto entries = way->ended ? std::vector<Entry>{} : journal::search(tx, way->wanted);
    std::string piece = way->begun ? "" : head_of_file(speech);
    People people(tx);
    Places places(voice, tx);
    for (const Entry& entry : entries) piece += row_of_file(speech, entry, people, places);
    way->begun = true;
    way->ended = std::ssize(entries) < in_a_piece;
    if (!entries.empty()) way->wanted.before = journal::key_of(entries.back());
    return piece;
  };
  http::Reply reply;
  reply.type = "text/csv; charset=utf-8";
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"journal.csv\"");
  return reply;
}

}  // namespace

http::Reply search(Context& ctx) {
  Typed typed{asked(ctx, "body"),  asked(ctx, "person"),  asked(ctx, "act"),   asked(ctx, "from"),
              asked(ctx, "until"), asked(ctx, "request"), asked(ctx, "before")};
  Speech speech{ctx.world.words, ctx.language};
  journal::Search wanted;
  std::vector<Fault> faults;
  Json bodies = Json::array();
  wanted.act = typed.act, wanted.request = typed.request;
  read_days(typed, wanted, faults);
  read_body(ctx, typed, wanted, faults, bodies);
  read_person(ctx, typed, wanted, faults);
  if (auto key = key_in(typed.before)) wanted.before = std::min(wanted.before, *key);
  bool csv = asked(ctx, "format") == "csv";
  if (csv && faults.empty()) return file_of(ctx, std::move(wanted));
  wanted.most = acts_on_a_page;
  auto entries = faults.empty() ? journal::search(ctx.tx, wanted) : std::vector<Entry>{};

  const auto anchor = journal::latest_anchor(ctx.tx);
  std::string here = "/journal?" + query_of(typed);
  Json page = {
      {"body", typed.body},
      {"person", typed.person},
      {"from", typed.from},
      {"until", typed.until},
      {"request", typed.request},
      {"csv_href", here + "&format=csv"},
      {"newest_href", typed.before.empty() ? "" : here},
      {"older_href",
       std::ssize(entries) < acts_on_a_page ? "" : here + "&before=" + text_of(journal::key_of(entries.back()))},
      {"anchor", anchor ? journal::line_of(*anchor) : ""},
      {"bodies", std::move(bodies)},
      {"faults", Json::array()},
      {"acts", Json::array()},
      {"lines", Json::array()}};
  for (const auto& fault : faults) page["faults"].push_back({{"message", ctx.say(fault.key, fault.arguments)}});
  constexpr std::string_view prefix = "history_act.";
  for (const auto& key : ctx.world.words.keys(ctx.language))
    if (key.starts_with(prefix))
      page["acts"].push_back({{"code", key.substr(prefix.size())},
                              {"label", ctx.say(key)},
                              {"selected", key.substr(prefix.size()) == typed.act}});
  People people(ctx.tx);
  Places places(ctx, ctx.tx);
  for (const Entry& entry : entries) page["lines"].push_back(line_view(speech, entry, people, places));
  return ctx.page("journal", std::move(page), faults.empty() ? 200 : 400);
}

}  // namespace history::web
