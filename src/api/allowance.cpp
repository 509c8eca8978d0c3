#include "api/allowance.h"

#include <algorithm>

#include "http/http.h"

namespace api {

Allowance::Bucket& Allowance::bucket_of(std::string network, std::int64_t now_ms) {
  if (auto known = at_.find(network); known != at_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front();
  }
  if (buckets_.size() >= most_) {
    at_.erase(buckets_.back().network);
    buckets_.pop_back();
  }
  buckets_.push_front({std::move(network), policy_.quota * parts_of_one(), now_ms});
  at_.emplace(buckets_.front().network, buckets_.begin());
  return buckets_.front();
}

Verdict Allowance::ask(std::string_view address, std::int64_t now_ms) {
  if (policy_.quota <= 0) return {};
  auto& bucket = bucket_of(http::network_of(address), now_ms);
  const std::int64_t one = parts_of_one(), full = policy_.quota * one;
  // A clock put back brings nothing; a long time brings no more than a full bucket.
  auto passed = std::clamp<std::int64_t>(now_ms - bucket.at, 0, one);
  bucket.parts = std::min(full, bucket.parts + passed * policy_.quota);
  bucket.at = std::max(bucket.at, now_ms);
  auto seconds_for = [&](std::int64_t parts) {
    std::int64_t a_second = std::int64_t{policy_.quota} * 1000;
    return int((parts + a_second - 1) / a_second);
  };
  Verdict verdict;
  verdict.allowed = bucket.parts >= one;
  if (verdict.allowed)
    bucket.parts -= one;
  else
    verdict.retry_after = seconds_for(one - bucket.parts);
  verdict.remaining = int(bucket.parts / one);
  verdict.full_in = seconds_for(full - bucket.parts);
  return verdict;
}

}  // namespace api
