#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Paper: a document laid out on A4 pages and written as PDF. Thai is shaped and broken by Pango; the fonts are the
// program's own, so a page looks the same on every machine.
namespace paper {

struct Heading {
  std::string text;
};
struct Paragraph {
  std::string text;
  bool small = false;
};
// Label and value, one a line. `exact`: codes and addresses, whose digits stay as they are.
struct Fact {
  std::string label, value;
  bool exact = false;
};
struct Facts {
  std::vector<Fact> facts;
};
struct Column {
  std::string head;
  double share = 1;     // of the width
  bool number = false;  // right-aligned
  bool exact = false;   // digits stay as they are
  bool bar = false;     // cells are "72.5" or "72.5/80": a bar from 0 to 100, with a mark at the target
};
struct Row {
  std::vector<std::string> cells;
  bool lead = false;  // begins a group: a code, then a text and a note that go over the other columns
};
// Its heads stand on every page it goes over.
struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;
};
// Shapes in a frame, each in one of five colours from light to dark, hatched (nothing is known) or dotted (not part of
// it), with what the colours mean below. As many as fit beside one another share the width.
inline constexpr int hatched = 0, dotted = -1;
struct Patch {
  std::vector<std::vector<std::pair<int, int>>> rings;
  int step = hatched;
};
struct Label {
  int x = 0, y = 0;
  std::string text;
};  // its middle
struct Key {
  int step = hatched;
  std::string label;
};
struct Picture {
  std::string title;
  int width = 0, height = 0;  // of the frame, in the patches' units; a letter of a label is 8 wide
  std::vector<Patch> patches;
  std::vector<Label> labels;
  std::vector<Key> keys;
};
struct Pictures {
  std::vector<Picture> side_by_side;
};
// Bars of parts one below another, all in one frame; what a part is stands below its bar. In thousandths of the frame.
enum class Tone { deep, middle, good, fair, poor, missing, over };
struct StackPart {
  int from = 0, width = 0;
  Tone tone = Tone::deep;
  std::string label;
};
struct Stack {
  std::string title;
  std::vector<StackPart> parts;
};
struct Stacks {
  std::vector<Stack> rows;
};
// Upright bars, in thousandths of the highest: how many above each, of what below.
struct HistogramBar {
  std::string above, below;
  int height = 0;
  bool marked = false;
};
struct Histogram {
  std::vector<HistogramBar> bars;
};
// Lines to sign on, side by side: what stands under each.
struct Signatures {
  std::vector<std::string> under;
};
// What follows stays together: a new page begins unless so much of this one is left.
struct Room {
  double points = 0;
};
using Block = std::variant<Heading, Paragraph, Facts, Table, Signatures, Room, Pictures, Stacks, Histogram>;

struct Document {
  std::string title, subtitle;
  std::string foot;         // at the left of every page's foot
  std::string foot_code;    // right after it; its digits stay as they are
  std::string page_number;  // "หน้า {n} จาก {m}"
  bool thai_digits = false;
  std::vector<Block> blocks;
};

// Gives the number of pages. Throws std::runtime_error when the file cannot be written.
int write_pdf(const Document& document, const std::string& path);
// The same as one picture as high as it needs to be, without page numbers: a PNG in memory.
std::string png_of(const Document& document);

}  // namespace paper
