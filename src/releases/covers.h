#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace releases::covers {

extern const journal::Cover release_wish, frozen_release;
journal::Covers all();

}  // namespace releases::covers
