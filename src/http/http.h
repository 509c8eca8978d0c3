#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// A parsed request. `form` holds the fields of a form post or the members of a flat JSON body
// (strings as they are, numbers and booleans as text, null as absent): handlers need not know.
// A file that came with a form, as it was: bytes, and the name it had there.
struct Upload {
  std::string name, bytes;
};

struct Request {
  std::string method;  // "GET", "POST", "PUT", "DELETE"
  std::string path;    // percent-decoded, without the query
  std::string remote;  // the peer's address; the last X-Forwarded-For only when configured
  std::string id;      // of the log line and of every problem shown
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::multimap<std::string, std::string> query;
  std::multimap<std::string, std::string> form;
  std::map<std::string, Upload> files;        // of a form's parts that have a file name; the first of each name
  std::map<std::string, std::string> params;  // from the route: ":body" → "06560115"
  std::shared_ptr<const std::atomic<bool>> abandoned;  // the line was closed: nobody waits for the reply

  bool is_abandoned() const { return abandoned && *abandoned; }
  std::string_view header(std::string_view lower_case_name) const;
  std::optional<std::string> field(const std::string& name) const;  // first of `form`
  std::optional<std::string> asked(const std::string& name) const;  // first of `query`
  std::string param(const std::string& name) const {
    auto at = params.find(name);
    return at == params.end() ? "" : at->second;
  }
  std::string cookie(std::string_view name) const;
  bool wants_json() const;  // Accept prefers application/json over text/html
};

// A file on its way out, piece by piece: a long reply needs no memory of its own, however slowly it is read.
class File {
 public:
  explicit File(const std::string& path);  // throws std::system_error when it cannot be opened
  ~File();
  File(const File&) = delete;
  std::size_t size() const { return size_; }
  std::string piece(std::size_t from, std::size_t most) const;  // "" at its end, and when the disk fails
 private:
  int descriptor_;
  std::size_t size_;
};

// The next piece of a long reply is wanted: called again when the one before is on its way, so that a slow reader holds
// one piece in memory. It calls `give` once, from any thread: "" ends the reply, nullopt breaks it off, visibly.
using Give = std::function<void(std::optional<std::string> piece)>;
using Pieces = std::function<void(Give give)>;

struct Reply {
  unsigned status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  // Work that need not be done inside the transaction (rendering): runs once, after the commit.
  std::function<void(Reply&)> finish;
  std::shared_ptr<const File> file;  // instead of `body`
  Pieces pieces;                     // instead of `body`
  // Not empty: the connection stays open as a stream of server-sent events of these topics ("a b").
  std::string events_of;
  std::string events_for;  // who listens, in whatever words: Server::end_streams

  static Reply redirect(std::string to);  // 303
};

// gzip for a client that takes it, where it is worth it: the body, its headers, and its tag when that is a strong one.
// The server does so while it sends; who has made a long body on a thread of its own had better do it there. Once is
// enough.
void compress(Reply& reply);

// Fills `form` from the body by its content type. Throws Problem{invalid} for what is neither a
// form (urlencoded, multipart without files) nor a flat JSON object.
void read_form(Request& request);

// The network a client can be told by: an IPv4 address, or the first 64 bits of an IPv6 one, of which each household
// and each rented machine has 2^64. An address that is neither counts as it is written.
std::string network_of(std::string_view address);

std::string percent_encode(std::string_view text);
std::string percent_decode(std::string_view text, bool plus_is_space);

}  // namespace http
