#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace load {

using Time = std::chrono::steady_clock;

struct Reply {
  unsigned status = 0;  // 0: the connection broke before an answer came
  std::string_view head, body;
  double ms = 0;  // from the moment it was meant to be sent: waiting for a connection counts
  // The value of a header, "" when there is none. `name` in lower case.
  std::string header(std::string_view name) const;
};
using Done = std::function<void(const Reply&)>;

// What a request is made of; the rest of it (length, host, connection) is the driver's.
struct Request {
  std::string method = "GET", path, body;
  std::string headers;  // whole lines, each ended by "\r\n"
};

// A load generator on one thread: requests go out over keep-alive connections to one server, on the next
// that is free, at moments set beforehand whether or not earlier ones have been answered.
class Driver {
 public:
  // `host` is an IPv4 address or a name. Throws std::runtime_error when nobody answers there.
  Driver(const std::string& host, int port, int most_connections);
  ~Driver();
  Driver(const Driver&) = delete;

  // Sends `request`; `meant` is the moment that its latency counts from.
  void send(const Request& request, Done done, Time::time_point meant = Time::now());
  void at(Time::time_point when, std::function<void()> what);
  // Every `period` from `first` on, until `run` ends; late ticks are made up for, not dropped.
  void every(Time::time_point first, Time::duration period, std::function<void(Time::time_point meant)> what);
  // Works until `until`; then sends nothing more and waits for what is under way, at most `patience`.
  void run(Time::time_point until, std::chrono::seconds patience = std::chrono::seconds(30));
  // One request and its answer, the body copied: for what comes before the load.
  struct Answer {
    unsigned status = 0;
    std::string head, body;
    std::string header(std::string_view name) const;
  };
  Answer ask(const Request& request);

  // How late this program itself was with what it meant to do: beyond some milliseconds its figures mean little.
  double lateness_ms() const { return lateness_ms_; }
  bool is_over() const { return over_; }

 private:
  struct Connection;
  struct Waiting {
    std::string text;
    Done done;
    Time::time_point meant;
  };
  struct Timer {
    Time::time_point when;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Timer& o) const { return std::tie(o.when, o.order) < std::tie(when, order); }
  };

  Connection* open_one();
  void dispatch();
  void on_event(Connection& connection);
  void finish(Connection& connection, const Reply& reply);
  void broke(Connection& connection);
  void turn(Time::time_point until);

  std::string host_;
  int port_, poll_;
  std::size_t most_;
  std::vector<std::unique_ptr<Connection>> connections_, gone_;
  std::vector<Connection*> free_;
  std::deque<Waiting> waiting_;
  std::priority_queue<Timer> timers_;
  std::uint64_t order_ = 0;
  std::size_t under_way_ = 0;
  double lateness_ms_ = 0;
  bool over_ = false;
};

// 32 hexadecimal digits that begin with the time: an idempotency key.
std::string new_key();

}  // namespace load
