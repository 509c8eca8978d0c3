#include "paper/pictures.h"

#include <algorithm>

namespace paper {

namespace {

// From light to dark, told apart without colour too.
constexpr double steps[5][3] = {
    {1.0, 1.0, 0.8}, {0.631, 0.855, 0.706}, {0.255, 0.714, 0.769}, {0.173, 0.498, 0.722}, {0.145, 0.204, 0.580}};
constexpr double between = 16, title_high = 30, key_high = 13;

const double* colour_of(Tone tone) {
  static constexpr double tones[][3] = {{0.078, 0.314, 0.478}, {0.173, 0.498, 0.722}, {0.043, 0.420, 0.290},
                                        {0.435, 0.765, 0.643}, {0.878, 0.541, 0.0},   {0.765, 0.792, 0.804},
                                        {0.639, 0.125, 0.122}};
  return tones[int(tone)];
}

double scale_of(const Picture& picture, double wide, double tallest) {
  return std::min(wide / std::max(picture.width, 1), tallest / std::max(picture.height, 1));
}
double share_of(const Pictures& pictures, double wide) {
  auto many = double(pictures.side_by_side.size());
  return (wide - between * (many - 1)) / many;
}

// Fills the path that is drawn, and its edge.
void paint(cairo_t* cairo, int step) {
  auto* path = cairo_copy_path(cairo);
  const double* colour = step >= 1 && step <= 5 ? steps[step - 1] : white;
  cairo_set_source_rgb(cairo, colour[0], colour[1], colour[2]);
  cairo_fill_preserve(cairo);
  if (step == hatched || step == dotted) {
    double left, top, right, low;
    cairo_path_extents(cairo, &left, &top, &right, &low);
    cairo_save(cairo);
    cairo_clip(cairo);
    cairo_set_source_rgb(cairo, 0.55, 0.55, 0.55);
    cairo_set_line_width(cairo, 0.5);
    if (step == hatched)
      for (double x = left - (low - top); x < right; x += 3.5)
        cairo_move_to(cairo, x, low), cairo_line_to(cairo, x + (low - top), top);
    else
      for (double y = top + 1; y < low; y += 3.5)
        for (double x = left + 1; x < right; x += 3.5) cairo_move_to(cairo, x, y), cairo_line_to(cairo, x + 0.7, y);
    cairo_stroke(cairo);
    cairo_restore(cairo);
  }
  cairo_new_path(cairo);
  cairo_append_path(cairo, path);
  cairo_path_destroy(path);
  cairo_set_source_rgb(cairo, 0.35, 0.35, 0.35);
  cairo_set_line_width(cairo, 0.35);
  cairo_stroke(cairo);
}

void draw_picture(const Pen& pen, const Picture& picture, double x, double y, double scale) {
  for (const Patch& patch : picture.patches) {
    for (const auto& ring : patch.rings) {
      cairo_new_sub_path(pen.cairo());
      for (auto [right, down] : ring) cairo_line_to(pen.cairo(), x + right * scale, y + down * scale);
      cairo_close_path(pen.cairo());
    }
    paint(pen.cairo(), patch.step);
  }
  for (const Label& label : picture.labels) {
    auto text = pen.laid(pen.digits(label.text, false), {12.5 * scale, true}, 200);
    double left = x + label.x * scale - width_of(text.get()) / 2, top = y + label.y * scale - height_of(text.get()) / 2;
    cairo_move_to(pen.cairo(), left, top);
    pango_cairo_layout_path(pen.cairo(), text.get());
    cairo_set_source_rgb(pen.cairo(), 1, 1, 1);
    cairo_set_line_width(pen.cairo(), 1.6);
    cairo_set_line_join(pen.cairo(), CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(pen.cairo());
    pen.draw(text.get(), left, top, ink);
  }
}

}  // namespace

double height_of(const Pictures& pictures, double wide, double tallest) {
  double tall = 0;
  for (const Picture& picture : pictures.side_by_side)
    tall = std::max(tall, title_high + double(picture.height) * scale_of(picture, share_of(pictures, wide), tallest) +
                              key_high * double(picture.keys.size()) + 10);
  return tall;
}

void draw(const Pen& pen, const Pictures& pictures, double x, double y, double wide, double tallest) {
  double each = share_of(pictures, wide);
  for (const Picture& picture : pictures.side_by_side) {
    double scale = scale_of(picture, each, tallest);
    auto title = pen.laid(pen.digits(picture.title, false), {9.5, true}, each);
    pango_layout_set_height(title.get(), -2);  // lines at most
    pen.draw(title.get(), x, y, ink);
    draw_picture(pen, picture, x, y + title_high, scale);
    double at = y + title_high + double(picture.height) * scale + 8;
    for (const Key& key : picture.keys) {
      cairo_rectangle(pen.cairo(), x, at + 1.5, 18, 8);
      paint(pen.cairo(), key.step);
      pen.draw(pen.laid(pen.digits(key.label, false), {8.5}, each - 24).get(), x + 24, at - 2, ink);
      at += key_high;
    }
    x += each + between;
  }
}

// ── stacks: a title, a bar of parts, what each part is

namespace {

constexpr double stack_title = 18, stack_bar = 15, stack_key = 13;

}  // namespace

double height_of(const Stacks& stacks) {
  double high = 0;
  for (const Stack& stack : stacks.rows)
    high += stack_title + stack_bar + 4 + stack_key * double(stack.parts.size()) + 5;
  return high;
}

void draw(const Pen& pen, const Stacks& stacks, double x, double y, double wide) {
  for (const Stack& stack : stacks.rows) {
    pen.draw(pen.laid(pen.digits(stack.title, false), {9.5, true}, wide).get(), x, y, ink);
    y += stack_title;
    pen.fill(x, y, wide, stack_bar, faint);
    for (const StackPart& part : stack.parts)
      pen.fill(x + wide * part.from / 1000, y, wide * part.width / 1000, stack_bar, colour_of(part.tone));
    y += stack_bar + 4;
    for (const StackPart& part : stack.parts) {
      pen.fill(x, y + 2, 18, 8, colour_of(part.tone));
      pen.draw(pen.laid(pen.digits(part.label, false), {9}, wide - 24).get(), x + 24, y - 2, ink);
      y += stack_key;
    }
    y += 5;
  }
}

// ── a histogram: upright bars from one line, a number above and what it counts below

namespace {

constexpr double histogram_high = 130, histogram_above = 14, histogram_below = 15;

}  // namespace

double height_of(const Histogram&) { return histogram_above + histogram_high + histogram_below + 4; }

void draw(const Pen& pen, const Histogram& histogram, double x, double y, double wide) {
  if (histogram.bars.empty()) return;
  double each = wide / double(histogram.bars.size()), ground = y + histogram_above + histogram_high;
  for (const HistogramBar& bar : histogram.bars) {
    double high = histogram_high * bar.height / 1000;
    pen.fill(x + each * 0.06, ground - high, each * 0.88, high, bar.marked ? colour_of(Tone::poor) : green);
    pen.draw(pen.laid(pen.digits(bar.above, false), {9, true, PANGO_ALIGN_CENTER}, each).get(), x,
             ground - high - histogram_above, ink);
    pen.draw(pen.laid(pen.digits(bar.below, false), {8, false, PANGO_ALIGN_CENTER}, each).get(), x, ground + 3, ink);
    x += each;
  }
  pen.fill(x - wide, ground, wide, 0.8, ink);
}

}  // namespace paper
