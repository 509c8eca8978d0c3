#include "reports/saved.h"

namespace reports::pages {

using view::to_json;

Opened as_opened(const Where& where, Draft draft, std::vector<Finding> findings) {
  return {where,
          draft.report,
          std::move(draft.answers),
          std::move(draft.picture),
          std::move(findings),
          std::move(draft.finding_reasons)};
}

view::Json stored_view(const QuestionView& question) {
  return {{"code", question.code},     {"version", question.version},       {"typed", question.typed},
          {"unit", question.unit},     {"unit_label", question.unit_label}, {"not_applicable", question.not_applicable},
          {"reason", question.reason}, {"source", question.source},         {"remark", question.remark},
          {"state", question.state},   {"value", question.value},           {"value_unit", question.value_unit},
          {"beside", question.beside}, {"in_words", question.in_words},     {"last_saved", question.last_saved}};
}

view::Json saved_view(const identity::Voice& ctx, const Opened& opened,
                      const std::vector<const framework::Question*>& asked_about, const std::vector<bool>& moved) {
  const auto& plan = opened.where.plan;
  view::Json body;
  auto& questions = body["questions"] = view::Json::array();
  for (const auto* question : asked_about) questions.push_back(stored_view(question_view(ctx, opened, *question)));
  if (questions.size() == 1) body["question"] = questions.front();
  auto& findings = body["findings"] = view::Json::array();
  for (const Finding& finding : opened.findings) findings.push_back(to_json(finding_view(ctx, opened, finding)));
  auto& not_asked = body["not_asked"] = view::Json::array();
  for (const auto& q : plan.questions)
    if (!opened.picture.asked[q.slot] && opened.where.body.is_asked(q)) not_asked.push_back(q.code);
  auto& figures = body["figures"] = view::Json::array();
  for (const auto& indicator : plan.indicators) {
    if (!opened.where.body.is_asked(indicator) || !stands_on(indicator, moved)) continue;
    auto figure = body_figure_view(ctx, opened, indicator);
    figures.push_back({{"code", figure.code},
                       {"shown", figure.shown},
                       {"state", figure.state},
                       {"unit", figure.unit},
                       {"worded", figure.worded},
                       {"band", figure.band}});
  }
  body["progress"] = to_json(progress_view(opened.report));
  auto& sections = body["sections"] = view::Json::array();
  for (const auto& s : section_marks(ctx, opened, ""))
    sections.push_back({{"code", s.code}, {"mark", s.mark}, {"mark_label", s.mark_label}});
  body["saved_at"] = base::show_clock(ctx.now, ctx.language);
  return body;
}

}  // namespace reports::pages
