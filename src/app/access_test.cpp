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

struct Guest {
  std::string name;
  bool signed_in;
};

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
      {"GET /", 1},
      {"GET /sign-in", 0},
      {"GET /session", 1},
      {"POST /session/end", 1},
      {"POST /session/seat", 1},
      {"GET /account/password", 1},
      {"GET /organisations", 1},
      {"GET /reports", 1},
      {"GET /reports/:framework/:period/:body", 2},
      {"GET /reports/:framework/:period/:body/sections/:section", 2},
      {"GET /reports/:framework/:period/:body/review", 2},
      {"GET /reports/:framework/:period/:body/receipt", 2},
      {"PUT /reports/:framework/:period/:body/answers/:question", 3},
      {"POST /reports/:framework/:period/:body/answers", 3},
      {"POST /reports/:framework/:period/:body/paste", 3},
      {"POST /reports/:framework/:period/:body/paste/withdrawal", 3},
      {"PUT /reports/:framework/:period/:body/reasons/:check", 3},
      {"POST /reports/:framework/:period/:body/submission", 4},
      {"POST /reports/:framework/:period/:body/withdrawal", 4},
      {"GET /reports/:framework/:period/:body/history", 2},
      {"GET /journal", 16},
      {"GET /receipts", 0},
      {"GET /follow-up", 5},
      {"GET /follow-up/:framework/:period", 6},
      {"GET /follow-up/:framework/:period/:province", 7},
      {"GET /follow-up/:framework/:period/completeness", 6},
      {"GET /follow-up/:framework/:period/not-yet", 6},
      {"GET /follow-up/:framework/:period/:province/completeness", 7},
      {"GET /follow-up/:framework/:period/:province/not-yet", 7},
      {"GET /follow-up/:framework/:period/quality", 6},
      {"GET /follow-up/:framework/:period/:province/quality", 7},
      {"GET /notices", 1},
      {"GET /notices/unread", 1},
      {"POST /notices/readings", 1},
      {"POST /notices/:notice/reading", 9},
      {"GET /results", 1},
      {"GET /results/:framework/:period", 6},
      {"GET /results/:framework/:period/:place", 7},
      {"GET /results/:framework/:period/:place/:chart", 7},
      {"GET /results/:framework/:period/compare", 5},
      {"GET /results/:framework/:period/compare/:chart", 9},
      {"POST /notices/language", 1},
      {"GET /mail", 20},
      {"POST /mail/:letter/trial", 9},
      {"GET /reminders/:framework/:period", 21},
      {"POST /reminders/:framework/:period", 21},
      {"GET /reminders/:framework/:period/:reminder", 9},
      {"GET /imports/:framework/:period", 22},
      {"POST /imports/:framework/:period", 22},
      {"GET /imports/:framework/:period/table.xlsx", 22},
      {"POST /imports/:framework/:period/confirmation", 22},
      {"GET /exports/:framework/:period", 5},
      {"GET /exports/:framework/:period/file", 5},
      {"GET /exports/:framework/:period/summary.pdf", 5},
      {"GET /reports/:framework/:period/:body/report.pdf", 2},
      {"POST /exports/:framework/:period/jobs", 5},
      {"GET /exports/:framework/:period/jobs/:job/file", 9},
      {"POST /exports/:framework/:period/jobs/:job/cancellation", 9},
      {"GET /follow-up/:framework/:period/:province/queue", 10},
      {"GET /follow-up/:framework/:period/:province/:body", 10},
      {"POST /reports/:framework/:period/:body/look", 10},
      {"GET /follow-up/:framework/:period/:province/approvals", 11},
      {"POST /follow-up/:framework/:period/:province/approvals", 11},
      {"POST /follow-up/:framework/:period/:province/district-rule", 11},
      {"POST /reports/:framework/:period/:body/approval", 11},
      {"POST /reports/:framework/:period/:body/approval/withdrawal", 11},
      {"POST /reports/:framework/:period/:body/verification", 12},
      {"POST /reports/:framework/:period/:body/verification/withdrawal", 12},
      {"POST /reports/:framework/:period/:body/acceptance", 13},
      {"POST /reports/:framework/:period/:body/acceptance/withdrawal", 13},
      {"POST /reports/:framework/:period/:body/correction", 14},
      {"POST /reports/:framework/:period/:body/comments", 15},
      {"POST /reports/:framework/:period/:body/comments/:comment/resolution", 9},
      {"GET /releases/:framework/:period", 13},
      {"POST /releases/:framework/:period", 13},
      {"GET /open", 0},
      {"GET /open/:framework/:period", 0},
      {"GET /open/:framework/:period/:place", 0},
      {"GET /open/:framework/:period/:place/:chart", 9},
      {"GET /open/:framework/:period/releases/:number", 9},
      {"GET /open/:framework/:period/releases/:number/:file", 9},
      {"GET /open/api", 0},
      {"GET /api/v1", 0},
      {"GET /api/v1/openapi.json", 0},
      {"GET /api/v1/organisations", 0},
      {"GET /api/v1/organisations/:code", 0},
      {"GET /api/v1/frameworks", 0},
      {"GET /api/v1/frameworks/:framework/:period", 0},
      {"GET /api/v1/indicators", 0},
      {"GET /api/v1/releases", 0},
      {"GET /api/v1/releases/:framework/:period/:number", 0},
      {"GET /api/v1/figures", 0},
      {"GET /api/v1/completeness", 0},
      {"GET /windows/:framework/:period", 5},
      {"POST /windows/:framework/:period/changes", 8},
      {"POST /windows/:framework/:period/changes/:change/withdrawal", 9},
      {"GET /reports/:framework/:period/:body/request", 3},
      {"POST /reports/:framework/:period/:body/request", 3},
      {"GET /windows/:framework/:period/requests", 5},
      {"POST /windows/:framework/:period/requests/:request/forwarding", 9},
      {"POST /windows/:framework/:period/requests/:request/decision", 9},
      {"POST /windows/:framework/:period/rights", 8}};
  auto at = kind.find(route);
  if (at == kind.end()) return std::nullopt;
  switch (at->second) {
    case 0:
      return true;
    case 1:
      return signed_in;
    case 2:
      return of_the_body || above_the_body(who);
    case 3:
      return of_the_body;
    case 4:
      return who == "approver";
    case 5:
      return of_the_nation(who) || is(who, {"province", "province from afar"});
    case 6:
      return of_the_nation(who);
    case 8:
      return is(who, {"department", "administrator"});
    case 9:
      return false;  // change 999 is not there for those who may withdraw either, nor comment 999
    case 10:
      return above_the_body(who);
    case 11:
      return who == "province";
    case 12:
      return who == "district";
    case 13:
      return who == "department";
    case 14:
      return is(who, {"district", "province", "department"});
    case 15:
      return of_the_body || is(who, {"district", "province", "department"});
    case 16:
      return is(who, {"administrator", "auditor"});
    case 20:
      return who == "administrator";
    case 22:  // a district's bodies are brought in by themselves or by their province
      return who.starts_with("clerk") || who.starts_with("approver") ||
             is(who, {"department", "province", "province from afar"});
    case 21:
      return is(who, {"department", "administrator", "province", "province from afar"});
    default:
      return of_the_nation(who) || who == "province";
  }
}

