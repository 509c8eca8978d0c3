#include "paper/pen.h"

#include <algorithm>
#include <optional>
#include <vector>

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

namespace {

// Glyphs of one run, word by word: each word is one cluster of all its glyphs, which the PDF keeps with the word itself
// (ActualText). Drawn glyph by glyph, the marks above and below Thai letters stand in the text on their own, and who
// copies “ข้อ” or searches for it gets “ข ้อ”.
struct Words {
  std::vector<cairo_glyph_t> glyphs;
  std::vector<cairo_text_cluster_t> clusters;
};

std::optional<Words> words_of(const PangoGlyphItem& run, std::string_view text, double x, double y) {
  Words words;
  const auto* glyphs = run.glyphs;
  int pen = 0, begun = -1;  // from which byte the open word goes
  auto end_word = [&](int byte, std::size_t from) {
    if (begun >= 0) words.clusters.push_back({byte - begun, int(words.glyphs.size() - from)});
    begun = -1;
  };
  std::size_t from = 0;
  for (int i = 0; i < glyphs->num_glyphs; ++i) {
    const auto& info = glyphs->glyphs[i];
    const int byte = glyphs->log_clusters[i];
    if (info.glyph & PANGO_GLYPH_UNKNOWN_FLAG || (i && byte < glyphs->log_clusters[i - 1])) return std::nullopt;
    const bool space = text[std::size_t(byte)] == ' ', new_letter = i == 0 || byte != glyphs->log_clusters[i - 1];
    if (new_letter && (space || (i && text[std::size_t(glyphs->log_clusters[i - 1])] == ' '))) {
      end_word(byte, from);
      from = words.glyphs.size();
    }
    if (begun < 0) begun = byte;
    if (info.glyph != PANGO_GLYPH_EMPTY)
      words.glyphs.push_back({info.glyph, x + double(pen + info.geometry.x_offset) / PANGO_SCALE,
                              y + double(info.geometry.y_offset) / PANGO_SCALE});
    pen += info.geometry.width;
  }
  end_word(int(text.size()), from);
  return words;
}

// False where the line holds what Pango alone can draw: a letter no font has, or letters from right to left.
bool draw_line(cairo_t* cairo, PangoLayoutIter* at, std::string_view whole, double x, double y) {
  const auto* line = pango_layout_iter_get_line_readonly(at);
  struct Piece {
    const PangoGlyphItem* run;
    Words words;
    std::string_view text;
  };
  std::vector<Piece> pieces;
  PangoRectangle box;
  pango_layout_iter_get_line_extents(at, nullptr, &box);
  const double baseline = y + double(pango_layout_iter_get_baseline(at)) / PANGO_SCALE;
  int along = box.x;
  for (auto* each = line->runs; each; each = each->next) {
    const auto* run = static_cast<const PangoGlyphItem*>(each->data);
    if (run->item->analysis.level % 2) return false;
    const auto text = whole.substr(std::size_t(run->item->offset), std::size_t(run->item->length));
    auto words = words_of(*run, text, x + double(along) / PANGO_SCALE, baseline);
    if (!words) return false;
    along += pango_glyph_string_get_width(run->glyphs);
    pieces.push_back({run, std::move(*words), text});
  }
  for (const auto& [run, words, text] : pieces) {
    cairo_set_scaled_font(cairo, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font)));
    cairo_show_text_glyphs(cairo, text.data(), int(text.size()), words.glyphs.data(), int(words.glyphs.size()),
                           words.clusters.data(), int(words.clusters.size()), cairo_text_cluster_flags_t(0));
  }
  return true;
}

}  // namespace

void Pen::draw(PangoLayout* layout, double x, double y, const double* colour) const {
  cairo_set_source_rgb(cairo_.get(), colour[0], colour[1], colour[2]);
  if (pango_layout_is_ellipsized(layout)) {  // what is cut off has no glyphs to stand for
    cairo_move_to(cairo_.get(), x, y);
    return pango_cairo_show_layout(cairo_.get(), layout);
  }
  const std::string_view whole = pango_layout_get_text(layout);
  auto* at = pango_layout_get_iter(layout);
  do {
    if (draw_line(cairo_.get(), at, whole, x, y)) continue;
    auto* line = pango_layout_iter_get_line_readonly(at);
    PangoRectangle box;
    pango_layout_iter_get_line_extents(at, nullptr, &box);
    cairo_move_to(cairo_.get(), x + double(box.x) / PANGO_SCALE,
                  y + double(pango_layout_iter_get_baseline(at)) / PANGO_SCALE);
    pango_cairo_show_layout_line(cairo_.get(), line);
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
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
