#include "app/readiness.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace app {

void Readiness::ask(http::Respond respond) {
  {
    std::lock_guard lock(mutex_);
    askers_.push_back({std::move(respond), std::chrono::steady_clock::now()});
    if (std::exchange(under_way_, true)) return;
  }
  database_.write([](db::Tx& tx) { db::beat(tx); },
                  [this](std::exception_ptr error) {
                    std::vector<Asker> askers;
                    {
                      std::lock_guard lock(mutex_);
                      under_way_ = false;
                      askers.swap(askers_);
                    }
                    tell(std::move(askers), !error);
                  });
}

void Readiness::tick() {
  auto too_long = std::chrono::steady_clock::now() - longest;
  std::vector<Asker> askers;
  {
    std::lock_guard lock(mutex_);
    auto late = std::stable_partition(askers_.begin(), askers_.end(),
                                      [&](const Asker& asker) { return asker.since > too_long; });
    askers.assign(std::make_move_iterator(late), std::make_move_iterator(askers_.end()));
    askers_.erase(late, askers_.end());
  }
  tell(std::move(askers), false);
}

void Readiness::tell(std::vector<Asker> askers, bool ready) {
  for (Asker& asker : askers) {
    http::Reply reply;
    reply.status = ready ? 200 : 503;
    reply.type = "text/plain; charset=utf-8";
    reply.body = ready ? "ready\n" : "the database does not take writes\n";
    asker.respond(std::move(reply));
  }
}

}  // namespace app
