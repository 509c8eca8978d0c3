#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace identity::covers {

extern const journal::Cover person, seat;
journal::Covers all();

}  // namespace identity::covers
