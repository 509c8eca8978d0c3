#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace http {

// A plain blocking client for tests: bytes out, one reply in.
class Client {
 public:
  // `from`: which of this machine's own addresses it comes from, 127.0.0.0/8. One has ports for thirty thousand
  // connections a minute; who makes more takes several.
  explicit Client(unsigned short port, std::uint32_t from = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (from) {
      sockaddr_in own{};
      own.sin_family = AF_INET;
      own.sin_addr.s_addr = htonl(from);
      int port_later = 1;
      setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &port_later, sizeof port_later);
      if (::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0)
        throw std::runtime_error("cannot come from that address");
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect");
    int yes = 1;  // what is sent in pieces is sent at once, and not when the piece before was heard of
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;

  struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case; of one sent twice, the last
    std::string body;
    std::string cookies;  // every Set-Cookie, one a line
  };

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server has closed: what it said is still to be read
      bytes.remove_prefix(std::size_t(sent));
    }
  }

  void end() { ::shutdown(socket_, SHUT_WR); }  // nothing more will be sent

  // Reads one reply; status 0 when the connection was closed before one came.
  Answer receive(bool has_body = true) {
    Answer answer;
    auto end = read_until("\r\n\r\n");
    if (end == std::string::npos) return answer;
    std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = std::stoi(head.substr(9, 3));
    std::size_t length = 0;
    for (auto at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
      auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
      auto colon = line.find(": ");
      std::string name = line.substr(0, colon), value = colon == line.npos ? "" : line.substr(colon + 2);
      for (char& c : name) c = char(std::tolower(c));
      if (name == "set-cookie") answer.cookies += value + "\n";
      if (name == "content-length") length = std::stoul(value);
      answer.headers[name] = value;
    }
    if (!has_body) return answer;
    if (answer.headers["transfer-encoding"] == "chunked") {
      if (!receive_pieces(answer.body)) answer.status = 0;  // broken off
      return answer;
    }
    while (buffer_.size() < length && more()) {}
    answer.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return answer;
  }

  Answer ask(std::string_view method, std::string_view target, const std::map<std::string, std::string>& headers = {},
             std::string_view body = {}) {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty() || method != "GET") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + std::string(body));
    return receive(method != "HEAD");
  }

  std::string read_some() {
    if (buffer_.empty()) more();
    return std::exchange(buffer_, {});
  }

 private:
  bool receive_pieces(std::string& body) {
    for (;;) {
      auto end = read_until("\r\n");
      if (end == std::string::npos) return false;
      auto size = std::stoul(buffer_.substr(0, end), nullptr, 16);
      buffer_.erase(0, end + 2);
      while (buffer_.size() < size + 2)
        if (!more()) return false;
      body += buffer_.substr(0, size);
      buffer_.erase(0, size + 2);
      if (size == 0) return true;
    }
  }
  bool more() {
    char bytes[16384];
    auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, std::size_t(got));
    return true;
  }
  std::size_t read_until(std::string_view mark) {
    for (;;) {
      if (auto at = buffer_.find(mark); at != std::string::npos) return at;
      if (!more()) return std::string::npos;
    }
  }

  int socket_;
  std::string buffer_;
};

}  // namespace http
