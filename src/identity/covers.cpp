#include "identity/covers.h"

#include "identity/identity_sql.h"

namespace identity::covers {

const journal::Cover person{"person", sql::cover_person};
const journal::Cover seat{"seat", sql::cover_seat};

journal::Covers all() { return {&person, &seat}; }

}  // namespace identity::covers
