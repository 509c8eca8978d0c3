#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "load/driver.h"
#include "load/latencies.h"

namespace load {
namespace {

using namespace std::chrono_literals;

TEST(Latencies, the_parts_are_found_within_a_fiftieth) {
  Latencies times;
  EXPECT_EQ(times.at(0.99), 0);
  for (int i = 1; i <= 1000; ++i) times.add(i / 10.0);
  EXPECT_EQ(times.count(), 1000u);
  EXPECT_EQ(times.most(), 100);
  EXPECT_NEAR(times.at(0.5), 50, 1.1);
  EXPECT_NEAR(times.at(0.99), 99, 2);
  EXPECT_EQ(times.at(1), 100);
}

// Answers every request with its path, one at a time, after a pause; "/bye" closes the connection,
// "/break" does so without an answer.
class Echo {
 public:
  explicit Echo(std::chrono::milliseconds pause) : pause_(pause) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listening_, 16) != 0)
      throw std::runtime_error("listen");
    getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    accepting_ = std::thread([this] {
      for (int client; (client = ::accept(listening_, nullptr, nullptr)) >= 0;)
        talking_.emplace_back([this, client] { talk(client); });
    });
  }
  ~Echo() {
    ::shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    ::close(listening_);
    for (auto& thread : talking_) thread.join();
  }
  int port = 0;

 private:
  void talk(int client) {
    std::string in;
    char bytes[4096];
    for (ssize_t got; (got = ::recv(client, bytes, sizeof bytes, 0)) > 0;) {
      in.append(bytes, std::size_t(got));
      if (in.find("\r\n\r\n") == in.npos) continue;
      auto path = in.substr(in.find(' ') + 1, in.find(" HTTP") - in.find(' ') - 1);
      in.clear();
      if (path == "/break") break;
      std::this_thread::sleep_for(pause_);
      std::string close = path == "/bye" ? "Connection: close\r\n" : "";
      auto reply = "HTTP/1.1 200 OK\r\n" + close + "Content-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path;
      ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL);
      if (!close.empty()) break;
    }
    ::close(client);
  }
  std::chrono::milliseconds pause_;
  int listening_;
  std::thread accepting_;
  std::vector<std::thread> talking_;
};

TEST(Driver, waiting_for_a_connection_counts_from_the_moment_meant) {
  Echo server(40ms);
  Driver driver("127.0.0.1", server.port, 1);
  std::vector<double> took;
  driver.every(Time::now(), 20ms, [&](Time::time_point meant) {
    if (took.size() + 1 > 4) return;
    driver.send(
        {"GET", "/a", "", ""}, [&](const Reply& reply) { took.push_back(reply.ms); }, meant);
  });
  driver.run(Time::now() + 2s);  // long enough beside anything
  ASSERT_GE(took.size(), 3u);
  EXPECT_GE(took[0], 39);
  EXPECT_GE(took[2], 39 * 3 - 45) << "the third was meant at 40 ms and answered at 120 ms";
}

TEST(Driver, a_broken_connection_is_told_and_another_taken) {
  Echo server(0ms);
  Driver driver("127.0.0.1", server.port, 2);
  EXPECT_EQ(driver.ask({"GET", "/bye", "", ""}).body, "/bye");
  EXPECT_EQ(driver.ask({"GET", "/after", "", ""}).body, "/after");
  EXPECT_EQ(driver.ask({"GET", "/break", "", ""}).status, 0u);
  EXPECT_EQ(driver.ask({"GET", "/again", "", ""}).body, "/again");
}

TEST(Driver, a_key_begins_with_the_time_and_is_never_the_same) {
  EXPECT_EQ(new_key().size(), 32u);
  EXPECT_NE(new_key(), new_key());
  auto earlier = new_key(), later = new_key();
  EXPECT_LE(earlier.substr(0, 11), later.substr(0, 11));
}

}  // namespace
}  // namespace load
