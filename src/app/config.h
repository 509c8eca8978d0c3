#pragma once
#include <optional>
#include <string>

#include "base/instant.h"
#include "notices/relay.h"

namespace app {

// Every option of `saat serve`, its default and its sentence, on one page.
struct Config {
  std::string db = "saat.db";       // a file, or postgres://…
  std::string plans;                // folder of plans beside those built in: any depth, each with its plan.yaml
  bool demonstration_year = false;  // the invented year before too; a database that was seeded with it has it anyway
  bool seeding = false;             // the demonstration is being made: all of it is of its plan's own days
  std::string listen = "127.0.0.1:8080";  // address:port
  std::string ui;                         // read page templates from this folder at each request
  std::optional<base::Instant> now;       // demonstration only: the clock starts here and runs on
  int drain = 0;                          // seconds between /readyz saying no and the stop
  int workers = 2;                        // threads for pages
  int password_threads = 1;               // threads for argon2id, so that sign-ins never starve saves
  std::string exports;                    // folder of the files people take away; beside the database when empty
  bool secure_cookies = false;            // behind TLS
  bool behind_proxy = false;              // a proxy of ours says whom it serves (X-Forwarded-For)
  int api_per_minute = 600;               // requests to the public API that one address may send; 0: no limit
  double slow_seconds = 1;                // a request that takes longer is logged
  notices::Relay mail;                    // nothing is mailed without one
  std::string anchor_secret;              // the journal is anchored once a day with it; not without
  std::string metrics_token;              // lets others than this machine read /metrics
};

}  // namespace app
