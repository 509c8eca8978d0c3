// Who has not sent: a list to filter, print and telephone by, the likeliest to miss the date first; also as CSV.
#include <algorithm>

#include "followup/areas.h"
#include "followup/csv.h"
#include "followup/roll.h"
#include "followup/rules.h"
#include "followup/web.h"
#include "reports/store.h"

namespace followup::web {

using base::Instant;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t lines_a_page = 100;

struct Awaited {
  const registry::Organisation* body = nullptr;
  Standing standing;
  calendar::Window window;
  Earlier earlier;
  Risk risk = Risk::none;
  int done = 0;  // thousandths
};

struct Wanted {
  std::string province, district, type;
};

// What each body on the roll did in the last three rounds of the same framework before this one.
std::vector<Earlier> earlier_of(const Context& ctx, const Round& round, const Roll& roll, std::int64_t province) {
  std::vector<Earlier> all(roll.bodies.size());
  int looked = 0;
  for (const auto& other : calendar::rounds(ctx.tx)) {
    if (other.framework != round.plan.name || other.period >= round.plan.period || looked == 3) continue;
    ++looked;
    const auto closed = calendar::Windows(calendar::all_in_force(ctx.tx, other.id)).common().window.closes;
    std::vector<bool> sent(all.size());
    reports::store::each_stage(ctx.tx, other.id, province,
                               [&](std::int64_t body, reports::Stage, std::optional<Instant> at) {
                                 const int place = roll.find(body);
                                 if (place < 0 || !at) return;
                                 sent[std::size_t(place)] = true;
                                 all[std::size_t(place)].late += *at >= closed;
                               });
    for (std::size_t i = 0; i < all.size(); ++i) ++all[i].rounds, all[i].missed += !sent[i];
  }
  return all;
}

std::vector<Awaited> lines_of(const Context& ctx, const Round& round, const registry::Organisation& place,
                              const Wanted& wanted) {
  const std::int64_t within = place.tier == registry::Tier::nation ? 0 : place.id;
  auto roll = roll_of(ctx.world, round.plan);
  std::vector<Standing> standings(roll->bodies.size());
  reports::store::each_stage(ctx.tx, round.id, within,
                             [&](std::int64_t body, reports::Stage stage, std::optional<Instant>) {
                               if (auto at = roll->find(body); at >= 0) standings[std::size_t(at)].stage = int(stage);
                             });
  reports::store::each_unsent(ctx.tx, round.id, within, [&](const reports::Report& r) {
    if (auto at = roll->find(r.organisation); at >= 0)
      standings[std::size_t(at)] = {true, 0, r.answered, r.expected, r.blocking, r.begun_at, r.changed_at, {}};
  });
  calendar::Windows windows(calendar::all_in_force(ctx.tx, round.id));
  auto earlier = earlier_of(ctx, round, *roll, within);
  const auto id_of = [&](const std::string& code) {
    const auto* at = ctx.world.registry.by_code(code);
    return at ? at->id : -1;
  };
  const auto province = wanted.province.empty() ? within : id_of(wanted.province),
             district = wanted.district.empty() ? 0 : id_of(wanted.district);
  std::vector<Awaited> lines;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    const auto& at = roll->bodies[i];
    const auto& body = *at.organisation;
    if (standings[i].stage >= int(reports::Stage::submitted) || (within && body.province != within) ||
        (province && body.province != province) || (district && body.district != district) ||
        (!wanted.type.empty() && wanted.type != roll->types[std::size_t(at.type)]))
      continue;
    Awaited line{&body, standings[i], windows.of(body.province, body.id), earlier[i], Risk::none, 0};
    line.risk = risk_of(line.standing, line.earlier, line.window, ctx.now);
    line.done = line.standing.expected ? line.standing.answered * 1000 / line.standing.expected : 0;
    lines.push_back(line);
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Awaited& a, const Awaited& b) {
    return a.risk != b.risk ? a.risk > b.risk : a.done < b.done;
  });
  return lines;
}

constexpr const char* risk_codes[] = {"none", "some", "high", "missed"};

