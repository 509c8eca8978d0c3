#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <stdexcept>

#include "bench.h"

namespace bench {

namespace {

int connect_to(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(std::uint16_t(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

void send_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the server closed a connection");
    text.remove_prefix(std::size_t(sent));
  }
}

struct Answer {
  unsigned status;
  std::string_view body;
  std::size_t whole;
};
// A whole reply at the start of `buffer`, by its Content-Length; nullopt while more must come.
std::optional<Answer> parse(std::string_view buffer) {
  auto end = buffer.find("\r\n\r\n");
  if (end == buffer.npos) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t at = buffer.find("\r\n"); at < end; at = buffer.find("\r\n", at + 2))
    if (strncasecmp(buffer.data() + at + 2, "content-length:", 15) == 0)
      length = std::strtoul(buffer.data() + at + 17, nullptr, 10);
  std::size_t whole = end + 4 + length;
  if (buffer.size() < whole) return std::nullopt;
  return Answer{unsigned(std::atoi(buffer.data() + 9)), buffer.substr(end + 4, length), whole};
}

struct Connection {
  int fd = -1;
  std::size_t next = 0, sent_by = 0;  // clerks, by place
  Time::time_point sent;
  std::string buffer;
};

std::string save_of(const Client& clerk, std::int64_t value) {
  std::string body = fmt::format(R"({{"typed":"{}","version":{}}})", value, clerk.version);
  return fmt::format(
      "PUT /reports/clean-province/2567/{}/answers/U2.1 HTTP/1.1\r\nHost: bench\r\n"
      "Accept: application/json\r\nContent-Type: application/json\r\nCookie: saat={}\r\n"
      "X-CSRF-Token: {}\r\nContent-Length: {}\r\n\r\n{}",
      clerk.code, clerk.token, clerk.csrf, body.size(), body);
}

}  // namespace

LoadResult save_load(int port, std::vector<Client>& clerks, int connections, double for_seconds) {
  LoadResult result;
  int poll = epoll_create1(0);
  std::vector<Connection> all(std::min<std::size_t>(connections, clerks.size()));
  static std::int64_t value = 0;  // never what an earlier run saved, nor the demonstration
  auto save = [&](Connection& c) {
    if (c.next >= clerks.size()) c.next = std::size_t(&c - all.data());
    c.sent_by = c.next;
    c.next += all.size();
    c.sent = Time::now();
    // Never the value saved before: saving the same again is no save.
    send_all(c.fd, save_of(clerks[c.sent_by], 1'000'000 + value++));
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].fd = connect_to(port);
    if (all[i].fd < 0) throw std::runtime_error("cannot connect");
    all[i].next = i;
    epoll_event event{EPOLLIN, {.ptr = &all[i]}};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
  }
  auto start = Time::now();
  for (auto& c : all) save(c);
  std::size_t open = all.size();
  epoll_event events[256];
  char bytes[65536];
  while (open > 0) {
    int ready = epoll_wait(poll, events, 256, 5'000);
    if (ready == 0) throw std::runtime_error("no reply for 5 s");
    for (int i = 0; i < ready; ++i) {
      auto& c = *static_cast<Connection*>(events[i].data.ptr);
      auto got = recv(c.fd, bytes, sizeof bytes, 0);
      if (got <= 0) throw std::runtime_error("the server closed a connection");
      c.buffer.append(bytes, std::size_t(got));
      auto answer = parse(c.buffer);
      if (!answer) continue;
      result.latencies.ms.push_back(seconds_since(c.sent) * 1e3);
      if (answer->status == 200) {
        ++result.done;
        ++clerks[c.sent_by].version;
      } else if (result.errors++ == 0) {
        result.first_error = fmt::format("{} {}", answer->status, answer->body.substr(0, 300));
      }
      c.buffer.erase(0, answer->whole);
      if (seconds_since(start) < for_seconds) {
        save(c);
      } else {
        close(c.fd);
        --open;
      }
    }
  }
  result.seconds = seconds_since(start);
  close(poll);
  return result;
}

namespace {

// One request on an open connection, read to its end.
Answer ask(int fd, const std::string& request, std::string& buffer) {
  buffer.clear();
  send_all(fd, request);
  char bytes[65536];
  while (true) {
    auto got = recv(fd, bytes, sizeof bytes, 0);
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    buffer.append(bytes, std::size_t(got));
    if (auto answer = parse(buffer)) return *answer;
  }
}

}  // namespace

PageResult page_load(int port, const Client& client, const std::string& path, int times) {
  PageResult result;
  int fd = connect_to(port);
  std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nCookie: saat={}\r\n\r\n",
      path, client.token);
  std::string buffer;
  for (int i = 0; i < times; ++i) {
    auto start = Time::now();
    auto answer = ask(fd, request, buffer);
    result.latencies.ms.push_back(seconds_since(start) * 1e3);
    result.status = answer.status;
    result.bytes = answer.body.size();
  }
  close(fd);
  return result;
}

unsigned status_of(int port, const std::string& path) {
  int fd = connect_to(port);
  if (fd < 0) return 0;
  std::string buffer;
  unsigned status = 0;
  try {
    status = ask(fd, "GET " + path + " HTTP/1.1\r\nHost: bench\r\n\r\n", buffer).status;
  } catch (const std::runtime_error&) {  // closed while starting: ask again
  }
  close(fd);
  return status;
}

}  // namespace bench
