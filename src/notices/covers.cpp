#include "notices/covers.h"

#include "notices/notices_sql.h"

namespace notices::covers {

const journal::Cover reminder{"reminder", sql::cover_reminder};

journal::Covers all() { return {&reminder}; }

}  // namespace notices::covers
