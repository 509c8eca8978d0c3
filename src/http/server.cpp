// The only file that knows Boost. Everything here runs on the one I/O thread, except what says otherwise.
#include "http/server.h"

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <ctime>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/budgets.h"
#include "base/log.h"
#include "base/text.h"
#include "http/framing.h"

namespace http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Time = std::chrono::steady_clock::time_point;

namespace {

constexpr auto heartbeat_every = std::chrono::seconds(20);
constexpr auto longest_stop = std::chrono::seconds(10);
constexpr std::size_t piece_of_file = 256 * 1024;

std::string_view reason_of(unsigned status) {
  auto reason = beast::http::obsolete_reason(beast::http::int_to_status(status));
  return {reason.data(), reason.size()};
}

std::string http_date(std::time_t now) {
  char text[40];
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text;
}

// A line's end inside a header would begin another header, or another reply.
bool may_be_written(const Reply& reply) {
  constexpr std::string_view ends("\r\n\0", 3);
  auto breaks = [&](std::string_view text) { return text.find_first_of(ends) != text.npos; };
  if (breaks(reply.type)) return false;
  for (const auto& [name, value] : reply.headers)
    if (breaks(name) || breaks(value)) return false;
  return true;
}

}  // namespace

struct Server::Inside {
  struct Connection;
  using ConnectionPtr = std::shared_ptr<Connection>;

  Inside(Limits limits, Dispatch dispatch, std::function<Reply(unsigned)> refuse, std::string every_head)
      : limits(limits), dispatch(std::move(dispatch)), refuse(std::move(refuse)), every_head(std::move(every_head)) {}

  void accept();
  void tick();
  void begin_stop();
  void close_what_may_close();
  void leave(Connection* connection);
  void deliver(ConnectionPtr to, Reply reply);  // from any thread
  void send_delivered();
  // No length: of a reply without content, or of one whose length is not known before its end.
  std::string head_of(const Reply& reply, std::optional<std::size_t> length, bool keep_alive);

  Limits limits;
  Dispatch dispatch;
  std::function<Reply(unsigned)> refuse;
  const std::string every_head;

  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor{io};
  asio::steady_timer ticking{io}, accept_again{io};
  Time heartbeat_at{}, stop_by = Time::max();
  bool draining = false, stopping = false;
  std::unordered_set<Connection*> connections;
  struct Held {
    std::size_t open = 0;
    bool told = false;  // the log has it
  };
  std::unordered_map<std::string, Held> held;  // how many of those each network has
  std::atomic<std::size_t> open{0};            // how many those are, for other threads
  std::mt19937_64 ids{std::random_device{}()};
  std::time_t date_second = 0;
  std::string date;

  // Replies come from the database's and the pages' threads, many at a time: one wake-up carries all
  // that are ready.
  std::mutex ready_mutex;
  std::vector<std::pair<ConnectionPtr, Reply>> ready;

  mutable std::mutex streams_mutex;
  std::map<std::string, std::set<Connection*>> streams;  // by topic
  std::map<Connection*, std::string> listening;          // each open stream, and who listens
};

struct Server::Inside::Connection : std::enable_shared_from_this<Connection> {
  enum class State { idle, reading, handling, writing, streaming, lingering, closed };

