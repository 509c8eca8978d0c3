#pragma once
#include "exports/table.h"
#include "reports/rules.h"

// Pure: what stands in the tables.
namespace exports {

using Say = std::function<std::string(std::string_view key)>;  // a word of words/*/exports.yaml

// What the tables are made of, in one language.
struct Shapes {
  const framework::Framework& plan;
  base::Language language;
  Say say;
  std::vector<std::string> not_applicable = {};  // the words for it, in every language: no cell with them is a text
};

// ── a body a row
Sheet answers_sheet(const Shapes& shapes);
struct Above {
  std::string district_code, district, province_code, province;
};
Cells answers_row(const Shapes& shapes, const reports::Body& body, const Above& above, const reports::Report& report,
                  const reports::Answers& answers, const reports::Picture& picture);

// A body that is asked and has not begun: its row is there to be filled in.
Cells not_begun_row(const Shapes& shapes, const reports::Body& body, const Above& above);

// ── what a person gave beside what the table of answers shows: an answer, or a reason for a finding, a row
Sheet given_sheet(const Shapes& shapes);
// Nothing of an answer that the table of answers says whole. Of reasons those that the plan still asks for.
std::vector<Cells> given_rows(const Shapes& shapes, const reports::Body& body, const reports::Report& report,
                              const reports::Answers& answers, const std::map<std::string, std::string>& reasons);

// ── a place a row, or a place and an indicator
// What is added up over a place while its reports pass by.
struct Area {
  const registry::Organisation* place = nullptr;
  std::map<std::string, int> asked;  // bodies that are to report, by type
  int recorded = 0, submitted = 0, approved = 0, blocking = 0, asking = 0;
  std::int64_t answered = 0, expected = 0;  // required answers of the reports begun
  std::vector<totals::Sum> indicators;      // by number, of the reports of the stage
};
Area area_of(const framework::Framework& plan, const registry::Organisation& place);
void add_report(Area& area, const reports::Report& report);
void add_figures(const framework::Framework& plan, Area& area, const reports::Contribution& contribution);

struct Placed {
  std::string tier, code, name, province;
};
Sheet indicators_sheet(const Shapes& shapes);
Cells indicators_row(const Shapes& shapes, const Placed& placed, std::string_view stage, const Area& area,
                     const framework::Indicator& indicator);
Sheet completeness_sheet(const Shapes& shapes);
Cells completeness_row(const Placed& placed, const Area& area);

// ── what each column means
Sheet codebook_sheet(const Shapes& shapes);
std::vector<Cells> codebook_rows(const Shapes& shapes, bool for_offices);

}  // namespace exports
