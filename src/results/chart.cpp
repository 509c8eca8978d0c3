#include "results/chart.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "view/view.h"

namespace results::chart {

using base::Decimal;
using view::escaped;

namespace {

struct Box {
  int left, top, right, bottom;
};
bool touch(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// Thai vowels and tone marks above and below take no room of their own.
int letters_in(std::string_view text) {
  int letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;
    ++letters;
    if (byte != 0xE0 || i + 2 >= text.size()) continue;
    int point =
        ((static_cast<unsigned char>(text[i + 1]) & 0x3F) << 6) | (static_cast<unsigned char>(text[i + 2]) & 0x3F);
    bool above_or_below = point == 0xE31 || (point >= 0xE34 && point <= 0xE3A) || (point >= 0xE47 && point <= 0xE4E);
    letters -= above_or_below;
  }
  return letters;
}

constexpr int letter_width = 8, line_height = 17;  // of .map text, with room around it

using ByCode = std::unordered_map<std::string_view, const Coloured*>;

ByCode by_code_of(const std::vector<Coloured>& places) {
  ByCode by_code;
  for (const Coloured& place : places) by_code[place.code] = &place;
  return by_code;
}

}  // namespace

std::string class_of(int step) {
  return step == outside ? "outside" : step == unknown ? "unknown" : "step-" + std::to_string(step);
}

std::vector<Label> labels_on(const Land& land, const std::vector<Coloured>& places) {
  auto by_code = by_code_of(places);
  std::vector<Box> taken;
  std::vector<Label> labels;
  for (const Shape& shape : land.shapes) {
    auto at = by_code.find(shape.code);
    if (at == by_code.end()) continue;
    int half = letters_in(at->second->label) * letter_width / 2;
    Box box{shape.x - half, shape.y - line_height / 2, shape.x + half, shape.y + line_height / 2};
    if (box.left < 0 || box.right > land.width || box.top < 0 || box.bottom > land.height) continue;
    if (std::any_of(taken.begin(), taken.end(), [&](const Box& other) { return touch(box, other); })) continue;
    taken.push_back(box);
    labels.push_back({shape.x, shape.y, at->second->label});
  }
  return labels;
}

std::string map(const Land& land, const std::vector<Coloured>& places, const std::string& title) {
  auto by_code = by_code_of(places);
  std::string svg = "<svg class=\"map\" role=\"group\" aria-label=\"" + escaped(title) + "\" viewBox=\"-4 -4 " +
                    std::to_string(land.width + 8) + " " + std::to_string(land.height + 8) +
                    "\"><defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect "
                    "width=\"6\" height=\"6\" fill=\"#f4f4f4\"/>"
                    "<path d=\"M0 6L6 0\" stroke=\"#8a8a8a\"/></pattern><pattern id=\"dots\" width=\"6\" height=\"6\" "
                    "patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
                    "<circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#666\"/></pattern></defs>";
  for (const Shape& shape : land.shapes) {
    auto at = by_code.find(shape.code);
    if (at == by_code.end()) continue;
    const Coloured& place = *at->second;
    auto said = escaped(place.name + ": " + place.words);
    auto path =
        "<path class=\"" + class_of(place.step) + "\" d=\"" + shape.path + "\"><title>" + said + "</title></path>";
    if (place.href.empty())
      svg += "<g role=\"img\" aria-label=\"" + said + "\">" + path + "</g>";
    else
      svg += "<a href=\"" + escaped(place.href) + "\" aria-label=\"" + said + "\">" + path + "</a>";
  }
  svg += "<g class=\"names\" aria-hidden=\"true\">";
  for (const Label& label : labels_on(land, places))
    svg += "<text x=\"" + std::to_string(label.x) + "\" y=\"" + std::to_string(label.y + 4) + "\">" +
           escaped(label.text) + "</text>";
  return svg + "</g></svg>";
}

std::vector<Decimal> limits_of(std::vector<Decimal> values) {
  std::vector<Decimal> limits;
  if (values.empty()) return limits;
  std::sort(values.begin(), values.end());
  for (std::size_t i = 1; i < std::size_t(steps); ++i) {
    Decimal limit = values[i * values.size() / std::size_t(steps)];
    if (limit > values.front() && (limits.empty() || limit > limits.back())) limits.push_back(limit);
  }
  return limits;
}

std::vector<Decimal> limits_of_rates(const std::vector<Decimal>& values) {
  std::vector<Decimal> twenties{Decimal::whole(20), Decimal::whole(40), Decimal::whole(60), Decimal::whole(80)};
  std::set<int> used;
  for (Decimal value : values) used.insert(step_of(value, twenties));
  auto fifths = limits_of(values);
  return used.size() >= 3 || fifths.empty() ? twenties : fifths;
}

int step_of(Decimal value, const std::vector<Decimal>& limits) {
  return step_past(std::size_t(std::upper_bound(limits.begin(), limits.end(), value) - limits.begin()), limits.size());
}

int step_past(std::size_t past, std::size_t limits) {
  // Fewer limits than steps: the colours are still spread from the lightest to the darkest.
  return limits == 0 ? (steps + 1) / 2 : 1 + int(past * std::size_t(steps - 1) / limits);
}

}  // namespace results::chart
