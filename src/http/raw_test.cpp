#include "http/raw_for_tests.h"

#include <filesystem>
#include <thread>

#include "http/framing.h"
#include "http/server.h"

namespace http {
namespace {

// The server that tests/http/framing.txt asks, as its README describes it.
class Raw : public testing::Test {
 protected:
  Raw() {
    std::ofstream(path) << "abcdefghijklmnopqrstuvwxyz";
    port = server->port();
    running = std::thread([this] { server->run(); });
  }
  ~Raw() override {
    server->stop();
    running.join();
    std::filesystem::remove(path);
  }

  Reply reply_to(const Request& request) const {
    Reply reply;
    reply.type = "text/plain";
    reply.body = request.method + " " + request.path + " " + request.body;
    if (request.path == "/nothing") reply.status = 204, reply.body.clear();
    if (request.path == "/file") {
      reply.body.clear();
      reply.file = std::make_shared<File>(path);
      reply.headers.emplace_back("ETag", "\"v1\"");
    }
    if (request.path == "/pieces") {
      reply.body.clear();
      reply.pieces = [left = std::make_shared<std::vector<std::string>>(std::vector<std::string>{"", "two", "one"})](
                         const Give& give) {
        auto piece = left->back();
        left->pop_back();
        give(piece);
      };
    }
    return reply;
  }

  static Limits limits() {
    Limits limits;
    limits.room = [](std::string_view, std::string_view path) { return path == "/unread" ? 0u : 100u; };
    return limits;
  }

  const std::string path = (std::filesystem::temp_directory_path() / ("saat-raw-" + std::to_string(getpid()))).string();
  std::unique_ptr<Server> server = std::make_unique<Server>(
      "127.0.0.1", 0, limits(), [this](const Request& request, const Respond& respond) { respond(reply_to(request)); },
      [](unsigned status) {
        Reply reply;
        reply.status = status;
        return reply;
      });
  unsigned short port = 0;
  std::thread running;
};

TEST_F(Raw, framing_is_as_rfc_9112_has_it) {
  hold_to("tests/http/framing.txt", port, "GET / HTTP/1.1\r\nHost: t\r\n\r\n");
}

// However a head is cut by the network, its end is the same.
TEST(Framing, a_head_looked_at_piece_by_piece_ends_where_it_ends_at_once) {
  for (const auto& one : raw_cases("tests/http/framing.txt")) {
    HeadSeen at_once, in_pieces;
    const auto whole = at_once.look(one.request);
    auto came = Head::unfinished;
    for (std::size_t size = 1; size <= one.request.size() && came == Head::unfinished; ++size)
      came = in_pieces.look(std::string_view(one.request).substr(0, size));
    EXPECT_EQ(came, whole) << one.line;
    if (whole == Head::whole) EXPECT_EQ(in_pieces.size(), at_once.size()) << one.line;
  }
}

}  // namespace
}  // namespace http
