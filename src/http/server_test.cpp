#include "http/server.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "http/client_for_tests.h"

namespace http {
namespace {

using namespace std::chrono_literals;

// A server on a free port that answers what the test's handler says.
class Running {
 public:
  explicit Running(Dispatch dispatch, Limits limits = {})
      : server_("127.0.0.1", 0, limits, std::move(dispatch), [](unsigned status) {
          Reply reply;
          reply.status = status;
          reply.type = "text/plain";
          reply.body = "refused";
          return reply;
        }) {
    port_ = server_.port();
    thread_ = std::thread([this] { server_.run(); });
  }
  ~Running() { stop(); }
  void stop() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }
  unsigned short port() const { return port_; }
  Server& server() { return server_; }

 private:
  Server server_;
  unsigned short port_;
  std::thread thread_;
};

Reply text(std::string body) {
  Reply reply;
  reply.type = "text/plain";
  reply.body = std::move(body);
  return reply;
}

void echo(Request request, Respond respond) {
  respond(text(request.method + " " + request.path + " " + request.asked("q").value_or("-") + " " + request.body));
}

TEST(Server, answers_while_it_drains_and_ends_the_connection) {
  Running running(echo);
  Client open(running.port());
  EXPECT_EQ(open.ask("GET", "/").headers.count("connection"), 0u);
  running.server().drain();
  EXPECT_EQ(open.ask("GET", "/").headers["connection"], "close");
  EXPECT_EQ(open.ask("GET", "/").status, 0);
  EXPECT_EQ(Client(running.port()).ask("GET", "/").status, 200);
}

// Three pieces of a megabyte, then the end; or a failure where "/broken" is asked.
Reply in_pieces(const Request& request) {
  Reply reply = text("");
  reply.pieces = [left = std::make_shared<int>(3), broken = request.path == "/broken"](Give give) {
    std::thread([=] {
      if (broken && *left == 1) return give(std::nullopt);
      give((*left)-- > 0 ? std::string(1'000'000, 'x') : "");
    }).detach();
  };
  return reply;
}

TEST(Server, sends_a_long_reply_piece_by_piece_and_shows_when_it_broke_off) {
  Running running([](Request request, Respond respond) { respond(in_pieces(request)); });
  auto whole = Client(running.port()).ask("GET", "/");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.headers["transfer-encoding"], "chunked");
  EXPECT_EQ(whole.body.size(), 3'000'000u);
  EXPECT_EQ(Client(running.port()).ask("GET", "/broken").status, 0);
  EXPECT_EQ(Client(running.port()).ask("HEAD", "/").status, 200);
}

TEST(Server, answers_one_request_after_another_on_one_connection) {
  Running running(echo);
  Client client(running.port());
  auto first = client.ask("GET", "/a%20b?q=%E0%B8%81");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "GET /a b ก ");
  EXPECT_EQ(first.headers["x-request-id"].size(), 16u);
  EXPECT_NE(first.headers["date"].find("GMT"), std::string::npos);
  auto second = client.ask("PUT", "/x", {}, "body");
  EXPECT_EQ(second.body, "PUT /x - body");
  EXPECT_NE(second.headers["x-request-id"], first.headers["x-request-id"]);
}

TEST(Server, requests_sent_together_are_answered_in_order) {
  Running running(echo);
  Client client(running.port());
  client.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.receive().body, "GET /1 - ");
  EXPECT_EQ(client.receive().body, "GET /2 - ");
}

TEST(Server, a_request_byte_by_byte_is_a_request) {
  Running running(echo);
  Client client(running.port());
  for (char c : std::string("POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi")) client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "POST /p - hi");
}

TEST(Server, over_its_limits_a_request_is_refused_with_its_status) {
  Running running(echo, {.header = 1024, .body = 2048, .request = 1s});
  EXPECT_EQ(Client(running.port()).ask("GET", "/", {{"X-Long", std::string(4000, 'x')}}).status, 431);
  EXPECT_EQ(Client(running.port()).ask("POST", "/", {}, std::string(1 << 20, 'x')).status, 413);
  Client garbage(running.port());
  garbage.send("\x16\x03\x01 this is no HTTP\r\n\r\n");
  EXPECT_EQ(garbage.receive().status, 400);
  Client slow(running.port());
  slow.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(slow.receive().status, 408);
  EXPECT_EQ(Client(running.port()).ask("GET", "/%00").status, 400);
  EXPECT_EQ(Client(running.port()).ask("GET", "/%E0%B8").status, 400);
  EXPECT_EQ(Client(running.port()).ask("GET", "/").status, 200) << "and it serves on";
}

