#pragma once
#include "results/places.h"

// Where the waste of a place goes, by the plan's flow: rows of parts that pages and papers draw alike.
namespace results {

struct FlowPart {
  std::string code, label;        // of the question; none for what is left
  const char* look = "";          // whole collected used proper improper left over: a colour of the style sheet
  base::Decimal amount, percent;  // percent: of the whole
  int from = 0, width = 0;        // thousandths of the frame
};
struct FlowRow {
  std::string title;
  std::vector<FlowPart> parts;
};
struct FlowView {
  std::string unit, known;  // "ตัน/ปี", "จาก 20 จาก 25 แห่ง"
  std::int64_t count = 0;
  std::vector<FlowRow> rows;  // empty: nobody's is known
};
std::optional<FlowView> flow_view(const identity::Voice& voice, const framework::Framework& plan,
                                  const Line& whole);  // none: the plan has no flow

}  // namespace results
