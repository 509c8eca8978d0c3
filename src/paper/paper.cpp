#include "paper/paper.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/text.h"
#include "paper/fonts.h"

namespace paper {

namespace {

// A4 in points, 2 cm around.
constexpr double page_width = 595.28, page_height = 841.89, margin = 56.7;
constexpr double width = page_width - 2 * margin, bottom = page_height - margin - 14, pad = 4;
constexpr double ink[3] = {0.10, 0.16, 0.14}, green[3] = {0.05, 0.42, 0.29}, pale[3] = {0.91, 0.95, 0.93}, faint[3] = {0.965, 0.98, 0.97}, line[3] = {0.75, 0.80, 0.78},
                 white[3] = {1, 1, 1};

// From light to dark, told apart without colour too.
constexpr double steps[5][3] = {{1.0, 1.0, 0.8}, {0.631, 0.855, 0.706}, {0.255, 0.714, 0.769}, {0.173, 0.498, 0.722}, {0.145, 0.204, 0.580}};

struct Free {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoContext* context) const { g_object_unref(context); }
};
template <class T> using Owned = std::unique_ptr<T, Free>;

struct Style {
  double size = 10.5;
  bool bold = false;
  PangoAlignment align = PANGO_ALIGN_LEFT;
  const double* colour = ink;
};

// One run over the document: the first only counts pages, the second knows how many there are.
class Run {
 public:
  Run(const Document& document, cairo_surface_t* surface, int pages)
      : document_(document), cairo_(cairo_create(surface)), context_(pango_font_map_create_context(font_map())), pages_(pages) {
    pango_context_set_language(context_.get(), pango_language_from_string("th"));
    pango_cairo_update_context(cairo_.get(), context_.get());
  }

  int run() {
    begin_page();
    put(document_.title, {16, true, PANGO_ALIGN_LEFT, green}, false);
    if (!document_.subtitle.empty()) put(document_.subtitle, {11.5}, false);
    y_ += 6;
    for (const Block& block : document_.blocks) std::visit([this](const auto& each) { add(each); }, block);
    end_page();
    return page_;
  }

 private:
  std::string digits(const std::string& text, bool exact) const {
    auto whole = base::repair_utf8(text);
    if (document_.thai_digits && !exact) whole = base::thai_digits(whole);
    // Small digits below the line, as in CO₂: the fonts have none.
    for (std::size_t at = 0; (at = whole.find("\xE2\x82", at)) != whole.npos; ++at)
      if (int digit = static_cast<unsigned char>(whole[at + 2]) - 0x80; digit >= 0 && digit < 10) whole.replace(at, 3, 1, char('0' + digit));
    return whole;
  }

  Owned<PangoLayout> laid(const std::string& text, const Style& style, double wide) const {
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
    pango_layout_set_height(layout.get(), int((bottom - margin) * 0.6 * PANGO_SCALE));
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_text(layout.get(), text.data(), int(text.size()));
    return layout;
  }

  static double height_of(PangoLayout* layout) {
    int high = 0;
    pango_layout_get_size(layout, nullptr, &high);
    return double(high) / PANGO_SCALE;
  }

  // Thai and Latin letters are not as high: what stands side by side stands on one line.
  static double baseline_of(PangoLayout* layout) { return double(pango_layout_get_baseline(layout)) / PANGO_SCALE; }

  void draw(PangoLayout* layout, double x, double y, const double* colour) {
    cairo_set_source_rgb(cairo_.get(), colour[0], colour[1], colour[2]);
    cairo_move_to(cairo_.get(), x, y);
    pango_cairo_show_layout(cairo_.get(), layout);
  }
  void fill(double x, double y, double w, double h, const double* colour) {
    cairo_set_source_rgb(cairo_.get(), colour[0], colour[1], colour[2]);
    cairo_rectangle(cairo_.get(), x, y, w, h);
    cairo_fill(cairo_.get());
  }

  void begin_page() {
    ++page_;
    y_ = margin;
  }
  void end_page() {
    fill(margin, page_height - margin - 4, width, 0.5, line);
    auto foot = laid(digits(document_.foot, false) + digits(document_.foot_code, true), {8}, width * 0.86);
    draw(foot.get(), margin, page_height - margin, ink);
    auto number = base::fill(document_.page_number, {{"n", std::to_string(page_)}, {"m", std::to_string(pages_)}});
    auto right = laid(digits(number, false), {8, false, PANGO_ALIGN_RIGHT}, width * 0.14);
    draw(right.get(), margin + width * 0.86, page_height - margin, ink);
    cairo_show_page(cairo_.get());
  }
  // True when a new page was begun.
  bool need(double high) {
    if (y_ + high <= bottom || y_ <= margin) return false;
    end_page();
    begin_page();
    return true;
  }

  void put(const std::string& text, const Style& style, bool exact) {
    auto layout = laid(digits(text, exact), style, width);
    double high = height_of(layout.get());
    need(high);
    draw(layout.get(), margin, y_, style.colour);
    y_ += high;
  }

