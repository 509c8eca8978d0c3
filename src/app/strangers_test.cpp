// What a stranger sends to do harm, as it was done once.
#include "app/country_for_tests.h"
#include "http/raw_for_tests.h"

namespace app {
namespace {

class Strangers : public testing::Test {
 protected:
  Country country;

  http::Client::Answer say(std::string_view bytes) {
    http::Client client(country.port());
    client.send(bytes);
    return client.receive();
  }
};

// A megabyte of NUL took twenty seconds of the thread that everybody's requests go through, before anyone asked whether
// the address exists.
TEST_F(Strangers, a_megabyte_for_nobody_is_not_read) {
  std::string head = "POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_EQ(say(head + "Content-Length: 1048500\r\n\r\n").status, 404) << "and it waits for none of it";
  std::string body = "a=" + std::string(1'000'000, '\0');
  head = "POST /session HTTP/1.1\r\nHost: t\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_EQ(say(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body).status, 401);
}

TEST_F(Strangers, invented_methods_leave_nothing_in_the_counts) {
  auto size = [&] { return country.ask("", "GET", "/metrics").body.size(); };
  EXPECT_EQ(say("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  auto before = size();
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(say("M" + std::string(1000, 'X') + std::to_string(i) + " /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status,
              501);
  for (auto method : {"PROPFIND", "MKCOL", "TRACE", "LINK"})
    say(std::string(method) + " /healthz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_LT(size(), before + 4000) << "one more set of counts, however many methods";
}

TEST_F(Strangers, an_address_writes_no_header) {
  auto answer = country.ask("department", "GET",
                            "/results/clean-province/2567/compare/places.%0d%0aX-Injected:%201%0d%0a.csv?place=30");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.headers.count("x-injected"), 0u);
}

TEST_F(Strangers, every_address_answers_its_methods_and_names_them) {
  http::hold_to("tests/http/addresses.txt", country.port(), "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n");
}

}  // namespace
}  // namespace app
