#include "review/covers.h"

#include "review/review_sql.h"

namespace review::covers {

const journal::Cover certification{"certification", sql::cover_certification};
const journal::Cover correction{"correction", sql::cover_correction};
const journal::Cover comment{"comment", sql::cover_comment};
const journal::Cover district_rule{"district_rule", sql::cover_district_rule};

journal::Covers all() { return {&certification, &correction, &comment, &district_rule}; }

}  // namespace review::covers
