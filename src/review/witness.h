#pragma once
#include <string>
#include <vector>

#include "db/connection.h"

namespace review {

// As reports::journal_differences, of what the offices certified: each certification and each withdrawal of one was
// done by the seat and at the time that the report's chain tells.
std::vector<std::string> journal_differences(db::Tx& tx);

}  // namespace review
