#include "reports/pages.h"

#include <algorithm>

#include "reports/meant.h"
#include "reports/witness.h"

namespace reports::pages {

using base::Decimal;
using base::Language;
using framework::Kind;
using State = formula::Value::State;

namespace {

std::string id_safe(std::string_view code) {
  std::string name = "q-" + std::string(code);
  std::replace(name.begin(), name.end(), '.', '-');
  return name;
}

// What the field does not say itself: how it was read, and the same quantity in the other units one may type.
std::string beside(const framework::Question& q, const Answer& answer, Language language) {
  auto out = reckoned(q, answer, language);
  const auto* typed_in = unit_of(q, answer.unit);
  if (answer.value && q.units.size() > 1 && typed_in)
    for (const auto& unit : q.units) {
      if (&unit == typed_in || &unit == &q.units.front()) continue;
      auto value = base::divide(base::Rational::from(Decimal{*answer.value}), unit.factor);
      auto decimal = value ? base::to_decimal(*value) : std::nullopt;
      if (decimal) out += (out.empty() ? "" : " · ") + base::to_grouped(*decimal, -1) + " " + unit.label.in(language);
    }
  return out.empty() ? out : "= " + out;
}

// "2,000 ครัวเรือน"; "31 ตัน/วัน = 11,315 ตัน/ปี" where it was typed in another unit than the plan's.
std::string in_words(const identity::Voice& ctx, const framework::Question& q, const Answer& answer) {
  if (q.kind == Kind::yes_no && answer.value) return ctx.say(*answer.value ? "answer.yes" : "answer.no");
  auto typed = as_typed(q, answer, ctx.language), read = reckoned(q, answer, ctx.language);
  if (read.empty()) return typed;
  bool in_plans_unit = q.units.empty() || unit_of(q, answer.unit) == &q.units.front();
  return in_plans_unit ? read : typed + " = " + read;
}

// What the body gave to the same question in the round before: "รอบ 2566: 11,315 ตัน/ปี".
std::string last_words(const identity::Voice& ctx, const Body& body, const framework::Question& q) {
  if (!body.before) return {};
  const auto& then = body.before->answers[std::size_t(q.slot)];
  auto said = then.not_applicable ? ctx.say("state.not_applicable") : in_words(ctx, q, then);
  if (said.empty()) return {};
  const bool added = body.before->bodies > 1;
  return ctx.say(added ? "report.last_added" : "report.last",
                 {{"period", body.before->period}, {"value", said}, {"n", std::to_string(body.before->bodies)}});
}

// A list always holds what is kept, whether the plan knows it or not: a field that could not show it would send
// something else.
void add_kept(std::vector<Option>& options, const std::string& kept) {
  for (const auto& option : options)
    if (option.selected) return;
  if (!kept.empty()) options.push_back({kept, kept, true});
}

std::string band_of(const framework::Indicator& indicator, const Figure& figure) {
  if (figure.state != State::number || !indicator.target) return "none";
  auto value = figure.value.scaled, target = indicator.target->value.scaled;
  return value >= target ? "good" : value * 10 >= target * 8 ? "near" : "low";
}

std::string with_unit(std::string shown, const std::string& unit) { return unit.empty() ? shown : shown + " " + unit; }

}  // namespace

ProgressView progress_view(const Report& r) {
  return {r.answered, r.expected, r.expected ? r.answered * 100 / r.expected : 0, r.blocking, r.asking};
}

std::string address_of(const Where& where) {
  return "/reports/" + where.plan.name + "/" + where.plan.period + "/" + where.body.organisation->code;
}

FindingView finding_view(const identity::Voice& ctx, const Opened& opened, const Finding& finding) {
  const auto& plan = opened.where.plan;
  const auto& question = plan.questions[finding.question];
  FindingView view;
  view.code = finding.code;
  view.blocks = finding.weight == framework::Weight::blocks;
  view.weight = view.blocks ? "blocks" : "asks";
  view.asks_reason = !view.blocks;
  view.message = finding.check ? message_of(plan, finding, opened.answers, opened.picture, ctx.language)
                               : ctx.say(finding.key, finding.arguments);
  if (auto meant = meant_by(plan, finding, opened.where.body, opened.answers, opened.picture)) {
    view.suggestion = meant->typed, view.suggestion_unit = meant->unit;
    view.suggestion_label =
        with_unit(base::to_grouped(*base::parse_decimal(meant->typed), -1),
                  meant->unit.empty() ? "" : unit_of(question, meant->unit)->label.in(ctx.language));
  }
  if (auto at = opened.reasons.find(finding.code); at != opened.reasons.end()) view.reason = at->second;
  view.question = question.code;
  int indicator = std::max(question.indicator, 0);
  view.href = address_of(opened.where) + "/sections/" + plan.sections[plan.indicators[indicator].section].code + "#" +
              id_safe(question.code);
  return view;
}

std::string line_in_words(const identity::Voice& ctx, const framework::Framework& plan, const framework::Question& q,
                          std::string_view line) {
  return reports::line_in_words(ctx.world.words, ctx.language, plan, q, line, [&](Answer given) {
    given.value = read(q, given.typed, given.unit).value;
    return in_words(ctx, q, given);
  });
}

QuestionView question_view(const identity::Voice& ctx, const Opened& opened, const framework::Question& q) {
  const Answer& answer = opened.answers[q.slot];
  QuestionView v;
  v.code = q.code, v.name = id_safe(q.code), v.label = q.label.in(ctx.language), v.help = q.help.in(ctx.language);
  v.asked = opened.picture.asked[q.slot], v.required = q.required, v.kind = q.kind;
  v.typed = as_kept(answer.typed, q.kind != Kind::text), v.version = answer.version;
  v.in_area = (v.typed.starts_with('\n') ? "\n" : "") + v.typed;
  if (const auto* unit = unit_of(q, answer.unit)) v.unit = unit->code, v.unit_label = unit->label.in(ctx.language);
  if (q.units.size() > 1) {
    for (const auto& unit : q.units) v.units.push_back({unit.code, unit.label.in(ctx.language), v.unit == unit.code});
    if (v.unit.empty()) v.unit = v.unit_label = answer.unit;
    add_kept(v.units, v.unit);
  }
  // One kept as "มี" is not kept as "yes": the choice it stands for says what is kept.
  auto choose = [&](bool chosen, const std::string& code, std::string label) {
    v.choices.push_back({chosen ? v.typed : code, std::move(label), chosen});
  };
  if (q.kind == Kind::yes_no)
    for (const char* code : {"yes", "no"})
      choose(answer.value && (*answer.value != 0) == (code[0] == 'y'), code, ctx.say(std::string("answer.") + code));
  for (std::size_t i = 0; i < q.choices.size(); ++i)
    choose(answer.value == Decimal::whole(std::int64_t(i) + 1).scaled, q.choices[i].code,
           q.choices[i].label.in(ctx.language));
  if (q.kind == Kind::yes_no || q.kind == Kind::choice) add_kept(v.choices, v.typed);
  v.asks_source = q.asks_source, v.source = answer.source;
  if (q.asks_source) {
    for (const auto& source : opened.where.plan.sources) {
      v.sources.push_back({source.code, source.label.in(ctx.language), source.code == answer.source});
      if (source.code == answer.source) v.source_label = source.label.in(ctx.language);
    }
    add_kept(v.sources, answer.source);
  }
  for (const auto& other : opened.where.plan.questions)
    if (other.asked_if && std::binary_search(other.asked_if->uses().begin(), other.asked_if->uses().end(), q.slot))
      v.decides += (v.decides.empty() ? "" : " ") + other.code;
  v.was = fingerprint(q, answer);
  v.state = answer.not_applicable     ? "not_applicable"
            : answer.typed.empty()    ? "empty"
            : !is_answered(q, answer) ? "unread"
                                      : "kept";
  if (answer.value) v.value = base::to_plain(Decimal{*answer.value});
  if (answer.value && !q.units.empty()) v.value_unit = q.units.front().code;
  v.beside = beside(q, answer, ctx.language), v.in_words = in_words(ctx, q, answer);
  if (!q.registry_fact.empty()) {
    const auto& facts = opened.where.plan.facts;
    auto at = std::find(facts.begin(), facts.end(), q.registry_fact) - facts.begin();
    if (at < std::ptrdiff_t(facts.size())) {
      const auto& value = opened.picture.slots[opened.where.plan.questions.size() + at];
      auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt;
      if (decimal)
        v.registry_label = ctx.say("report.fact." + q.registry_fact, {{"value", base::to_grouped(*decimal, -1)}});
    }
  }
  v.last = last_words(ctx, opened.where.body, q);
  v.may_not_apply = q.may_not_apply, v.not_applicable = answer.not_applicable;
  v.reason = as_kept(answer.reason, true), v.remark = as_kept(answer.remark, true);
  if (answer.version) {
    bool today = base::day_in_bangkok(answer.changed_at) == base::day_in_bangkok(ctx.now);
    auto time = today ? base::show_clock(answer.changed_at, ctx.language) : base::show(answer.changed_at, ctx.language);
    // What cannot be read is kept, and nobody should take that for done.
    v.last_saved = ctx.say(v.state == "unread" ? "report.kept_at" : "report.saved_at", {{"time", time}});
  }
  for (const Finding& finding : opened.findings)
    if (finding.question == q.slot) v.findings.push_back(finding_view(ctx, opened, finding));
  return v;
}

FigureView figure_view(const identity::Voice& ctx, const framework::Indicator& i, const Figure& figure) {
  FigureView v;
  v.code = i.code, v.label = i.label.in(ctx.language), v.unit = i.unit.in(ctx.language);
  switch (figure.state) {
    case State::number:
      v.state = "number";
      v.shown = base::to_grouped(figure.value, i.places);
      break;
    case State::not_applicable:
      v.state = "not_applicable";
      break;
    case State::no_base:
      v.state = "no_base";
      break;
    case State::absent:
      v.state = "absent";
      break;
  }
  if (figure.state != State::number) v.shown = ctx.say("state." + v.state), v.unit.clear();
  if (i.target) {
    v.target = with_unit(base::to_grouped(i.target->value, -1), i.unit.in(ctx.language));
    v.reference = i.target->mark == framework::Mark::reference;
    v.target_mark = ctx.say(v.reference ? "reference_target" : "attested");
  }
  v.band = band_of(i, figure);
  return v;
}

FigureView body_figure_view(const identity::Voice& ctx, const Opened& opened, const framework::Indicator& i) {
  FigureView v = figure_view(ctx, i, figure_of(i, opened.picture));
  const auto& plan = opened.where.plan;
  auto is_yes_no = [&](int slot) {
    return slot < int(plan.questions.size()) && plan.questions[slot].kind == framework::Kind::yes_no;
  };
  auto number = [&](int slot) {
    const auto& value = opened.picture.slots[slot];
    auto decimal = value.is_number() ? base::to_decimal(value.number) : std::nullopt;
    if (!decimal) return std::string("–");
    return is_yes_no(slot) ? shown(plan.questions[slot], opened.answers[slot], ctx.language)
                           : base::to_grouped(*decimal, -1);
  };
  if (v.state == "number" && i.numerator) {
    auto bracketed = [&](const formula::Formula& f) {
      std::string text = f.show(number, ctx.signs());
      return f.uses().size() > 1 ? "(" + text + ")" : text;
    };
    // What holds or does not is no sum: "12 ≥ 1 → 100.00 %".
    if (i.numerator->is_truth() || std::ranges::all_of(i.numerator->uses(), is_yes_no)) {
      v.worded = i.numerator->show(number, ctx.signs()) + " → ";
    } else {
      const bool divides = i.denominator && !i.denominator->is_one();
      const bool times = i.factor != base::Rational::whole(1) && i.unit.en != "%";
      v.worded = divides || times ? bracketed(*i.numerator) : i.numerator->show(number, ctx.signs());
      if (divides) v.worded += " ÷ " + bracketed(*i.denominator);
      if (times) v.worded += " × " + base::to_exact(i.factor);
      v.worded += " = ";
    }
    v.worded += with_unit(v.shown, v.unit);
  }
  // A figure made from what cannot be right is neither good nor bad.
  auto stands_on = [](const std::optional<formula::Formula>& f, int slot) {
    return f && std::binary_search(f->uses().begin(), f->uses().end(), slot);
  };
  for (const Finding& finding : opened.findings)
    if (finding.weight == framework::Weight::blocks &&
        (stands_on(i.numerator, finding.question) || stands_on(i.denominator, finding.question)))
      v.band = "none";
  return v;
}

IndicatorView indicator_view(const identity::Voice& ctx, const Opened& opened, const framework::Indicator& i) {
  IndicatorView v;
  v.code = i.code, v.label = i.label.in(ctx.language), v.why = i.why.in(ctx.language);
  v.formula = i.formula_words.in(ctx.language);
  v.reference = i.mark == framework::Mark::reference;
  v.mark_label = ctx.say(v.reference ? "reference" : "attested");
  if (const auto& source = i.mark_source.in(ctx.language); !source.empty()) v.mark_label += " (" + source + ")";
  v.asked = opened.where.body.is_asked(i);
  for (int slot : i.questions) {
    const auto& q = opened.where.plan.questions[slot];
    if (opened.where.body.is_asked(q)) v.questions.push_back(question_view(ctx, opened, q));
  }
  v.asked = v.asked || !v.questions.empty();
  if (opened.where.body.is_asked(i)) v.figure = body_figure_view(ctx, opened, i);
  return v;
}

std::vector<SectionView> section_marks(const identity::Voice& ctx, const Opened& opened, std::string_view current) {
  std::vector<SectionView> views;
  const auto& plan = opened.where.plan;
  for (const auto& section : plan.sections) {
    SectionView v;
    v.code = section.code, v.label = section.label.in(ctx.language), v.about = section.about.in(ctx.language);
    v.href = address_of(opened.where) + "/sections/" + section.code;
    v.current = section.code == current;
    int expected = 0, answered = 0;
    bool finding = false;
    for (int number : section.indicators)
      for (int slot : plan.indicators[number].questions) {
        if (!opened.picture.asked[slot]) continue;
        if (plan.questions[slot].required)
          ++expected, answered += is_answered(plan.questions[slot], opened.answers[slot]);
        for (const Finding& f : opened.findings) finding |= f.question == slot;
      }
    v.mark = finding               ? "finding"
             : expected == 0       ? "optional"
             : answered == 0       ? "none"
             : answered < expected ? "begun"
                                   : "complete";
    v.mark_label = ctx.say("mark." + v.mark);
    if (expected > 0) v.mark_label += " " + std::to_string(answered) + "/" + std::to_string(expected);
    views.push_back(std::move(v));
  }
  return views;
}

std::string merged_words(const identity::Voice& ctx, const registry::Organisation& body) {
  const auto ended = body.names.back().to, today = base::day_in_bangkok(ctx.now);
  const auto* into = ended <= today ? ctx.world.registry.find(body.merged_into) : nullptr;
  if (!into) return {};
  return ctx.say("organisations.merged", {{"into", registry::full_name(*into, today, ctx.language)},
                                          {"code", into->code},
                                          {"day", base::show(ended, ctx.language)}});
}

std::string stage_code(const Report& report) { return report.id == 0 ? "none" : std::string(code_of(report.stage)); }

std::string stage_label(const identity::Voice& ctx, const Report& report) {
  return ctx.say("stage." + stage_code(report));
}

}  // namespace reports::pages
