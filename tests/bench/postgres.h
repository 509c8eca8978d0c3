#pragma once
#include <string>

#include "db/cluster_for_tests.h"

namespace bench {

// A database of its own in the cluster, with all that is in `file`, brought there by the program `saat`; its address.
std::string carried(const db::Cluster& cluster, const std::string& name, const std::string& saat,
                    const std::string& file);

}  // namespace bench
