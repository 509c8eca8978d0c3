#include "paper/paper.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "base/text.h"
#include "paper/pictures.h"

namespace paper {

namespace {

// A4 in points, 2 cm around.
constexpr double page_width = 595.28, page_height = 841.89, margin = 56.7;
constexpr double width = page_width - 2 * margin, bottom = page_height - margin - 14, pad = 4;
// Whatever was typed, a cell stays on one page; pictures beside one another leave room for text.
constexpr double tallest_text = (bottom - margin) * 0.6, tallest_picture = tallest_text;

// One run over the document: the first only counts pages, the second knows how many there are.
class Run {
 public:
  // Without pages it is one picture: nothing is turned over, and no page has a number.
  Run(const Document& document, cairo_surface_t* surface, std::optional<int> pages)
      : document_(document), pen_(surface, document.thai_digits, tallest_text), pages_(pages) {}

  int run() {
    begin_page();
    put(document_.title, {16, true, PANGO_ALIGN_LEFT, green}, false);
    if (!document_.subtitle.empty()) put(document_.subtitle, {11.5}, false);
    y_ += 6;
    for (const Block& block : document_.blocks) std::visit([this](const auto& each) { add(each); }, block);
    if (pages_) end_page();
    return page_;
  }
  double end() const { return y_; }

 private:
  void begin_page() {
    ++page_;
    y_ = margin;
  }
  void end_page() {
    pen_.fill(margin, page_height - margin - 4, width, 0.5, line);
    auto foot =
        pen_.laid(pen_.digits(document_.foot, false) + pen_.digits(document_.foot_code, true), {8}, width * 0.86);
    pen_.draw(foot.get(), margin, page_height - margin, ink);
    auto number = base::fill(document_.page_number, {{"n", std::to_string(page_)}, {"m", std::to_string(*pages_)}});
    auto right = pen_.laid(pen_.digits(number, false), {8, false, PANGO_ALIGN_RIGHT}, width * 0.14);
    pen_.draw(right.get(), margin + width * 0.86, page_height - margin, ink);
    cairo_show_page(pen_.cairo());
  }
  // True when a new page was begun.
  bool need(double high) {
    if (!pages_ || y_ + high <= bottom || y_ <= margin) return false;
    end_page();
    begin_page();
    return true;
  }

  void put(const std::string& text, const Style& style, bool exact) {
    auto layout = pen_.laid(pen_.digits(text, exact), style, width);
    double high = height_of(layout.get());
    need(high);
    pen_.draw(layout.get(), margin, y_, style.colour);
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
      auto label = pen_.laid(pen_.digits(fact.label, false), {10.5, true}, label_width - pad);
      auto value = pen_.laid(pen_.digits(fact.value, fact.exact), {fact.exact ? 9.0 : 10.5},
                             width - label_width);  // a hash on one line
      double high = std::max(height_of(label.get()), height_of(value.get()));
      double base = std::max(baseline_of(label.get()), baseline_of(value.get()));
      need(high);
      pen_.draw(label.get(), margin, y_ + base - baseline_of(label.get()), ink);
      pen_.draw(value.get(), margin + label_width, y_ + base - baseline_of(value.get()), ink);
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
      cells.push_back(pen_.laid(pen_.digits(table.columns[i].head, false),
                                {9.0, true, table.columns[i].number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT},
                                wide[i] - 2 * pad));
      high = std::max(high, height_of(cells.back().get()));
    }
    high += 2 * pad;
    need(high + 30);  // with a row at least
    pen_.fill(margin, y_, width, high, pale);
    double x = margin;
    for (std::size_t i = 0; i < wide.size(); x += wide[i++]) pen_.draw(cells[i].get(), x + pad, y_ + pad, ink);
    y_ += high;
    pen_.fill(margin, y_, width, 0.8, green);
  }

  void draw_lead(const Table& table, const std::vector<double>& wide, const Row& row) {
    auto code = pen_.laid(pen_.digits(row.cells[0], table.columns[0].exact), {9.5, true}, wide[0] - 2 * pad);
    auto text = pen_.laid(pen_.digits(row.cells[1], false), {9.5, true}, width - wide[0] - 2 * pad);
    auto note =
        pen_.laid(pen_.digits(row.cells.size() > 2 ? row.cells[2] : "", false), {9.5}, width - wide[0] - 2 * pad);
    double above = std::max(height_of(code.get()), height_of(text.get()));
    double high = above + (row.cells.size() > 2 ? height_of(note.get()) : 0) + 2 * pad;
    if (need(high + 30)) draw_head(table, wide);  // with a row at least
    pen_.fill(margin, y_, width, high, faint);
    pen_.draw(code.get(), margin + pad, y_ + pad + baseline_of(text.get()) - baseline_of(code.get()), ink);
    pen_.draw(text.get(), margin + wide[0] + pad, y_ + pad, ink);
    pen_.draw(note.get(), margin + wide[0] + pad, y_ + pad + above, ink);
    y_ += high;
    pen_.fill(margin, y_, width, 0.4, line);
  }