  Connection(tcp::socket accepted, Inside& server) : socket(std::move(accepted)), server(server) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    error_code error;
    auto peer = socket.remote_endpoint(error);
    if (!error) remote = peer.address().to_string();
    network = network_of(remote);
  }

  void become(State next, std::chrono::seconds at_most) {
    state = next;
    deadline = std::chrono::steady_clock::now() + at_most;
  }

  // The first byte of a request may take long, the rest may not.
  void wait_for_request() {
    drop_empty_lines();
    if (buffer.size() > 0) return read_request();
    become(State::idle, server.limits.idle);
    socket.async_read_some(buffer.prepare(2048), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return self->close();
      self->buffer.commit(size);
      self->wait_for_request();
    });
  }

  // Before a request line they are passed over (RFC 9112, 2.2): old clients end a body with one too many.
  void drop_empty_lines() {
    while (unread().starts_with("\r\n")) buffer.consume(2);
  }

  std::string_view unread() const { return {static_cast<const char*>(buffer.data().data()), buffer.size()}; }

  void read_request() {
    parser.emplace();
    parser->header_limit(std::uint32_t(server.limits.header));
    parser->body_limit(server.limits.body);
    seen = {};
    become(State::reading, server.limits.request);
    read_head();
  }

  // The head is looked at as it comes, and parsed when it is whole: Beast takes a folded line for a plain one, and
  // waits for the end of a head whose lines end in LF alone.
  void read_head() {
    const auto state_of_head = seen.look(unread());
    if (state_of_head == Head::malformed) return refuse(400);
    if (state_of_head == Head::whole && seen.size() <= server.limits.header) return parse_head();
    if (buffer.size() >= server.limits.header) return refuse(431);
    socket.async_read_some(buffer.prepare(4096), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return self->could_not_read(error);
      self->buffer.commit(size);
      self->read_head();
    });
  }

  void parse_head() {
    error_code error;
    buffer.consume(parser->put(asio::buffer(unread().data(), seen.size()), error));
    if (error) return could_not_read(error);
    read_body();
  }

  // What the head says is judged before a byte of the body is taken.
  void read_body() {
    namespace bh = beast::http;
    const auto& message = parser->get();
    auto method = message.method_string();
    auto coding = message[bh::field::transfer_encoding];
    // Before 1.1 there was no coding of transfers: whoever sends one along may mean another end (RFC 9112, 6.1).
    if (message.version() < 11 && message.count(bh::field::transfer_encoding) > 0) return refuse(400);
    if (!is_spoken({method.data(), method.size()}) || (!coding.empty() && !beast::iequals(coding, "chunked")))
      return refuse(501);
    const std::string_view target(message.target().data(), message.target().size());
    const bool of_server = target == "*" && method == "OPTIONS";
    auto host = message[bh::field::host];
    if (message.count(bh::field::host) > 1 || (message.version() >= 11 && message.count(bh::field::host) == 0) ||
        !names_host({host.data(), host.size()}) || message.count(bh::field::transfer_encoding) > 1 ||
        (message.count(bh::field::transfer_encoding) == 1 && coding.empty()) ||
        (!target.starts_with('/') && !absolute(target) && !of_server))
      return refuse(400);
    if (parser->is_done()) return handle();
    std::size_t room = server.limits.body;
    if (server.limits.room) room = std::min(room, server.limits.room({method.data(), method.size()}, path_of(target)));
    if (room == 0 || of_server) {  // whoever answers needs no body, and none is taken from the line
      parser->get().keep_alive(false);
      return handle();
    }
    if (auto length = parser->content_length(); length && *length > room) return refuse(413);
    parser->body_limit(room);
    // A client of 1.0 does not know that answer (RFC 9110, 10.1.1).
    if (message.version() >= 11 && beast::iequals(message[bh::field::expect], "100-continue")) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(socket, asio::buffer(go_on), [self = shared_from_this()](error_code error, std::size_t) {
        if (error) return self->close();
        self->read_rest();
      });
    }
    read_rest();
  }

  // Parsed as it comes. What the parser leaves is the line of a chunk or of a trailer that is not whole yet; it would
  // wait for ever for the end of one that ends in LF alone.
  void read_rest() {
    error_code error;
    parser->eager(true);
    while (buffer.size() > 0 && !parser->is_done()) {
      buffer.consume(parser->put(asio::buffer(unread().data(), buffer.size()), error));
      if (error == beast::http::error::need_more) break;
      if (error) return could_not_read(error);
    }
    if (parser->is_done()) return handle();
    if (has_bare_lf(unread())) return refuse(400);
    if (buffer.size() > server.limits.header) return refuse(431);
    socket.async_read_some(buffer.prepare(16 * 1024), [self = shared_from_this()](error_code failed, std::size_t size) {
      if (failed) return self->could_not_read(failed);
      self->buffer.commit(size);
      self->read_rest();
    });
  }

  // The path of a request's target, percent-decoded, without the query and "http://host" before it.
  static std::string path_of(std::string_view target) {
    if (const auto taken = absolute(target)) target = taken->rest;
    auto path = percent_decode(target.substr(0, target.find('?')), false);
    return path.empty() ? "/" : path;
  }

  void could_not_read(error_code error) {
    using Fault = beast::http::error;
    keep_alive = false;
    if (late) return refuse(408);
    if (error == Fault::header_limit || error == Fault::buffer_overflow) return refuse(431);
    if (error == Fault::body_limit) return refuse(413);
    bool malformed = error.category() == make_error_code(Fault::bad_method).category() &&
                     error != Fault::end_of_stream && error != Fault::partial_message;
    if (malformed) return refuse(400);
    close();
  }

  void handle() {
    auto message = parser->release();
    knows_chunks = message.version() >= 11;
    keep_alive = knows_chunks && message.keep_alive() && !server.stopping;
    is_head = message.method() == beast::http::verb::head;
    accepts_gzip = message[beast::http::field::accept_encoding].find("gzip") != beast::string_view::npos;
    Request request;
    // Begins with the time, so that ids of one moment lie side by side where they are kept.
    auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    request.id = fmt::format("{:011x}{:05x}", now, server.ids() >> 44);
    id = request.id;
    auto method = message.method_string();
    request.method.assign(method.data(), method.size());
    request.remote = remote;
    for (const auto& field : message) {
      auto name = field.name_string();
      std::string lower(name.data(), name.size());
      for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = char(c + 32);
      request.headers.emplace_back(std::move(lower), std::string(field.value().data(), field.value().size()));
    }
    if (server.limits.behind_proxy) {
      // The last address is the one our own proxy saw; those before it are what the client claims.
      // Sent as several lines they are one list, in their order.
      std::string_view forwarded;
      for (const auto& [name, value] : request.headers)
        if (name == "x-forwarded-for") forwarded = value;
      forwarded = base::trim(forwarded.substr(forwarded.rfind(',') + 1));
      if (!forwarded.empty()) request.remote = forwarded;
    }
    range.clear(), if_range.clear();
    if (message.method() == beast::http::verb::get)
      range = request.header("range"), if_range = request.header("if-range");
    const std::string_view target(message.target().data(), message.target().size());
    if (target == "*") return send(about_methods());
    // What the target says of the host holds, whatever the Host beside it (RFC 9112, 3.2.2).
    if (const auto taken = absolute(target)) {
      std::erase_if(request.headers, [](const auto& header) { return header.first == "host"; });
      request.headers.emplace_back("host", taken->host);
    }
    request.path = path_of(target);
    auto question = target.find('?');
    if (!base::is_utf8(request.path) || request.path.find('\0') != std::string::npos) return refuse(400);
    if (question != target.npos)
      for (auto pair : base::split(target.substr(question + 1), '&')) {
        auto equals = pair.find('=');
        request.query.emplace(
            base::repair_utf8(percent_decode(pair.substr(0, equals), true)),
            equals == pair.npos ? "" : base::repair_utf8(percent_decode(pair.substr(equals + 1), true)));
      }
    request.body = std::move(message.body());
    become(State::handling, std::chrono::hours(24));
    if (request.method == "GET" || request.method == "HEAD") request.abandoned = watch_for_closing();

    // Dropped unanswered, a request gets a 500 rather than an open connection for ever.
    struct Answer {
      Inside& server;
      ConnectionPtr to;
      std::atomic<bool> given{false};
      void give(Reply reply) {
        if (!given.exchange(true)) server.deliver(to, std::move(reply));
      }
      ~Answer() {
        if (!given) server.deliver(to, server.refuse(500));
      }
    };
    auto answer = std::shared_ptr<Answer>(new Answer{server, shared_from_this()});
    server.dispatch(std::move(request), [answer](Reply reply) { answer->give(std::move(reply)); });
  }

  // Whoever reloads ten times waits for the last page alone. A line closed on the far side can be read, and holds
  // nothing.
  std::shared_ptr<const std::atomic<bool>> watch_for_closing() {
    auto closed = std::make_shared<std::atomic<bool>>(false);
    socket.async_wait(asio::socket_base::wait_read, [self = shared_from_this(), closed](error_code error) {
      char next;
      if (!error && ::recv(self->socket.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0) *closed = true;
    });
    return closed;
  }

  static Reply about_methods() {
    Reply reply;
    reply.status = 204;
    reply.headers.emplace_back("Allow", methods);
    return reply;
  }

  void refuse(unsigned status) {
    keep_alive = false;
    is_head = false;
    send(server.refuse(status));
  }

  void send(Reply reply) {
    if (state == State::closed) return;
    if (auto finish = std::exchange(reply.finish, nullptr)) finish(reply);
    if (!may_be_written(reply)) reply = server.refuse(500);
    if (!reply.events_of.empty() && !is_head) return begin_stream(std::move(reply));
    if (server.draining || server.stopping) keep_alive = false;
    if (accepts_gzip) compress(reply);
    body = std::move(reply.body);
    if (reply.pieces && !is_head) return begin_pieces(std::move(reply));
    bool no_body = reply.status == 204 || reply.status == 304;
    const auto part = reply.file ? choose_part(reply) : Part{};
    file = is_head || no_body ? nullptr : reply.file;
    std::optional<std::size_t> length = reply.file ? part.size : body.size();
    if (no_body || reply.pieces || !reply.events_of.empty()) length = std::nullopt;
    head = server.head_of(reply, length, keep_alive);
    fmt::format_to(std::back_inserter(head), "X-Request-Id: {}\r\n\r\n", id);
    if (is_head || no_body) body.clear();
    file_end = part.from + part.size;
    if (file) return send_file(part.from);
    become(State::writing, server.limits.request);
    std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    asio::async_write(socket, parts, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      if (self->keep_alive) return self->wait_for_request();
      self->linger();
    });
  }

  // What of a file is sent, and what the head says of it (RFC 9110, 14). A date tells too little: If-Range holds for a
  // strong tag alone.
  Part choose_part(Reply& reply) {
    const Part all{Part::Kind::whole, 0, reply.file->size()};
    if (reply.status != 200) return all;
    reply.headers.emplace_back("Accept-Ranges", "bytes");
    const bool same =
        if_range.empty() || (if_range.starts_with('"') &&
                             std::find(reply.headers.begin(), reply.headers.end(),
                                       std::pair<std::string, std::string>("ETag", if_range)) != reply.headers.end());
    const auto part = same ? part_of(range, all.size) : Part{};
    if (part.kind == Part::Kind::whole) return all;
    if (part.kind == Part::Kind::none) {
      reply.status = 416;
      reply.file = nullptr;
      reply.headers.emplace_back("Content-Range", fmt::format("bytes */{}", all.size));
      return part;
    }
    reply.status = 206;
    reply.headers.emplace_back("Content-Range",
                               fmt::format("bytes {}-{}/{}", part.from, part.from + part.size - 1, all.size));
    return part;
  }

  // Each piece has the time of a whole reply: a slow reader is no dead one.
  void send_file(std::size_t from) {
    body = file->piece(from, std::min(piece_of_file, file_end - from));
    bool last = from + body.size() >= file_end;
    if (body.empty() && !last)
      return close();  // shorter than was said, or the disk failed: never a part that looks whole
    become(State::writing, server.limits.request);
    std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    asio::async_write(socket, parts,
                      [self = shared_from_this(), next = from + body.size(), last](error_code error, std::size_t) {
                        if (error) return self->close();
                        self->head.clear();
                        if (!last) return self->send_file(next);
                        self->file = nullptr;
                        if (self->keep_alive) return self->wait_for_request();
                        self->linger();
                      });
  }

  // So has each of these.
  void begin_pieces(Reply reply) {
    keep_alive = false;
    head = server.head_of(reply, std::nullopt, keep_alive);
    if (knows_chunks) head += "Transfer-Encoding: chunked\r\n";
    fmt::format_to(std::back_inserter(head), "X-Request-Id: {}\r\n\r\n", id);
    pieces = std::move(reply.pieces);
    body.clear();
    write_piece(false);
  }
  void write_piece(bool last) {
    if (state == State::closed) return;
    become(State::writing, server.limits.request);
    std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    asio::async_write(socket, parts, [self = shared_from_this(), last](error_code error, std::size_t) {
      if (error) return self->close();
      if (last) return self->linger();
      self->pieces([self](std::optional<std::string> piece) {
        asio::post(self->server.io, [self, piece = std::move(piece)]() mutable { self->take_piece(std::move(piece)); });
      });
    });
  }
  void take_piece(std::optional<std::string> piece) {
    if (!piece) return break_off();
    bool last = piece->empty();
    head = !knows_chunks ? "" : last ? "0\r\n\r\n" : fmt::format("{:x}\r\n", piece->size());
    body = std::move(*piece);
    if (last)
      pieces = nullptr;
    else if (knows_chunks)
      body += "\r\n";
    write_piece(last);
  }

  // Where the end of the connection is the end of the reply (1.0), it must not look like one: it is reset.
  void break_off() {
    error_code ignored;
    if (!knows_chunks) socket.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  // Closing with unread bytes in the socket would reset the connection under the reply just sent.
  void linger() {
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    become(State::lingering, std::chrono::seconds(2));
    discard();
  }
  void discard() {
    buffer.clear();
    socket.async_read_some(buffer.prepare(16 * 1024), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->discard();
    });
  }

  void begin_stream(Reply reply) {
    if (server.stopping) return close();
    for (auto topic : base::split(reply.events_of, ' '))
      if (!topic.empty()) topics.emplace_back(topic);
    become(State::streaming, std::chrono::hours(base::budget::hours_of_stream));
    {
      std::lock_guard lock(server.streams_mutex);
      for (const auto& topic : topics) server.streams[topic].insert(this);
      server.listening.emplace(this, std::move(reply.events_for));
    }
    head = fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        "X-Accel-Buffering: no\r\n{}Connection: close\r\nX-Request-Id: {}\r\n\r\nretry: 3000\n\n",
        server.every_head, id);
    push(head);
    watch_for_leaving();
  }
  void watch_for_leaving() {
    buffer.clear();
    socket.async_read_some(buffer.prepare(512), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->watch_for_leaving();
    });
  }
  void push(std::string_view event) {
    if (waiting.size() > base::budget::unread_events) return close();
    waiting += event;
    if (!pushing) push_waiting();
  }
  void push_waiting() {
    pushing = !waiting.empty();
    if (!pushing) return;
    body = std::exchange(waiting, {});
    asio::async_write(socket, asio::buffer(body), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->push_waiting();
    });
  }

  void close() {
    if (state == State::closed) return;
    state = State::closed;
    error_code ignored;
    socket.close(ignored);
    server.leave(this);
  }

  void check(Time now) {
    if (now < deadline) return;
    if (state != State::reading) return close();
    late = true;
    deadline = Time::max();
    socket.cancel();
  }

  tcp::socket socket;
  Inside& server;
  std::string remote, id, head, body, waiting;
  std::string network;               // it is counted by
  std::shared_ptr<const File> file;  // while it is sent
  std::vector<std::string> topics;
  Pieces pieces;  // while they are sent
  // What the parser has not taken yet: a head, or a block of a body. Else a chunk's extension and a trailer would have
  // no end.
  beast::flat_buffer buffer{base::budget::head + 64 * base::budget::KiB};
  std::optional<beast::http::request_parser<beast::http::string_body>> parser;
  HeadSeen seen;
  State state = State::idle;
  Time deadline{};
  std::string range, if_range;  // asked of a file
  std::size_t file_end = 0;     // of what is sent of it
  bool keep_alive = true, knows_chunks = true, is_head = false, accepts_gzip = false, late = false, pushing = false;
};

