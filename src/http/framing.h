#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

// What of RFC 9112 and 9110 the server judges by itself, from bytes alone. Nothing here reads or waits.
namespace http {

// What the server speaks; another method is answered 501 whatever it is asked of.
inline constexpr std::string_view methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS";
bool is_spoken(std::string_view method);

// Where the head of a request ends, in what came of it so far. Two readers of one connection must not disagree about
// that, so what one of them may take otherwise is no head: a line end without its CR, a CR alone, a NUL, a line folded
// into the next (RFC 9112, 2.2 and 5.2).
enum class Head { unfinished, whole, malformed };
class HeadSeen {
 public:
  Head look(std::string_view bytes);          // those of before and those that came since: each is looked at once
  std::size_t size() const { return seen_; }  // of a whole head, with the empty line
 private:
  std::size_t seen_ = 0;
};

bool has_bare_lf(std::string_view lines);  // an LF without its CR

// Whether a Host, or what stands for it in a target, names a host: "a.example:8080", "[::1]", "" too (RFC 9112, 3.2).
bool names_host(std::string_view value);

// A target with scheme and authority, "http://host/path?query", taken apart; nullopt: it is none.
struct Absolute {
  std::string_view host, rest;  // rest: "/path?query", "?query" or ""
};
std::optional<Absolute> absolute(std::string_view target);

// The part of a file that a Range asks for. `whole`: all of it is to be sent, since there is no such range, or one that
// the server may leave aside (other units, several parts). `none`: it lies beyond the end.
struct Part {
  enum class Kind { whole, part, none } kind = Kind::whole;
  std::size_t from = 0, size = 0;
};
Part part_of(std::string_view range, std::size_t size);

}  // namespace http
