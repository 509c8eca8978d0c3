#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/budgets.h"
#include "http/http.h"

namespace http {

using Respond = std::function<void(Reply)>;              // once, from any thread
using Dispatch = std::function<void(Request, Respond)>;  // on the I/O thread: must not block

// How many bytes of body a request to that address may bring; 0: none is read, and the request is dispatched without
// it.
using Room = std::function<std::size_t(std::string_view method, std::string_view path)>;

struct Limits {
  std::size_t header = base::budget::head;
  std::size_t body = base::budget::form;                           // of any
  Room room;                                                       // by address, at most `body`; none: `body` for all
  std::chrono::seconds request{base::budget::seconds_of_request};  // from first byte to last
  std::chrono::seconds idle{base::budget::seconds_idle};
  std::size_t of_one = base::budget::connections_of_one;  // open connections of one network
  bool behind_proxy = false;                              // the peer is a proxy of ours: believe its X-Forwarded-For
};

// HTTP/1.1 on one I/O thread. Boost.Beast stands behind it, in server.cpp alone.
// A request over its limits is answered here (431, 413, 408) by `refuse` and the connection closed; so is one that is
// no HTTP (400) or asks for what nothing here speaks (501). `OPTIONS *` and parts of a reply's file (Range) are
// answered here too. tests/http/ has it all in raw bytes. A header that would hold CR, LF or NUL is never written: 500.
// `every_head` are lines, each with its end, that stand in the head of every reply, refusals and streams too.
class Server {
 public:
  Server(const std::string& address, unsigned short port, Limits limits, Dispatch dispatch,
         std::function<Reply(unsigned status)> refuse, std::string every_head = "");
  ~Server();
  unsigned short port() const;  // the real one when 0 was asked
  void run();                   // until stop(); then no new connections, in-flight requests finish
  void drain();                 // answers all, and ends each connection with its reply; from any thread
  void stop();                  // from any thread or a signal handler's thread
  // Sends one event to every open stream of the topic; safe from any thread.
  void publish(const std::string& topic, const std::string& event, const std::string& data);
  // Who listens, each once, and an end to all streams of some of them; from any thread.
  std::set<std::string> who_listens() const;
  std::size_t streams_of(std::string_view who) const;
  void end_streams(const std::set<std::string>& of);
  std::size_t listeners(const std::string& topic) const;
  std::size_t connections() const;  // open now
  std::size_t streams() const;      // of them, those that listen
 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace http