void Server::Inside::accept() {
  acceptor.async_accept([this](error_code error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (error) {
      // Out of file descriptors: those in use will be given back; asking at once would only burn the processor.
      accept_again.expires_after(std::chrono::milliseconds(100));
      accept_again.async_wait([this](error_code stopped) {
        if (!stopped) accept();
      });
      return;
    }
    auto connection = std::make_shared<Connection>(std::move(socket), *this);
    if (auto& of_one = held[connection->network]; limits.behind_proxy || of_one.open < limits.of_one) {
      ++of_one.open;
      connections.insert(connection.get());
      open = connections.size();
      connection->wait_for_request();
    } else if (!std::exchange(of_one.told, true)) {
      base::log::warn("address={} has {} connections open; more are closed", connection->network, of_one.open);
    }
    accept();
  });
}

// Once a second, for every connection: cheaper than a timer for each operation of each.
void Server::Inside::tick() {
  ticking.expires_after(std::chrono::seconds(1));
  ticking.async_wait([this](error_code error) {
    if (error) return;
    auto now = std::chrono::steady_clock::now();
    bool beat = now >= heartbeat_at;
    if (beat) heartbeat_at = now + heartbeat_every;
    auto all = std::vector<Connection*>(connections.begin(), connections.end());
    for (auto* connection : all) {
      if (!connections.contains(connection)) continue;
      if (beat && connection->state == Connection::State::streaming)
        connection->push(": \n\n");
      else
        connection->check(now);
    }
    if (now >= stop_by) return io.stop();
    tick();
  });
}

