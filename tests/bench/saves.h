#pragma once
#include "closed_loop.h"
#include "country.h"

namespace bench {

// Saves of one answer each, all over the country: a clerk's next save waits until all other clerks have had theirs.
// `clerks` must outlive it and know their versions.
ClosedLoop saving(int port, std::vector<rehearse::Clerk>& clerks, int connections);
// Saves of a whole section: every answer of it another than before.
ClosedLoop saving_sections(int port, std::vector<Form>& forms, int connections);

// Clerks of a prepared country who save answers, and the forms of others who save sections: neither knows the other's
// versions.
struct Savers {
  std::vector<rehearse::Clerk> clerks;
  std::vector<Form> forms;
};
Savers savers_of(db::Database& database, const People& people);

}  // namespace bench
