#include "calendar/covers.h"

#include "calendar/calendar_sql.h"

namespace calendar::covers {

const journal::Cover round{"round", sql::cover_round};
const journal::Cover reporting_window{"reporting_window", sql::cover_reporting_window};
const journal::Cover plan_revision{"plan_revision", sql::cover_plan_revision};
const journal::Cover window_change{"window_change", sql::cover_window_change};
const journal::Cover extension_request{"extension_request", sql::cover_extension_request};
const journal::Cover extension_right{"extension_right", sql::cover_extension_right};

journal::Covers all() {
  return {&round, &reporting_window, &plan_revision, &window_change, &extension_request, &extension_right};
}

journal::Units of_round(std::int64_t id) { return {{round, id}, {reporting_window, id}, {plan_revision, id}}; }

}  // namespace calendar::covers
