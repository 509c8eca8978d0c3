#include "bench.h"

namespace bench {

double bound_of_saves(const std::string& db_path, const std::vector<Client>& clerks, double for_seconds) {
  sqlite3* db = open_file(db_path);
  std::int64_t done = 0;
  double seconds = 0;
  {
    Query session(db, "SELECT s.person_id, s.seat_id, s.csrf, s.expires_at, t.organisation_id, t.role FROM session s "
                      "JOIN seat t ON t.id = s.seat_id WHERE s.token_hash = ?");
    Query report(db, "SELECT id, stage, answered, expected, blocking, asking, figures FROM report "
                     "WHERE round_id = ? AND organisation_id = ?");
    Query answers(db, "SELECT question, typed, unit, not_applicable, reason, source, remark, value, version, "
                      "changed_at, changed_by FROM answer WHERE report_id = ?");
    Query put(db, "INSERT INTO answer (report_id, question, typed, unit, not_applicable, reason, source, remark, "
                  "value, version, changed_at, changed_by) VALUES (?, 'U2.1', ?, '', 0, '', '', '', ?, ?, ?, ?) "
                  "ON CONFLICT (report_id, question) DO UPDATE SET typed = excluded.typed, value = excluded.value, "
                  "version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by");
    Query state(db, "UPDATE report SET answered = answered, figures = figures, changed_at = ? WHERE id = ?");
    Query fold(db, "INSERT INTO total (round_id, province_id, stage, item, amount, base, reports) "
                   "VALUES (?, ?, 0, ?, 1, 1, 0) ON CONFLICT (round_id, province_id, stage, item) DO UPDATE SET "
                   "amount = total.amount + excluded.amount, base = total.base + excluded.base");
    Query head(db, "SELECT number, hash FROM journal_head WHERE chain = ?");
    Query write(db, "INSERT INTO journal (chain, number, at, seat, act, subject, before_value, after_value, hash) "
                    "VALUES (?, ?, ?, ?, 'put', 'U2.1', '2,000', '2,001', ?)");
    Query move(db, "INSERT INTO journal_head (chain, number, hash) VALUES (?, ?, ?) "
                   "ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash");
    const std::string hash(64, 'a');
    auto start = Time::now();
    for (std::size_t next = 0; (seconds = seconds_since(start)) < for_seconds;) {
      run_script(db, "BEGIN");
      for (int i = 0; i < 64; ++i, ++done) {
        const Client& c = clerks[next++ % clerks.size()];
        run_script(db, "SAVEPOINT one");
        session.bind(1, c.token_hash).run();
        report.bind(1, c.round).bind(2, c.organisation).run();
        answers.bind(1, c.report).run();
        put.bind(1, c.report).bind(2, std::to_string(done)).bind(3, done * 10'000).bind(4, done).bind(5, now_ms);
        put.bind(6, c.seat).run();
        state.bind(1, now_ms).bind(2, c.report).run();
        for (const char* item : {"U2.1", "U2", "U4"}) fold.bind(1, c.round).bind(2, c.province).bind(3, item).run();
        std::int64_t number = head.bind(1, c.report).step() ? head.integer(0) : 0;
        head.reset();
        write.bind(1, c.report).bind(2, number + 1).bind(3, now_ms).bind(4, c.seat).bind(5, hash).run();
        move.bind(1, c.report).bind(2, number + 1).bind(3, hash).run();
        run_script(db, "RELEASE one");
      }
      run_script(db, "COMMIT");
    }
  }
  sqlite3_close(db);
  return double(done) / seconds;
}

}  // namespace bench
