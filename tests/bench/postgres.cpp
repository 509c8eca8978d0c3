// B9: the same on PostgreSQL. The bound is pgbench with the statements of a save, one transaction a save: what
// PostgreSQL gives a program that does not put requests together.
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <regex>

#include "base/text.h"
#include "bench.h"
#include "postgres.h"
#include "record.h"
#include "saves.h"
#include "server.h"

namespace bench {

namespace {

// What a parameter is for pgbench, by statement and name. Everything else is as it was recorded. \gset takes ids from
// the rows that the statements themselves bring; only the session's hash is a number, made so below.
const std::map<std::string_view, const char*> parameters = {
    {"identity.session:key", ":key"},
    {"identity.session:token_hash", ":clerk"},
    {"reports.find:organisation", ":s_organisation_id"},
    {"reports.find:place", ":s_organisation_id"},
    {"reports.answers:report", ":r_id"},
    {"reports.finding_reasons:report", ":r_id"},
    {"reports.put_answer:report", ":r_id"},
    {"reports.put_answer:typed", ":value"},
    {"reports.put_answer:value", ":value"},
    {"reports.put_answer:version", ":version"},
    {"reports.put_answer:changed_by", ":s_id"},
    {"journal.head:chain", ":r_id"},
    {"journal.append:chain", ":r_id"},
    {"journal.append:number", ":number"},
    {"journal.append:seat", ":s_id"},
    {"journal.append:after", ":value"},
    {"journal.move_head:chain", ":r_id"},
    {"journal.move_head:number", ":number"},
    {"totals.add:province", ":r_province_id"},
    {"reports.note_state:id", ":r_id"},
    {"identity.note_done:key", ":key"},
    {"identity.note_done:person", ":s_person_id"},
};
// A row of each is read into variables; `after` is what follows.
struct Taken {
  const char* prefix;
  const char* after;
};
const std::map<std::string_view, Taken> taken = {{"identity.session", {"s_", ""}},
                                                 {"reports.find", {"r_", ""}},
                                                 {"journal.head", {"h_", "\\set number :h_number + 1\n"}}};

std::string literal(const Bound& value) {
  if (auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (auto* text = std::get_if<std::string>(&value))
    return "'" + std::regex_replace(*text, std::regex("'"), "''") + "'";
  if (auto* blob = std::get_if<Blob>(&value)) return "'\\x" + base::to_hex(blob->bytes) + "'::bytea";
  return "NULL";
}

std::string script_of(const Save& save, std::size_t clerks) {
  std::string script = fmt::format(
      "\\set clerk random(1, {})\n\\set value random(1000000, 9000000)\n\\set version random(1, 1000)\n"
      "\\set key random(1, 9000000000000000000)\nBEGIN;\n",
      clerks);
  for (const Step& step : save) {
    // Parameters are numbered by their first appearance, as in src/db.
    std::string text;
    std::vector<std::string> names;
    // A comment would end at the line's end, which pgbench does not keep.
    auto sql = std::regex_replace(std::string(step.statement->text), std::regex("--[^\n]*\n"), "");
    static const std::regex parameter(":([a-z_]+)");
    std::size_t at = 0;
    for (std::sregex_iterator found(sql.begin(), sql.end(), parameter), end; found != end; ++found) {
      auto name = (*found)[1].str();
      auto known = std::find(names.begin(), names.end(), name);
      if (known == names.end()) known = names.insert(names.end(), name);
      auto mapped = parameters.find(std::string(step.statement->name) + ":" + name);
      text += sql.substr(at, std::size_t(found->position()) - at);
      text += mapped != parameters.end() ? mapped->second : literal(step.values.at(std::size_t(known - names.begin())));
      at = std::size_t(found->position() + found->length());
    }
    text += sql.substr(at);
    std::replace(text.begin(), text.end(), '\n', ' ');
    auto row = taken.find(step.statement->name);
    script += row == taken.end() ? text + ";\n"
                                 : fmt::format("{} \\gset {}\n{}", text, row->second.prefix, row->second.after);
  }
  return script + "COMMIT;\n";
}

// Clerk n is signed in with a hash that is n.
const db::Statement number_sessions{
    "bench.number_sessions",
    "UPDATE session SET token_hash = n.number FROM (SELECT token_hash AS old, CAST(ROW_NUMBER() OVER (ORDER BY "
    "seat_id) AS TEXT) AS number "
    "FROM session WHERE seat_id IN (SELECT id FROM seat WHERE role = 'clerk')) n WHERE session.token_hash = n.old"};

constexpr int seconds = 4;  // of a round, each side

double pgbench_rate(const std::string& address, const std::string& script) {
  auto said =
      output_of(fmt::format("/usr/lib/postgresql/15/bin/pgbench -n -M prepared -c 64 -j 1 -T {} -f '{}' '{}' 2>&1",
                            seconds, script, address));
  std::smatch found;
  if (!std::regex_search(said, found, std::regex("tps = ([0-9.]+)"))) throw std::runtime_error("pgbench: " + said);
  return std::stod(found[1]);
}

}  // namespace

std::string carried(const db::Cluster& cluster, const std::string& name, const std::string& saat,
                    const std::string& file) {
  auto address = cluster.make(name);
  output_of(fmt::format("'{}' copy --from '{}' --to '{}' 2>&1", saat, file, address));
  look_after(address);
  return address;
}
void look_after(const std::string& address) { db::PostgresConnection(address).script("VACUUM ANALYZE"); }

void measure_postgres(const Plan& plan, const Tell& tell) {
  auto before = copy_of(plan.country, plan.folder + "/before.db"), recorded = plan.folder + "/recorded.db";
  auto clerks = prepare(*db::open(before)).country.clerks;
  copy_of(before, recorded);
  auto again = clerks;
  auto saves = record_saves(recorded, 64, [&](int at) { return saving(at, again, 1); });

  db::Cluster cluster;
  auto served = carried(cluster, "served", plan.saat, before), bare = carried(cluster, "bare", plan.saat, before);
  db::open(bare)->write_now([](db::Tx& tx) { tx.run(number_sessions); });
  auto script = plan.folder + "/save.pgbench";
  std::ofstream(script) << script_of(saves.back(), clerks.size());
  Pairs rates;
  load::Latencies took;
  int errors = 0;
  {
    Server server(plan.saat, served);
    auto load = saving(server.port(), clerks, 512);
    load.run(2);
    pgbench_rate(bare, script);
    for (const auto& address : {served, bare}) look_after(address);
    load.forget();
    in_turn(
        plan.rounds, [&] { rates.figures.push_back(load.run(seconds)); },
        [&] { rates.against.push_back(pgbench_rate(bare, script)); });
    took = load.took, errors = load.errors;
    if (errors) fmt::print(stderr, "B9: first error: {}\n", load.first_error);
  }
  nlohmann::json numbers{{"rate", rates.figure()},
                         {"bound_rate", rates.other()},
                         {"p50_ms", took.at(0.5)},
                         {"p99_ms", took.at(0.99)},
                         {"errors", errors}};
  add_ratio(numbers, rates);
  tell({"B9 PostgreSQL 15, durable save, 512 connections",
        fmt::format("{:.0f}/s, {}, p50 {:.1f} ms, p99 {:.1f} ms, {} errors", rates.figure(), ratio_worded(rates),
                    took.at(0.5), took.at(0.99), errors),
        fmt::format("pgbench, 64 clients, a transaction a save: {:.0f}/s", rates.other()), "≥ 0.7 of the bound",
        rates.ratio().median >= 0.7 && errors == 0, numbers});
  tell_recount(tell, "B9", plan.saat, served);
}

}  // namespace bench
