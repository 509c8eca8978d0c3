#include "bystanders.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string_view>
#include <utility>
#include <vector>

#include "bench.h"
#include "load/driver.h"

namespace bench {

int most_files() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  return int(files.rlim_max);
}

Bystanders::Bystanders(const Hold& hold) {
  int up[2], down[2];
  if (pipe(up) != 0 || pipe(down) != 0) throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ != 0) {
    close(up[1]), close(down[0]);
    from_ = up[0], to_ = down[1];
    return;
  }
  close(up[0]), close(down[1]);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit files{rlim_t(most_files()), rlim_t(most_files())};
  setrlimit(RLIMIT_NOFILE, &files);
  auto tell = [&](int count) {
    if (write(up[1], &count, sizeof count) != sizeof count) _exit(1);
  };
  auto ending = [&](int ms) {
    pollfd wait{down[0], POLLIN, 0};
    return poll(&wait, 1, ms) > 0;
  };
  try {
    tell(hold(tell, ending));
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

int Bystanders::begun() {
  int count = 0;
  return read(from_, &count, sizeof count) == sizeof count ? count : 0;
}

int Bystanders::end() {
  if (pid_ == 0) return 0;
  // A word, not the pipe's end: those begun after it hold the pipe too.
  bool told = write(to_, "", 1) == 1;
  int count = told ? begun() : 0;
  close(to_);
  close(from_);
  waitpid(std::exchange(pid_, 0), nullptr, 0);
  return count;
}

std::unique_ptr<Bystanders> Bystanders::idle(int port, int count) {
  return std::unique_ptr<Bystanders>(new Bystanders([port, count](const auto& tell, const auto& ending) {
    load::Driver driver("127.0.0.1", port, count);
    int answered = 0;
    for (int i = 0; i < count; ++i)
      driver.send({"GET", "/healthz"}, [&](const load::Reply& reply) { answered += reply.status == 200; });
    while (answered < count && !ending(0)) {
      int before = answered;
      driver.run(Time::now() + lasting(1));
      if (answered == before) break;  // no more come
    }
    tell(answered);
    while (!ending(1'000)) {}
    return 0;
  }));
}

namespace {

int open_one(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(std::uint16_t(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return fd;
  close(fd);
  return -1;
}

constexpr std::string_view dribble =
    "PUT /reports/clean-province/2567/06560115/answers/U2.1 HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n";

}  // namespace

std::unique_ptr<Bystanders> Bystanders::dribbling(int port, int count) {
  return std::unique_ptr<Bystanders>(new Bystanders([port, count](const auto& tell, const auto& ending) {
    struct Slow {
      int fd = -1;
      std::size_t sent = 0;
    };
    std::vector<Slow> all(static_cast<std::size_t>(count));
    int open = 0, closed = 0;
    for (auto& slow : all) open += (slow.fd = open_one(port)) >= 0;
    tell(open);
    while (!ending(1'000))
      for (auto& slow : all) {
        char said[1024];
        bool gone = slow.fd >= 0 && recv(slow.fd, said, sizeof said, MSG_DONTWAIT) >= 0;  // a 408, or the end
        if (gone || slow.fd < 0) {
          closed += gone;
          if (slow.fd >= 0) close(slow.fd);
          slow = {open_one(port), 0};
        }
        if (slow.fd >= 0 && send(slow.fd, &dribble[slow.sent % dribble.size()], 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1)
          ++slow.sent;
      }
    return closed;
  }));
}

std::unique_ptr<Bystanders> Bystanders::streaming(int port, const rehearse::Country& country, int count) {
  return std::unique_ptr<Bystanders>(new Bystanders([port, &country, count](const auto& tell, const auto& ending) {
    std::vector<pollfd> all;
    char said[4096];
    int open = 0, closed = 0;
    for (int i = 0; i < count; ++i) {
      const auto& clerk = country.clerks[std::size_t(i) % country.clerks.size()];
      const auto asked = "GET /events?topic=" + clerk.report +
                         " HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n" + "Cookie: " + clerk.cookie +
                         "\r\n\r\n";
      int fd = open_one(port);
      if (fd < 0) continue;
      if (send(fd, asked.data(), asked.size(), MSG_NOSIGNAL) == ssize_t(asked.size()) &&
          recv(fd, said, sizeof said, 0) > 0 && std::string_view(said, 12).ends_with("200")) {
        all.push_back({fd, POLLIN, 0});
        ++open;
      } else {
        close(fd);
      }
    }
    tell(open);
    while (!ending(0)) {
      if (poll(all.data(), all.size(), 200) <= 0) continue;
      for (auto& each : all)
        if (each.revents && recv(each.fd, said, sizeof said, MSG_DONTWAIT) == 0) {
          close(each.fd);
          each.fd = -1;
          ++closed;
        }
    }
    return closed;
  }));
}

}  // namespace bench