  void add(const Heading& heading) {
    y_ += 10;
    need(70);  // never the last line of a page
    put(heading.text, {12.5, true, PANGO_ALIGN_LEFT, green}, false);
    y_ += 3;
  }
  void add(const Paragraph& paragraph) {
    put(paragraph.text, {paragraph.small ? 9.0 : 10.5}, false);
    y_ += 4;
  }
  void add(const Facts& facts) {
    constexpr double label_width = 130;
    for (const Fact& fact : facts.facts) {
      auto label = laid(digits(fact.label, false), {10.5, true}, label_width - pad);
      auto value = laid(digits(fact.value, fact.exact), {fact.exact ? 9.0 : 10.5}, width - label_width);  // a hash on one line
      double high = std::max(height_of(label.get()), height_of(value.get()));
      double base = std::max(baseline_of(label.get()), baseline_of(value.get()));
      need(high);
      draw(label.get(), margin, y_ + base - baseline_of(label.get()), ink);
      draw(value.get(), margin + label_width, y_ + base - baseline_of(value.get()), ink);
      y_ += high + 1;
    }
    y_ += 4;
  }

  void add(const Table& table) {
    std::vector<double> wide;
    double shares = 0;
    for (const Column& column : table.columns) shares += column.share;
    for (const Column& column : table.columns) wide.push_back(width * column.share / shares);
    draw_head(table, wide);
    for (const auto& row : table.rows) draw_row(table, wide, row);
    y_ += 6;
  }

  void draw_head(const Table& table, const std::vector<double>& wide) {
    std::vector<Owned<PangoLayout>> cells;
    double high = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      cells.push_back(laid(digits(table.columns[i].head, false), {9.0, true, table.columns[i].number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT}, wide[i] - 2 * pad));
      high = std::max(high, height_of(cells.back().get()));
    }
    high += 2 * pad;
    need(high + 30);  // with a row at least
    fill(margin, y_, width, high, pale);
    double x = margin;
    for (std::size_t i = 0; i < wide.size(); x += wide[i++]) draw(cells[i].get(), x + pad, y_ + pad, ink);
    y_ += high;
    fill(margin, y_, width, 0.8, green);
  }

  void draw_lead(const Table& table, const std::vector<double>& wide, const Row& row) {
    auto code = laid(digits(row.cells[0], table.columns[0].exact), {9.5, true}, wide[0] - 2 * pad);
    auto text = laid(digits(row.cells[1], false), {9.5, true}, width - wide[0] - 2 * pad);
    auto note = laid(digits(row.cells.size() > 2 ? row.cells[2] : "", false), {9.5}, width - wide[0] - 2 * pad);
    double above = std::max(height_of(code.get()), height_of(text.get()));
    double high = above + (row.cells.size() > 2 ? height_of(note.get()) : 0) + 2 * pad;
    if (need(high + 30)) draw_head(table, wide);  // with a row at least
    fill(margin, y_, width, high, faint);
    draw(code.get(), margin + pad, y_ + pad + baseline_of(text.get()) - baseline_of(code.get()), ink);
    draw(text.get(), margin + wide[0] + pad, y_ + pad, ink);
    draw(note.get(), margin + wide[0] + pad, y_ + pad + above, ink);
    y_ += high;
    fill(margin, y_, width, 0.4, line);
  }

