#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "load/driver.h"
#include "load/latencies.h"

// The last day of a reporting window, played against a server: what 7,850 bodies, 76 provincial offices and
// the department do in its busiest hour.
namespace rehearse {

// Whoever acts: their cookie and token once they are in.
struct Actor {
  std::string login, cookie, csrf;
};
// The headers of a request of theirs, for and as JSON; an act has a key, so that it is done once.
std::string lines_of(const Actor& who);
std::string keyed_lines_of(const Actor& who);
// Saves into one question of the own body's report. Nobody saves the same question beside it.
struct Clerk : Actor {
  std::string report, question;  // "/reports/clean-province/2567/06560115", "U2.1"
  int version = 0;
  bool saving = false;
};
// Submits and withdraws in turn.
struct Approver : Actor {
  std::string report;
  bool submitted = false, acting = false;
};

struct Country {
  Actor department;                    // reads the pages of every province and the nation's
  std::string plan;                    // "clean-province/2567"
  std::vector<std::string> provinces;  // codes
  std::vector<Clerk> clerks;           // signed in already
  std::vector<Approver> approvers;     // signed in already
  std::vector<Clerk> outside;          // clerks whose sign-in is part of the day
  std::string password;                // theirs
};

// How much of it, a second unless said; the whole country by default.
struct Pace {
  double minutes = 10;
  double saves = 1570;         // 7,850 bodies, an answer each 5 s
  double province_pages = 38;  // 76 offices, each looks every 2 s
  double nation_pages = 5;     // 10 dashboards, likewise
  double submissions = 200.0 / 60;
  double sign_ins = 0;
};

struct Work {
  load::Latencies took;
  std::uint64_t errors = 0;
  std::string first_error;  // "503 …", or "the connection broke"
};
struct Figures {
  double seconds = 0, lateness_ms = 0;
  Work saves, pages, submissions, sign_ins;
  std::uint64_t saves_skipped = 0;  // nobody was free to save: too few are signed in
};

// `tell` hears every ten seconds how it goes.
Figures play(load::Driver& driver, Country& country, const Pace& pace,
             const std::function<void(const Figures&)>& tell = nullptr);

// Reads a demonstration country from the server, signs in who is needed beforehand, and leaves the rest
// for the day. Throws std::runtime_error with a words key when it is no demonstration or the password is not its.
Country find_country(load::Driver& driver, const std::string& password);

}  // namespace rehearse
