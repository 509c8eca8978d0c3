#pragma once
#include "reports/pages.h"
#include "results/look.h"
#include "results/rules.h"
#include "view/view.h"

// Places with their figures as a page shows them: one figure, and tables in order of one.
namespace results {

std::string with_unit(const reports::pages::FigureView& view);  // "72.58 %"
// An indicator's figure of a line: its bar, its target with its mark, from how many it is.
view::Json figure_json(const identity::Voice& voice, const framework::Indicator& indicator, const Line& line);
// Lines in order of the figure of `look.by`: as rows for a program, or finished for a page.
view::Json ranked_table(const identity::Voice& voice, const Look& look, const char* title,
                        const std::vector<Line>& lines, bool as_json);

// Places in the order of it, by index of their line.
std::vector<Ranked> ranked(const Look& look, const std::vector<Line>& lines);

// How bodies lie over the steps of `look.by`, and the step of this page's own. Nothing where it is no rate or nobody's
// is known.
struct SpreadOf {
  Spread all;
  std::optional<int> here;
};
std::optional<SpreadOf> spread_of(const Look& look, const std::vector<Line>& bodies);
std::string step_label(int step);  // "20–30 %"

}  // namespace results
