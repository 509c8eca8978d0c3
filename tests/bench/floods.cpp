// What an official notices of a flood: saves and pages at a steady pace, quiet and flooded in turn.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "bench.h"
#include "bystanders.h"
#include "country.h"
#include "server.h"

namespace bench {

namespace {

using rehearse::Actor;
using rehearse::Figures;

constexpr double seconds_a_turn = 10;

// Sent from here, beside the officials: how many, how many were served, how many were told to come again.
struct Sent {
  int all = 0, served = 0, told_later = 0, broke = 0;
  void count(const load::Reply& reply) {
    ++all;
    served += reply.status >= 200 && reply.status < 400;
    told_later += reply.status == 503 || reply.status == 429;
    broke += reply.status == 0;
  }
};
struct Flood {
  const char* name;
  std::function<Sent()> run;  // for a turn, on a thread of its own
};

// Each stranger has an address of its own, as a proxy says it.
std::string from(std::size_t stranger) {
  return fmt::format("X-Forwarded-For: 10.{}.{}.{}\r\n", stranger / 65536 % 256, stranger / 256 % 256, stranger % 256);
}

Sent public_pages(int port) {
  static const std::vector<std::string> pages = {"/open/clean-province/2567", "/open/clean-province/2567/30",
                                                 "/open/clean-province/2567/56?by=U3",
                                                 "/open/clean-province/2567/06560115", "/open"};
  load::Driver driver("127.0.0.1", port, 64);
  Sent sent;
  std::size_t next = 0;
  driver.every(Time::now(), std::chrono::milliseconds(5), [&](auto meant) {
    const auto stranger = next++;
    driver.send(
        {"GET", pages[stranger % pages.size()], "", from(stranger % 500)},
        [&sent](const load::Reply& reply) { sent.count(reply); }, meant);
  });
  driver.run(Time::now() + lasting(seconds_a_turn));
  return sent;
}

// Again when all have been answered.
Sent sign_ins_at_once(int port, const rehearse::Country& country) {
  load::Driver driver("127.0.0.1", port, 300);
  Sent sent;
  const auto until = Time::now() + lasting(seconds_a_turn);
  for (std::size_t wave = 0; Time::now() < until; ++wave) {
    int open = 300;
    for (std::size_t i = 0; i < 300; ++i) {
      const auto& who = country.outside[(wave * 300 + i) % country.outside.size()];
      driver.send({"POST", "/session", nlohmann::json{{"login", who.login}, {"password", country.password}}.dump(),
                   "Accept: application/json\r\nContent-Type: application/json\r\n" + from(i)},
                  [&](const load::Reply& reply) {
                    sent.count(reply);
                    --open;
                  });
    }
    while (open > 0 && Time::now() < until + lasting(60)) driver.run(Time::now() + lasting(0.05));
  }
  return sent;
}

Sent export_jobs(int port, const std::vector<Actor>& offices) {
  load::Driver driver("127.0.0.1", port, 8);
  Sent sent;
  for (const auto& office : offices)
    driver.send({"POST", "/exports/clean-province/2567/jobs", R"({"format":"xlsx"})", rehearse::lines_of(office)},
                [&sent](const load::Reply& reply) { sent.count(reply); });
  driver.run(Time::now() + lasting(seconds_a_turn));
  return sent;
}

// A release for the public to look at.
void release(int port, const Actor& department) {
  load::Driver driver("127.0.0.1", port, 1);
  const std::string desk = "/releases/clean-province/2567";
  auto asked = driver.ask({"POST", desk, R"({"stage":"recorded","notes":"bench"})", rehearse::lines_of(department)});
  if (asked.status >= 400) throw std::runtime_error("no release: " + asked.body);
  for (;;) {
    auto page = nlohmann::json::parse(driver.ask({"GET", desk, "", rehearse::lines_of(department)}).body);
    if (page["waiting"] == false) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

Figures officials(int port, People& people) {
  load::Driver driver("127.0.0.1", port, 64);
  rehearse::Pace pace;
  pace.saves = 100, pace.province_pages = 20, pace.nation_pages = 2, pace.submissions = 0;
  pace.minutes = seconds_a_turn / 60;
  return rehearse::play(driver, people.country, pace);
}

struct Side {
  std::vector<double> save_p50, save_p99, page_p50, page_p99;
  std::uint64_t errors = 0;
  void add(const Figures& figures) {
    save_p50.push_back(figures.saves.took.at(0.5)), save_p99.push_back(figures.saves.took.at(0.99));
    page_p50.push_back(figures.pages.took.at(0.5)), page_p99.push_back(figures.pages.took.at(0.99));
    errors += figures.saves.errors + figures.pages.errors + figures.saves_skipped;
  }
};
double middle(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

void measure(const Tell& tell, const Plan& plan, const Server& server, People& people, const Flood& flood) {
  Side quiet, flooded;
  Sent sent;
  for (int round = 0; round < plan.rounds; ++round) {
    quiet.add(officials(server.port(), people));
    std::jthread beside([&] {
      const auto now = flood.run();
      sent.all += now.all, sent.served += now.served, sent.told_later += now.told_later, sent.broke += now.broke;
    });
    flooded.add(officials(server.port(), people));
  }
  auto pair = [](const std::vector<double>& a, const std::vector<double>& b) {
    return fmt::format("{:.1f} → {:.1f} ms", middle(a), middle(b));
  };
  tell({fmt::format("Officials beside {}", flood.name),
        fmt::format(
            "saves p50 {}, p99 {}; pages p50 {}, p99 {}; {} errors quiet, {} flooded; of {} sent by the flood {} "
            "served, {} told to come later, {} cut",
            pair(quiet.save_p50, flooded.save_p50), pair(quiet.save_p99, flooded.save_p99),
            pair(quiet.page_p50, flooded.page_p50), pair(quiet.page_p99, flooded.page_p99), quiet.errors,
            flooded.errors, sent.all, sent.served, sent.told_later, sent.broke),
        "the same, quiet, in turn",
        "no official is refused",
        quiet.errors + flooded.errors == 0,
        {{"save_p99_ms_quiet", middle(quiet.save_p99)},
         {"save_p99_ms", middle(flooded.save_p99)},
         {"page_p99_ms_quiet", middle(quiet.page_p99)},
         {"page_p99_ms", middle(flooded.page_p99)},
         {"errors", flooded.errors}}});
}

}  // namespace

void measure_floods(const Plan& plan, const Tell& tell) {
  const auto db = copy_of(plan.country, plan.folder + "/floods.db");
  std::vector<Actor> offices;
  auto database = db::open(db);
  auto people = prepare(*database, 2'000);
  for (std::size_t i = 0; i < 50; ++i) offices.push_back({"province-" + people.country.provinces[i], "", ""});
  sign_in(*database, offices);
  database.reset();
  {
    Server server(plan.saat, db, {"--behind-proxy"});
    const int port = server.port();
    release(port, people.country.department);
    measure(tell, plan, server, people, {"200 public pages a second", [&] { return public_pages(port); }});
    measure(tell, plan, server, people,
            {"300 sign-ins at once, again and again", [&] { return sign_ins_at_once(port, people.country); }});
    measure(tell, plan, server, people, {"2,000 open streams", [&] {
                                           auto crowd = Bystanders::streaming(port, people.country, 2'000);
                                           Sent sent;
                                           sent.all = 2'000, sent.served = crowd->begun();
                                           std::this_thread::sleep_for(lasting(seconds_a_turn));
                                           sent.broke = crowd->end();
                                           return sent;
                                         }});
    measure(tell, plan, server, people,
            {"50 files asked for by 50 offices", [&] { return export_jobs(port, offices); }});
  }
  tell_recount(tell, "Floods", plan.saat, db);
}

}  // namespace bench
