#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include "api/allowance.h"
#include "app/config.h"
#include "app/pool.h"
#include "app/readiness.h"
#include "app/routes.h"
#include "db/database.h"
#include "exports/maker.h"
#include "http/server.h"
#include "identity/context.h"
#include "notices/postman.h"
#include "notices/teller.h"
#include "presence/presence.h"
#include "releases/freezer.h"

namespace app {

// Opens the database, brings it up to date, fills the registry if it is empty, makes the rounds of the
// built-in plans, and loads what every request may use.
identity::World open_world(db::Database& database, const Config& config);
// As it is in the database now; the clock runs on.
identity::World load_world(db::Database& database, const Config& config, const calendar::Clock& clock);

// A request with the world it is answered from: a newer one may come meanwhile.
struct Asked : http::Request {
  std::shared_ptr<const identity::World> world;
  std::string_view route;  // the pattern of its path, for the counts
};

// The running server: from a request to its reply.
class App {
 public:
  App(db::Database& database, identity::World world, const Config& config);
  ~App();
  void run();  // until SIGTERM or SIGINT, and config.drain seconds longer
  unsigned short port() const { return server_.port(); }
  void stop() { server_.stop(); }

 private:
  void dispatch(http::Request request, http::Respond respond);
  void route(std::shared_ptr<Asked> request, Match found, http::Respond respond);
  void fail(std::shared_ptr<Asked> request, http::Respond respond, std::exception_ptr error);
  void ask_api(std::shared_ptr<Asked> request, http::Respond respond);
  void sign_in(std::shared_ptr<Asked> request, http::Respond respond);
  void change_password(std::shared_ptr<Asked> request, http::Respond respond);
  void events(std::shared_ptr<Asked> request, http::Respond respond);
  http::Pieces pieces_of(std::shared_ptr<Asked> request, std::function<std::string(db::Tx&)> next);
  void present(std::shared_ptr<Asked> request, http::Respond respond);
  void told(const std::set<std::int64_t>& moved);
  void told_windows(const std::set<std::int64_t>& places);
  void read_windows();  // when the next one opens or closes by itself
  void tell_windows();  // those that have
  void publish_windows(const std::vector<std::int64_t>& places);
  void tell_moved();
  void tell_present();
  void end_dead_streams();
  void publish_present(const std::set<std::string>& places);
  void heard(std::string_view what);  // from this program or another on the same database
  void reload_world();
  void forget_old();
  void anchor_the_day();
  std::string metrics_text() const;

  db::Database& database_;
  std::atomic<std::shared_ptr<const identity::World>> world_;
  const Config config_;
  http::Server server_;
  std::atomic<bool> draining_{false};  // no longer ready, still answering
  std::atomic<bool> looking_for_dead_streams_{false};
  std::mutex moved_mutex_;
  std::set<std::int64_t> moved_;  // provinces since the last tick
  Readiness readiness_;
  presence::Presence presence_;
  struct Turn {
    base::Instant at;
    std::int64_t place;
  };
  std::mutex turns_mutex_;
  std::vector<Turn> turns_;   // to come: a window opens or closes by itself
  api::Allowance allowance_;  // of the I/O thread alone
  Places saves_{base::budget::saves};
  // Last: their threads end before what they use. visitors_ and drawers_ are the public's.
  Pool workers_, passwords_, makers_, readers_, visitors_, drawers_;
  notices::Teller teller_;
  notices::Postman postman_;
  exports::Maker maker_;
  releases::Freezer freezer_;
};

}  // namespace app