// What belongs to no body and no header is bounded too: it is read before anybody answers.
TEST(Server, a_chunks_extension_and_a_trailer_have_an_end) {
  Running running(echo);
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", much(400'000, 'x');
  std::string lines;
  while (lines.size() < much.size()) lines += "X: y\r\n";
  for (const std::string& endless : {"3;" + much, "0\r\nX: " + much, "0\r\n" + lines}) {
    Client client(running.port());
    client.send(head + endless);
    const auto status = client.receive().status;
    EXPECT_TRUE(status == 400 || status == 413 || status == 431) << status << " " << endless.substr(0, 8);
  }
  EXPECT_EQ(Client(running.port()).ask("GET", "/").status, 200);
}

TEST(Server, only_behind_a_proxy_is_the_forwarded_address_believed) {
  auto remote = [](Request request, Respond respond) { respond(text(request.remote)); };
  Running open(remote), behind(remote, {.behind_proxy = true});
  const std::map<std::string, std::string> forged{{"X-Forwarded-For", "9.9.9.9, 203.0.113.7"}};
  EXPECT_EQ(Client(open.port()).ask("GET", "/", forged).body, "127.0.0.1");
  EXPECT_EQ(Client(behind.port()).ask("GET", "/", forged).body, "203.0.113.7");
  EXPECT_EQ(Client(behind.port()).ask("GET", "/").body, "127.0.0.1");
}

TEST(Server, one_address_does_not_take_all_connections) {
  auto answers = [](Request, Respond respond) { respond(text("here")); };
  Running open(answers, {.of_one = 2}), behind(answers, {.of_one = 2, .behind_proxy = true});
  {
    Client first(open.port()), second(open.port());
    EXPECT_EQ(first.ask("GET", "/").status, 200);
    EXPECT_EQ(second.ask("GET", "/").status, 200);
    EXPECT_EQ(Client(open.port()).ask("GET", "/").status, 0) << "closed";
    EXPECT_EQ(Client(open.port(), INADDR_LOOPBACK + 1).ask("GET", "/").status, 200) << "another address";
    EXPECT_EQ(first.ask("GET", "/").status, 200) << "those that are there go on";
  }
  while (Client(open.port()).ask("GET", "/").status != 200) std::this_thread::yield();  // until their end is noticed
  Client one(behind.port()), two(behind.port()), three(behind.port());
  for (auto* each : {&one, &two, &three}) EXPECT_EQ(each->ask("GET", "/").status, 200) << "all are the proxy's";
}

TEST(Server, head_tells_the_length_and_sends_nothing) {
  Running running([](Request, Respond respond) { respond(text("12345")); });
  Client client(running.port());
  auto head = client.ask("HEAD", "/");
  EXPECT_EQ(head.headers["content-length"], "5");
  EXPECT_EQ(client.ask("GET", "/").body, "12345");
}

TEST(Server, long_texts_are_compressed_for_those_who_ask) {
  Running running([](Request, Respond respond) { respond(text(std::string(5000, 'a'))); });
  Client client(running.port());
  auto packed = client.ask("GET", "/", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.headers["content-encoding"], "gzip");
  EXPECT_LT(packed.body.size(), 200u);
  auto plain = client.ask("GET", "/");
  EXPECT_EQ(plain.headers.count("content-encoding"), 0u);
  EXPECT_EQ(plain.body.size(), 5000u);
}

