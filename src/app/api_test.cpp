// The API's routes and its description name the same operations. What each answers: tests/api/api.mjs.
#include <set>

#include "app/country_for_tests.h"
#include "app/routes.h"

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

TEST(Api, other_addresses_answer_options_as_they_did) {
  Country country;
  for (const char* address : {"/open", "/reports", "/api"}) {
    auto answer = country.ask("", "OPTIONS", address);
    EXPECT_EQ(answer.status, 404) << address;
    EXPECT_FALSE(answer.headers.contains("access-control-allow-origin")) << address;
  }
  EXPECT_EQ(country.ask("", "OPTIONS", "/api/v1").status, 204);
}

}  // namespace
}  // namespace app
