#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include "app/config.h"
#include "app/pool.h"
#include "db/database.h"
#include "http/server.h"
#include "identity/context.h"

namespace app {

// Opens the database, brings it up to date, fills the registry if it is empty, makes the rounds of the
// built-in plans, and loads what every request may use.
identity::World open_world(db::Database& database, const Config& config);

// The running server: from a request to its reply.
class App {
 public:
  App(db::Database& database, identity::World world, const Config& config);
  void run();                        // until SIGTERM or SIGINT, and config.drain seconds longer
  unsigned short port() const { return server_.port(); }
  void stop() { server_.stop(); }

 private:
  void dispatch(http::Request request, http::Respond respond);
  void route(std::shared_ptr<http::Request> request, http::Respond respond);
  void sign_in(std::shared_ptr<http::Request> request, http::Respond respond);
  void change_password(std::shared_ptr<http::Request> request, http::Respond respond);
  void events(std::shared_ptr<http::Request> request, http::Respond respond);
  void told(const std::set<std::int64_t>& moved);
  void tell_moved();

  db::Database& database_;
  const identity::World world_;
  const Config config_;
  http::Server server_;
  std::atomic<bool> draining_{false};  // no longer ready, still answering
  std::mutex moved_mutex_;
  std::set<std::int64_t> moved_;     // provinces since the last tick
  Pool workers_, passwords_;         // last: their threads end before what they use
};

}  // namespace app
