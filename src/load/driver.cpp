#include "load/driver.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>
#include <utility>

namespace load {

namespace {

std::string header_in(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at < head.size(); at = head.find("\r\n", at + 2)) {
    auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        strncasecmp(line.data(), name.data(), name.size()) == 0) {
      auto value = line.substr(name.size() + 1);
      value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
      return std::string(value);
    }
  }
  return {};
}

int connect_to(const std::string& host, int port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return -1;
  int fd = -1;
  for (auto* at = found; at && fd < 0; at = at->ai_next) {
    fd = ::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && ::connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
      ::close(fd);
      fd = -1;
    }
  }
  freeaddrinfo(found);
  int one = 1;
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

}  // namespace

std::string Reply::header(std::string_view name) const { return header_in(head, name); }
std::string Driver::Answer::header(std::string_view name) const { return header_in(head, name); }

std::string new_key() {
  static std::mt19937_64 random{std::random_device{}()};
  auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
                 .count();
  return fmt::format("{:011x}{:05x}{:016x}", now, random() & 0xfffff, random());
}

struct Driver::Connection {
  int fd = -1;
  bool busy = false;
  std::string out, in;
  Done done;
  Time::time_point meant;
};

Driver::Driver(const std::string& host, int port, int most_connections)
    : host_(host), port_(port), poll_(epoll_create1(EPOLL_CLOEXEC)), most_(std::size_t(most_connections)) {
  if (!open_one()) throw std::runtime_error(fmt::format("nobody answers at {}:{}", host, port));
  free_.push_back(connections_.front().get());
}

Driver::~Driver() {
  for (auto& connection : connections_)
    if (connection->fd >= 0) ::close(connection->fd);
  ::close(poll_);
}

// A connection that is not yet among the free ones; null when the server takes none.
Driver::Connection* Driver::open_one() {
  int fd = connect_to(host_, port_);
  if (fd < 0) return nullptr;
  auto& connection = *connections_.emplace_back(std::make_unique<Connection>());
  connection.fd = fd;
  epoll_event event{EPOLLIN | EPOLLRDHUP, {.ptr = &connection}};
  epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
  return &connection;
}

void Driver::send(const Request& request, Done done, Time::time_point meant) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n{}", request.method, request.path, host_, port_, request.headers);
  if (request.method != "GET") fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", request.body.size());
  waiting_.push_back({text + "\r\n" + request.body, std::move(done), meant});
  dispatch();
}

void Driver::dispatch() {
  while (!waiting_.empty()) {
    if (free_.empty()) {
      if (connections_.size() >= most_) return;
      auto* opened = open_one();
      if (!opened) return;
      free_.push_back(opened);
    }
    Connection& connection = *free_.back();
    free_.pop_back();
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    connection.busy = true;
    connection.done = std::move(next.done);
    connection.meant = next.meant;
    connection.in.clear();
    ++under_way_;
    // Requests are small and the connection idle: the socket takes them whole.
    auto sent = ::send(connection.fd, next.text.data(), next.text.size(), MSG_NOSIGNAL);
    if (sent != ssize_t(next.text.size())) broke(connection);
  }
}

void Driver::finish(Connection& connection, const Reply& reply) {
  connection.busy = false;
  --under_way_;
  auto done = std::exchange(connection.done, nullptr);
  if (done) done(reply);
}

// It stays in memory to the end of the turn: an event of it may still come.
void Driver::broke(Connection& connection) {
  ::close(std::exchange(connection.fd, -1));
  std::erase(free_, &connection);
  auto at =
      std::find_if(connections_.begin(), connections_.end(), [&](const auto& one) { return one.get() == &connection; });
  gone_.push_back(std::move(*at));
  connections_.erase(at);
  if (connection.busy)
    finish(connection, {0, {}, {}, std::chrono::duration<double, std::milli>(Time::now() - connection.meant).count()});
}

void Driver::on_event(Connection& connection) {
  if (connection.fd < 0) return;
  char bytes[65536];
  auto got = ::recv(connection.fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0 || !connection.busy) return broke(connection);
  connection.in.append(bytes, std::size_t(got));
  auto end = connection.in.find("\r\n\r\n");
  if (end == std::string::npos) return;
  std::string_view head(connection.in.data(), end + 2);
  auto length = std::strtoul(header_in(head, "content-length").c_str(), nullptr, 10);
  if (connection.in.size() < end + 4 + length) return;
  std::string whole = std::exchange(connection.in, {});
  head = std::string_view(whole).substr(0, end + 2);
  Reply reply{unsigned(std::atoi(whole.c_str() + 9)), head, std::string_view(whole).substr(end + 4, length),
              std::chrono::duration<double, std::milli>(Time::now() - connection.meant).count()};
  bool closes = strcasecmp(header_in(head, "connection").c_str(), "close") == 0;
  if (!closes) free_.push_back(&connection);
  finish(connection, reply);
  if (closes) broke(connection);
}

void Driver::at(Time::time_point when, std::function<void()> what) { timers_.push({when, order_++, std::move(what)}); }

void Driver::every(Time::time_point first, Time::duration period, std::function<void(Time::time_point)> what) {
  at(first, [this, first, period, what = std::move(what)] {
    what(first);
    every(first + period, period, what);
  });
}

void Driver::turn(Time::time_point until) {
  auto now = Time::now();
  if (!timers_.empty()) until = std::min(until, timers_.top().when);
  auto wait = std::chrono::duration_cast<std::chrono::microseconds>(until - now).count();
  epoll_event events[256];
  int ready = epoll_wait(poll_, events, 256, wait <= 0 ? 0 : int(std::min<long>((wait + 999) / 1000, 1000)));
  for (int i = 0; i < ready; ++i) on_event(*static_cast<Connection*>(events[i].data.ptr));
  gone_.clear();
  dispatch();
}

void Driver::run(Time::time_point until, std::chrono::seconds patience) {
  over_ = false;
  while (Time::now() < until) {
    for (auto now = Time::now(); !timers_.empty() && timers_.top().when <= now;) {
      auto timer = timers_.top();
      timers_.pop();
      lateness_ms_ =
          std::max(lateness_ms_, std::chrono::duration<double, std::milli>(Time::now() - timer.when).count());
      timer.what();
    }
    turn(until);
  }
  over_ = true;
  timers_ = {};
  waiting_.clear();
  auto give_up = Time::now() + patience;
  while (under_way_ > 0 && Time::now() < give_up) turn(give_up);
  for (auto& connection : connections_) connection->done = nullptr;
}

Driver::Answer Driver::ask(const Request& request) {
  Answer answer;
  bool answered = false;
  send(request, [&](const Reply& reply) {
    answer = {reply.status, std::string(reply.head), std::string(reply.body)};
    answered = true;
  });
  auto give_up = Time::now() + std::chrono::seconds(30);
  while (!answered && Time::now() < give_up) turn(give_up);
  if (!answered) throw std::runtime_error("no answer within 30 s");
  return answer;
}

}  // namespace load
