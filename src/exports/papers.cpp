#include "exports/papers.h"

#include "reports/rules.h"
#include "results/charts.h"

namespace exports {

using reports::pages::FigureView;
using reports::pages::IndicatorView;
using reports::pages::QuestionView;

namespace {

std::string joined(std::string left, const std::string& right, const char* between = " ") {
  if (right.empty()) return left;
  return left.empty() ? right : left + between + right;
}

std::string answer_of(const identity::Voice& voice, const QuestionView& question) {
  if (question.not_applicable) return joined(voice.say("exports.not_applicable"), question.reason, ": ");
  return question.in_words.empty() ? "–" : question.in_words;
}

std::string figure_of(const FigureView& figure) {
  return figure.state == "number" ? joined(figure.shown, figure.unit) : figure.shown;
}

std::string result_of(const identity::Voice& voice, const FigureView& figure) {
  auto result = voice.say("exports.paper.result") + " " + figure_of(figure);
  if (!figure.target.empty())
    result += " · " + voice.say("exports.target") + " " + figure.target + " (" + figure.target_mark + ")";
  return result;
}

// A section: each indicator with what it came to, and below it what it is made of.
paper::Table answers_of(const identity::Voice& voice, const std::vector<IndicatorView>& indicators) {
  paper::Table table{{{voice.say("exports.paper.code"), 0.9, false, true},
                      {voice.say("exports.paper.item"), 5},
                      {voice.say("exports.paper.answer"), 2.8, true},
                      {voice.say("exports.paper.source"), 2.4}},
                     {}};
  for (const IndicatorView& indicator : indicators) {
    table.rows.push_back({{indicator.code, indicator.label, result_of(voice, indicator.figure)}, true});
    for (const QuestionView& question : indicator.questions)
      if (question.asked)
        table.rows.push_back({{question.code, question.label, answer_of(voice, question),
                               joined(question.source_label, question.remark, " · ")}});
  }
  return table;
}

void add_certification(const identity::Voice& voice, const reports::pages::Opened& opened,
                       const std::optional<Sent>& sent, paper::Document& document) {
  const auto& body = *opened.where.body.organisation;
  auto name = registry::full_name(body, opened.where.plan.period_to, voice.language);
  if (sent) document.blocks.push_back(paper::Room{300});
  document.blocks.push_back(paper::Heading{voice.say("exports.paper.certification")});
  if (!sent) {
    document.blocks.push_back(paper::Paragraph{voice.say("exports.paper.not_sent")});
    return;
  }
  document.blocks.push_back(paper::Paragraph{voice.say("review.statement", {{"body", name}})});
  document.blocks.push_back(paper::Facts{{{voice.say("receipt.number"), sent->submission.number, true},
                                          {voice.say("receipt.code"), sent->submission.code, true},
                                          {voice.say("receipt.at"), base::show(sent->submission.at, voice.language)},
                                          {voice.say("receipt.person"), sent->person},
                                          {voice.say("receipt.hash"), sent->submission.content_hash, true}}});
  paper::Facts offices;
  for (const Office& office : sent->offices)
    offices.facts.push_back({office.what, office.who + " · " + base::show(office.at, voice.language)});
  document.blocks.push_back(std::move(offices));
  document.blocks.push_back(paper::Paragraph{voice.say("exports.paper.verify"), true});
  std::string dots = "(..............................................)\n";
  document.blocks.push_back(paper::Signatures{{"(" + sent->person + ")\n" + voice.say("exports.paper.certifier"),
                                               dots + voice.say("exports.paper.head_of_body")}});
}

}  // namespace

paper::Document report_paper(const identity::Voice& voice, const reports::pages::Opened& opened,
                             const std::optional<Sent>& sent) {
  const auto& plan = opened.where.plan;
  const auto& body = *opened.where.body.organisation;
  paper::Document document;
  document.title = registry::full_name(body, plan.period_to, voice.language);
  document.subtitle = plan.title.in(voice.language);
  document.foot = joined(document.title,
                         voice.say("exports.paper.printed", {{"at", base::show(voice.now, voice.language)}}), " · ");
  if (sent) document.foot += " · " + voice.say("receipt.code") + " ", document.foot_code = sent->submission.code;
  document.page_number = voice.say("exports.paper.page");
  auto progress = reports::pages::progress_view(opened.report);
  document.blocks.push_back(
      paper::Facts{{{voice.say("exports.code"), body.code, true},
                    {voice.say("exports.stage"), reports::pages::stage_label(voice, opened.report)},
                    {voice.say("exports.about.covers"),
                     base::show(plan.period_from, voice.language) + " – " + base::show(plan.period_to, voice.language)},
                    {voice.say("exports.answered"),
                     std::to_string(progress.answered) + " / " + std::to_string(progress.expected)}}});
  for (const auto& section : plan.sections) {
    std::vector<IndicatorView> asked;
    for (int number : section.indicators)
      if (auto view = reports::pages::indicator_view(voice, opened, plan.indicators[number]); view.asked)
        asked.push_back(std::move(view));
    if (asked.empty()) continue;
    document.blocks.push_back(
        paper::Heading{joined(section.label.in(voice.language), section.about.in(voice.language), " · ")});
    document.blocks.push_back(answers_of(voice, asked));
  }
  add_certification(voice, opened, sent, document);
  return document;
}

paper::Document summary_paper(const identity::Voice& voice, const Summary& summary) {
  const auto& plan = summary.plan;
  auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
  auto percent = [](int n, int of) {
    auto value = of ? base::to_decimal(base::Rational{__int128(n) * 100, of}, 2) : std::nullopt;
    return value ? base::to_grouped(*value, 2) : std::string();
  };
  paper::Document document;
  document.title = voice.say("exports.paper.summary", {{"place", summary.place}});
  document.subtitle = plan.title.in(voice.language);
  document.foot = joined(document.title,
                         voice.say("exports.paper.printed", {{"at", base::show(voice.now, voice.language)}}), " · ");
  document.page_number = voice.say("exports.paper.page");
  const auto& whole = summary.whole;
  document.blocks.push_back(paper::Facts{
      {{voice.say("exports.about.stage"), voice.say("exports.counted." + std::string(code_of(summary.stage)))},
       {voice.say("exports.recorded"),
        voice.say("coverage", {{"n", grouped(whole.begun)}, {"m", grouped(whole.expected)}})},
       {voice.say("exports.submitted"),
        voice.say("coverage", {{"n", grouped(whole.submitted)}, {"m", grouped(whole.expected)}})},
       {voice.say("exports.approved"),
        voice.say("coverage", {{"n", grouped(whole.approved)}, {"m", grouped(whole.expected)}})},
       {voice.say("exports.about.as_of"), base::show(voice.now, voice.language)}}});
  document.blocks.push_back(paper::Heading{voice.say("exports.indicator")});
  bool reference = false;
  for (const auto& indicator : plan.indicators)
    reference |= indicator.target && indicator.target->mark == framework::Mark::reference;
  document.blocks.push_back(results::indicators_table(voice, plan, summary.line));
  if (reference) document.blocks.push_back(paper::Paragraph{"* " + voice.say("exports.reference"), true});
  document.blocks.push_back(paper::Paragraph{voice.say("exports.about.reading_words"), true});
  if (auto flow = results::flow_view(voice, plan, summary.line); flow && !flow->rows.empty()) {
    document.blocks.push_back(paper::Heading{voice.say("results.flow.title")});
    document.blocks.push_back(paper::Paragraph{voice.say("results.flow.known") + " " + flow->known, true});
    document.blocks.push_back(results::stacks_of(*flow));
  }
  if (!summary.maps.empty()) {
    document.blocks.push_back(paper::Pictures{summary.maps});
    document.blocks.push_back(paper::Paragraph{summary.maps_source, true});
  }
  document.blocks.push_back(paper::Heading{voice.say("exports.sheet.completeness")});
  paper::Table lines{{{summary.lines_head, 4},
                      {voice.say("exports.expected_reports"), 2, true},
                      {voice.say("exports.recorded"), 2, true},
                      {voice.say("exports.submitted"), 2, true},
                      {voice.say("exports.approved"), 2, true},
                      {voice.say("exports.percent_submitted"), 1.6, true},
                      {"", 2, false, false, true}},
                     {}};
  for (const PlaceLine& line : summary.lines) {
    auto sent = percent(line.submitted, line.expected);
    lines.rows.push_back({{line.name, grouped(line.expected), grouped(line.begun), grouped(line.submitted),
                           grouped(line.approved), sent.empty() ? "–" : sent, sent}});
  }
  document.blocks.push_back(std::move(lines));
  return document;
}

}  // namespace exports
