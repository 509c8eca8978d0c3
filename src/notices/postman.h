#pragma once
#include <thread>

#include "db/database.h"
#include "notices/relay.h"
#include "notices/teller.h"

namespace notices {

// Writes and sends letters on a thread of its own, on as many servers as run on one database: each letter once. While
// the mail server cannot be reached everything waits and no letter is blamed. Does nothing without a relay.
class Postman {
 public:
  Postman(db::Database& database, WorldNow world, Relay relay);

 private:
  void run(std::stop_token stop);
  void write_letters(std::stop_token stop);
  bool send_some(Wire& wire, std::stop_token stop);  // false: the mail server takes nothing

  db::Database& database_;
  WorldNow world_;
  const Relay relay_;
  const std::string name_;  // of this server, for its claims
  std::jthread thread_;     // last: ends before what it uses
};

}  // namespace notices
