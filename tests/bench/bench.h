#pragma once
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// What the parts of the load generator share. Nothing here is used by the program itself.
namespace bench {

using Time = std::chrono::steady_clock;
inline double seconds_since(Time::time_point start) {
  return std::chrono::duration<double>(Time::now() - start).count();
}

// The moment the measured server believes it starts at: 18 Nov 2024 09:00 in Bangkok.
inline constexpr std::int64_t now_ms = 1'731'895'200'000;
inline constexpr const char* now_text = "2024-11-18T09:00+07:00";

// A raw SQLite statement that throws with the engine's words.
class Query {
 public:
  Query(sqlite3* db, const char* sql);
  ~Query() { sqlite3_finalize(statement_); }
  Query(const Query&) = delete;
  Query& bind(int at, std::int64_t value);
  Query& bind(int at, const std::string& value);
  bool step();
  void run();  // to the end, then ready again
  std::int64_t integer(int c) { return sqlite3_column_int64(statement_, c); }
  std::string text(int c);
  void reset() { sqlite3_reset(statement_); }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};
sqlite3* open_file(const std::string& path);
void run_script(sqlite3* db, const char* sql);

// One signed-in demonstration account, and for a clerk the report it saves into.
struct Client {
  std::string login, code, token, token_hash, csrf;
  std::int64_t person = 0, seat = 0, report = 0, round = 0, organisation = 0, province = 0;
  int version = 0;  // of the answer U2.1
};
// Signs accounts in by rows, since 7,850 sign-ins by argon2id would measure argon2id; and takes
// back every submission, so that every report of the country can be saved into.
std::vector<Client> prepare_clerks(const std::string& db_path);
Client prepare_account(const std::string& db_path, const std::string& login);

struct Latencies {
  std::vector<double> ms;
  double at(double part);  // 0.5, 0.99
};

struct LoadResult {
  double seconds = 0;
  std::int64_t done = 0, errors = 0;
  std::string first_error;
  Latencies latencies;
};
// `connections` keep-alive connections, each saving, waiting for the answer, saving the next.
LoadResult save_load(int port, std::vector<Client>& clerks, int connections, double for_seconds);

struct PageResult {
  unsigned status = 0;
  std::size_t bytes = 0;  // of the body as sent, gzip
  Latencies latencies;
};
PageResult page_load(int port, const Client& client, const std::string& path, int times);
unsigned status_of(int port, const std::string& path);  // 0: nobody answers

// The same statements in groups of 64 by SQLite's C API alone; saves a second.
double bound_of_saves(const std::string& db_path, const std::vector<Client>& clerks, double for_seconds);

}  // namespace bench
