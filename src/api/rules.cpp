#include "api/rules.h"

#include <charconv>
#include <cstdlib>

#include "base/budgets.h"
#include "base/problem.h"
#include "base/text.h"

namespace api {

using base::Problem;

namespace {

constexpr std::size_t longest_value = base::budget::api_value;  // characters; the longest code there is has 40
constexpr std::string_view cursor_version = "1";

// Control characters and bytes that were no UTF-8 (the server has put U+FFFD for them) are in no code and no name.
bool is_plain(std::string_view text) {
  for (unsigned char c : text)
    if (c < 0x20 || c == 0x7f) return false;
  return base::count_characters(text) <= longest_value && text.find("\uFFFD") == text.npos;
}

// FNV-1a: it finds mistakes, not attacks; there is nothing behind a cursor that is not public.
std::uint64_t checked(std::string_view text) {
  std::uint64_t sum = 14695981039346656037u;
  for (unsigned char c : text) sum = (sum ^ c) * 1099511628211u;
  return sum;
}

std::string hex_of(std::uint64_t number) {
  char text[17];
  auto end = std::to_chars(text, text + sizeof text, number, 16).ptr;
  return std::string(text, end);
}

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (unsigned char c : bytes) {
    held = held << 8 | c;
    for (bits += 8; bits >= 6; bits -= 6) out += letters[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += letters[held << (6 - bits) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    auto value = letters.find(c);
    if (value == letters.npos) return std::nullopt;
    held = held << 6 | std::uint32_t(value);
    if ((bits += 6) >= 8) out += char(held >> (bits -= 8) & 255);
  }
  return out;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

}  // namespace

void refuse(const std::string& parameter, const std::string& accepted, const std::string& most) {
  throw Problem(Problem::Kind::invalid, "api.parameter",
                {{"parameter", parameter}, {"accepted", accepted}, {"most", most}});
}

void only(const Query& query, const std::vector<std::string>& known) {
  auto all = known;
  all.push_back("lang");
  std::set<std::string> names(all.begin(), all.end());
  for (const auto& [name, value] : query) {
    if (!names.contains(name)) {
      std::string shown = is_plain(name) && name.size() <= 40 ? name : "…";
      throw Problem(Problem::Kind::invalid, "api.unknown_parameter",
                    {{"parameter", shown}, {"accepted", "api.accepts.these"}, {"most", joined(all)}});
    }
    if (query.count(name) > 1) refuse(name, "api.accepts.once");
    if (!is_plain(value)) refuse(name, "api.accepts.plain", std::to_string(longest_value));
  }
  one_of(query, "lang", {"th", "en"});
}

std::optional<std::string> text_of(const Query& query, const std::string& name) {
  auto at = query.find(name);
  return at == query.end() ? std::nullopt : std::optional(at->second);
}

int limit_of(const Query& query) {
  auto given = text_of(query, "limit");
  if (!given) return usual_limit;
  int limit = 0;
  auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), limit);
  if (error != std::errc{} || end != given->data() + given->size() || limit < 1 || limit > most_limit)
    refuse("limit", "api.accepts.limit", std::to_string(most_limit));
  return limit;
}

std::optional<std::string> one_of(const Query& query, const std::string& name, const std::vector<std::string>& codes) {
  auto given = text_of(query, name);
  if (!given) return std::nullopt;
  for (const auto& code : codes)
    if (*given == code) return given;
  refuse(name, "api.accepts.these", joined(codes));
}

std::string cursor_after(std::string_view question, std::string_view after) {
  std::string inside = std::string(cursor_version) + "." + hex_of(checked(question)) + "." + std::string(after);
  return base64url(inside + "." + hex_of(checked(inside) & 0xffff));
}

std::optional<std::string> after_in(std::string_view cursor, std::string_view question) {
  auto inside = from_base64url(cursor);
  if (!inside) return std::nullopt;
  auto first = inside->find('.'), second = inside->find('.', first + 1), last = inside->rfind('.');
  if (first == inside->npos || second == inside->npos || last <= second) return std::nullopt;
  auto after = inside->substr(second + 1, last - second - 1);
  if (cursor_after(question, after) != cursor) return std::nullopt;
  return after;
}

std::string question_of(std::string_view path, const Query& query) {
  std::string question(path);
  for (const auto& [name, value] : query)
    if (name != "cursor" && name != "limit" && name != "lang") question += "\n" + name + "=" + value;
  return question;
}

base::Language language_in(std::string_view accept_language) {
  double thai = 0, english = 0;  // what clients weigh, never a figure
  for (auto range : base::split(accept_language.substr(0, 500), ',')) {
    range = base::trim(range);
    auto tag = base::trim(range.substr(0, range.find(';')));
    auto q = range.find("q=");
    double weight = q == range.npos ? 1 : std::strtod(std::string(range.substr(q + 2, 8)).c_str(), nullptr);
    bool is_thai = tag == "th" || tag.starts_with("th-"), is_english = tag == "en" || tag.starts_with("en-");
    if (is_thai && weight > thai) thai = weight;
    if (is_english && weight > english) english = weight;
  }
  return english > thai ? base::Language::en : base::Language::th;
}

std::string matched(std::string_view if_none_match, std::string_view tag) {
  for (auto one : base::split(if_none_match, ',')) {
    one = base::trim(one);
    auto bare = one.starts_with("W/") ? one.substr(2) : one;
    if (bare == "*" || bare == tag) return std::string(tag);
    if (bare.ends_with("-gzip\"") && std::string(bare.substr(0, bare.size() - 6)) + "\"" == tag)
      return std::string(bare);
  }
  return {};
}

std::string exact(const base::Rational& value) {
  auto whole = [](__int128 n) { return std::to_string(static_cast<long long>(n)); };
  return value.den == 1 ? whole(value.num) : whole(value.num) + "/" + whole(value.den);
}

}  // namespace api
