#pragma once
#include "closed_loop.h"
#include "country.h"

namespace bench {

// Saves of one answer each, all over the country: a clerk's next save waits until all other clerks have had theirs.
// `clerks` must outlive it and know their versions.
ClosedLoop saving(int port, std::vector<rehearse::Clerk>& clerks, int connections);
// Saves of a whole section: every answer of it another than before.
ClosedLoop saving_sections(int port, std::vector<Form>& forms, int connections);

}  // namespace bench
