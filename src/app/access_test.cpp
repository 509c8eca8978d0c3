// Every route asked by every role, signed out and with a forged cookie: who may not is told 404 (401 signed
// out), whatever they guess. The list of routes is the program's own; a route without a rule here fails.
#include "app/country_for_tests.h"
#include "app/routes.h"

namespace app {
namespace {

using nlohmann::json;

Country& country() {
  static Country one;
  return one;
}

struct Guest { std::string name; bool signed_in; };

bool is(const std::string& who, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (who == name) return true;
  return false;
}

bool of_the_nation(const std::string& who) { return is(who, {"department", "administrator", "auditor"}); }
bool above_the_body(const std::string& who) { return of_the_nation(who) || is(who, {"district", "province"}); }

// Who may use which route on the body 06560115 and the province 56. Written by hand, on purpose.
std::optional<bool> may(const std::string& who, const std::string& route) {
  bool signed_in = !who.empty();
  bool of_the_body = is(who, {"clerk", "approver"});
  static const std::map<std::string, int> kind = {
      {"GET /", 1}, {"GET /sign-in", 0}, {"GET /session", 1}, {"POST /session/end", 1}, {"POST /session/seat", 1},
      {"GET /account/password", 1}, {"GET /organisations", 1}, {"GET /reports", 1},
      {"GET /reports/:framework/:period/:body", 2}, {"GET /reports/:framework/:period/:body/sections/:section", 2},
      {"GET /reports/:framework/:period/:body/review", 2}, {"GET /reports/:framework/:period/:body/receipt", 2},
      {"PUT /reports/:framework/:period/:body/answers/:question", 3}, {"POST /reports/:framework/:period/:body/answers", 3},
      {"PUT /reports/:framework/:period/:body/reasons/:check", 3},
      {"POST /reports/:framework/:period/:body/submission", 4}, {"POST /reports/:framework/:period/:body/withdrawal", 4},
      {"GET /receipts", 0}, {"GET /follow-up", 5}, {"GET /follow-up/:framework/:period", 6},
      {"GET /follow-up/:framework/:period/:province", 7},
      {"GET /windows/:framework/:period", 6}, {"POST /windows/:framework/:period/changes", 8},
      {"POST /windows/:framework/:period/changes/:change/withdrawal", 9}};
  auto at = kind.find(route);
  if (at == kind.end()) return std::nullopt;
  switch (at->second) {
    case 0: return true;
    case 1: return signed_in;
    case 2: return of_the_body || above_the_body(who);
    case 3: return of_the_body;
    case 4: return who == "approver";
    case 5: return of_the_nation(who) || is(who, {"province", "province from afar"});
    case 6: return of_the_nation(who);
    case 8: return is(who, {"department", "administrator"});
    case 9: return false;  // change 999 is not there for those who may withdraw either
    default: return of_the_nation(who) || who == "province";
  }
}

std::string address_of(const Route& route) {
  std::string address(route.pattern);
  for (auto [name, value] : {std::pair{":framework", "clean-province"}, {":period", "2567"}, {":body", Country::body},
                             {":section", "upstream"}, {":question", "U2.1"}, {":check", "U2.3-within"}, {":province", "56"}, {":change", "999"}})
    if (auto at = address.find(name); at != address.npos) address.replace(at, std::string(name).size(), value);
  return address;
}

http::Client::Answer try_route(const Route& route, const std::string& who) {
  // Signing out and changing seats would end the visitor's session: asked without what makes them happen.
  if (route.pattern == "/session/end") return country().ask(who, "POST", "/session/end", json{{"csrf", "wrong"}}, {{"X-CSRF-Token", "wrong"}});
  json body = route.method == "GET" ? json(nullptr) : json{{"typed", "12"}, {"version", 0}, {"seat", "0"}, {"reason", "r"}};
  std::string address = address_of(route);
  if (route.pattern.ends_with("/answers")) address += "?section=upstream";
  return country().ask(who, std::string(route.method), address, body);
}

bool denied(const http::Client::Answer& answer) {
  auto problem = json::parse(answer.body, nullptr, false);
  return answer.status == 401 || (answer.status == 404 && problem.is_object() && problem.value("key", "") == "problem.not_found");
}

TEST(Access, every_route_is_open_to_those_it_is_for_and_to_nobody_else) {
  std::vector<std::string> everybody{""};
  for (const auto& [name, visitor] : country().visitors()) everybody.push_back(name);
  ASSERT_EQ(everybody.size(), 13u);
  int asked = 0;
  for (const Route& route : routes())
    for (const auto& who : everybody) {
      std::string name = std::string(route.method) + " " + std::string(route.pattern);
      auto allowed = may(who, name);
      ASSERT_TRUE(allowed) << "no rule for " << name;
      auto answer = try_route(route, who);
      ++asked;
      bool switching = route.pattern == "/session/seat";  // seat 0 is nobody's: 404 all the same
      EXPECT_EQ(denied(answer), !*allowed || switching) << name << " by '" << who << "': " << answer.status << " " << answer.body.substr(0, 200);
      EXPECT_NE(answer.status, 500) << name << " by " << who << answer.body;
      if (who.empty() && !*allowed) EXPECT_EQ(answer.status, 401) << name;
    }
  EXPECT_EQ(asked, int(routes().size() * everybody.size()));
}

TEST(Access, a_forged_cookie_is_a_stranger) {
  for (const std::string& token : {std::string(64, '0'), std::string("x"), std::string(64, 'g'), std::string(5000, 'a')})
    EXPECT_EQ(country().ask("", "GET", "/", nullptr, {{"Cookie", "saat=" + token}}).status, 401);
}

TEST(Access, guessed_addresses_of_what_is_not_there_look_like_what_one_may_not_see) {
  for (const char* address : {"/reports/clean-province/2567/99999999/review", "/reports/clean-province/2567/03300102/review",
                              "/reports/clean-province/2599/06560115/review", "/reports/other/2567/06560115/review",
                              "/reports/clean-province/2567/06560115/sections/nowhere", "/follow-up/clean-province/2567/30",
                              "/reports/clean-province/2567/..%2f..%2fetc/review", "/reports/clean-province/2567/'/review"}) {
    auto answer = country().ask("clerk", "GET", address);
    EXPECT_EQ(answer.status, 404) << address;
    EXPECT_EQ(json::parse(answer.body)["key"], "problem.not_found") << address;
  }
}

// Whose role the route is for, so that nothing else than the token stops them.
std::string one_for(const Route& route) {
  for (const char* who : {"approver", "province", "department"})
    if (identity::may({.role = country().visitor(who).role}, route.may)) return who;
  return "administrator";
}

TEST(Access, every_write_needs_the_token_and_the_same_site) {
  for (const Route& route : routes()) {
    if (route.access != Access::write) continue;
    std::string who = one_for(route);
    json body{{"typed", "12"}, {"version", 0}};
    auto without = country().ask(who, std::string(route.method), address_of(route), body, {{"X-CSRF-Token", ""}});
    EXPECT_EQ(without.status, 403) << route.pattern;
    auto strangers = country().ask(who, std::string(route.method), address_of(route), body,
                                   {{"X-CSRF-Token", country().visitor("clerk").csrf}});
    EXPECT_EQ(strangers.status, 403) << route.pattern;
    auto elsewhere = country().ask(who, std::string(route.method), address_of(route), body, {{"Origin", "https://elsewhere.example"}});
    EXPECT_EQ(elsewhere.status, 403) << route.pattern;
  }
}

TEST(Access, streams_are_for_those_who_may_see_the_place) {
  auto status = [](const std::string& who, const std::string& topic) {
    http::Client client(country().port());
    std::string cookie = who.empty() ? "" : "Cookie: saat=" + country().visitor(who).token + "\r\n";
    client.send("GET /events?topic=" + topic + " HTTP/1.1\r\nHost: t\r\nAccept: application/json\r\n" + cookie + "\r\n");
    return client.receive(false).status;
  };
  std::string here = "province-" + std::to_string(country().visitor("province").organisation);
  EXPECT_EQ(status("province", here), 200);
  EXPECT_EQ(status("department", here), 200);
  EXPECT_EQ(status("department", "nation"), 200);
  EXPECT_EQ(status("province from afar", here), 404);
  EXPECT_EQ(status("province", "nation"), 404);
  EXPECT_EQ(status("clerk", here), 404);
  EXPECT_EQ(status("department", "anything"), 404);
  EXPECT_EQ(status("", here), 401);
}

TEST(Access, metrics_stay_on_the_machine_and_health_is_for_all) {
  EXPECT_EQ(country().ask("", "GET", "/healthz").status, 200);
  EXPECT_EQ(country().ask("", "GET", "/readyz").status, 200);
  EXPECT_NE(country().ask("", "GET", "/metrics").body.find("saat_requests_total"), std::string::npos);
}

}  // namespace
}  // namespace app
