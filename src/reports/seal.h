#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/reports.h"

// What a receipt certifies. Pure.
namespace reports {

// Answers as they are stored, by the code of their question: whatever today's plan asks.
using Stored = std::vector<std::pair<std::string, Answer>>;

enum class Seal {
  plans_order = 1,  // of before: in the order of the questions of the plan as it was then
  stored = 2,       // by code; the round and the body are in it, so that no two sendings share a digest by chance
};

// Over what is stored alone: the codes, what was typed and its unit, what was said beside it. Neither the plan nor
// what a value is reckoned as goes in, so that a revision leaves every digest as it was.
std::string seal_of(std::string_view framework, std::string_view period, std::string_view body, Stored stored);
// As sendings of before were sealed: the questions' codes in the plan's order then.
std::string seal_in_order(const std::vector<std::string>& order, const Stored& stored);

}  // namespace reports
