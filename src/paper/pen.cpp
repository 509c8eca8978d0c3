#include "paper/pen.h"

#include <algorithm>

#include "base/text.h"
#include "paper/fonts.h"

namespace paper {

Pen::Pen(cairo_surface_t* surface, bool thai_digits, double tallest)
    : cairo_(cairo_create(surface)),
      context_(pango_font_map_create_context(font_map())),
      thai_digits_(thai_digits),
      tallest_(tallest) {
  pango_context_set_language(context_.get(), pango_language_from_string("th"));
  pango_cairo_update_context(cairo_.get(), context_.get());
}

std::string Pen::digits(const std::string& text, bool exact) const {
  auto whole = base::repair_utf8(text);
  if (thai_digits_ && !exact) whole = base::thai_digits(whole);
  // Small digits below the line, as in CO₂: the fonts have none.
  for (std::size_t at = 0; (at = whole.find("\xE2\x82", at)) != whole.npos; ++at)
    if (int digit = static_cast<unsigned char>(whole[at + 2]) - 0x80; digit >= 0 && digit < 10)
      whole.replace(at, 3, 1, char('0' + digit));
  return whole;
}

Owned<PangoLayout> Pen::laid(const std::string& text, const Style& style, double wide) const {
  Owned<PangoLayout> layout(pango_layout_new(context_.get()));
  auto* font = pango_font_description_new();
  pango_font_description_set_family_static(font, family);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_width(layout.get(), int(std::max(wide, 1.0) * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout.get(), style.align);
  // Whatever was typed, a cell stays on one page.
  pango_layout_set_height(layout.get(), int(tallest_ * PANGO_SCALE));
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_text(layout.get(), text.data(), int(text.size()));
  return layout;
}

void Pen::draw(PangoLayout* layout, double x, double y, const double* colour) const {
  cairo_set_source_rgb(cairo_.get(), colour[0], colour[1], colour[2]);
  cairo_move_to(cairo_.get(), x, y);
  pango_cairo_show_layout(cairo_.get(), layout);
}

void Pen::fill(double x, double y, double w, double h, const double* colour) const {
  cairo_set_source_rgb(cairo_.get(), colour[0], colour[1], colour[2]);
  cairo_rectangle(cairo_.get(), x, y, w, h);
  cairo_fill(cairo_.get());
}

double width_of(PangoLayout* layout) {
  int wide = 0;
  pango_layout_get_size(layout, &wide, nullptr);
  return double(wide) / PANGO_SCALE;
}

double height_of(PangoLayout* layout) {
  int high = 0;
  pango_layout_get_size(layout, nullptr, &high);
  return double(high) / PANGO_SCALE;
}

double baseline_of(PangoLayout* layout) { return double(pango_layout_get_baseline(layout)) / PANGO_SCALE; }

}  // namespace paper
