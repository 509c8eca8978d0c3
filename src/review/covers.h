#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace review::covers {

extern const journal::Cover certification, correction, comment, district_rule;
journal::Covers all();

}  // namespace review::covers
