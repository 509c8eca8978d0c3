#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace reports::covers {

extern const journal::Cover report, finding_reason, submission;
journal::Covers all();

}  // namespace reports::covers
