#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "bench.h"

namespace bench {

Query::Query(sqlite3* db, const char* sql) : db_(db) {
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK)
    throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
}
Query& Query::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_, at, value);
  return *this;
}
Query& Query::bind(int at, const std::string& value) {
  sqlite3_bind_text(statement_, at, value.data(), int(value.size()), SQLITE_TRANSIENT);
  return *this;
}
bool Query::step() {
  int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
  return code == SQLITE_ROW;
}
void Query::run() {
  while (step()) {}
  reset();
}
std::string Query::text(int c) {
  auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, c));
  return bytes ? std::string(bytes, sqlite3_column_bytes(statement_, c)) : "";
}

sqlite3* open_file(const std::string& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
    throw std::runtime_error("cannot open " + path);
  run_script(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");
  return db;
}
void run_script(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
}

namespace {

std::string random_token() {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  return base::to_hex({reinterpret_cast<char*>(bytes), sizeof bytes});
}

std::string hash_of(const std::string& token) {
  unsigned char hash[32];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                     nullptr, 0);
  return base::to_hex({reinterpret_cast<char*>(hash), sizeof hash});
}

void sign_in(Query& insert, Client& client) {
  client.token = random_token();
  client.token_hash = hash_of(client.token);
  client.csrf = random_token();
  insert.bind(1, client.token_hash).bind(2, client.person).bind(3, client.seat).bind(4, client.csrf);
  insert.bind(5, now_ms).bind(6, now_ms).bind(7, now_ms + 12 * 3'600'000).run();
}

constexpr const char* insert_session =
    "INSERT INTO session (token_hash, person_id, seat_id, csrf, begun_at, seen_at, expires_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";

}  // namespace

std::vector<Client> prepare_clerks(const std::string& db_path) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium");
  sqlite3* db = open_file(db_path);
  run_script(db,
             "BEGIN; UPDATE submission SET withdrawn_at = at WHERE withdrawn_at IS NULL;"
             "UPDATE report SET stage = 0, submitted_at = NULL; DELETE FROM total WHERE stage = 1; COMMIT");
  std::vector<Client> clerks;
  {
    // Neither provincial organisations (02…) nor Bangkok (01…): they are not asked for households.
    Query find(db,
               "SELECT p.login, p.id, s.id, r.id, r.round_id, r.organisation_id, r.province_id, a.version "
               "FROM person p JOIN seat s ON s.person_id = p.id "
               "JOIN report r ON r.organisation_id = s.organisation_id "
               "JOIN answer a ON a.report_id = r.id AND a.question = 'U2.1' "
               "WHERE p.login LIKE 'clerk-%' AND p.login NOT LIKE 'clerk-02%' "
               "AND p.login NOT LIKE 'clerk-01%' ORDER BY p.login");
    Query insert(db, insert_session);
    run_script(db, "BEGIN");
    while (find.step()) {
      Client c;
      c.login = find.text(0), c.code = c.login.substr(6);
      c.person = find.integer(1), c.seat = find.integer(2), c.report = find.integer(3);
      c.round = find.integer(4), c.organisation = find.integer(5), c.province = find.integer(6);
      c.version = int(find.integer(7));
      sign_in(insert, c);
      clerks.push_back(std::move(c));
    }
    run_script(db, "COMMIT");
  }
  sqlite3_close(db);
  if (clerks.empty()) throw std::runtime_error("no clerk with a report; seed with --reports all");
  return clerks;
}

Client prepare_account(const std::string& db_path, const std::string& login) {
  sqlite3* db = open_file(db_path);
  Client c;
  c.login = login;
  {
    Query find(db, "SELECT p.id, s.id FROM person p JOIN seat s ON s.person_id = p.id WHERE p.login = ?");
    if (!find.bind(1, login).step()) throw std::runtime_error("no account " + login);
    c.person = find.integer(0), c.seat = find.integer(1);
    find.reset();
    Query insert(db, insert_session);
    sign_in(insert, c);
  }
  sqlite3_close(db);
  return c;
}

double Latencies::at(double part) {
  if (ms.empty()) return 0;
  auto place = ms.begin() + std::min<std::size_t>(std::size_t(double(ms.size()) * part), ms.size() - 1);
  std::nth_element(ms.begin(), place, ms.end());
  return *place;
}

}  // namespace bench