TEST(Server, a_file_is_sent_whole_and_the_connection_goes_on) {
  auto path = (std::filesystem::temp_directory_path() / ("saat-file-" + std::to_string(getpid()))).string();
  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i) + ",";
  std::ofstream(path, std::ios::binary) << content;
  Running running([&](Request request, Respond respond) {
    Reply reply = text("");
    if (request.path == "/file") reply.file = std::make_shared<File>(path);
    respond(std::move(reply));
  });
  Client client(running.port());
  auto answer = client.ask("GET", "/file", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body == content) << answer.body.size() << " bytes of " << content.size();
  client.send("HEAD /file HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.receive(false).headers["content-length"], std::to_string(content.size()));
  EXPECT_EQ(client.ask("GET", "/").status, 200);
  std::filesystem::remove(path);
  EXPECT_THROW(File{path}, std::system_error);
}

TEST(Server, what_is_left_to_finish_is_finished_before_sending) {
  Running running([](Request, Respond respond) {
    Reply reply = text("");
    reply.finish = [](Reply& r) { r.body = "finished"; };
    std::thread([respond, reply] { respond(reply); }).detach();
  });
  EXPECT_EQ(Client(running.port()).ask("GET", "/").body, "finished");
}

TEST(Server, a_request_nobody_answers_gets_a_500) {
  Running running([](Request, Respond) {});
  EXPECT_EQ(Client(running.port()).ask("GET", "/").status, 500);
}

