#include "quality/views.h"

#include <algorithm>

#include "followup/areas.h"

namespace quality {

using base::Decimal;
using view::Json;

namespace {

// Exact figures are shown as they are; a value made of another by a factor to two places, an amount the size of a
// group's to three digits or so: more would pretend to know.
std::string shown(std::int64_t scaled) { return base::to_grouped(Decimal{scaled}, -1); }
std::string rounded(std::int64_t scaled) {
  return base::to_grouped(Decimal{scaled}, scaled >= 100 * Decimal::one || scaled % Decimal::one == 0 ? 0 : 2);
}

std::string unit_of(const Told& told, int question) {
  const auto& units = told.plan.questions[std::size_t(question)].units;
  return units.empty() ? "" : units.front().label.in(told.ctx.language);
}
std::string with_unit(const Told& told, int question, const std::string& amount) {
  auto unit = unit_of(told, question);
  return unit.empty() ? amount : amount + " " + unit;
}

const registry::Organisation& body_of(const Line& line) { return *line.report->body->organisation; }

std::string type_of(const Told& told, const Line& line) {
  return registry::short_type(told.look.roll->types[std::size_t(line.report->body->type)], told.ctx.language);
}

// What the amount is held beside: "ประชากรตามทะเบียน", "ข้อ D1.1", "รอบ 2566".
std::string beside_words(const Told& told, const Beside& beside) {
  const auto& numbers = told.relations.numbers;
  if (beside.by < 0) return told.ctx.say("quality.beside.nothing");
  if (beside.by < numbers.questions)
    return told.ctx.say("quality.beside.question", {{"code", told.plan.questions[std::size_t(beside.by)].code}});
  if (beside.by < numbers.earlier(0))
    return told.ctx.say("quality.beside." + told.plan.facts[std::size_t(beside.by - numbers.questions)]);
  return told.ctx.say("quality.beside.earlier", {{"period", told.look.earlier_period}});
}

std::string usual_words(const Told& told, const Line& line) {
  const auto& s = *line.suspicion;
  if (!s.beside || !s.beside->low || !s.beside->high) return "";
  return told.ctx.say("quality.usual", {{"group", group_words(told, line, *s.beside)},
                                        {"low", rounded(*s.beside->low)},
                                        {"high", with_unit(told, s.question, rounded(*s.beside->high))},
                                        {"beside", beside_words(told, *s.beside)}});
}

std::string plan_words(const Told& told, const Line& line) {
  const auto& check = *line.suspicion->check;
  auto answers = answers_of(told.plan, line.report->judged->row);
  auto body = reports::body_for(body_of(line), told.plan);
  body.before = line.report->judged->before;
  auto picture = reports::picture_of(told.plan, body, answers);
  reports::Finding finding{check.question, check.code, check.weight, {}, {}, &check};
  return reports::message_of(told.plan, finding, answers, picture, told.ctx.language);
}

std::string twin_words(const Told& told, const Suspicion& s) {
  std::string codes;
  for (int question : s.shared) codes += (codes.empty() ? "" : ", ") + told.plan.questions[std::size_t(question)].code;
  const auto* other = told.ctx.world.registry.find(s.twin);
  auto name = !other ? ""
              : told.nation || other->province == told.ctx.seat().organisation
                  ? registry::short_name(*other, told.plan.period_to, told.ctx.language)
                  : told.ctx.say("quality.elsewhere");
  return told.ctx.say("quality.cause.duplicate",
                      {{"other", name}, {"n", grouped(std::int64_t(s.shared.size()))}, {"codes", codes}});
}

std::string cause_words(const Told& told, const Line& line) {
  const auto& s = *line.suspicion;
  const auto& question = told.plan.questions[std::size_t(s.question)];
  switch (s.kind) {
    case Kind::decimal: {
      std::int64_t times = 1;
      for (int i = 0; i < std::abs(s.cause.shift); ++i) times *= 10;
      return told.ctx.say(s.cause.shift > 0 ? "quality.cause.decimal_less" : "quality.cause.decimal_more",
                          {{"times", grouped(times)}});
    }
    case Kind::unit:
      return told.ctx.say("quality.cause.unit",
                          {{"meant", question.units[std::size_t(s.cause.meant)].label.in(told.ctx.language)},
                           {"taken", question.units[std::size_t(s.cause.taken)].label.in(told.ctx.language)}});
    case Kind::digit:
      return told.ctx.say(s.cause.shift > 0 ? "quality.cause.digit_lost" : "quality.cause.digit_more");
    case Kind::swap:
      return told.ctx.say("quality.cause.swap");
    case Kind::zero:
      return told.ctx.say("quality.cause.zero", {{"type", type_of(told, line)}});
    case Kind::duplicate:
      return twin_words(told, s);
    case Kind::balance:
      return plan_words(told, line);
    case Kind::outlier:
      return told.ctx.say("quality.cause.outlier");
    case Kind::reason:
      return s.check ? plan_words(told, line) : told.ctx.say("quality.cause.reason");
  }
  return "";
}

std::string why(const Told& told, const Line& line) {
  const auto& s = *line.suspicion;
  std::string words = cause_words(told, line);
  auto add = [&](const std::string& more) {
    if (!more.empty()) words += " · " + more;
  };
  if (s.same_as)
    add(told.ctx.say("quality.exactly",
                     {{"what", beside_words(told, Beside{int(*s.same_as), Groups::Level::all, 0, {}, {}})}}));
  if (auto usual = usual_words(told, line); !usual.empty())
    add(usual);
  else if (s.check && s.kind != Kind::balance && s.kind != Kind::reason)
    add(plan_words(told, line));
  if (s.excess) add(told.ctx.say("quality.excess", {{"amount", with_unit(told, s.question, shown(*s.excess))}}));
  if (s.also.contains(Kind::reason)) add(told.ctx.say("quality.unreasoned"));
  if (s.explained) add(told.ctx.say("quality.explained"));
  return words;
}

std::string also_words(const Told& told, const Suspicion& s) {
  std::string words;
  for (Kind kind : s.also)
    if (kind != Kind::reason)
      words += (words.empty() ? "" : ", ") + told.ctx.say("quality.kind." + std::string(code_of(kind)));
  return words.empty() ? "" : told.ctx.say("quality.also", {{"kinds", words}});
}

// With as many places as the indicator has, or as many more as show that it moves.
std::string effect_words(const Told& told, const Line& line) {
  if (!line.indicator) return told.ctx.say("quality.no_effect");
  const auto& indicator = *line.indicator;
  const auto unit = indicator.unit.in(told.ctx.language);
  auto figure = [&](const reports::Figure& f, int places) {
    return f.state == formula::Value::State::number
               ? base::to_grouped(f.value, places) + (unit.empty() ? "" : "\u00a0" + unit)
               : told.ctx.say("quality.no_figure");
  };
  int places = indicator.places;
  while (places < 4 && figure(line.effect.before, places) == figure(line.effect.after, places)) ++places;
  const bool seen = figure(line.effect.before, places) != figure(line.effect.after, places);
  std::string key = !seen                    ? "quality.effect_small"
                    : line.suspicion->likely ? "quality.effect"
                                             : "quality.effect_without";
  auto words = told.ctx.say(key, {{"code", indicator.code},
                                  {"before", figure(line.effect.before, places)},
                                  {"after", figure(line.effect.after, places)}});
  return line.others ? words + " " + told.ctx.say("quality.others", {{"n", grouped(line.others)}}) : words;
}

std::string likely_words(const Told& told, const Suspicion& s) {
  if (!s.likely) return "";
  // Which digit was lost nobody can tell, unless it is known from elsewhere.
  const bool about = s.kind == Kind::digit && s.cause.shift > 0 && !s.same_as;
  auto words = with_unit(told, s.question, s.kind == Kind::unit ? rounded(*s.likely) : shown(*s.likely));
  return about ? told.ctx.say("quality.about_value", {{"value", words}}) : words;
}

}  // namespace

std::string grouped(std::int64_t n) { return base::to_grouped(Decimal::whole(n)); }

std::string group_words(const Told& told, const Line& line, const Beside& beside) {
  constexpr const char* levels[] = {"size", "province", "type", "all"};
  return told.ctx.say("quality.group." + std::string(levels[int(beside.level)]),
                      {{"type", type_of(told, line)}, {"n", grouped(beside.bodies)}});
}

Json view_of(const Told& told, const Line& line) {
  const auto& s = *line.suspicion;
  const auto& question = told.plan.questions[std::size_t(s.question)];
  const auto& body = body_of(line);
  constexpr const char* sure[] = {"low", "middle", "high"};
  const auto* province = told.ctx.world.registry.find(body.province);
  const auto* district = body.district ? told.ctx.world.registry.find(body.district) : nullptr;
  std::string place = district ? followup::web::name_of(told.ctx, *district, told.plan.period_to) : "";
  if (told.nation)
    place += (place.empty() ? "" : " ") + followup::web::name_of(told.ctx, *province, told.plan.period_to);
  std::string anchor = "#q-" + question.code;
  std::replace(anchor.begin(), anchor.end(), '.', '-');
  return {{"body", body.code},
          {"name", registry::short_name(body, told.plan.period_to, told.ctx.language)},
          {"place", place},
          {"stage", reports::code_of(line.report->stage)},
          {"stage_label", told.ctx.say("stage." + std::string(reports::code_of(line.report->stage)))},
          {"question", question.code},
          {"label", question.label.in(told.ctx.language)},
          {"kind", code_of(s.kind)},
          {"kind_label", told.ctx.say("quality.kind." + std::string(code_of(s.kind)))},
          {"sure", sure[int(s.sure)]},
          {"sure_label", told.ctx.say("quality.sure." + std::string(sure[int(s.sure)]))},
          {"stands", s.stands == none ? "" : with_unit(told, s.question, shown(s.stands))},
          {"likely", likely_words(told, s)},
          {"stands_value", s.stands == none ? Json(nullptr) : Json(base::to_plain(Decimal{s.stands}))},
          {"likely_value", s.likely ? Json(base::to_plain(Decimal{*s.likely})) : Json(nullptr)},
          {"why", why(told, line)},
          {"also", also_words(told, s)},
          {"effect", effect_words(told, line)},
          {"indicator", line.indicator ? line.indicator->code : ""},
          {"href", followup::web::address_of(told.plan) + "/" + province->code + "/" + body.code + anchor}};
}

}  // namespace quality
