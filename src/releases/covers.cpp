#include "releases/covers.h"

#include "releases/releases_sql.h"

namespace releases::covers {

const journal::Cover release_wish{"release_wish", sql::cover_release_wish};
const journal::Cover frozen_release{"frozen_release", sql::cover_frozen_release};

journal::Covers all() { return {&release_wish, &frozen_release}; }

}  // namespace releases::covers
