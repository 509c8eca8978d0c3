#pragma once
#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>

// Draws on a page: text shaped by Pango, rectangles. Points, to the right and down.
namespace paper {

inline constexpr double ink[3] = {0.10, 0.16, 0.14}, green[3] = {0.05, 0.42, 0.29}, pale[3] = {0.91, 0.95, 0.93},
                        faint[3] = {0.965, 0.98, 0.97}, line[3] = {0.75, 0.80, 0.78}, white[3] = {1, 1, 1};

struct Free {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoContext* context) const { g_object_unref(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

struct Style {
  double size = 10.5;
  bool bold = false;
  PangoAlignment align = PANGO_ALIGN_LEFT;
  const double* colour = ink;
};

class Pen {
 public:
  Pen(cairo_surface_t* surface, bool thai_digits, double tallest);  // no text is higher than `tallest`
  cairo_t* cairo() const { return cairo_.get(); }
  // What is shown of a text; `exact`: codes, whose digits stay as they are.
  std::string digits(const std::string& text, bool exact) const;
  Owned<PangoLayout> laid(const std::string& text, const Style& style, double wide) const;
  void draw(PangoLayout* layout, double x, double y, const double* colour) const;
  void fill(double x, double y, double w, double h, const double* colour) const;

 private:
  Owned<cairo_t> cairo_;
  Owned<PangoContext> context_;
  bool thai_digits_;
  double tallest_;
};

double width_of(PangoLayout* layout);
double height_of(PangoLayout* layout);
// Thai and Latin letters are not as high: what stands side by side stands on one line.
double baseline_of(PangoLayout* layout);

}  // namespace paper