TEST(Server, stopping_finishes_what_is_under_way_and_takes_nothing_new) {
  std::atomic<bool> begun{false};
  std::atomic<unsigned short> port{0};
  auto takes_new_ones = [&port] {
    try {
      return Client(port), true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  Running running([&](Request, Respond respond) {
    begun = true;
    std::thread([respond, takes_new_ones] {
      while (takes_new_ones()) std::this_thread::sleep_for(1ms);
      respond(text("late but whole"));
    }).detach();
  });
  port = running.port();
  Client busy(running.port()), idle(running.port());
  std::thread asking([&] {
    auto answer = busy.ask("GET", "/");
    EXPECT_EQ(answer.body, "late but whole");
    EXPECT_EQ(answer.headers["connection"], "close");
  });
  while (!begun) std::this_thread::yield();
  running.stop();
  asking.join();
  EXPECT_EQ(idle.read_some(), "") << "an idle connection is closed";
  EXPECT_THROW(Client{running.port()}, std::runtime_error);
}

TEST(Events, reach_every_listener_of_their_topic_and_no_other) {
  Running running([](Request request, Respond respond) {
    Reply stream;
    stream.events_of = request.asked("topic").value_or("");
    respond(std::move(stream));
  });
  Client here(running.port()), there(running.port());
  here.send("GET /?topic=a HTTP/1.1\r\nHost: t\r\n\r\n");
  there.send("GET /?topic=b HTTP/1.1\r\nHost: t\r\n\r\n");
  while (running.server().listeners("a") + running.server().listeners("b") < 2) std::this_thread::yield();
  running.server().publish("a", "moved", "1");
  running.server().publish("b", "moved", "2");
  auto until_event = [](Client& client) {
    std::string seen;
    while (seen.find("data: ") == seen.npos) {
      auto more = client.read_some();
      if (more.empty()) break;
      seen += more;
    }
    return seen;
  };
  auto of_a = until_event(here), of_b = until_event(there);
  EXPECT_NE(of_a.find("text/event-stream"), std::string::npos);
  EXPECT_NE(of_a.find("event: moved\ndata: 1\n\n"), std::string::npos) << of_a;
  EXPECT_EQ(of_a.find("data: 2"), std::string::npos);
  EXPECT_NE(of_b.find("data: 2\n\n"), std::string::npos);
}

TEST(Events, a_listener_that_leaves_is_forgotten) {
  Running running([](Request, Respond respond) {
    Reply stream;
    stream.events_of = "a";
    respond(std::move(stream));
  });
  {
    Client client(running.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    while (running.server().listeners("a") == 0) std::this_thread::yield();
  }
  for (int tries = 0; running.server().listeners("a") > 0; ++tries) {
    ASSERT_LT(tries, 1000);
    std::this_thread::sleep_for(10ms);
  }
}

// What a browser never sends and a stranger may.
TEST(Server, refuses_a_head_that_could_be_read_in_two_ways) {
  Running running(echo);
  auto status = [&](std::string_view bytes) {
    Client client(running.port());
    client.send(bytes);
    return client.receive().status;
  };
  EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(status("GET * HTTP/1.1\r\nHost: t\r\n\r\n"), 400);
  EXPECT_EQ(status("GET nowhere HTTP/1.1\r\nHost: t\r\n\r\n"), 400);
  EXPECT_EQ(status("GET http://t/here HTTP/1.1\r\nHost: t\r\n\r\n"), 200);
  EXPECT_EQ(status("GET / HTTP/1.0\r\n\r\n"), 200);
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: identity\r\n\r\nhi"), 501);
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
  EXPECT_EQ(status("INVENTED / HTTP/1.1\r\nHost: t\r\n\r\n"), 501);
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"), 200);
}

TEST(Server, takes_no_body_where_none_is_wanted_and_no_more_than_is) {
  Limits limits;
  limits.room = [](std::string_view, std::string_view path) { return path == "/small" ? 4u : 0u; };
  Running running(echo, limits);
  Client unread(running.port());
  unread.send("POST /nowhere?x HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");  // and not a byte of it
  auto answer = unread.receive();
  EXPECT_EQ(answer.body, "POST /nowhere - ");
  EXPECT_EQ(answer.headers["connection"], "close");
  EXPECT_EQ(Client(running.port()).ask("POST", "/small", {}, "four").body, "POST /small - four");
  EXPECT_EQ(Client(running.port()).ask("POST", "/small", {}, "fives").status, 413);
  Client chunked(running.port());
  chunked.send("POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfives\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.receive().status, 413);
}

TEST(Server, bids_go_on_who_asks_before_it_sends) {
  Running running(echo);
  Client client(running.port());
  client.send("POST /p HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive(false).status, 100);
  client.send("hi");
  EXPECT_EQ(client.receive().body, "POST /p - hi");
}

TEST(Server, writes_no_header_that_would_begin_another) {
  for (std::string_view value : {"a\r\nX-Injected: 1", "a\nb", "a\rb"}) {
    Running running([&](Request, Respond respond) {
      Reply reply = text("hello");
      reply.headers.emplace_back("X-Given", std::string(value));
      respond(std::move(reply));
    });
    auto answer = Client(running.port()).ask("GET", "/");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.headers.count("x-injected"), 0u);
  }
}

TEST(Server, believes_the_last_line_of_its_proxy) {
  Limits limits;
  limits.behind_proxy = true;
  Running running([](Request request, Respond respond) { respond(text(request.remote)); }, limits);
  Client client(running.port());
  client.send("GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\n\r\n");
  EXPECT_EQ(client.receive().body, "2.2.2.2");
}

// Work that nobody waits for any more need not begin; who sends a second request ahead waits for both.
TEST(Server, tells_whose_line_was_closed_before_the_answer) {
  std::mutex mutex;
  std::condition_variable came;
  std::vector<std::pair<Request, Respond>> held;
  Running running([&](Request request, Respond respond) {
    std::lock_guard lock(mutex);
    held.emplace_back(std::move(request), std::move(respond));
    came.notify_all();
  });
  auto until = [&](std::size_t n) {
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return held.size() >= n; });
  };
  auto leaving = std::make_unique<Client>(running.port());
  leaving->send("GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
  until(1);
  EXPECT_FALSE(held[0].first.is_abandoned());
  Client staying(running.port());
  staying.send("GET /b HTTP/1.1\r\nHost: t\r\n\r\nGET /c HTTP/1.1\r\nHost: t\r\n\r\n");
  until(2);
  leaving.reset();
  while (!held[0].first.is_abandoned()) std::this_thread::yield();
  EXPECT_FALSE(held[1].first.is_abandoned());
  held[0].second(text("too late"));
  held[1].second(text("b"));
  EXPECT_EQ(staying.receive().body, "b");
  until(3);
  held[2].second(text("c"));
  EXPECT_EQ(staying.receive().body, "c");
  // A save is done whoever waits for it.
  auto saving = std::make_unique<Client>(running.port());
  saving->send("PUT /d HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
  until(4);
  EXPECT_EQ(held[3].first.abandoned, nullptr);
  held[3].second(text("d"));
}

}  // namespace
}  // namespace http
