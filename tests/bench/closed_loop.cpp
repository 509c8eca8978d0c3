#include "closed_loop.h"

#include <fmt/format.h>

#include "bench.h"

namespace bench {

ClosedLoop::ClosedLoop(int port, std::size_t lanes, Next next, Heard heard)
    : driver_("127.0.0.1", port, int(lanes)), lanes_(lanes), next_(std::move(next)), heard_(std::move(heard)) {}

void ClosedLoop::ask(std::size_t lane) {
  driver_.send(next_(lane), [this, lane](const load::Reply& reply) {
    took.add(reply.ms);
    if (heard_(lane, reply)) {
      ++done;
    } else if (errors++ == 0) {
      first_error = fmt::format("{} {}", reply.status, reply.body.substr(0, 300));
    }
    if (!driver_.is_over()) ask(lane);
  });
}

double ClosedLoop::run(double for_seconds) {
  auto begun = Time::now();
  int before = done;
  driver_.at(begun, [this] {
    for (std::size_t lane = 0; lane < lanes_; ++lane) ask(lane);
  });
  driver_.run(begun + lasting(for_seconds));
  double took_seconds = seconds_since(begun);
  seconds_ += took_seconds;
  return double(done - before) / took_seconds;
}

void ClosedLoop::forget() {
  took = {};
  done = errors = 0;
  seconds_ = 0;
}

}  // namespace bench
