#pragma once
#include <functional>

#include "load/driver.h"
#include "load/latencies.h"

namespace bench {

// `lanes` keep-alive connections, each asking, waiting for the answer, asking the next. It shows how much goes
// through, not how long people wait who do not wait for each other: that is the open loop of rehearse::play.
class ClosedLoop {
 public:
  using Next = std::function<load::Request(std::size_t lane)>;
  using Heard = std::function<bool(std::size_t lane, const load::Reply&)>;  // whether it is the answer wanted
  ClosedLoop(int port, std::size_t lanes, Next next, Heard heard);
  double run(double for_seconds);  // again and again; gives how many a second of these were answered
  void forget();                   // what was counted so far: it was for warming
  double rate() const { return double(done) / seconds_; }

  load::Latencies took;
  int done = 0, errors = 0;
  std::string first_error;

 private:
  void ask(std::size_t lane);

  load::Driver driver_;
  std::size_t lanes_;
  Next next_;
  Heard heard_;
  double seconds_ = 0;
};

}  // namespace bench
