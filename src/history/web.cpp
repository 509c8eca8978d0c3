// What happened to one report: read on the page, filtered, printed, taken away as CSV.
#include "history/web.h"

#include <algorithm>
#include <set>

#include "history/asked.h"
#include "history/people.h"
#include "reports/opening.h"
#include "reports/store.h"

namespace history::web {

using identity::Context;
using journal::Entry;
using view::Json;

namespace {

constexpr std::int64_t looked_through = 5'000, on_a_page = 300, newest = INT64_MAX;

struct Wanted {
  std::int64_t before = newest;        // the page begins below this number
  std::string person, act, part, day;  // part: a section's code or an answer's
};

std::int64_t number_in(const std::string& text, std::int64_t otherwise) {
  bool digits = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == text.npos;
  return digits ? std::stoll(text) : otherwise;
}

std::string day_of(const Entry& entry) { return base::to_iso(base::day_in_bangkok(entry.at)); }

bool fits(const Wanted& wanted, const Entry& entry, const Told& told) {
  return (wanted.person.empty() || wanted.person == std::to_string(entry.seat)) &&
         (wanted.act.empty() || wanted.act == entry.act) &&
         (wanted.part.empty() || wanted.part == told.section ||
          (!told.section.empty() && wanted.part == entry.subject)) &&
         (wanted.day.empty() || wanted.day == day_of(entry));
}

Json option(const std::string& code, const std::string& label, const std::string& chosen) {
  return {{"code", code}, {"label", label}, {"selected", code == chosen}};
}

struct Line {
  Entry entry;
  Told told;
};

// What one can choose from: what there is.
void add_choices(Json& page, const Speech& speech, const framework::Framework& plan, const std::vector<Line>& lines,
                 const Wanted& wanted, People& people) {
  std::map<std::string, std::string> acts, days;
  std::set<std::int64_t> seats;
  std::set<std::string> codes;
  for (const auto& [entry, told] : lines) {
    seats.insert(entry.seat);
    acts[entry.act] = told.act;
    days[day_of(entry)] = base::show(base::day_in_bangkok(entry.at), speech.language);
    if (!told.section.empty()) codes.insert(entry.subject);
  }
  for (const char* name : {"people", "acts", "parts", "days"}) page[name] = Json::array();
  for (auto seat : seats)
    page["people"].push_back(option(std::to_string(seat), people.name(speech, seat), wanted.person));
  for (const auto& [code, label] : acts) page["acts"].push_back(option(code, label, wanted.act));
  for (auto at = days.rbegin(); at != days.rend(); ++at)
    page["days"].push_back(option(at->first, at->second, wanted.day));
  for (const auto& section : plan.sections)
    page["parts"].push_back(option(section.code, section.label.in(speech.language), wanted.part));
  for (const auto& question : plan.questions)
    if (codes.contains(question.code))
      page["parts"].push_back(
          option(question.code, "· " + question.code + " " + question.label.in(speech.language), wanted.part));
}

Json line_view(const Speech& speech, const Line& line, People& people) {
  const auto& [entry, told] = line;
  return {{"number", entry.number},
          {"at", base::show(entry.at, speech.language)},
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
          {"cleared", !told.before.empty() && told.after.empty()}};
}

std::string query_of(const Wanted& wanted) {
  return "person=" + http::percent_encode(wanted.person) + "&act=" + http::percent_encode(wanted.act) +
         "&part=" + http::percent_encode(wanted.part) + "&day=" + http::percent_encode(wanted.day);
}

http::Reply csv_of(const Speech& speech, const reports::Where& where, const std::vector<Line>& lines, People& people) {
  http::Reply reply;
  reply.type = "text/csv; charset=utf-8";
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"history-" + where.plan.period + "-" +
                                                        where.body.organisation->code + ".csv\"");
  reply.body = csv_begin;
  reply.body += csv_row({speech.say("history.number"), speech.say("history.at"), speech.say("history.who"),
                         speech.say("history.role"), speech.say("history.act"), speech.say("history.code"),
                         speech.say("history.about"), speech.say("history.before"), speech.say("history.after")});
  for (const auto& [entry, told] : lines)
    reply.body += csv_row({std::to_string(entry.number),
                           base::show(base::day_in_bangkok(entry.at), speech.language) + " " +
                               base::show_clock(entry.at, speech.language),
                           people.name(speech, entry.seat), people.role(speech, entry.seat), told.act, told.code,
                           told.heading, told.before, told.after});
  return reply;
}

}  // namespace

http::Reply of_report(Context& ctx) {
  auto where = reports::where_of(ctx);
  auto opened = reports::open_for_reading(ctx, where);
  Wanted wanted{number_in(asked(ctx, "before"), newest), asked(ctx, "person"), asked(ctx, "act"), asked(ctx, "part"),
                asked(ctx, "day")};
  Speech speech{ctx.world.words, ctx.language};
  People people(ctx.tx);
  bool csv = asked(ctx, "format") == "csv";

  std::vector<Line> all;
  if (opened.report.id)
    for (Entry& entry :
         journal::newest(ctx.tx, opened.report.id, csv ? newest : wanted.before, csv ? newest : looked_through)) {
      auto told = history::told(speech, &where.plan, entry);
      all.push_back({std::move(entry), std::move(told)});
    }
  std::vector<Line> lines;
  for (const Line& line : all)
    if (fits(wanted, line.entry, line.told)) lines.push_back(line);
  if (csv) return csv_of(speech, where, lines, people);

  Json page = view::to_json(reports::head_of(ctx, opened, ""));
  page["ask_href"] = "";  // the report's own page offers it
  std::string here = reports::pages::address_of(where) + "/history";
  bool more = std::ssize(lines) > on_a_page, cut = std::ssize(all) >= looked_through;
  if (more) lines.resize(on_a_page);
  page["here"] = here;
  page["csv_href"] = here + "?format=csv&" + query_of(wanted);
  page["up_href"] = page["review_href"];
  page["newest_href"] = wanted.before == newest ? "" : here + "?" + query_of(wanted);
  page["older_href"] =
      more || cut ? here + "?before=" + std::to_string(more ? lines.back().entry.number : all.back().entry.number) +
                        "&" + query_of(wanted)
                  : "";
  page["filtered"] = !(wanted.person + wanted.act + wanted.part + wanted.day).empty();
  page["count_words"] = ctx.say("history.shown", {{"n", base::to_grouped(base::Decimal::whole(std::ssize(lines)))},
                                                  {"m", base::to_grouped(base::Decimal::whole(std::ssize(all)))}});
  add_choices(page, speech, where.plan, all, wanted, people);
  page["lines"] = Json::array();
  for (const Line& line : lines) page["lines"].push_back(line_view(speech, line, people));
  return ctx.page("history", std::move(page));
}

}  // namespace history::web
