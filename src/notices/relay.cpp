#include "notices/relay.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string_view>

#include "base/text.h"
#include "notices/letter.h"

namespace notices {

namespace {

constexpr long connect_seconds = 10, whole_seconds = 60;

bool is_local(std::string_view url) {
  auto host = url.substr(url.find("://") + 3);
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

}  // namespace

struct Wire::Inside {
  CURL* curl = nullptr;
  const Relay relay;

  // of the letter under way
  std::string_view left;
  const std::function<bool()>* hand = nullptr;
  std::stop_token stop;
  bool handed = false, taken = false, leaving = false;
  std::string command, said;  // the last command's first word, the server's last line

  static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& at = *static_cast<Inside*>(self);
    if (!at.handed) {
      if (!(*at.hand)()) {
        at.taken = true;
        return CURL_READFUNC_ABORT;
      }
      at.handed = true;
    }
    auto take = std::min(size * count, at.left.size());
    std::memcpy(to, at.left.data(), take);
    at.left.remove_prefix(take);
    return take;
  }
  // Which command the server's answer is to. Of what we say only the first word is kept: the rest may be a password.
  static int hear(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
    auto& at = *static_cast<Inside*>(self);
    std::string_view text(data, size);
    at.leaving = at.leaving || (type == CURLINFO_HEADER_OUT && text.starts_with("QUIT"));
    if (at.leaving) return 0;  // what is said at leaving is of no letter
    if (type == CURLINFO_HEADER_OUT)
      at.command = std::string(text.substr(0, std::min<std::size_t>(4, text.find_first_of(" \r\n"))));
    if (type == CURLINFO_HEADER_IN) {
      while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
      at.said = base::repair_utf8(text.substr(0, 200));
    }
    return 0;
  }
  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& at = *static_cast<Inside*>(self);
    return at.stop.stop_requested() && !at.handed ? 1 : 0;  // a text that goes out is waited for, a minute at most
  }

  Sent judge(CURLcode result) const {
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    if (result == CURLE_OK) return {Outcome::accepted, ""};
    if (taken) return {Outcome::not_ours, ""};
    bool by_server =
        result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY;  // how libcurl tells of a refusal
    if (handed) {
      if (code >= 500) return {Outcome::refused, said};
      if (code >= 400) return {Outcome::later, said};
      return {Outcome::unknown, curl_easy_strerror(result)};
    }
    bool of_letter = command == "RCPT" || command == "DATA";
    if (by_server && of_letter && code >= 500) return {Outcome::refused, said};
    if (by_server && of_letter && code >= 400 && code != 421) return {Outcome::later, said};
    return {Outcome::unreachable, by_server && code >= 400 ? said : curl_easy_strerror(result)};
  }
};

Wire::Wire(const Relay& relay) : inside_(new Inside{.relay = relay}) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  inside_->curl = curl_easy_init();
}

Wire::~Wire() { curl_easy_cleanup(inside_->curl); }

Sent Wire::send(const std::string& to, const std::string& text, const std::function<bool()>& hand,
                std::stop_token stop) {
  Inside& at = *inside_;
  CURL* curl = at.curl;
  at.left = text, at.hand = &hand, at.stop = std::move(stop), at.handed = at.taken = at.leaving = false,
  at.command.clear(), at.said.clear();
  curl_easy_reset(curl);  // the connection stays
  std::string from = "<" + at.relay.from + ">", whom = "<" + to + ">";
  curl_slist* recipients = curl_slist_append(nullptr, whom.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, at.relay.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  if (!at.relay.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, at.relay.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, at.relay.password.c_str());
  }
  // A password never goes over a line that others may read.
  bool must_encrypt = !at.relay.user.empty() && !is_local(at.relay.url);
  curl_easy_setopt(curl, CURLOPT_USE_SSL, long(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Inside::read);
  curl_easy_setopt(curl, CURLOPT_READDATA, &at);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);  // to `hear` alone
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &Inside::hear);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &at);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Inside::go_on);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &at);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, whole_seconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  auto result = curl_easy_perform(curl);
  curl_slist_free_all(recipients);
  return at.judge(result);
}

std::string fault_of(const Relay& relay) {
  if (relay.url.empty()) return "";
  if (!relay.url.starts_with("smtp://") && !relay.url.starts_with("smtps://"))
    return "--smtp wants smtp://HOST:PORT or smtps://HOST:PORT";
  if (relay.url.find('@') != relay.url.npos)
    return "--smtp must not hold a name and a password, which everybody on the machine could see: see --smtp-login";
  if (!is_address(relay.from)) return "--mail-from wants the address that mail comes from, such as saat@dla.go.th";
  if (!relay.link.empty() && !relay.link.starts_with("https://") && !relay.link.starts_with("http://"))
    return "--mail-link wants the address people open, such as https://saat.dla.go.th";
  return "";
}

}  // namespace notices
