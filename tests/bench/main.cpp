// saat_bench SAAT DATABASE: measures a server of its own over a copy of DATABASE and prints a table.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <thread>

#include "bench.h"

namespace {

constexpr int port = 18'471;

struct Server {
  pid_t pid = 0;
  double start_seconds = 0;

  Server(const std::string& saat, const std::string& db) {
    auto begun = bench::Time::now();
    pid = fork();
    if (pid == 0) {
      std::string listen = fmt::format("127.0.0.1:{}", port);
      if (!freopen("/dev/null", "w", stdout)) _exit(126);
      execl(saat.c_str(), saat.c_str(), "serve", "--db", db.c_str(), "--listen", listen.c_str(), "--now",
            bench::now_text, nullptr);
      _exit(127);
    }
    while (bench::status_of(port, "/readyz") != 200) {
      if (waitpid(pid, nullptr, WNOHANG) == pid) throw std::runtime_error("the server did not start");
      if (bench::seconds_since(begun) > 60) throw std::runtime_error("no /readyz within a minute");
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    start_seconds = bench::seconds_since(begun);
  }
  ~Server() {
    kill(pid, SIGTERM);
    waitpid(pid, nullptr, 0);
  }
};

void row(const std::string& work, const std::string& figure, const std::string& bound, const std::string& reach) {
  fmt::print("| {} | {} | {} | {} |\n", work, figure, bound, reach);
  fflush(stdout);
}

void measure(const std::string& saat, const std::string& source) {
  std::string db = source + ".run", bare = source + ".bare";
  auto copy = [&](const std::string& to) {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(to + part);
    std::filesystem::copy_file(source, to);
  };
  copy(db);
  auto clerks = bench::prepare_clerks(db);
  auto department = bench::prepare_account(db, "department-1");
  auto province = bench::prepare_account(db, "province-30");
  std::filesystem::remove(bare);
  {
    sqlite3* from = bench::open_file(db);
    bench::run_script(from, ("VACUUM INTO '" + bare + "'").c_str());
    sqlite3_close(from);
  }
  double bound = bench::bound_of_saves(bare, clerks, 5);

  Server server(saat, db);
  fmt::print("| work | figure | bound | reach |\n|---|---|---|---|\n");
  row("B6 start to first answer", fmt::format("{:.2f} s", server.start_seconds), "", "≤ 0.5 s");

  const auto& clerk = clerks[clerks.size() / 2];
  std::string report = "/reports/clean-province/2567/" + clerk.code + "/sections/upstream";
  struct { const char* name; const bench::Client& who; std::string path; } pages[] = {
      {"home", clerk, "/"},
      {"report stage", clerk, report},
      {"province of 334", province, "/follow-up/clean-province/2567/30"},
      {"nation", department, "/follow-up/clean-province/2567"},
  };
  for (const auto& page : pages) {
    bench::page_load(port, page.who, page.path, 20);  // warm
    auto r = bench::page_load(port, page.who, page.path, 300);
    row(fmt::format("B3 {}", page.name),
        r.status == 200 ? fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, {:.1f} kB gzip", r.latencies.at(0.5),
                                      r.latencies.at(0.99), double(r.bytes) / 1000)
                        : fmt::format("answered {}", r.status),
        "", "≤ 3 ms / ≤ 10 ms, first load ≤ 100 kB");
  }

  bench::save_load(port, clerks, 512, 1);  // warm
  auto r = bench::save_load(port, clerks, 512, 10);
  double rate = double(r.done) / r.seconds;
  row("B1 durable save, 512 connections",
      fmt::format("{:.0f}/s ({:.2f} of the bound), p50 {:.1f} ms, p99 {:.1f} ms, {} errors", rate, rate / bound,
                  r.latencies.at(0.5), r.latencies.at(0.99), r.errors),
      fmt::format("{:.0f}/s", bound), "≥ 0.40 of the bound, p99 ≤ 30 ms");
  if (r.errors) fmt::print(stderr, "first error: {}\n", r.first_error);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    fmt::print(stderr, "usage: saat_bench SAAT DATABASE\n");
    return 2;
  }
  try {
    measure(arguments[1], arguments[2]);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "saat_bench: {}\n", failure.what());
    return 1;
  }
}
