#pragma once
#include "paper/paper.h"
#include "results/flow.h"
#include "results/page.h"

// Charts of a page to take away: each as a picture, and its numbers as a table.
namespace results {

struct Chart {
  std::string title;
  std::vector<paper::Block> blocks;
  std::vector<std::vector<std::string>> rows;  // the heads first; numbers plain, nothing where nothing is known
};
// By name: indicators flow map spread regions places bodies. Nothing where the page has none of it: the nation has no
// bodies on it, a body no map.
std::optional<Chart> chart_of(const identity::Voice& voice, const Look& look, const Lines& lines, const Reader& reader,
                              std::string_view name);
// The whole picture, with what it is about and of when.
paper::Document picture_of(const identity::Voice& voice, const Look& look, const Lines& lines, const Chart& chart,
                           const std::string& of_when);

// Heads of its table: each a code for programs and a word for people.
std::vector<std::string> heads(const identity::Voice& voice, std::initializer_list<const char*> codes);
// As "….png" or "….csv"; Problem{not_found} for any other ending.
http::Reply sent(const Chart& chart, const paper::Document& picture, std::string_view file, const std::string& name);

// Parts of them, for documents.
paper::Table indicators_table(const identity::Voice& voice, const framework::Framework& plan, const Line& line);
paper::Stacks stacks_of(const FlowView& flow);
paper::Picture picture_of(const Map& map, std::string title);

}  // namespace results
