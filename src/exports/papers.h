#pragma once
#include "paper/paper.h"
#include "reports/pages.h"
#include "results/places.h"
#include "totals/totals.h"

// What people print: a body's report, the summary of a province or the nation.
namespace exports {

// The whole report, with what certifies it. `sent` is the sending it stands by, with who sent it.
struct Office {
  std::string what, who;
  base::Instant at;
};  // "จังหวัดรับรองแล้ว", the officer
struct Sent {
  reports::Submission submission;
  std::string person;
  std::vector<Office> offices;  // what the offices above stand by
};
paper::Document report_paper(const identity::Voice& voice, const reports::pages::Opened& opened,
                             const std::optional<Sent>& sent);

struct PlaceLine {
  std::string name;
  int expected = 0, begun = 0, submitted = 0, approved = 0;
};
struct Summary {
  const framework::Framework& plan;
  std::string place;
  totals::Stage stage = totals::Stage::recorded;
  results::Line line;  // what its reports amount to
  PlaceLine whole;
  std::string lines_head;            // "จังหวัด" or "อำเภอ"
  std::vector<PlaceLine> lines;      // what lies below it
  std::vector<paper::Picture> maps;  // of it
  std::string maps_source;
};
paper::Document summary_paper(const identity::Voice& voice, const Summary& summary);

}  // namespace exports
