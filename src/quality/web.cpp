// Which answers look wrong: the page, its filters, and its list as a file.
#include "quality/web.h"

#include <algorithm>

#include "followup/areas.h"
#include "followup/csv.h"
#include "followup/followup.h"
#include "followup/web.h"
#include "quality/views.h"
#include "totals/totals.h"

namespace quality::web {

using base::Problem;
using followup::web::address_of;
using followup::web::name_of;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t lines_a_page = 50;

// What the address asks for. `of`: a question or an indicator.
struct Asked {
  totals::Stage stage = totals::Stage::recorded;
  std::string kind, of, province, district;
  const framework::Question* question = nullptr;
  const framework::Indicator* indicator = nullptr;
};

Asked asked_of(const Context& ctx, const framework::Framework& plan) {
  auto said = [&](const char* name) { return base::repair_utf8(ctx.request.asked(name).value_or("")); };
  Asked asked{.kind = said("kind"), .of = said("of"), .province = said("province"), .district = said("district")};
  if (auto typed = said("stage"); !typed.empty()) {
    auto stage = totals::stage_of(typed);
    if (!stage) throw Problem(Problem::Kind::invalid, "follow.unknown_stage");
    asked.stage = *stage;
  }
  if (!asked.kind.empty() &&
      std::none_of(std::begin(kinds), std::end(kinds), [&](Kind kind) { return code_of(kind) == asked.kind; }))
    throw Problem(Problem::Kind::invalid, "quality.no_such_kind", {{"typed", asked.kind}});
  if (asked.of.empty()) return asked;
  asked.question = plan.find(asked.of);
  for (const auto& indicator : plan.indicators)
    if (indicator.code == asked.of) asked.indicator = &indicator;
  if (!asked.question && !asked.indicator)
    throw Problem(Problem::Kind::invalid, "quality.no_such_item", {{"typed", asked.of}});
  return asked;
}

std::string address(const std::string& here, const Asked& asked, const std::string& kind) {
  std::string query;
  auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + (name + ("=" + http::percent_encode(value)));
  };
  add("kind", kind);
  if (asked.stage != totals::Stage::recorded) add("stage", std::string(totals::code_of(asked.stage)));
  add("of", asked.of), add("province", asked.province), add("district", asked.district);
  return here + query;
}
std::string with(const std::string& address, const std::string& more) {
  return address + (address.find('?') == address.npos ? "?" : "&") + more;
}

bool is_of_stage(reports::Stage stage, totals::Stage asked) {
  return asked == totals::Stage::recorded ||
         (asked == totals::Stage::submitted ? reports::is_sealed(stage) : stage >= reports::Stage::approved);
}

bool is_about(const Suspicion& s, const Asked& asked, const framework::Framework& plan) {
  if (asked.question)
    return s.question == asked.question->slot ||
           std::find(s.shared.begin(), s.shared.end(), asked.question->slot) != s.shared.end();
  if (!asked.indicator) return true;
  return plan.questions[std::size_t(s.question)].indicator == asked.indicator->number ||
         std::any_of(s.moves.begin(), s.moves.end(),
                     [&](const Move& move) { return move.indicator == asked.indicator->number; });
}

// The nation's sums by indicator.
std::vector<totals::Sum> national_sums(const Context& ctx, const framework::Framework& plan, std::int64_t round,
                                       totals::Stage stage) {
  std::vector<totals::Sum> sums(plan.indicators.size());
  auto all = totals::of_nation(ctx.tx, round, stage);
  for (const auto& indicator : plan.indicators)
    if (auto at = all.find(indicator.code); at != all.end()) sums[std::size_t(indicator.number)] = at->second;
  return sums;
}

// The indicator that moves most, or the one that was asked for.
Line line_of(const framework::Framework& plan, const std::vector<totals::Sum>& national, const Looked& report,
             const Suspicion& s, const framework::Indicator* wanted) {
  Line line{&report, &s, nullptr, {}, 0};
  for (const Move& move : s.moves) {
    const auto& indicator = plan.indicators[std::size_t(move.indicator)];
    auto effect = effect_of(indicator, national[std::size_t(move.indicator)], move);
    if (!effect) continue;
    line.others += line.indicator != nullptr;
    if (!line.indicator || &indicator == wanted || (line.indicator != wanted && effect->part > line.effect.part))
      line.indicator = &indicator, line.effect = *effect;
  }
  return line;
}

struct Listed {
  std::vector<Line> lines;
  std::map<Kind, int> by_kind;  // of all that the other filters leave
  int reports = 0;              // looked at
};