std::string address_of(const Route& route) {
  std::string address(route.pattern);
  for (auto [name, value] : {std::pair{":framework", "clean-province"},
                             {":period", "2567"},
                             {":body", Country::body},
                             {":section", "upstream"},
                             {":question", "U2.1"},
                             {":check", "U2.3-within"},
                             {":province", "56"},
                             {":place", "56"},
                             {":chart", "map.csv"},
                             {":number", "999"},
                             {":file", "answers.csv"},
                             {":comment", "999"},
                             {":job", "999"},
                             {":code", Country::body},
                             {":notice", "999999"},
                             {":letter", "999999"},
                             {":reminder", "999999"},
                             {":change", "999"},
                             {":request", "999"}})
    if (auto at = address.find(name); at != address.npos) address.replace(at, std::string(name).size(), value);
  return address;
}

http::Client::Answer try_route(const Route& route, const std::string& who) {
  // Signing out and changing seats would end the visitor's session: asked without what makes them happen.
  if (route.pattern == "/session/end")
    return country().ask(who, "POST", "/session/end", json{{"csrf", "wrong"}}, {{"X-CSRF-Token", "wrong"}});
  json body =
      route.method == "GET" ? json(nullptr) : json{{"typed", "12"}, {"version", 0}, {"seat", "0"}, {"reason", "r"}};
  std::string address = address_of(route);
  if (route.pattern.ends_with("/answers")) address += "?section=upstream";
  return country().ask(who, std::string(route.method), address, body);
}