std::string reasons_in_words(const Context& ctx, const Awaited& line) {
  std::string words;
  for (const auto& reason : forecast(line.standing, line.earlier, line.window, ctx.now, ctx.language).reasons)
    words += (words.empty() ? "" : " · ") + ctx.say(reason.key, reason.arguments);
  return words;
}

using Contacts = std::map<std::int64_t, std::vector<identity::Contact>>;
Contacts contacts_of(const Context& ctx, const std::vector<Awaited>& lines) {
  Contacts all;
  // One by one for a province's few, all at once for a country's many.
  if (lines.size() > 500)
    for (auto& contact : identity::contacts(ctx.tx, 0)) all[contact.organisation].push_back(std::move(contact));
  else
    for (const Awaited& line : lines) all[line.body->id] = identity::contacts(ctx.tx, line.body->id);
  return all;
}

std::string place_words(const Context& ctx, const Round& round, const Awaited& line) {
  std::string words;
  for (auto id : {line.body->district, line.body->province})
    if (const auto* at = id ? ctx.world.registry.find(id) : nullptr)
      words += (words.empty() ? "" : " ") + name_of(ctx, *at, round.plan.period_to);
  return words;
}

int percent_of(const Awaited& line) { return line.done / 10; }

Json line_view(const Context& ctx, const Round& round, const Awaited& line,
               const std::vector<identity::Contact>& contacts) {
  const char* risk = risk_codes[int(line.risk)];
  Json people = Json::array();
  for (const auto& contact : contacts)
    people.push_back({{"role_label", ctx.say("role." + std::string(identity::code_of(contact.role)))},
                      {"name", contact.name},
                      {"phone", contact.phone}});
  return {{"code", line.body->code},
          {"name", registry::short_name(*line.body, round.plan.period_to, ctx.language)},
          {"place", place_words(ctx, round, line)},
          {"risk", risk},
          {"risk_label", ctx.say("risk." + std::string(risk))},
          {"why", reasons_in_words(ctx, line)},
          {"percent", percent_of(line)},
          {"begun", line.standing.begun},
          {"closes", base::show(Instant{line.window.closes.ms - 1}, ctx.language)},
          {"people", std::move(people)},
          {"href", "/reports/" + round.plan.name + "/" + round.plan.period + "/" + line.body->code + "/review"}};
}

http::Reply csv_of(const Context& ctx, const Round& round, const std::vector<Awaited>& lines,
                   const Contacts& contacts) {
  Csv file;
  file.row({ctx.say("completeness.code"), ctx.say("follow.body"), ctx.say("completeness.place"),
            ctx.say("completeness.risk"), ctx.say("completeness.why"), ctx.say("follow.progress"),
            ctx.say("home.closes"), ctx.say("completeness.phone")});
  for (const Awaited& line : lines) {
    std::string phones;
    if (auto at = contacts.find(line.body->id); at != contacts.end())
      for (const auto& contact : at->second)
        phones += (phones.empty() ? "" : "; ") + contact.name + " " + contact.phone;
    file.row({line.body->code, registry::full_name(*line.body, round.plan.period_to, ctx.language),
              place_words(ctx, round, line), ctx.say("risk." + std::string(risk_codes[int(line.risk)])),
              reasons_in_words(ctx, line), std::to_string(percent_of(line)) + " %",
              base::show(Instant{line.window.closes.ms - 1}, ctx.language), phones});
  }
  return std::move(file).reply("not-yet-" + round.plan.period + ".csv");
}

std::size_t page_number(const std::string& typed) {
  const bool digits = !typed.empty() && typed.size() < 6 && typed.find_first_not_of("0123456789") == typed.npos;
  return digits ? std::size_t(std::stoi(typed)) : 0;
}

Json option(const std::string& code, const std::string& label, const std::string& chosen) {
  return {{"code", code}, {"label", label}, {"selected", code == chosen}};
}

}  // namespace