Listed list(const framework::Framework& plan, const Look& look, const Asked& asked,
            const std::vector<totals::Sum>& national, const registry::Registry& registry) {
  Listed listed;
  auto id_of = [&](const std::string& code) {
    const auto* at = code.empty() ? nullptr : registry.by_code(code);
    return at ? at->id : code.empty() ? 0 : -1;
  };
  const auto province = id_of(asked.province), district = id_of(asked.district);
  for (const Looked& report : look.reports) {
    const auto& body = *report.body->organisation;
    if (!is_of_stage(report.stage, asked.stage) || (province && body.province != province) ||
        (district && body.district != district))
      continue;
    ++listed.reports;
    for (const auto* suspicions : {&report.judged->suspicions, &report.twins})
      for (const Suspicion& s : *suspicions) {
        if (!is_about(s, asked, plan)) continue;
        ++listed.by_kind[s.kind];
        if (asked.kind.empty() || asked.kind == code_of(s.kind))
          listed.lines.push_back(line_of(plan, national, report, s, asked.indicator));
      }
  }
  std::sort(listed.lines.begin(), listed.lines.end(), [](const Line& a, const Line& b) {
    auto key = [](const Line& l) {
      return std::tuple(-l.effect.part, -int(l.suspicion->sure), int(l.suspicion->kind),
                        l.report->judged->row.organisation, l.suspicion->question);
    };
    return key(a) < key(b);
  });
  return listed;
}

int expected_in(const followup::Roll& roll, const registry::Organisation& place, const Asked& asked,
                const registry::Registry& registry) {
  const auto* province = asked.province.empty() ? nullptr : registry.by_code(asked.province);
  const auto* district = asked.district.empty() ? nullptr : registry.by_code(asked.district);
  return int(std::count_if(roll.bodies.begin(), roll.bodies.end(), [&](const auto& body) {
    return (place.tier == registry::Tier::nation || body.organisation->province == place.id) &&
           (asked.province.empty() || (province && body.organisation->province == province->id)) &&
           (asked.district.empty() || (district && body.organisation->district == district->id));
  }));
}

http::Reply csv_of(const Told& told, const std::vector<Line>& lines) {
  auto say = [&](const char* key) { return told.ctx.say(key); };
  followup::Csv file;
  file.row({say("completeness.code"), say("follow.body"), say("completeness.place"), say("follow.stage"),
            say("quality.question"), say("quality.what"), say("quality.kinds"), say("quality.how_sure"),
            say("quality.stands"), say("quality.likely"), say("quality.why"), say("quality.also_head"),
            say("quality.effect_head")});
  for (const Line& line : lines) {
    auto v = view_of(told, line);
    auto cell = [&](const char* name) { return v[name].get<std::string>(); };
    file.row({cell("body"), cell("name"), cell("place"), cell("stage_label"), cell("question"), cell("label"),
              cell("kind_label"), cell("sure_label"), cell("stands"), cell("likely"), cell("why"), cell("also"),
              cell("effect")});
  }
  return std::move(file).reply("quality-" + told.plan.period + ".csv");
}

std::size_t page_number(const std::string& typed) {
  const bool digits = !typed.empty() && typed.size() < 6 && typed.find_first_not_of("0123456789") == typed.npos;
  return digits ? std::size_t(std::stoi(typed)) : 0;
}

Json option(const std::string& code, const std::string& label, const std::string& chosen) {
  return {{"code", code}, {"label", label}, {"selected", code == chosen}};
}

Json chips(const Context& ctx, const std::string& here, const Asked& asked, const Listed& listed) {
  int all = 0;
  for (const auto& [kind, count] : listed.by_kind) all += count;
  Json made = Json::array();
  made.push_back({{"chip", ""},
                  {"label", ctx.say("quality.every_kind")},
                  {"count", grouped(all)},
                  {"href", address(here, asked, "")},
                  {"current", asked.kind.empty()}});
  for (Kind kind : kinds) {
    std::string code(code_of(kind));
    auto at = listed.by_kind.find(kind);
    if (at == listed.by_kind.end() && asked.kind != code) continue;
    made.push_back({{"chip", code},
                    {"label", ctx.say("quality.kind." + code)},
                    {"count", grouped(at == listed.by_kind.end() ? 0 : at->second)},
                    {"href", address(here, asked, code)},
                    {"current", asked.kind == code}});
  }
  return made;
}