bool denied(const http::Client::Answer& answer) {
  auto problem = json::parse(answer.body, nullptr, false);
  return answer.status == 401 ||
         (answer.status == 404 && problem.is_object() && problem.value("key", "") == "problem.not_found");
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
      EXPECT_EQ(denied(answer), !*allowed || switching)
          << name << " by '" << who << "': " << answer.status << " " << answer.body.substr(0, 200);
      EXPECT_NE(answer.status, 500) << name << " by " << who << answer.body;
      // What everybody may ask for and is not there is not there for who is signed out either.
      if (who.empty() && !*allowed) EXPECT_EQ(answer.status, route.pattern.starts_with("/open") ? 404 : 401) << name;
    }
  EXPECT_EQ(asked, int(routes().size() * everybody.size()));
}

TEST(Access, a_forged_cookie_is_a_stranger) {
  for (const std::string& token :
       {std::string(64, '0'), std::string("x"), std::string(64, 'g'), std::string(5000, 'a')})
    EXPECT_EQ(country().ask("", "GET", "/", nullptr, {{"Cookie", "saat=" + token}}).status, 401);
}

TEST(Access, guessed_addresses_of_what_is_not_there_look_like_what_one_may_not_see) {
  for (const char* address :
       {"/reports/clean-province/2567/99999999/review", "/reports/clean-province/2567/03300102/review",
        "/reports/clean-province/2599/06560115/review", "/reports/other/2567/06560115/review",
        "/reports/clean-province/2567/06560115/sections/nowhere", "/follow-up/clean-province/2567/30",
        "/results/clean-province/2567/30", "/results/clean-province/2567/56", "/results/clean-province/2567/north",
        "/results/clean-province/2567/06560114", "/reports/clean-province/2567/..%2f..%2fetc/review",
        "/reports/clean-province/2567/'/review"}) {
    auto answer = country().ask("clerk", "GET", address);
    EXPECT_EQ(answer.status, 404) << address;
    EXPECT_EQ(json::parse(answer.body)["key"], "problem.not_found") << address;
  }
}

// Whose role the route is for, so that nothing else than the token stops them.
std::string one_for(const Route& route) {
  for (const char* who : {"approver", "province", "department", "district"})
    if (identity::may({.role = country().visitor(who).role}, route.may)) return who;
  return "administrator";
}

// Who is signed in and finds nothing stays who they are: menus, name, and the way back.
TEST(Access, a_page_that_is_not_there_knows_who_is_signed_in) {
  auto page = [](const std::string& who, const std::string& address) {
    return country().ask(who, "GET", address, nullptr, {{"Accept", "text/html"}});
  };
  for (const char* address : {"/nowhere", "/reports/clean-province/2567/03300102/review"}) {
    auto there = page("clerk", address);
    EXPECT_EQ(there.status, 404) << address;
    EXPECT_NE(there.body.find("/session/end"), std::string::npos) << address;
    EXPECT_NE(there.body.find("class=\"account\""), std::string::npos) << address;
    auto stranger = page("", address);
    EXPECT_EQ(stranger.body.find("/session/end"), std::string::npos) << address;
  }
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
    auto elsewhere = country().ask(who, std::string(route.method), address_of(route), body,
                                   {{"Origin", "https://elsewhere.example"}});
    EXPECT_EQ(elsewhere.status, 403) << route.pattern;
  }
}

// A page has one; a session that opens hundreds would take the places of others.
TEST(Access, one_session_has_so_many_streams_and_no_more) {
  Country own;
  std::vector<std::unique_ptr<http::Client>> open;
  auto opened = [&](const std::string& who) {
    open.push_back(std::make_unique<http::Client>(own.port()));
    open.back()->send("GET /events?topic=windows HTTP/1.1\r\nHost: t\r\nCookie: saat=" + own.visitor(who).token +
                      "\r\n\r\n");
    return open.back()->receive(false);
  };
  for (int i = 0; i < base::budget::streams_of_session; ++i) ASSERT_EQ(opened("clerk").status, 200) << i;
  const auto refused = opened("clerk");
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.headers.contains("retry-after"));
  EXPECT_EQ(opened("approver").status, 200) << "another session has its own";
}

