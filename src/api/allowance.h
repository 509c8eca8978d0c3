#pragma once
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

// How often one address may ask: a bucket of `quota` requests that fills again evenly within `window` seconds. Pure:
// the time is an argument.
namespace api {

struct Policy {
  int quota = 600;  // requests; 0: no limit
  int window = 60;  // seconds
};

// Of one request. `remaining` and `full_in` are said to the client whether it was allowed or not.
struct Verdict {
  bool allowed = true;
  int remaining = 0;
  int full_in = 0;      // seconds until the whole quota is there again
  int retry_after = 0;  // seconds until the next request is allowed; 0 when this one was
};

// Remembers at most `most` networks, those that asked last: memory is bounded, and who falls out begins with a full
// bucket. A flood from more networks than that is the proxy's and the network's matter. One thread uses it.
class Allowance {
 public:
  explicit Allowance(Policy policy, std::size_t most = 20'000) : policy_(policy), most_(most) {}
  Verdict ask(std::string_view address, std::int64_t now_ms);
  std::size_t remembered() const { return buckets_.size(); }
  const Policy& policy() const { return policy_; }

 private:
  // Counted in parts of a request, `window` × 1000 to one, so that a millisecond brings `quota` of them: no fractions.
  struct Bucket {
    std::string network;
    std::int64_t parts = 0, at = 0;
  };
  Bucket& bucket_of(std::string network, std::int64_t now_ms);
  std::int64_t parts_of_one() const { return std::int64_t{policy_.window} * 1000; }

  Policy policy_;
  std::size_t most_;
  std::list<Bucket> buckets_;                                             // who asked last stands first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> at_;  // keys live in the buckets
};

}  // namespace api
