#include "reports/seal.h"

#include <sodium.h>

#include <algorithm>

#include "base/text.h"

namespace reports {
namespace {

struct Digest {
  crypto_generichash_state state;
  Digest() { crypto_generichash_init(&state, nullptr, 0, 32); }
  // Behind its length: no two lists of texts share a digest by moving a byte from one to the next.
  void add(std::string_view text) {
    std::uint64_t length = text.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  void add(const std::string& code, const Answer& a) {
    if (a.version == 0) return;
    for (const std::string* field : {&code, &a.typed, &a.unit, &a.reason, &a.source, &a.remark}) add(*field);
    add(a.not_applicable ? "n/a" : "");
  }
  std::string hex() {
    unsigned char hash[32];
    crypto_generichash_final(&state, hash, sizeof hash);
    return base::to_hex({reinterpret_cast<char*>(hash), sizeof hash});
  }
};

}  // namespace

std::string seal_of(std::string_view framework, std::string_view period, std::string_view body, Stored stored) {
  Digest digest;
  for (auto part : {framework, period, body}) digest.add(part);
  std::ranges::sort(stored, {}, &Stored::value_type::first);
  for (const auto& [code, answer] : stored) digest.add(code, answer);
  return digest.hex();
}

std::string seal_in_order(const std::vector<std::string>& order, const Stored& stored) {
  Digest digest;
  for (const auto& code : order)
    if (auto at = std::ranges::find(stored, code, &Stored::value_type::first); at != stored.end())
      digest.add(code, at->second);
  return digest.hex();
}

}  // namespace reports
