#include <sodium.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "identity/identity.h"

namespace identity {

namespace {

// OWASP's argon2id: 19 MiB, two passes, one lane.
constexpr unsigned long long passes = 2;
constexpr std::size_t memory = 19 * 1024 * 1024;

// The heads of the lists of leaked passwords that reach ten characters or are the stem of ones that do.
constexpr std::array<std::string_view, 48> common = {
    "1234567890",  "0123456789",  "12345678910",  "123456789a",    "1234567891",   "0987654321",  "9876543210",
    "1111111111",  "0000000000",  "1q2w3e4r5t",   "1qaz2wsx3edc",  "qwertyuiop",   "qwerty12345", "qwerty123456",
    "asdfghjkl1",  "asdfghjkl;",  "password12",   "password123",   "password1234", "password!1",  "passw0rd123",
    "p@ssw0rd123", "iloveyou12",  "iloveyou123",  "administrator", "admin12345",   "admin123456", "welcome123",
    "welcome1234", "letmein123",  "football123",  "princess123",   "sunshine123",  "dragon12345", "monkey12345",
    "abcdefghij",  "abc1234567",  "abcd123456",   "a123456789",    "aa12345678",   "thailand123", "thailand2567",
    "bangkok123",  "sawasdee123", "123456789010", "1122334455",    "1212121212",   "1231231234"};

// As every keyboard would have typed it: accents composed, Thai marks in one order. What is no UTF-8 stays.
std::string as_seen(std::string_view password) {
  if (!base::is_utf8(password)) return std::string(password);
  UErrorCode error = U_ZERO_ERROR;
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  icu::Normalizer2::getNFCInstance(error)->normalizeUTF8(0, {password.data(), std::int32_t(password.size())}, sink,
                                                         nullptr, error);
  if (U_FAILURE(error)) throw std::runtime_error("cannot read a password");
  return base::thai_as_seen(composed);
}

bool fits(const std::string& password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace

std::string hash_password(std::string_view typed) {
  auto password = as_seen(typed);
  std::array<char, crypto_pwhash_STRBYTES> hash;
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes, memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory to hash a password");
  return hash.data();
}

bool password_fits(std::string_view password, std::string_view hash) {
  auto seen = as_seen(password);
  // Hashes of before were made of what the keyboard sent.
  return fits(seen, std::string(hash)) || (seen != password && fits(std::string(password), std::string(hash)));
}

bool is_common_password(std::string_view password) {
  std::string lower(password);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  bool one_letter = std::all_of(lower.begin(), lower.end(), [&](char c) { return c == lower.front(); });
  return one_letter || std::find(common.begin(), common.end(), lower) != common.end();
}

}  // namespace identity