TEST(Access, a_stream_ends_with_the_session_the_seat_or_the_person_it_was_opened_by) {
  Country own;
  auto opened = [&](const std::string& who, const std::string& topic) {
    auto client = std::make_unique<http::Client>(own.port());
    client->send("GET /events?topic=" + topic + " HTTP/1.1\r\nHost: t\r\nCookie: saat=" + own.visitor(who).token +
                 "\r\n\r\n");
    EXPECT_EQ(client->receive(false).status, 200) << who;
    return client;
  };
  // What comes until the stream ends; a client that waits for ever is a stream that did not.
  auto rest = [](http::Client& client) {
    std::string all;
    for (std::string some = client.read_some(); !some.empty(); some = client.read_some()) all += some;
    return all;
  };
  auto stays = opened("department", "nation");
  auto signed_out = opened("clerk", "windows"), disabled = opened("approver", "windows"),
       seatless = opened("province", "windows");
  EXPECT_EQ(own.ask("clerk", "POST", "/session/end").status, 303);
  rest(*signed_out);
  static const db::Statement disable("test.disable", "UPDATE person SET disabled = 1 WHERE id = :id"),
      end("test.end_seat", "UPDATE seat SET ended_at = 1 WHERE person_id = :id");
  own.database().write_now([&](db::Tx& tx) {
    tx.run(disable, {own.visitor("approver").person});
    tx.run(end, {own.visitor("province").person});
  });
  rest(*disabled), rest(*seatless);
  // The one whose session holds still hears.
  ASSERT_EQ(own.ask("clerk of the neighbour", "PUT",
                    std::string("/reports/clean-province/2567/") + Country::neighbour + "/answers/U2.1",
                    {{"typed", "5"}, {"version", 0}})
                .status,
            200);
  std::string heard;
  while (heard.find("event:") == heard.npos) {
    auto some = stays->read_some();
    ASSERT_FALSE(some.empty()) << "a living stream was ended";
    heard += some;
  }
}

