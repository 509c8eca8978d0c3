#pragma once
#include "reports/pages.h"

// What the page is told after a save: what is kept now, and all that it moved.
namespace reports::pages {

// A field as it is kept, all its parts as they were typed, and beside them what is reckoned.
view::Json stored_view(const QuestionView& question);
// The answers themselves, what is wrong anywhere now, what is no longer asked, and the figures that stand on a moved
// value.
view::Json saved_view(const identity::Voice& ctx, const Opened& opened,
                      const std::vector<const framework::Question*>& questions, const std::vector<bool>& moved);
Opened as_opened(const Where& where, Draft draft, std::vector<Finding> findings);

}  // namespace reports::pages
