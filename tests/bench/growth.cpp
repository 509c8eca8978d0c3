// B7: the same after ten years, and with ten times as many bodies. Both are rows written here, beside the program: the
// invented bodies have codes of their own (they begin with 1 to 9, real ones with 0), the older years are copies of
// this one under rounds of their own, as ten years of use leave them.
#include <fmt/format.h>

#include "bench.h"
#include "country.h"
#include "saves.h"
#include "server.h"

namespace bench {

namespace {

constexpr int times = 10;

// Ids of what is copied go up by this, so that they meet no other.
constexpr std::int64_t stride = 10'000'000;

const db::Statement more_bodies{
    "bench.more_bodies",
    "INSERT INTO organisation (id, code, tier, province_id, district_id, region, population, households, villages) "
    "SELECT id + :offset, :digit || SUBSTR(code, 2), tier, province_id, district_id, region, population, households, "
    "villages "
    "FROM organisation WHERE tier = 3 AND code LIKE '0%'"};
const db::Statement more_names{
    "bench.more_names",
    "INSERT INTO organisation_name (organisation_id, valid_from, valid_to, type, name_th, name_en) "
    "SELECT n.organisation_id + :offset, n.valid_from, n.valid_to, n.type, n.name_th || ' ' || :digit, n.name_en || ' "
    "' || :digit "
    "FROM organisation_name n JOIN organisation o ON o.id = n.organisation_id WHERE o.tier = 3 AND o.code LIKE '0%'"};

const db::Statement older_round{
    "bench.older_round",
    "INSERT INTO round (id, framework, period, revision, hash, made_at) "
    "SELECT id + :offset, framework, :period, revision, hash, made_at FROM round WHERE period = '2567'"};
const db::Statement older_window{
    "bench.older_window",
    "INSERT INTO reporting_window (round_id, opens_at, closes_at) SELECT w.round_id + :offset, w.opens_at, w.closes_at "
    "FROM reporting_window w JOIN round d ON d.id = w.round_id WHERE d.period = '2567'"};
const db::Statement older_reports{
    "bench.older_reports",
    "INSERT INTO report (id, round_id, organisation_id, district_id, province_id, stage, answered, expected, blocking, "
    "asking, begun_at, "
    "changed_at, submitted_at, figures) SELECT r.id + :offset, r.round_id + :offset, r.organisation_id, r.district_id, "
    "r.province_id, r.stage, "
    "r.answered, r.expected, r.blocking, r.asking, r.begun_at, r.changed_at, r.submitted_at, r.figures "
    "FROM report r JOIN round d ON d.id = r.round_id WHERE d.period = '2567'"};
const db::Statement older_answers{"bench.older_answers",
                                  "INSERT INTO answer (report_id, question, typed, unit, not_applicable, reason, "
                                  "source, remark, value, version, changed_at, changed_by) "
                                  "SELECT a.report_id + :offset, a.question, a.typed, a.unit, a.not_applicable, "
                                  "a.reason, a.source, a.remark, a.value, a.version, a.changed_at, "
                                  "a.changed_by FROM answer a WHERE a.report_id < 10000000"};
const db::Statement older_submissions{"bench.older_submissions",
                                      "INSERT INTO submission (report_id, number, code, content_hash, at, seat_id) "
                                      "SELECT s.report_id + :offset, s.number, :period || s.code, "
                                      "s.content_hash, s.at, s.seat_id FROM submission s WHERE s.report_id < 10000000"};
// Their chains are copies whose hashes name another chain: for the size, not to be verified.
const db::Statement older_journal{
    "bench.older_journal",
    "INSERT INTO journal (chain, number, at, seat, act, subject, before_value, after_value, hash) SELECT chain + "
    ":offset, number, at, seat, act, "
    "subject, before_value, after_value, hash FROM journal WHERE chain > 0 AND chain < 10000000"};
const db::Statement older_heads{
    "bench.older_heads",
    "INSERT INTO journal_head (chain, number, hash) SELECT chain + :offset, number, hash FROM journal_head "
    "WHERE chain > 0 AND chain < 10000000"};
const db::Statement older_sums{
    "bench.older_sums",
    "INSERT INTO total (round_id, province_id, stage, item, amount, base, reports) "
    "SELECT round_id + :offset, province_id, stage, item, amount, base, reports FROM total WHERE round_id < 10000000"};

const db::Statement older_counts{
    "bench.older_counts",
    "INSERT INTO report_count (round_id, province_id, begun, submitted, verified, approved, blocking) "
    "SELECT round_id + :offset, province_id, begun, submitted, verified, approved, blocking FROM report_count "
    "WHERE round_id < 10000000"};

// The recount knows the plan of this year only: what is older is taken away before it.
const db::Statement forget_answers{"bench.forget_answers", "DELETE FROM answer WHERE report_id >= 10000000"};
const db::Statement forget_submissions{"bench.forget_submissions",
                                       "DELETE FROM submission WHERE report_id >= 10000000"};
const db::Statement forget_reports{"bench.forget_reports", "DELETE FROM report WHERE id >= 10000000"};
const db::Statement forget_counts{"bench.forget_counts", "DELETE FROM report_count WHERE round_id >= 10000000"};
const db::Statement forget_sums{"bench.forget_sums", "DELETE FROM total WHERE round_id >= 10000000"};

void add_years(db::Database& database) {
  for (int year = 1; year < times; ++year)
    database.write_now([&](db::Tx& tx) {
      auto offset = stride * year;
      auto period = std::to_string(2567 - year);
      tx.run(older_round, {offset, period});
      for (const auto* statement :
           {&older_window, &older_reports, &older_answers, &older_journal, &older_heads, &older_sums, &older_counts})
        tx.run(*statement, {offset});
      tx.run(older_submissions, {offset, period});
    });
}

void add_bodies(db::Database& database) {
  for (int more = 1; more < times; ++more)
    database.write_now([&](db::Tx& tx) {
      tx.run(more_bodies, {stride * more, std::to_string(more)});
      tx.run(more_names, {stride * more, std::to_string(more)});
    });
}

struct Sizes {
  double rate = 0, p99 = 0, start = 0;
  std::vector<PageTimes> pages;
};

Sizes sizes_of(const Plan& plan, const std::string& db) {
  auto people = prepare(*db::open(db));
  Server server(plan.saat, db);
  Sizes sizes;
  sizes.start = server.start_seconds();
  sizes.pages = time_pages(server.port(), people);
  auto load = saving(server.port(), people.country.clerks, 512);
  load.run(2);
  load.forget();
  load.run(10);
  if (load.errors) throw std::runtime_error("B7: " + load.first_error);
  sizes.rate = load.rate(), sizes.p99 = load.took.at(0.99);
  return sizes;
}

void compare(const Tell& tell, const std::string& what, const Sizes& one, const Sizes& grown) {
  double ratio = one.rate / grown.rate;
  bool holds = ratio <= 1.3;
  auto figure = fmt::format("saves {:.0f}/s ({:.2f} ×), p99 {:.0f} ms", grown.rate, ratio, grown.p99);
  auto bound = fmt::format("saves {:.0f}/s, p99 {:.0f} ms", one.rate, one.p99);
  nlohmann::json numbers{
      {"rate", grown.rate}, {"rate_before", one.rate}, {"ratio", ratio}, {"start_seconds", grown.start}};
  for (std::size_t i = 0; i < one.pages.size(); ++i) {
    double before = one.pages[i].took.at(0.5), after = grown.pages[i].took.at(0.5);
    holds = holds && after <= 1.3 * before;
    figure += fmt::format("; {} p50 {:.2f} ms ({:.2f} ×)", one.pages[i].name, after, after / before);
    bound += fmt::format("; {:.2f} ms", before);
    numbers[one.pages[i].name] = {{"p50_ms", after}, {"p50_ms_before", before}};
  }
  tell({"B7 " + what, fmt::format("{}; start {:.2f} s", figure, grown.start), bound, "each within 1.3 × of 1 ×", holds,
        numbers});
}

}  // namespace

void measure_growth(const Plan& plan, const Tell& tell) {
  auto one = sizes_of(plan, copy_of(plan.country, plan.folder + "/one.db"));

  auto years = copy_of(plan.country, plan.folder + "/years.db");
  add_years(*db::open(years));
  compare(tell, "ten years of reports", one, sizes_of(plan, years));
  db::open(years)->write_now([](db::Tx& tx) {
    for (const auto* statement : {&forget_answers, &forget_submissions, &forget_reports, &forget_sums, &forget_counts})
      tx.run(*statement);
  });
  tell_recount(tell, "B7 ten years", plan.saat, years);
  copy_of(plan.country, years);  // gives the room back

  auto bodies = plan.folder + "/bodies.db";
  output_of(fmt::format("'{}' migrate --db '{}'", plan.saat, bodies));
  add_bodies(*db::open(bodies));
  output_of(fmt::format("'{}' seed --demo --reports all --db '{}'", plan.saat, bodies));
  compare(tell, "ten times as many bodies", one, sizes_of(plan, bodies));
  tell_recount(tell, "B7 ten times as many bodies", plan.saat, bodies);
}

}  // namespace bench
