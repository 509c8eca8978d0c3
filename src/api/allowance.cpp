#include "api/allowance.h"

#include <arpa/inet.h>

#include <algorithm>

namespace api {

namespace {

constexpr std::size_t longest_address = 64;

}  // namespace

std::string network_of(std::string_view address) {
  std::string whole(address.substr(0, longest_address));
  in6_addr bytes{};
  if (inet_pton(AF_INET6, whole.c_str(), &bytes) != 1) return whole;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, bytes.s6_addr + 12, text, sizeof text) ? text : whole;
  }
  std::fill(bytes.s6_addr + 8, bytes.s6_addr + 16, 0);
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &bytes, text, sizeof text) ? std::string(text) + "/64" : whole;
}

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
  auto& bucket = bucket_of(network_of(address), now_ms);
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
