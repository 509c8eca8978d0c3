#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace calendar::covers {

extern const journal::Cover round, reporting_window, plan_revision, window_change, extension_request, extension_right;
journal::Covers all();
journal::Units of_round(std::int64_t round);  // what its plan made it

}  // namespace calendar::covers
