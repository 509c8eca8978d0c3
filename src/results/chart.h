#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "results/topology.h"

// Pictures as SVG, made on the server: they need no script, print, and a screen reader reads their links. Colours are
// classes of the style sheet. Every text given is escaped here.
namespace results::chart {

// A place on a map. `step` chooses its colour: 1 to 5 from light to dark, `unknown`, or `outside`.
inline constexpr int unknown = 0, outside = -1, steps = 5;
struct Coloured {
  std::string code, name, label;  // the label stands on the map
  std::string words;              // what is said of it, "72.58 % จาก 20 จาก 25 แห่ง"
  std::string href;               // "" for none
  int step = unknown;
};
std::string class_of(int step);  // in the style sheet
// Names stand on it where they fit without touching one another, the largest places first.
struct Label {
  int x = 0, y = 0;
  std::string text;
};  // its middle; a letter is about 8 wide, a line 17 high
std::vector<Label> labels_on(const Land& land, const std::vector<Coloured>& places);
std::string map(const Land& land, const std::vector<Coloured>& places, const std::string& title);

// Limits between the steps, at most four; a value on one belongs above it. Fifths of what there is, so that no one
// great value leaves the rest in one colour; rates have steps of 20, unless they would show fewer than three colours
// and fifths more than one.
std::vector<base::Decimal> limits_of(std::vector<base::Decimal> values);
std::vector<base::Decimal> limits_of_rates(const std::vector<base::Decimal>& values);
int step_of(base::Decimal value, const std::vector<base::Decimal>& limits);
// Of what lies past so many of the limits. Without limits all are alike, and the middle says neither little nor much.
int step_past(std::size_t past, std::size_t limits);

}  // namespace results::chart