void Server::Inside::begin_stop() {
  if (stopping) return;
  stopping = true;
  stop_by = std::chrono::steady_clock::now() + longest_stop;
  error_code ignored;
  acceptor.close(ignored);
  accept_again.cancel();
  auto all = std::vector<Connection*>(connections.begin(), connections.end());
  for (auto* connection : all)
    if (connection->state == Connection::State::idle || connection->state == Connection::State::streaming)
      connection->close();
  if (connections.empty()) io.stop();
}

void Server::Inside::leave(Connection* connection) {
  if (!connection->topics.empty()) {
    std::lock_guard lock(streams_mutex);
    for (const auto& topic : connection->topics)
      if (auto at = streams.find(topic); at != streams.end() && at->second.erase(connection) && at->second.empty())
        streams.erase(at);
    listening.erase(connection);
  }
  connections.erase(connection);
  open = connections.size();
  if (auto at = held.find(connection->network); at != held.end() && --at->second.open == 0) held.erase(at);
  if (stopping && connections.empty()) io.stop();
}

void Server::Inside::deliver(ConnectionPtr to, Reply reply) {
  bool first;
  {
    std::lock_guard lock(ready_mutex);
    first = ready.empty();
    ready.emplace_back(std::move(to), std::move(reply));
  }
  if (first) asio::post(io, [this] { send_delivered(); });
}