void add_filters(const Context& ctx, const followup::web::Round& round, const registry::Organisation& place,
                 const Asked& asked, const std::string& here, Json& page) {
  const bool nation = place.tier == registry::Tier::nation;
  page["stages"] = page["provinces"] = page["districts"] = page["items"] = Json::array();
  for (auto stage : totals::stages) {
    Asked other = asked;
    other.stage = stage;
    page["stages"].push_back({{"code", totals::code_of(stage)},
                              {"label", ctx.say("results.stage." + std::string(totals::code_of(stage)))},
                              {"href", address(here, other, asked.kind)},
                              {"current", stage == asked.stage}});
  }
  if (nation)
    for (const auto* province : ctx.world.registry.provinces())
      if (round.asked.contains(province->id))
        page["provinces"].push_back(
            option(province->code, name_of(ctx, *province, round.plan.period_to), asked.province));
  const auto* within = nation ? ctx.world.registry.by_code(asked.province) : &place;
  std::map<std::string, std::string> districts;
  if (within && within->tier == registry::Tier::province)
    for (const auto* body : ctx.world.registry.locals_under(within->id))
      if (const auto* district = body->district ? ctx.world.registry.find(body->district) : nullptr)
        districts[district->code] = name_of(ctx, *district, round.plan.period_to);
  for (const auto& [code, name] : districts) page["districts"].push_back(option(code, name, asked.district));
  for (const auto& indicator : round.plan.indicators) {
    page["items"].push_back(option(indicator.code, indicator.code + " " + indicator.label.in(ctx.language), asked.of));
    for (int slot : indicator.questions)
      if (const auto& question = round.plan.questions[std::size_t(slot)]; question.is_quantity())
        page["items"].push_back(
            option(question.code, "– " + question.code + " " + question.label.in(ctx.language), asked.of));
  }
}

}  // namespace

http::Reply show(Context& ctx) {
  auto round = followup::web::round_of(ctx);
  const auto& plan = round.plan;
  const auto& place = followup::web::place_of(ctx);
  const bool nation = place.tier == registry::Tier::nation;
  const Asked asked = asked_of(ctx, plan);
  const std::string over = address_of(plan) + (nation ? "" : "/" + place.code), here = over + "/quality",
                    same = address(here, asked, asked.kind);
  auto look = quality::look(ctx, plan, round.id, nation ? 0 : place.id);
  auto listed = list(plan, look, asked, national_sums(ctx, plan, round.id, asked.stage), ctx.world.registry);
  const Relations relations(plan);
  const Told told{ctx, plan, relations, look, ctx.seat().organisation == registry::nation};
  if (ctx.request.asked("format") == "csv") return csv_of(told, listed.lines);

  const std::size_t all = listed.lines.size();
  const bool whole = ctx.request.asked("lines") == "all";
  const std::size_t first = whole ? 0
                                  : std::min(page_number(ctx.request.asked("page").value_or("")) * lines_a_page,
                                             all ? (all - 1) / lines_a_page * lines_a_page : 0);
  const std::size_t last = whole ? all : std::min(all, first + lines_a_page);
  Json lines = Json::array();
  for (std::size_t i = first; i < last; ++i) lines.push_back(view_of(told, listed.lines[i]));
  const auto of =
      std::pair{grouped(listed.reports), grouped(expected_in(*look.roll, place, asked, ctx.world.registry))};
  Json page{
      {"title", plan.title.in(ctx.language)},
      {"place_name",
       nation ? ctx.say("follow.nation") : ctx.say("place.province", {{"name", name_of(ctx, place, plan.period_to)}})},
      {"up_href", over},
      {"here", here},
      {"as_of", base::show(ctx.now, ctx.language)},
      {"live_topic", nation ? followup::web::nation_topic : followup::web::topic_of_province(place.id)},
      {"kind", asked.kind},
      {"stage", totals::code_of(asked.stage)},
      {"plain_stage", asked.stage == totals::Stage::recorded},
      {"of", asked.of},
      {"suspicions", std::move(lines)},
      {"found", all},
      {"reports", listed.reports},
      {"chips", chips(ctx, here, asked, listed)},
      {"looked_words",
       ctx.say("quality.looked", {{"n", of.first},
                                  {"m", of.second},
                                  {"which", ctx.say("results.stage." + std::string(totals::code_of(asked.stage)))}})},
      {"nothing", all == 0 && listed.reports > 0 ? ctx.say("quality.nothing", {{"n", of.first}}) : ""},
      {"nobody", listed.reports == 0 ? ctx.say("quality.nobody", {{"m", of.second}}) : ""},
      {"usual_words", ctx.say("quality.usual_at",
                              {{"n", grouped(look.usual_bodies)}, {"at", base::show(look.usual_at, ctx.language)}})},
      {"csv_href", all ? with(same, "format=csv") : ""},
      {"print_href", last - first < all ? with(same, "lines=all") : ""},
      {"before_href", first ? with(same, "page=" + std::to_string(first / lines_a_page - 1)) : ""},
      {"after_href", last < all ? with(same, "page=" + std::to_string(first / lines_a_page + 1)) : ""},
      {"count_words", all ? ctx.say("quality.lines", {{"from", grouped(std::int64_t(first) + 1)},
                                                      {"to", grouped(std::int64_t(last))},
                                                      {"m", grouped(std::int64_t(all))}})
                          : ""}};
  add_filters(ctx, round, place, asked, here, page);
  return ctx.page("quality", std::move(page));
}

}  // namespace quality::web
