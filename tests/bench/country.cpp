#include "country.h"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "bench.h"

namespace bench {

namespace {

constexpr int approvers_wanted = 200;
constexpr const char* plan = "clean-province/2567";

const db::Statement take_back{"bench.take_back", "UPDATE submission SET withdrawn_at = at WHERE withdrawn_at IS NULL"};
const db::Statement reopen{"bench.reopen", "UPDATE report SET stage = 0, submitted_at = NULL"};
const db::Statement no_counts{"bench.no_counts", "UPDATE report_count SET submitted = 0, verified = 0, approved = 0"};
const db::Statement no_sums{"bench.no_sums", "DELETE FROM total WHERE stage = 1"};
const db::Statement ready_to_send{
    "bench.ready_to_send",
    "SELECT o.code FROM report r JOIN organisation o ON o.id = r.organisation_id JOIN round d ON d.id = r.round_id "
    "WHERE d.period = '2567' AND r.stage = 1 ORDER BY o.code"};
// Neither provincial organisations (02…) nor Bangkok (01…): they are not asked for households.
const db::Statement savers{
    "bench.savers",
    "SELECT o.code, a.version FROM report r JOIN organisation o ON o.id = r.organisation_id "
    "JOIN round d ON d.id = r.round_id JOIN answer a ON a.report_id = r.id AND a.question = 'U2.1' "
    "WHERE d.period = '2567' AND o.code NOT LIKE '02%' AND o.code NOT LIKE '01%' ORDER BY o.code"};
const db::Statement seat_of{"bench.seat_of",
                            "SELECT p.id, t.id FROM person p JOIN seat t ON t.person_id = p.id WHERE p.login = :login"};
const db::Statement begin_session{
    "bench.sign_in",
    "INSERT INTO session (token_hash, person_id, seat_id, csrf, begun_at, seen_at, expires_at) "
    "VALUES (:token_hash, :person, :seat, :csrf, :now, :now, :expires)"};
const db::Statement provinces{"bench.provinces",
                              "SELECT code FROM organisation WHERE tier = 1 AND code <> '10' ORDER BY code"};
const db::Statement answers{
    "bench.answers",
    "SELECT o.code, a.question, a.typed, a.version FROM report r "
    "JOIN organisation o ON o.id = r.organisation_id JOIN round d ON d.id = r.round_id "
    "JOIN answer a ON a.report_id = r.id WHERE d.period = '2567' AND a.question LIKE :questions "
    "ORDER BY o.code, a.question"};

std::string random_token() {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  return base::to_hex({reinterpret_cast<char*>(bytes), sizeof bytes});
}

std::string hash_of(const std::string& token) {
  unsigned char hash[32];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  return base::to_hex({reinterpret_cast<char*>(hash), sizeof hash});
}

void bring_in(db::Tx& tx, rehearse::Actor& who) {
  auto ids =
      tx.first(seat_of, {who.login}, [](const db::Row& row) { return std::pair(row.integer(0), row.integer(1)); });
  if (!ids) throw std::runtime_error("no account " + who.login);
  auto token = random_token();
  who.csrf = random_token();
  who.cookie = "saat=" + token;
  tx.run(begin_session, {hash_of(token), ids->first, ids->second, who.csrf, now_ms, now_ms + 12 * 3'600'000});
}

std::string report_of(const std::string& code) { return std::string("/reports/") + plan + "/" + code; }

}  // namespace

People prepare(db::Database& database, int outside) {
  People people;
  rehearse::Country& country = people.country;
  country.plan = plan, country.password = "sa-at-demonstration";
  country.department.login = "department-1", people.province.login = "province-30";
  database.write_now([&](db::Tx& tx) {
    std::set<std::string> approving;
    // From all over the country: every so manieth of those that were sent.
    std::vector<std::string> sent;
    tx.each(ready_to_send, {}, [&](const db::Row& row) { sent.push_back(row.string(0)); });
    for (std::size_t i = 0; i < sent.size(); i += std::max<std::size_t>(1, sent.size() / approvers_wanted))
      approving.insert(sent[i]);
    for (const auto* statement : {&take_back, &reopen, &no_sums, &no_counts}) tx.run(*statement);
    tx.each(provinces, {}, [&](const db::Row& row) { country.provinces.push_back(row.string(0)); });
    tx.each(savers, {}, [&](const db::Row& row) {
      auto code = row.string(0);
      if (!approving.contains(code))
        country.clerks.push_back({{"clerk-" + code, "", ""}, report_of(code), "U2.1", int(row.integer(1))});
    });
    for (const auto& code : approving) country.approvers.push_back({{"approver-" + code, "", ""}, report_of(code)});
    for (; outside > 0 && !country.clerks.empty(); --outside) {
      country.outside.push_back(country.clerks.back());
      country.clerks.pop_back();
    }
    for (auto& who : country.clerks) bring_in(tx, who);
    for (auto& who : country.approvers) bring_in(tx, who);
    bring_in(tx, country.department);
    bring_in(tx, people.province);
  });
  if (country.clerks.empty()) throw std::runtime_error("no clerk with a report; seed with --reports all");
  return people;
}

void sign_in(db::Database& database, std::vector<rehearse::Actor>& all) {
  database.write_now([&](db::Tx& tx) {
    for (auto& who : all) bring_in(tx, who);
  });
}

std::string copy_of(const std::string& file, const std::string& to) {
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(to + part);
  std::filesystem::copy_file(file, to);
  return to;
}

std::vector<Form> forms_of(db::Database& database, const std::vector<rehearse::Clerk>& clerks, char letter) {
  std::map<std::string, Form> by_report;
  for (const auto& clerk : clerks) by_report[clerk.report].clerk = clerk;
  database.read([&](db::Tx& tx) {
    tx.each(answers, {std::string(1, letter) + "%"}, [&](const db::Row& row) {
      if (auto at = by_report.find(report_of(row.string(0))); at != by_report.end())
        at->second.fields.push_back({row.string(1), row.string(2), int(row.integer(3))});
    });
  });
  std::size_t most = 0;
  for (const auto& [report, form] : by_report) most = std::max(most, form.fields.size());
  std::vector<Form> forms;
  for (auto& [report, form] : by_report)
    if (form.fields.size() == most) forms.push_back(std::move(form));
  return forms;
}

}  // namespace bench
