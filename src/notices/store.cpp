#include "notices/store.h"

#include "notices/notices_sql.h"

namespace notices {

namespace {

std::optional<base::Instant> instant_at(const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return base::Instant{row.integer(column)};
}

Notice notice_at(const db::Row& row) {
  Notice n;
  n.id = row.integer(0), n.seat = row.integer(1), n.person = row.integer(2), n.act = row.string(3);
  n.round = row.integer(4), n.place = row.integer(5), n.by = row.integer(6), n.said = row.string(7);
  n.gathers = row.integer(8) != 0, n.count = int(row.integer(9)), n.at = {row.integer(10)},
  n.read_at = instant_at(row, 11);
  n.reminder = row.integer(12), n.mail = Mail(row.integer(13)), n.mail_at = instant_at(row, 14);
  n.mail_id = row.maybe_integer(15).value_or(0);
  return n;
}

}  // namespace

int unread(db::Tx& tx, std::int64_t seat) {
  return tx.first(sql::unread, {seat, most_counted}, [](const db::Row& row) { return int(row.integer(0)); })
      .value_or(0);
}

namespace store {

void add(db::Tx& tx, const Notice& n) {
  if (n.gathers) return tx.run(sql::gather, {n.seat, n.person, n.act, n.round, n.place, n.by, n.said, n.at.ms});
  std::optional<std::int64_t> mail_at;
  if (n.mail_at) mail_at = n.mail_at->ms;
  tx.run(sql::add,
         {n.seat, n.person, n.act, n.round, n.place, n.by, n.said, n.at.ms, n.reminder, int(n.mail), mail_at});
}

std::vector<Notice> page(db::Tx& tx, std::int64_t seat, int skipped, int most) {
  std::vector<Notice> all;
  tx.each(sql::page, {seat, most, skipped}, [&](const db::Row& row) { all.push_back(notice_at(row)); });
  return all;
}

std::optional<Notice> one(db::Tx& tx, std::int64_t id, std::int64_t seat) {
  return tx.first(sql::one, {id, seat}, notice_at);
}

std::vector<Notice> to_mail(db::Tx& tx, std::int64_t person) {
  std::vector<Notice> all;
  tx.each(sql::to_mail, {person}, [&](const db::Row& row) { all.push_back(notice_at(row)); });
  return all;
}

void read_one(db::Tx& tx, std::int64_t id, std::int64_t seat, base::Instant now) {
  tx.run(sql::read_one, {now.ms, id, seat});
}

void read_all(db::Tx& tx, std::int64_t seat, std::int64_t newest, base::Instant until, base::Instant now) {
  tx.run(sql::read_all, {now.ms, seat, newest, until.ms});
}

}  // namespace store
}  // namespace notices
