#pragma once
#include "identity/context.h"
#include "reports/acts.h"

// What the report's pages show: plain structs, each field named once, read by template and JSON alike.
namespace reports::pages {

struct Option {
  std::string code, label;
  bool selected = false;
  void describe(auto& d) const { d("code", code)("label", label)("selected", selected); }
};

struct FindingView {
  std::string code, weight, message;
  bool blocks = false, asks_reason = false;
  // What to type instead, as one would type it: the number and the unit it is in.
  std::string suggestion, suggestion_unit, suggestion_label, reason, question, href;
  void describe(auto& d) const {
    d("code", code)("weight", weight)("message", message)("blocks", blocks)("asks_reason", asks_reason)(
        "suggestion", suggestion)("suggestion_unit", suggestion_unit)("suggestion_label", suggestion_label)(
        "reason", reason)("reason_was", reason)("question", question)("href", href);
  }
};

struct QuestionView {
  std::string code, name, label, help;
  bool asked = true, required = true;
  framework::Kind kind = framework::Kind::count;
  // What the field shows: as it is kept, which is as it was typed.
  std::string typed, unit, unit_label, source, was;
  std::string in_area;  // typed, as a page must hold it in a <textarea>: there it loses a line end it begins with
  std::vector<Option> units, choices, sources;
  int version = 0;
  // What is reckoned from it, in the plan's unit: never put into the field. `value` is plain ("11315"), `beside` all
  // of it for the eye ("= 11,315 ตัน/ปี · 11,315,000 กก./ปี"), `in_words` what a reader of the report sees of both.
  std::string value, value_unit, beside, in_words;
  std::string last;  // "รอบ 2566: 11,315 ตัน/ปี", for the eye alone; empty where nothing is known of the round before
  std::string state, registry_label, decides;  // codes of questions that are asked, or not, by this answer
  bool may_not_apply = false, not_applicable = false, asks_source = false;
  std::string reason, remark, last_saved, source_label;
  std::vector<FindingView> findings;
  void describe(auto& d) const {
    using framework::Kind;
    d("code", code)("in_area", in_area)("name", name)("label", label)("help", help)("asked", asked)(
        "required", required)("is_number", kind == Kind::count || kind == Kind::decimal)(
        "is_yes_no", kind == Kind::yes_no)("is_choice", kind == Kind::choice)("is_text", kind == Kind::text)(
        "is_date", kind == Kind::date)("is_file", kind == Kind::file)("is_whole", kind == Kind::count)("typed", typed)(
        "unit", unit)("unit_label", unit_label)("units", units)("choices", choices)("sources", sources)(
        "source", source)("was", was)("version", version)("state", state)("value", value)("value_unit", value_unit)(
        "beside", beside)("in_words", in_words)("decides", decides)("registry_label", registry_label)("last", last)(
        "may_not_apply", may_not_apply)("not_applicable", not_applicable)("asks_source", asks_source)("reason", reason)(
        "remark", remark)("last_saved", last_saved)("source_label", source_label)("findings", findings);
  }
};

struct FigureView {
  std::string code, label, shown, state, unit, worded, target, target_mark, band, count_words;
  bool reference = false;
  void describe(auto& d) const {
    d("code", code)("label", label)("shown", shown)("state", state)("unit", unit)("worded", worded)("target", target)(
        "target_mark", target_mark)("band", band)("count_words", count_words)("reference", reference);
  }
};

struct IndicatorView {
  std::string code, label, why, mark_label, formula;
  bool reference = false, asked = true;
  std::vector<QuestionView> questions;
  FigureView figure;
  void describe(auto& d) const {
    d("code", code)("label", label)("why", why)("mark_label", mark_label)("formula", formula)("reference", reference)(
        "questions", questions)("figure", figure);
  }
};

struct SectionView {
  std::string code, label, about, href, mark, mark_label;
  bool current = false;
  std::vector<IndicatorView> indicators;
  void describe(auto& d) const {
    d("code", code)("label", label)("about", about)("href", href)("mark", mark)("mark_label", mark_label)(
        "current", current)("indicators", indicators);
  }
};

struct ProgressView {
  int answered = 0, expected = 0, percent = 0, blocking = 0, asking = 0;
  void describe(auto& d) const {
    d("answered", answered)("expected", expected)("percent", percent)("blocking", blocking)("asking", asking);
  }
};
ProgressView progress_view(const Report& report);

// A report opened for looking: what every page of it is made from.
struct Opened {
  Where where;
  Report report;  // id 0 when it is not begun
  Answers answers;
  Picture picture;
  std::vector<Finding> findings;
  std::map<std::string, std::string> reasons;
};

std::string address_of(const Where& where);  // "/reports/clean-province/2567/06560115"
QuestionView question_view(const identity::Voice& ctx, const Opened& opened, const framework::Question& q);
// What the journal holds of an answer, as a reader of the report sees it: "31 ตัน/วัน = 11,315 ตัน/ปี · ชั่งน้ำหนัก ·
// หมายเหตุ: จากใบชั่ง".
std::string line_in_words(const identity::Voice& ctx, const framework::Framework& plan, const framework::Question& q,
                          std::string_view line);
FigureView figure_view(const identity::Voice& ctx, const framework::Indicator& indicator, const Figure& figure);
// With the formula in numbers: "1,476 ÷ (2,032 − 556) = 100 %", "12 ≥ 1 → 100 %".
FigureView body_figure_view(const identity::Voice& ctx, const Opened& opened, const framework::Indicator& i);
IndicatorView indicator_view(const identity::Voice& ctx, const Opened& opened, const framework::Indicator& i);
std::vector<SectionView> section_marks(const identity::Voice& ctx, const Opened& opened, std::string_view current);
FindingView finding_view(const identity::Voice& ctx, const Opened& opened, const Finding& finding);
// "รวมกับเทศบาลนครบุรีรัมย์ ตั้งแต่ 1 ต.ค. 2568"; empty of a body that is there today.
std::string merged_words(const identity::Voice& ctx, const registry::Organisation& body);
std::string stage_code(const Report& report);  // "none" before the first save
std::string stage_label(const identity::Voice& ctx, const Report& report);

}  // namespace reports::pages