http::Reply not_yet(Context& ctx) {
  Round round = round_of(ctx);
  const auto& place = place_of(ctx);
  bool nation = place.tier == registry::Tier::nation;
  auto asked = [&](const char* name) { return base::repair_utf8(ctx.request.asked(name).value_or("")); };
  Wanted wanted{asked("province"), asked("district"), asked("type")};
  auto lines = lines_of(ctx, round, place, wanted);
  std::string here = address_of(round.plan) + (nation ? "" : "/" + place.code);
  const std::string same = here + "/not-yet?province=" + http::percent_encode(wanted.province) +
                           "&district=" + http::percent_encode(wanted.district) +
                           "&type=" + http::percent_encode(wanted.type);
  if (asked("format") == "csv") return csv_of(ctx, round, lines, contacts_of(ctx, lines));

  std::size_t all = lines.size();
  std::map<Risk, int> by_risk;
  for (const Awaited& line : lines) ++by_risk[line.risk];
  // A page is quick to come; the whole list is for the printer.
  const bool whole = asked("lines") == "all";
  const std::size_t first =
      whole ? 0
            : std::min(page_number(asked("page")) * lines_a_page, all ? (all - 1) / lines_a_page * lines_a_page : 0);
  if (!whole)
    lines = {lines.begin() + std::ptrdiff_t(first),
             lines.begin() + std::ptrdiff_t(std::min(all, first + lines_a_page))};
  auto contacts = contacts_of(ctx, lines);
  Json page = {
      {"title", round.plan.title.in(ctx.language)},
      {"place_name", nation ? ctx.say("window_scope.nation")
                            : ctx.say("place.province", {{"name", name_of(ctx, place, round.plan.period_to)}})},
      {"up_href", here + "/completeness"},
      {"here", here + "/not-yet"},
      {"as_of", base::show(ctx.now, ctx.language)},
      {"live_topic", nation ? nation_topic : topic_of_province(place.id)},
      {"lines", Json::array()},
      {"risks", Json::array()},
      {"csv_href", same + "&format=csv"},
      {"print_href", lines.size() < all ? same + "&lines=all" : ""},
      {"before_href", first ? same + "&page=" + std::to_string(first / lines_a_page - 1) : ""},
      {"after_href", first + lines.size() < all ? same + "&page=" + std::to_string(first / lines_a_page + 1) : ""},
      {"count_words", ctx.say("completeness.lines",
                              {{"from", base::to_grouped(base::Decimal::whole(lines.empty() ? 0 : int(first) + 1))},
                               {"to", base::to_grouped(base::Decimal::whole(int(first + lines.size())))},
                               {"m", base::to_grouped(base::Decimal::whole(all))}})},
      {"provinces", Json::array()},
      {"districts", Json::array()},
      {"types", Json::array()}};
  for (Risk risk : {Risk::missed, Risk::high, Risk::some, Risk::none})
    if (by_risk.contains(risk))
      page["risks"].push_back({{"risk", risk_codes[int(risk)]},
                               {"label", ctx.say("risk." + std::string(risk_codes[int(risk)]))},
                               {"count", base::to_grouped(base::Decimal::whole(by_risk[risk]))}});
  if (nation)
    for (const auto* province : ctx.world.registry.provinces())
      if (round.asked.contains(province->id))
        page["provinces"].push_back(
            option(province->code, name_of(ctx, *province, round.plan.period_to), wanted.province));
  std::map<std::string, std::string> districts;
  const auto* within = nation ? ctx.world.registry.by_code(wanted.province) : &place;
  if (within && within->tier == registry::Tier::province)
    for (const auto* body : ctx.world.registry.locals_under(within->id))
      if (const auto* district = body->district ? ctx.world.registry.find(body->district) : nullptr)
        districts[district->code] = name_of(ctx, *district, round.plan.period_to);
  for (const auto& [code, name] : districts) page["districts"].push_back(option(code, name, wanted.district));
  for (const auto& type : round.plan.bodies) page["types"].push_back(option(type, type_name(ctx, type), wanted.type));
  for (const Awaited& line : lines) page["lines"].push_back(line_view(ctx, round, line, contacts[line.body->id]));
  return ctx.page("not_yet", std::move(page));
}

}  // namespace followup::web
