#pragma once
#include <pango/pangocairo.h>

namespace paper {

PangoFontMap* font_map();  // one at a time uses it
inline constexpr const char* family = "IBM Plex Sans Thai Looped";

}  // namespace paper
