#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace notices::covers {

extern const journal::Cover reminder;
journal::Covers all();

}  // namespace notices::covers
