// The API's routes and its description name the same operations. What each answers: tests/api/api.mjs.
#include <set>

#include "app/country_for_tests.h"
#include "app/routes.h"
#include "reports/acts.h"
#include "reports/before.h"
#include "reports/store.h"

namespace app {
namespace {

using nlohmann::json;

TEST(Api, every_route_is_described_and_everything_described_is_a_route) {
  Country country;
  std::set<std::string> routed, described;
  for (const Route& route : routes()) {
    if (!route.pattern.starts_with("/api/")) continue;
    std::string path;
    for (auto part : base::split(route.pattern.substr(1), '/'))
      path += part.starts_with(':') ? "/{" + std::string(part.substr(1)) + "}" : "/" + std::string(part);
    routed.insert(std::string(route.method) + " " + path);
    EXPECT_EQ(route.access, Access::read) << path;
    EXPECT_EQ(route.may, identity::May::anyone) << path << ": a session is never looked at";
  }
  auto answer = country.ask("", "GET", "/api/v1/openapi.json");
  ASSERT_EQ(answer.status, 200);
  const auto description = json::parse(answer.body);
  for (const auto& [path, operations] : description["paths"].items())
    for (const auto& [method, operation] : operations.items()) {
      std::string upper;
      for (char c : method) upper += char(std::toupper(c));
      described.insert(upper + " " + path);
    }
  EXPECT_EQ(routed, described);
  EXPECT_GE(routed.size(), 11u);
}

// The parameters in a path are known to the handlers by name, those in a query are refused unless known: both lists are
// written twice, here they meet.
TEST(Api, each_described_parameter_is_known_to_its_handler) {
  Country country;
  const auto description = json::parse(country.ask("", "GET", "/api/v1/openapi.json").body);
  int asked = 0;
  for (const auto& [path, operations] : description["paths"].items())
    for (const auto& reference : operations["get"]["parameters"]) {
      const auto& parameter =
          description["components"]["parameters"]
                     [std::string(reference["$ref"]).substr(std::string("#/components/parameters/").size())];
      if (parameter["in"] != "query" || path.find('{') != path.npos) continue;
      ++asked;
      auto body = json::parse(country.ask("", "GET", path + "?" + std::string(parameter["name"]) + "=").body);
      EXPECT_TRUE(body.contains("status")) << path << " " << parameter["name"] << ": an empty value is not accepted";
      EXPECT_NE(body.value("key", ""), "api.unknown_parameter") << path << " " << parameter["name"];
    }
  EXPECT_GE(asked, 30);
}

TEST(Api, the_registry_is_listed_by_the_days_a_body_was_there) {
  Country country;
  auto list = [&](const std::string& query) {
    auto answer = country.ask("", "GET", "/api/v1/organisations?limit=1" + query);
    EXPECT_EQ(answer.status, 200) << query << answer.body;
    return json::parse(answer.body);
  };
  EXPECT_EQ(list("&tier=local&on=2024-09-30")["total"], 7850);
  EXPECT_EQ(list("&tier=local&on=2025-10-01")["total"], 7849) << "one became part of another";
  EXPECT_EQ(list("&q=05310103&on=2025-10-01")["total"], 0);
  const auto all = list("&q=05310103");
  ASSERT_EQ(all["items"].size(), 1u);
  EXPECT_EQ(all["items"][0]["ended"], "2025-10-01");
  EXPECT_EQ(all["items"][0]["merged_into"], "04310102");
  EXPECT_EQ(list("&q=04310102")["items"][0]["ended"], nullptr);
  EXPECT_EQ(country.ask("", "GET", "/api/v1/organisations?on=30-09-2567").status, 400);
}

// The department's open list calls อบต. of 06810407 by 05810407. Whoever comes with that code finds the body, under its
// own.
struct AnotherList : testing::Test {
  Country country;
  const std::string own = "06810407", theirs = "05810407";