void Server::Inside::send_delivered() {
  std::vector<std::pair<ConnectionPtr, Reply>> taken;
  {
    std::lock_guard lock(ready_mutex);
    taken.swap(ready);
  }
  for (auto& [connection, reply] : taken) connection->send(std::move(reply));
}

std::string Server::Inside::head_of(const Reply& reply, std::optional<std::size_t> length, bool keep_alive) {
  if (auto now = std::time(nullptr); now != date_second) {
    date_second = now;
    date = http_date(now);
  }
  std::string head;
  head.reserve(900);
  auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status, reason_of(reply.status), date);
  if (reply.status != 304 && reply.status != 204) {
    if (!length || *length > 0) fmt::format_to(out, "Content-Type: {}\r\n", reply.type);
    if (length) fmt::format_to(out, "Content-Length: {}\r\n", *length);
  }
  for (const auto& [name, value] : reply.headers) fmt::format_to(out, "{}: {}\r\n", name, value);
  head += every_head;
  if (!keep_alive) head += "Connection: close\r\n";
  return head;
}

Server::Server(const std::string& address, unsigned short port, Limits limits, Dispatch dispatch,
               std::function<Reply(unsigned status)> refuse, std::string every_head)
    : inside_(std::make_unique<Inside>(limits, std::move(dispatch), std::move(refuse), std::move(every_head))) {
  try {
    tcp::endpoint endpoint(asio::ip::make_address(address), port);
    inside_->acceptor.open(endpoint.protocol());
    inside_->acceptor.set_option(asio::socket_base::reuse_address(true));
    inside_->acceptor.bind(endpoint);
    inside_->acceptor.listen(4096);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}", address, port, error.code().message()));
  }
}

