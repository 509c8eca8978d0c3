// What must not starve the saves: sign-ins, twenty thousand connections that do nothing, a thousand that dribble.
#include <fmt/format.h>

#include <thread>

#include "bench.h"
#include "bystanders.h"
#include "closed_loop.h"
#include "country.h"
#include "server.h"

namespace bench {

namespace {

using rehearse::Figures;

// Saves at a steady pace beside something else: what people notice of it.
Figures saves_meanwhile(const Server& server, People& people, double seconds) {
  load::Driver driver("127.0.0.1", server.port(), 64);
  rehearse::Pace pace;
  pace.saves = 500, pace.minutes = seconds / 60;
  pace.province_pages = pace.nation_pages = pace.submissions = 0;
  return rehearse::play(driver, people.country, pace);
}

std::string worded(const Figures& figures) {
  return fmt::format("500 saves/s meanwhile at p50 {:.1f} ms, p99 {:.1f} ms, {} errors", figures.saves.took.at(0.5),
                     figures.saves.took.at(0.99), figures.saves.errors + figures.saves_skipped);
}
bool is_well(const Figures& figures) {
  return figures.saves.took.at(0.99) <= 30 && figures.saves.errors == 0 && figures.saves_skipped == 0;
}

ClosedLoop signing_in(int port, const rehearse::Country& country, std::size_t lanes) {
  auto next = std::make_shared<std::size_t>(0);
  return ClosedLoop(
      port, lanes,
      [&country, next](std::size_t) {
        const auto& who = country.outside[(*next)++ % country.outside.size()];
        return load::Request{"POST", "/session",
                             nlohmann::json{{"login", who.login}, {"password", country.password}}.dump(),
                             "Accept: application/json\r\nContent-Type: application/json\r\n"};
      },
      [](std::size_t, const load::Reply& reply) { return reply.status == 200; });
}

void sign_ins(const Tell& tell, People& people, const Server& server) {
  auto alone = signing_in(server.port(), people.country, 8), beside = signing_in(server.port(), people.country, 8);
  alone.run(10);
  std::jthread signing([&] { beside.run(20); });
  auto figures = saves_meanwhile(server, people, 20);
  signing.join();
  tell({"Sign-ins (argon2id), one hashing thread",
        fmt::format("{:.1f}/s, {:.1f}/s beside saves; {}; {} errors", alone.rate(), beside.rate(), worded(figures),
                    alone.errors + beside.errors),
        "",
        "≥ 20/s of a core; saves never starved: p99 ≤ 30 ms",
        alone.rate() >= 20 && is_well(figures) && alone.errors + beside.errors == 0,
        {{"rate", alone.rate()}, {"rate_beside_saves", beside.rate()}, {"save_p99_ms", figures.saves.took.at(0.99)}}});
}

void idle_connections(const Tell& tell, People& people, const Server& server) {
  constexpr int processes = 4, each = 4'950;
  double before = server.mebibytes("VmRSS");
  std::vector<std::unique_ptr<Bystanders>> crowd;
  int open = 0;
  for (int i = 0; i < processes; ++i) open += crowd.emplace_back(Bystanders::idle(server.port(), each))->begun();
  double rss = server.mebibytes("VmRSS");
  auto figures = saves_meanwhile(server, people, 10);
  tell({"Idle keep-alive connections",
        fmt::format("{} open, server at {:.0f} MiB (before: {:.0f}); {}", open, rss, before, worded(figures)),
        fmt::format("{} files a process here", most_files()),
        "20,000 (or what the limit of files allows), ≤ 400 MiB",
        open >= std::min(19'800, most_files() - 200) && rss <= 400 && is_well(figures),
        {{"open", open},
         {"mebibytes", rss},
         {"mebibytes_before", before},
         {"save_p99_ms", figures.saves.took.at(0.99)}}});
}

void slow_connections(const Tell& tell, People& people, const Server& server) {
  auto crowd = Bystanders::dribbling(server.port(), 1'000);
  int open = crowd->begun();
  auto figures = saves_meanwhile(server, people, 45);  // longer than a request may take to come
  int closed = crowd->end();
  tell({fmt::format("{} connections that send a byte a second", open),
        fmt::format("{}; the server closed {} of them", worded(figures), closed),
        "",
        "the others' p99 ≤ 30 ms; closed after 30 s",
        is_well(figures) && closed >= open,
        {{"open", open}, {"closed", closed}, {"save_p99_ms", figures.saves.took.at(0.99)}}});
}

}  // namespace

void measure_crowds(const Plan& plan, const Tell& tell) {
  auto db = copy_of(plan.country, plan.folder + "/crowds.db");
  auto people = prepare(*db::open(db), 400);
  {
    Server server(plan.saat, db);
    sign_ins(tell, people, server);
    idle_connections(tell, people, server);
    slow_connections(tell, people, server);
  }
  tell_recount(tell, "Crowds", plan.saat, db);
}

}  // namespace bench
