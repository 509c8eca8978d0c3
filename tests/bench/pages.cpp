// B3 and B6: what a reader waits for.
#include <fmt/format.h>

#include <regex>
#include <set>

#include "bench.h"
#include "country.h"
#include "load/latencies.h"
#include "server.h"

namespace bench {

namespace {

constexpr const char* zipped = "Accept-Encoding: gzip\r\n";

load::Request page_of(const std::string& path, const rehearse::Actor& who, const std::string& more = zipped) {
  return {"GET", path, "", "Accept: text/html\r\nCookie: " + who.cookie + "\r\n" + more};
}

std::size_t wire_bytes(const load::Driver::Answer& answer) { return answer.head.size() + 2 + answer.body.size(); }

// All that a browser with nothing kept asks for: what the page names, and what its styles and scripts name. Every
// font of the style is counted, though a browser asks only for those of the letters it meets.
struct FirstLoad {
  std::size_t bytes = 0, requests = 0;
};
FirstLoad first_load(load::Driver& driver, const std::string& path, const rehearse::Actor& who) {
  static const std::regex named(R"((/assets/[A-Za-z0-9_./-]+))");
  FirstLoad load{wire_bytes(driver.ask(page_of(path, who))), 1};
  std::set<std::string> seen;
  std::vector<std::string> texts{driver.ask(page_of(path, who, "")).body};
  while (!texts.empty()) {
    auto text = std::move(texts.back());
    texts.pop_back();
    for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at) {
      auto asset = at->str();
      if (!seen.insert(asset).second) continue;
      auto answer = driver.ask(page_of(asset, who));
      if (answer.status != 200) continue;  // a name in a script that is no address
      load.bytes += wire_bytes(answer);
      ++load.requests;
      if (asset.ends_with(".css") || asset.ends_with(".js")) texts.push_back(driver.ask(page_of(asset, who, "")).body);
    }
  }
  return load;
}

}  // namespace

std::vector<Page> pages_of(const People& people) {
  const auto& country = people.country;
  const rehearse::Clerk& clerk = country.clerks[country.clerks.size() / 2];
  return {{"home", clerk, "/"},
          {"report stage", clerk, clerk.report + "/sections/upstream"},
          {"province of 334 bodies", people.province, "/follow-up/" + country.plan + "/30"},
          {"nation", country.department, "/follow-up/" + country.plan},
          {"completeness of the nation", country.department, "/follow-up/" + country.plan + "/completeness"},
          {"completeness of a province of 334", people.province, "/follow-up/" + country.plan + "/30/completeness"},
          {"who has not sent, nation", country.department, "/follow-up/" + country.plan + "/not-yet"},
          {"queue of a province of 334", people.province, "/follow-up/" + country.plan + "/30/queue"},
          {"data quality of the nation", country.department, "/follow-up/" + country.plan + "/quality"},
          {"data quality of a province of 334", people.province, "/follow-up/" + country.plan + "/30/quality"},
          {"results of the nation", country.department, "/results/" + country.plan},
          {"results of a province of 334", people.province, "/results/" + country.plan + "/30"},
          {"results of a body", clerk, "/results" + clerk.report.substr(std::string("/reports").size())}};
}

PageTimes time_page(load::Driver& driver, const Page& page, int wanted) {
  PageTimes times{page.name};
  for (int i = 0; i < 20 + wanted; ++i) {
    auto begun = Time::now();
    auto answer = driver.ask(page_of(page.path, page.who));
    if (answer.status != 200) throw std::runtime_error(fmt::format("{} answered {}", page.path, answer.status));
    if (i >= 20) times.took.add(seconds_since(begun) * 1e3);
    times.bytes = wire_bytes(answer);
  }
  return times;
}

std::vector<PageTimes> time_pages(int port, const People& people) {
  load::Driver driver("127.0.0.1", port, 1);
  std::vector<PageTimes> all;
  for (const Page& page : pages_of(people)) {
    auto& times = all.emplace_back(time_page(driver, page, 300));
    auto load = first_load(driver, page.path, page.who);
    times.first_bytes = load.bytes, times.first_requests = load.requests;
  }
  return all;
}

void measure_pages(const Plan& plan, const Tell& tell) {
  auto db = copy_of(plan.country, plan.folder + "/pages.db");
  auto people = prepare(*db::open(db));
  Server server(plan.saat, db);
  tell({"B6 start to first answer",
        fmt::format("{:.2f} s", server.start_seconds()),
        "",
        "≤ 0.5 s",
        server.start_seconds() <= 0.5,
        {{"seconds", server.start_seconds()}}});
  for (auto& page : time_pages(server.port(), people)) {
    double p50 = page.took.at(0.5), p99 = page.took.at(0.99), kb = double(page.bytes) / 1000,
           first_kb = double(page.first_bytes) / 1000;
    tell({fmt::format("B3 {}", page.name),
          fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, {:.1f} kB; first load {:.0f} kB in {} requests", p50, p99, kb,
                      first_kb, page.first_requests),
          "",
          "≤ 3 ms / ≤ 10 ms; first load ≤ 100 kB, ≤ 12 requests",
          p50 <= 3 && p99 <= 10 && first_kb <= 100 && page.first_requests <= 12,
          {{"p50_ms", p50},
           {"p99_ms", p99},
           {"bytes", page.bytes},
           {"first_bytes", page.first_bytes},
           {"first_requests", page.first_requests}}});
  }
}

}  // namespace bench
