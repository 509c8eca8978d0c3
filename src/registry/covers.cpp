#include "registry/covers.h"

#include "registry/registry_sql.h"

namespace registry::covers {

const journal::Cover organisation{"organisation", sql::cover_organisation};
const journal::Cover organisation_name{"organisation_name", sql::cover_organisation_name};

journal::Covers all() { return {&organisation, &organisation_name}; }

}  // namespace registry::covers