  json ask(const std::string& who, const std::string& address) {
    auto answer = country.ask(who, "GET", address);
    EXPECT_EQ(answer.status, 200) << address << answer.body;
    return json::parse(answer.body, nullptr, false);
  }
  // Of one answer, released.
  void release() {
    Config config;
    auto world =
        load_world(country.database(), config, calendar::Clock(*base::parse_instant("2024-11-18T09:00+07:00")));
    const auto& plan = *world.find("clean-province", "2567");
    country.database().write_now([&](db::Tx& tx) {
      const auto* body = world.registry.by_code(own);
      auto where = reports::where_of(tx, world.registry, reports::rounds_of(world), plan,
                                     world.rounds[std::size_t(&plan - world.frameworks.data())].id, *body);
      identity::Seat seat;
      seat.id = 1, seat.organisation = body->id;
      auto draft = reports::open_draft(tx, where, seat, world.clock.now());
      for (auto [question, typed] : {std::pair{"U2.1", "2032"}, {"U2.2", "0"}, {"U2.3", "1475"}})
        reports::put(tx, draft, *plan.find(question), {.typed = typed}, seat, world.clock.now());
      reports::close_draft(tx, where, draft, world.clock.now());
    });
    auto made = country.ask("department", "POST", "/releases/clean-province/2567",
                            {{"stage", "recorded"}, {"notes", "เผยแพร่ครั้งแรก"}});
    ASSERT_EQ(made.status, 303) << made.body;
    while (ask("department", "/releases/clean-province/2567")["waiting"] == true) std::this_thread::yield();
  }
};

TEST_F(AnotherList, is_read_by_the_api) {
  release();
  for (const auto& code : {own, theirs, theirs.substr(1)}) {
    EXPECT_EQ(ask("", "/api/v1/organisations/" + code)["code"], own) << code;
    auto found = ask("", "/api/v1/organisations?q=" + code);
    ASSERT_FALSE(found["items"].empty()) << code;
    EXPECT_EQ(found["items"][0]["code"], own) << code;
    auto figures = ask("", "/api/v1/figures?framework=clean-province&period=2567&place=" + code);
    ASSERT_FALSE(figures["items"].empty()) << code << figures;
    for (const auto& figure : figures["items"]) EXPECT_EQ(figure["place"], own) << code;
  }
  EXPECT_EQ(country.ask("", "GET", "/api/v1/organisations/05810499").status, 404) << "a code of no list";
}

TEST_F(AnotherList, leads_to_the_pages_of_the_body) {
  release();
  auto pages = [&](const std::string& code) {
    return std::vector<std::pair<std::string, std::string>>{
        {"department", "/reports/clean-province/2567/" + code + "/review"},
        {"department", "/reports/clean-province/2567/" + code + "/sections/upstream"},
        {"department", "/reports/clean-province/2567/" + code + "/history"},
        {"department", "/follow-up/clean-province/2567/81/" + code},
        {"department", "/results/clean-province/2567/" + code},
        {"", "/open/clean-province/2567/" + code}};
  };
  auto by_own = pages(own), by_theirs = pages(theirs);
  for (std::size_t i = 0; i < by_own.size(); ++i) {
    for (const auto& [who, address] : {by_own[i], by_theirs[i]}) {
      const auto page = ask(who, address).dump();
      EXPECT_NE(page.find("72.59"), page.find("2,032")) << address << ": what it reported, or 1,475 ÷ 2,032";
      EXPECT_NE(page.find(own), page.npos) << address;
      EXPECT_EQ(page.find(theirs), page.npos) << address << ": goes on under its own code";
    }
  }
  auto found = ask("department", "/organisations?q=" + theirs);
  EXPECT_NE(found.dump().find(own), std::string::npos) << found;
}

TEST_F(AnotherList, names_the_body_in_an_order_of_an_office_and_in_the_journal) {
  auto ordered = country.ask("department", "POST", "/windows/clean-province/2567/changes",
                             {{"act", "extend"},
                              {"scope", "body"},
                              {"body", theirs},
                              {"closes_day", "25/11/2567"},
                              {"closes_time", "23.59"},
                              {"reason", "น้ำท่วม"}});
  EXPECT_EQ(ordered.status, 303) << ordered.body;
  auto journal = ask("auditor", "/journal?body=" + theirs);
  EXPECT_EQ(journal["lines"], ask("auditor", "/journal?body=" + own)["lines"]);
  EXPECT_NE(journal["lines"].dump().find("25 พ.ย. 2567"), std::string::npos) << journal;
}

TEST(Api, other_addresses_are_not_opened_to_other_sites) {
  Country country;
  for (const auto& [address, status] : {std::pair{"/open", 204}, {"/reports", 204}, {"/api", 404}}) {
    auto answer = country.ask("", "OPTIONS", address);
    EXPECT_EQ(answer.status, status) << address;
    EXPECT_FALSE(answer.headers.contains("access-control-allow-origin")) << address;
  }
  EXPECT_EQ(country.ask("", "OPTIONS", "/api/v1").status, 204);
}

}  // namespace
}  // namespace app
