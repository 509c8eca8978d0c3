#include "reports/covers.h"

#include "reports/reports_sql.h"

namespace reports::covers {

const journal::Cover report{"report", sql::cover_report};
const journal::Cover finding_reason{"finding_reason", sql::cover_finding_reason};
const journal::Cover submission{"submission", sql::cover_submission};

journal::Covers all() { return {&report, &finding_reason, &submission}; }

}  // namespace reports::covers