  void draw_row(const Table& table, const std::vector<double>& wide, const Row& given) {
    if (given.lead) return draw_lead(table, wide, given);
    const auto& row = given.cells;
    std::vector<Owned<PangoLayout>> cells;
    double high = 12, base = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const Column& column = table.columns[i];
      auto text = i < row.size() && !column.bar ? digits(row[i], column.exact) : std::string();
      cells.push_back(laid(text, {9.5, false, column.number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT}, wide[i] - 2 * pad));
      high = std::max(high, height_of(cells.back().get()));
      base = std::max(base, baseline_of(cells.back().get()));
    }
    high += 2 * pad;
    if (need(high)) draw_head(table, wide);
    double x = margin;
    for (std::size_t i = 0; i < wide.size(); x += wide[i++]) {
      if (table.columns[i].bar && i < row.size()) draw_bar(x + pad, y_ + high / 2, wide[i] - 2 * pad, row[i]);
      else draw(cells[i].get(), x + pad, y_ + pad + base - baseline_of(cells[i].get()), ink);
    }
    y_ += high;
    fill(margin, y_, width, 0.4, line);
  }

  // "72.5/80": a bar of 72.5 % and a mark at 80 %. Without a figure there is no bar, not one of length nothing.
  void draw_bar(double x, double middle, double wide, const std::string& text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return;
    auto slash = text.find('/');
    auto part = [](const std::string& number) { return std::clamp(std::strtod(number.c_str(), nullptr) / 100, 0.0, 1.0); };
    fill(x, middle - 3.5, wide, 7, pale);
    fill(x, middle - 3.5, wide * part(text), 7, green);
    if (slash != text.npos) fill(x + (wide - 1) * part(text.substr(slash + 1)), middle - 6, 1, 12, ink);
  }

  void add(const Pictures& pictures) {
    const auto& all = pictures.side_by_side;
    if (all.empty()) return;
    constexpr double between = 16, title_high = 30, key_high = 13;
    double wide = (width - between * double(all.size() - 1)) / double(all.size());
    double tall = 0;
    for (const Picture& picture : all)
      tall = std::max(tall, title_high + double(picture.height) * scale_of(picture, wide) + key_high * double(picture.keys.size()) + 10);
    need(tall);
    for (std::size_t i = 0; i < all.size(); ++i) {
      double x = margin + (wide + between) * double(i), scale = scale_of(all[i], wide);
      auto title = laid(digits(all[i].title, false), {9.5, true}, wide);
      pango_layout_set_height(title.get(), -2);  // lines at most
      draw(title.get(), x, y_, ink);
      draw_picture(all[i], x, y_ + title_high, scale);
      double y = y_ + title_high + double(all[i].height) * scale + 8;
      for (const Key& key : all[i].keys) {
        cairo_rectangle(cairo_.get(), x, y + 1.5, 18, 8);
        paint(key.step);
        draw(laid(digits(key.label, false), {8.5}, wide - 24).get(), x + 24, y - 2, ink);
        y += key_high;
      }
    }
    y_ += tall + 4;
  }

  // Pictures beside one another are not higher than half a page.
  static double scale_of(const Picture& picture, double wide) {
    return std::min(wide / std::max(picture.width, 1), (bottom - margin) * 0.6 / std::max(picture.height, 1));
  }

  void draw_picture(const Picture& picture, double x, double y, double scale) {
    for (const Patch& patch : picture.patches) {
      for (const auto& ring : patch.rings) {
        cairo_new_sub_path(cairo_.get());
        for (auto [right, down] : ring) cairo_line_to(cairo_.get(), x + right * scale, y + down * scale);
        cairo_close_path(cairo_.get());
      }
      paint(patch.step);
    }
    for (const Label& label : picture.labels) {
      auto text = laid(digits(label.text, false), {12.5 * scale, true}, 200);
      int across = 0, high = 0;
      pango_layout_get_size(text.get(), &across, &high);
      double left = x + label.x * scale - double(across) / PANGO_SCALE / 2, top = y + label.y * scale - double(high) / PANGO_SCALE / 2;
      cairo_move_to(cairo_.get(), left, top);
      pango_cairo_layout_path(cairo_.get(), text.get());
      cairo_set_source_rgb(cairo_.get(), 1, 1, 1);
      cairo_set_line_width(cairo_.get(), 1.6);
      cairo_set_line_join(cairo_.get(), CAIRO_LINE_JOIN_ROUND);
      cairo_stroke(cairo_.get());
      draw(text.get(), left, top, ink);
    }
  }

  // Fills the path that is drawn, and its edge.
  void paint(int step) {
    auto* cairo = cairo_.get();
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
        for (double x = left - (low - top); x < right; x += 3.5) cairo_move_to(cairo, x, low), cairo_line_to(cairo, x + (low - top), top);
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

  void add(const Room& room) { need(room.points); }

  void add(const Signatures& signatures) {
    if (signatures.under.empty()) return;
    double wide = width / double(signatures.under.size());
    need(95);
    y_ += 42;
    double high = 0;
    for (std::size_t i = 0; i < signatures.under.size(); ++i) {
      double x = margin + wide * double(i);
      fill(x + wide * 0.1, y_, wide * 0.8, 0.6, ink);
      auto under = laid(digits(signatures.under[i], false), {9.5, false, PANGO_ALIGN_CENTER}, wide * 0.9);
      draw(under.get(), x + wide * 0.05, y_ + 3, ink);
      high = std::max(high, height_of(under.get()));
    }
    y_ += high + 8;
  }

  const Document& document_;
  Owned<cairo_t> cairo_;
  Owned<PangoContext> context_;
  int pages_, page_ = 0;
  double y_ = margin;
};

}  // namespace

int write_pdf(const Document& document, const std::string& path) {
  static std::mutex one_at_a_time;  // the font map is no thread's but the one that has it
  std::lock_guard lock(one_at_a_time);
  Owned<cairo_surface_t> nowhere(cairo_pdf_surface_create(nullptr, page_width, page_height));
  int pages = Run(document, nowhere.get(), 0).run();
  Owned<cairo_surface_t> surface(cairo_pdf_surface_create(path.c_str(), page_width, page_height));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, base::repair_utf8(document.title).c_str());
  Run(document, surface.get(), pages).run();
  cairo_surface_finish(surface.get());
  if (auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error("the pages could not be written to " + path + ": " + cairo_status_to_string(status));
  return pages;
}

}  // namespace paper
