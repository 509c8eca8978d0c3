#pragma once
#include <map>
#include <string>
#include <vector>

#include "db/database.h"
#include "load/latencies.h"
#include "rehearse/last_day.h"

namespace bench {

// Who acts on the country, signed in.
struct People {
  rehearse::Country country;  // its clerks save U2.1
  rehearse::Actor province;   // นครราชสีมา, 334 bodies
};
// Signs accounts in by rows, since 7,850 sign-ins by argon2id would measure argon2id; and takes back every
// submission but those of 200 bodies, whose approvers are the country's, so that every other report can be saved into.
// The last `outside` clerks are left signed out.
People prepare(db::Database& database, int outside = 0);

void sign_in(db::Database& database, std::vector<rehearse::Actor>& all);  // by rows, likewise

// A file's copy without whatever an earlier run left beside it; gives its path.
std::string copy_of(const std::string& file, const std::string& to);

// The answers of one section of a report as they are, for a save of them all.
struct Form {
  struct Field {
    std::string question, typed;
    int version = 0;
  };
  rehearse::Clerk clerk;
  std::vector<Field> fields;
};
// The forms of clerks whose reports have all answers of the section whose questions begin with `letter`.
std::vector<Form> forms_of(db::Database& database, const std::vector<rehearse::Clerk>& clerks, char letter);

// A page that somebody waits for.
struct Page {
  const char* name;
  rehearse::Actor who;
  std::string path;
};
std::vector<Page> pages_of(const People& people);
// Times are seen from here: with the way there and back on the same machine.
struct PageTimes {
  std::string name;
  load::Latencies took{};
  std::size_t bytes = 0, first_bytes = 0, first_requests = 0;  // on the wire: the page, and all it brings a new browser
};
// Asked for so many times, after some that warm it.
PageTimes time_page(load::Driver& driver, const Page& page, int times);
// All of them, one after the other, with their first loads.
std::vector<PageTimes> time_pages(int port, const People& people);

}  // namespace bench
