#include "http/server.h"

#include <cstring>
#include <thread>

#include "base/text.h"
#include "fuzz.h"
#include "http/client_for_tests.h"
#include "http/framing.h"

namespace fuzz {

namespace {

struct Serving {
  http::Server server{"127.0.0.1", 0, limits(),
                      [](const http::Request& request, const http::Respond& respond) {
                        http::Reply reply;
                        reply.type = "text/plain";
                        reply.body = request.method + " " + request.path + " " + request.body;
                        for (const auto& [name, value] : request.query) reply.body += " " + name + "=" + value;
                        for (const auto& [name, value] : request.headers) reply.body += "\n" + name + ": " + value;
                        respond(std::move(reply));
                      },
                      [](unsigned status) {
                        http::Reply reply;
                        reply.status = status;
                        return reply;
                      }};
  Serving() {
    std::thread([this] { server.run(); }).detach();
  }
  static http::Limits limits() {
    http::Limits limits;
    limits.room = [](std::string_view, std::string_view path) { return path == "/unread" ? 0u : 1000u; };
    return limits;
  }
};

// All that is answered, without what is of the moment. A refusal is a refusal, whichever of several faults came first.
std::string answered(unsigned short port, std::string_view first, std::string_view rest) {
  static std::uint32_t connections = 0;
  http::Client client(port, 0x7F000001 + ++connections % 60'000);
  client.send(first);
  if (!rest.empty()) std::this_thread::yield();
  client.send(rest);
  client.end();
  std::string all;
  for (std::string some; !(some = client.read_some()).empty();) all += some;
  std::string out;
  for (auto line : base::split(all, '\n')) {
    if (line.starts_with("Date: ") || line.starts_with("X-Request-Id: ")) continue;
    for (std::string_view refused : {"HTTP/1.1 400", "HTTP/1.1 413", "HTTP/1.1 431"})
      if (line.starts_with(refused)) return out + "refused";
    out.append(line) += '\n';
  }
  return out;
}

void hold_alone(std::string_view bytes) {
  http::HeadSeen at_once, piece_by_piece;
  const auto whole = at_once.look(bytes);
  auto came = http::Head::unfinished;
  for (std::size_t size = 0; size <= bytes.size() && came == http::Head::unfinished; ++size)
    came = piece_by_piece.look(bytes.substr(0, size));
  hold(came == whole, "a head ends where it ends, however it comes");
  if (whole == http::Head::whole) {
    hold(at_once.size() == piece_by_piece.size() && at_once.size() <= bytes.size(), "and is as long");
    hold(bytes.substr(0, at_once.size()).ends_with("\r\n\r\n"), "and ends with an empty line");
  }
  if (const auto taken = http::absolute(bytes)) hold(http::names_host(taken->host), "a target's host is one");
  for (std::size_t size : {std::size_t(0), std::size_t(1), std::size_t(26), SIZE_MAX}) {
    const auto part = http::part_of(bytes, size);
    if (part.kind == http::Part::Kind::part)
      hold(part.size > 0 && part.from < size && part.size <= size - part.from, "a part lies within its file");
  }
  const auto decoded = http::percent_decode(http::percent_encode(bytes), false);
  hold(decoded == bytes, "what is encoded is decoded alike");
}

}  // namespace

void http(std::string_view bytes) {
  static auto& serving = *new Serving;  // never ended: its thread goes on while the program ends
  if (bytes.empty()) return;
  hold_alone(bytes);
  const auto cut = static_cast<unsigned char>(bytes[0]) * std::size_t(4);
  bytes.remove_prefix(1);
  const auto port = serving.server.port();
  const auto at_once = answered(port, bytes, "");
  if (cut == 0 || cut >= bytes.size()) return;
  hold(answered(port, bytes.substr(0, cut), bytes.substr(cut)) == at_once, "a cut changes no answer");
}

}  // namespace fuzz