Server::~Server() = default;

unsigned short Server::port() const { return inside_->acceptor.local_endpoint().port(); }

void Server::run() {
  inside_->accept();
  inside_->tick();
  inside_->io.run();
}

void Server::drain() {
  asio::post(inside_->io, [this] { inside_->draining = true; });
}

void Server::stop() {
  asio::post(inside_->io, [this] { inside_->begin_stop(); });
}

void Server::publish(const std::string& topic, const std::string& event, const std::string& data) {
  if (listeners(topic) == 0) return;
  asio::post(inside_->io, [this, topic, text = "event: " + event + "\ndata: " + data + "\n\n"] {
    std::vector<Inside::Connection*> open;
    {
      std::lock_guard lock(inside_->streams_mutex);
      if (auto at = inside_->streams.find(topic); at != inside_->streams.end())
        open.assign(at->second.begin(), at->second.end());
    }
    for (auto* connection : open) connection->push(text);
  });
}

std::set<std::string> Server::who_listens() const {
  std::lock_guard lock(inside_->streams_mutex);
  std::set<std::string> all;
  for (const auto& [connection, who] : inside_->listening) all.insert(who);
  return all;
}

std::size_t Server::streams_of(std::string_view who) const {
  std::lock_guard lock(inside_->streams_mutex);
  return std::size_t(
      std::ranges::count_if(inside_->listening, [&](const auto& stream) { return stream.second == who; }));
}

void Server::end_streams(const std::set<std::string>& of) {
  asio::post(inside_->io, [this, of] {
    std::vector<Inside::Connection*> ending;
    {
      std::lock_guard lock(inside_->streams_mutex);
      for (const auto& [connection, who] : inside_->listening)
        if (of.contains(who)) ending.push_back(connection);
    }
    for (auto* connection : ending) connection->close();
  });
}

std::size_t Server::listeners(const std::string& topic) const {
  std::lock_guard lock(inside_->streams_mutex);
  auto at = inside_->streams.find(topic);
  return at == inside_->streams.end() ? 0 : at->second.size();
}

std::size_t Server::connections() const { return inside_->open; }

std::size_t Server::streams() const {
  std::lock_guard lock(inside_->streams_mutex);
  return inside_->listening.size();
}

}  // namespace http