  void draw_row(const Table& table, const std::vector<double>& wide, const Row& given) {
    if (given.lead) return draw_lead(table, wide, given);
    const auto& row = given.cells;
    std::vector<Owned<PangoLayout>> cells;
    double high = 12, base = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const Column& column = table.columns[i];
      auto text = i < row.size() && !column.bar ? pen_.digits(row[i], column.exact) : std::string();
      cells.push_back(
          pen_.laid(text, {9.5, false, column.number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT}, wide[i] - 2 * pad));
      high = std::max(high, height_of(cells.back().get()));
      base = std::max(base, baseline_of(cells.back().get()));
    }
    high += 2 * pad;
    if (need(high)) draw_head(table, wide);
    double x = margin;
    for (std::size_t i = 0; i < wide.size(); x += wide[i++]) {
      if (table.columns[i].bar && i < row.size())
        draw_bar(x + pad, y_ + high / 2, wide[i] - 2 * pad, row[i]);
      else
        pen_.draw(cells[i].get(), x + pad, y_ + pad + base - baseline_of(cells[i].get()), ink);
    }
    y_ += high;
    pen_.fill(margin, y_, width, 0.4, line);
  }

  // "72.5/80": a bar of 72.5 % and a mark at 80 %. Without a figure there is no bar, not one of length nothing.
  void draw_bar(double x, double middle, double wide, const std::string& text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return;
    auto slash = text.find('/');
    auto part = [](const std::string& number) {
      return std::clamp(std::strtod(number.c_str(), nullptr) / 100, 0.0, 1.0);
    };
    pen_.fill(x, middle - 3.5, wide, 7, pale);
    pen_.fill(x, middle - 3.5, wide * part(text), 7, green);
    if (slash != text.npos) pen_.fill(x + (wide - 1) * part(text.substr(slash + 1)), middle - 6, 1, 12, ink);
  }

  void add(const Pictures& pictures) {
    if (pictures.side_by_side.empty()) return;
    add_drawing(paper::height_of(pictures, width, tallest_picture),
                [&] { paper::draw(pen_, pictures, margin, y_, width, tallest_picture); });
  }
  void add(const Stacks& stacks) {
    add_drawing(paper::height_of(stacks), [&] { paper::draw(pen_, stacks, margin, y_, width); });
  }
  void add(const Histogram& histogram) {
    add_drawing(paper::height_of(histogram), [&] { paper::draw(pen_, histogram, margin, y_, width); });
  }
  template <class Draw>
  void add_drawing(double tall, Draw draw_it) {
    need(tall);
    draw_it();
    y_ += tall + 4;
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
      pen_.fill(x + wide * 0.1, y_, wide * 0.8, 0.6, ink);
      auto under = pen_.laid(pen_.digits(signatures.under[i], false), {9.5, false, PANGO_ALIGN_CENTER}, wide * 0.9);
      pen_.draw(under.get(), x + wide * 0.05, y_ + 3, ink);
      high = std::max(high, height_of(under.get()));
    }
    y_ += high + 8;
  }

  const Document& document_;
  Pen pen_;
  std::optional<int> pages_;
  int page_ = 0;
  double y_ = margin;
};

// The font map is no thread's but the one that has it.
std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

int write_pdf(const Document& document, const std::string& path) {
  std::lock_guard lock(one_at_a_time());
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

std::string png_of(const Document& document) {
  std::lock_guard lock(one_at_a_time());
  constexpr double scale = 2;      // sharp on a slide
  constexpr double most = 32'000;  // rows of pixels, less than Cairo's limit
  Owned<cairo_surface_t> nowhere(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1));
  Run measured(document, nowhere.get(), std::nullopt);
  measured.run();
  double high = std::min((measured.end() + margin) * scale, most);
  Owned<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, int(page_width * scale), int(high)));
  cairo_surface_set_device_scale(surface.get(), scale, scale);
  {
    Owned<cairo_t> ground(cairo_create(surface.get()));
    cairo_set_source_rgb(ground.get(), 1, 1, 1);
    cairo_paint(ground.get());
  }
  Run(document, surface.get(), std::nullopt).run();
  std::string png;
  auto put = [](void* to, const unsigned char* bytes, unsigned many) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), many);
    return CAIRO_STATUS_SUCCESS;
  };
  if (auto status = cairo_surface_write_to_png_stream(surface.get(), put, &png); status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(std::string("the picture could not be made: ") + cairo_status_to_string(status));
  return png;
}

}  // namespace paper
