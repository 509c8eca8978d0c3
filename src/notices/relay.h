#pragma once
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace notices {

// The office's mail server, as configured. Without a url nothing is mailed.
struct Relay {
  std::string url;             // smtp://HOST:PORT, or smtps://
  std::string from;            // whom mail comes from
  std::string user, password;  // empty: none are asked for
  std::string link;            // the address people open, for letters; may be empty
  int gather_seconds = 600;    // in which what happened waits for more of it
  int retry_seconds = 60;      // before the second try; doubled from try to try
};

// What became of one letter.
enum class Outcome {
  accepted,
  refused,      // this letter, for ever
  later,        // this letter, for now
  unreachable,  // the server takes nothing at all, or not from us: no letter's fault
  unknown,      // the line broke after its text went out: it may have arrived
  not_ours,     // somebody else has taken it: nothing went out
};
struct Sent {
  Outcome outcome = Outcome::unreachable;
  std::string why;
};

// One connection to the server, kept from letter to letter. The only code that knows libcurl.
class Wire {
 public:
  explicit Wire(const Relay& relay);
  ~Wire();
  Wire(const Wire&) = delete;
  // `hand` is asked when the server is about to take the text and has accepted the address: from there on the letter
  // counts as gone unless the server says otherwise. False stops it.
  Sent send(const std::string& to, const std::string& text, const std::function<bool()>& hand, std::stop_token stop);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// What is wrong with the options, in English for who starts the program; empty: nothing.
std::string fault_of(const Relay& relay);

}  // namespace notices
