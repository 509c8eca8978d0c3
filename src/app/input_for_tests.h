#pragma once
#include <gtest/gtest.h>

#include "app/country_for_tests.h"

// One body's report, and what its people send.
namespace app::input {

using nlohmann::json;

inline const std::string report = std::string("/reports/clean-province/2567/") + Country::body;

class Input : public testing::Test {
 protected:
  Country country;

  http::Client::Answer put(const std::string& question, json body, const std::string& who = "clerk") {
    if (!body.contains("version")) body["version"] = version_of(question);
    return country.ask(who, "PUT", report + "/answers/" + question, body);
  }
  json question(const std::string& code) {
    for (const char* section : {"upstream", "midstream", "downstream", "supporting"}) {
      auto page = json::parse(country.ask("clerk", "GET", report + "/sections/" + section).body);
      for (const auto& indicator : page["indicators"])
        for (const auto& q : indicator["questions"])
          if (q["code"] == code) return q;
    }
    return nullptr;
  }
  int version_of(const std::string& code) { return question(code)["version"]; }
  static bool has_finding(const json& reply, const std::string& code, const std::string& words) {
    for (const auto& finding : reply["findings"])
      if (finding["code"] == code) return finding["message"].get<std::string>().find(words) != std::string::npos;
    return false;
  }
};

}  // namespace app::input
