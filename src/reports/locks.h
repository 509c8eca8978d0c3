#pragma once
#include "reports/pages.h"

// Why a report cannot be typed into: who locked it, until when, and what one can ask for.
namespace reports {

// Who set a window and why; the plan's own is the department's.
std::string set_by(const identity::Context& ctx, const calendar::Change& change);
// Begun, and the window closed before it was sent: it can be read, and does not count.
bool is_unsent(const Report& report, const calendar::Window& window, base::Instant now);

struct Lock {
  std::string by, request_note, ask_href, ask_label;
  bool unsent = false;
};
Lock lock_of(const identity::Context& ctx, const pages::Opened& opened, const calendar::Change& window);

}  // namespace reports
