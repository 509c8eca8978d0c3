#pragma once
#include "journal/cover.h"

// The tables of this slice that say who did what: every act that writes a row of one seals it (journal/cover.h).
namespace registry::covers {

extern const journal::Cover organisation, organisation_name;
journal::Covers all();

}  // namespace registry::covers
