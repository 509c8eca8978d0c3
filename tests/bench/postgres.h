#pragma once
#include <string>

#include "db/cluster_for_tests.h"

namespace bench {

// A database of its own in the cluster, with all that is in `file`, brought there by the program `saat`; its address.
std::string carried(const db::Cluster& cluster, const std::string& name, const std::string& saat,
                    const std::string& file);

// What autovacuum does within a minute of use, after some use. A statement prepared while the table of keys was empty
// goes through all of it at every save until then: five times slower after ten thousand saves.
void look_after(const std::string& address);

}  // namespace bench
