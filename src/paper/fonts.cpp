// The program's own fonts, and none of the machine's: what is printed does not depend on what is installed.
#include "paper/fonts.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <pango/pangofc-fontmap.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/embedded.h"

namespace paper {

namespace {

namespace fs = std::filesystem;

// Fontconfig and FreeType read files only: they lie in a folder of this process as long as it lives.
struct Folder {
  std::string path = (fs::temp_directory_path() / "saat-fonts-XXXXXX").string();
  Folder() {
    if (!mkdtemp(path.data())) throw std::runtime_error("no place for the fonts at " + path);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

// The browser's fonts are WOFF2, which HarfBuzz does not read; FreeType unpacks them.
std::string unpacked(FT_Library library, std::string_view packed) {
  FT_Face face = nullptr;
  if (FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(packed.data()), FT_Long(packed.size()), 0, &face) !=
      0)
    return {};
  std::string whole;
  FT_ULong size = 0;
  constexpr FT_ULong whole_font = 0;  // instead of a table's tag
  if (FT_Load_Sfnt_Table(face, whole_font, 0, nullptr, &size) == 0) {
    whole.resize(size);
    if (FT_Load_Sfnt_Table(face, whole_font, 0, reinterpret_cast<FT_Byte*>(whole.data()), &size) != 0) whole.clear();
  }
  FT_Done_Face(face);
  return whole;
}

FcConfig* own_fonts() {
  static const Folder folder;
  FcConfig* config = FcConfigCreate();
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType does not start");
  int added = 0;
  for (auto file : base::embedded_under("build/ui/plex-")) {
    auto path = fs::path(folder.path) / (fs::path(file).stem().string() + ".ttf");
    auto bytes = unpacked(library, *base::embedded(file));
    std::ofstream(path, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
    added += FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str())) == FcTrue;
  }
  FT_Done_FreeType(library);
  if (added == 0) throw std::runtime_error("the program's fonts could not be read");
  return config;
}

}  // namespace

PangoFontMap* font_map() {
  static PangoFontMap* const map = [] {
    auto* made = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(made), own_fonts());
    return made;
  }();
  return map;
}

}  // namespace paper
