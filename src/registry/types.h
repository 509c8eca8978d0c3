#pragma once
#include <string_view>

#include "base/instant.h"

namespace registry {

// The files do not say when a name of 2022 was given, nor when one of today will end.
inline constexpr base::Day always{0};
inline constexpr base::Day for_ever{2'932'897};  // the day after 9999-12-31

// " Subdistrict Municipality": what follows the base name in English; "" where nothing does.
std::string_view english_suffix(std::string_view type);
std::string_view english_short_suffix(std::string_view type);

}  // namespace registry