TEST(Access, streams_are_for_those_who_may_see_the_place) {
  auto status = [](const std::string& who, const std::string& topic) {
    http::Client client(country().port());
    std::string cookie = who.empty() ? "" : "Cookie: saat=" + country().visitor(who).token + "\r\n";
    client.send("GET /events?topic=" + topic + " HTTP/1.1\r\nHost: t\r\nAccept: application/json\r\n" + cookie +
                "\r\n");
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
  EXPECT_EQ(status("clerk", "windows"), 200);
  std::string report = std::string("/reports/clean-province/2567/") + Country::body;
  for (const char* who : {"clerk", "approver", "district", "province", "department", "auditor"})
    EXPECT_EQ(status(who, report), 200) << who;
  for (const char* who : {"clerk of the neighbour", "clerk from afar", "province from afar"})
    EXPECT_EQ(status(who, report), 404) << who;
  EXPECT_EQ(status("clerk", "windows&topic=" + report), 200) << "one line for all that a page listens to";
  EXPECT_EQ(status("clerk", "windows&topic=nation"), 404);
  EXPECT_EQ(
      status("clerk", "windows&topic=windows&topic=windows&topic=windows&topic=windows&topic=windows&topic=windows"),
      404);
  EXPECT_EQ(status("", "windows"), 401);
}

TEST(Access, where_one_is_in_a_report_is_told_to_those_who_may_see_it) {
  std::string report = std::string("/reports/clean-province/2567/") + Country::body;
  auto say = [&](const std::string& who, json body, std::map<std::string, std::string> headers = {}) {
    body["at"] = report;
    return country().ask(who, "POST", "/presence", body, headers);
  };
  EXPECT_EQ(say("clerk", {{"question", "U2.1"}}).status, 200);
  EXPECT_EQ(say("province", {{"question", "<script>"}}).status, 200) << "no question of the plan: between two";
  for (const char* who : {"clerk of the neighbour", "clerk from afar", "province from afar"})
    EXPECT_EQ(say(who, {}).status, 404) << who;
  EXPECT_EQ(say("", {}).status, 401);
  EXPECT_EQ(say("clerk", {}, {{"X-CSRF-Token", "x"}}).status, 403);
  EXPECT_EQ(say("clerk", {}, {{"Origin", "https://elsewhere.example"}}).status, 403);
  EXPECT_EQ(country().ask("clerk", "POST", "/presence", {{"at", "/reports/clean-province/2567/03300102"}}).status, 404);
  EXPECT_EQ(country().ask("clerk", "POST", "/presence", {{"at", "/sign-in"}}).status, 404);
  EXPECT_EQ(country().ask("clerk", "GET", "/presence").status, 405);
}

TEST(Access, metrics_stay_on_the_machine_and_health_is_for_all) {
  EXPECT_EQ(country().ask("", "GET", "/healthz").status, 200);
  EXPECT_EQ(country().ask("", "GET", "/readyz").status, 200);
  EXPECT_NE(country().ask("", "GET", "/metrics").body.find("saat_requests_total"), std::string::npos);
}

TEST(Access, every_reply_says_what_a_browser_may_do_with_it) {
  auto held = [](http::Client::Answer answer, const std::string& what) {
    for (const char* name :
         {"x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "permissions-policy"})
      EXPECT_EQ(answer.headers.count(name), 1u) << name << " of " << what;
  };
  for (const char* address :
       {"/", "/sign-in", "/healthz", "/readyz", "/open", "/nowhere", "/api/v1", "/api/v1/nowhere"})
    held(country().ask("", "GET", address), address);
  held(country().ask("clerk", "GET", "/"), "a page");
  held(country().ask("clerk", "POST", "/session/seat"), "a refused write");
  http::Client broken(country().port()), listening(country().port());
  broken.send("GARBAGE\r\n\r\n");
  held(broken.receive(), "what is no request");
  listening.send("GET /events?topic=windows HTTP/1.1\r\nHost: x\r\nCookie: saat=" + country().visitor("clerk").token +
                 "\r\n\r\n");
  held(listening.receive(false), "a stream");
  const auto page = country().ask("", "GET", "/sign-in", nullptr, {{"Accept", "text/html"}});
  const auto at = page.body.find("/assets/");
  ASSERT_NE(at, std::string::npos);
  auto asset = country().ask("", "GET", page.body.substr(at, page.body.find('"', at) - at));
  EXPECT_EQ(asset.status, 200);
  held(asset, "an asset");
  EXPECT_EQ(asset.headers["cross-origin-resource-policy"], "same-origin");
  EXPECT_EQ(page.headers.at("cross-origin-resource-policy"), "same-origin");
  EXPECT_EQ(country().ask("", "GET", "/open").headers.count("cross-origin-resource-policy"), 0u) << "charts travel";
}

TEST(Access, who_guesses_elsewhere_does_not_keep_the_owner_of_a_known_browser_out) {
  Country own("2024-11-18T09:00+07:00");
  const auto hash = identity::hash_password("correct horse battery");
  own.database().write_now([&](db::Tx& tx) {
    auto person = identity::add_person(tx, {"owner", "เจ้าของ", "", "", true}, hash, {0});
    identity::add_seat(tx, person, own.visitor("clerk").organisation, identity::Role::clerk);
  });
  auto knock = [&](const std::string& password, const std::string& cookie) {
    http::Client client(own.port());
    return client.ask("POST", "/session",
                      {{"Accept", "application/json"}, {"Content-Type", "application/json"}, {"Cookie", cookie}},
                      json{{"login", "owner"}, {"password", password}}.dump());
  };
  const auto first = knock("correct horse battery", "");
  ASSERT_EQ(first.status, 200);
  const auto at = first.cookies.find("saat-browser=");
  ASSERT_NE(at, std::string::npos) << first.cookies;
  const auto known = first.cookies.substr(at, first.cookies.find(';', at) - at);
  EXPECT_EQ(knock("a guess", "").status, 401);
  own.database().write_now([&](db::Tx& tx) {
    const auto now = *base::parse_instant("2024-11-18T09:05+07:00");
    for (int i = 0; i < 20; ++i) identity::note_try(tx, {"owner", "203.0.113.9"}, false, now);
  });
  auto kept_out = knock("correct horse battery", "");
  EXPECT_EQ(kept_out.status, 401);
  EXPECT_NE(kept_out.body.find("sign_in.wait"), std::string::npos) << kept_out.body;
  EXPECT_EQ(knock("correct horse battery", known).status, 200) << "from where the owner has been before";
  EXPECT_EQ(knock("correct horse battery", "saat-browser=" + std::string(64, 'a')).status, 401);
}

}  // namespace
}  // namespace app
