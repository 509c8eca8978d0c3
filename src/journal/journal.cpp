#include "journal/journal.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "journal/inside.h"
#include "journal/journal_sql.h"

namespace journal {

Entry entry_at(const db::Row& row) {
  return {row.integer(0), row.integer(1), {row.integer(2)}, row.integer(3),
          row.string(4),  row.string(5),  row.string(6),    row.string(7)};
}

namespace {

// A country's answers and sign-ins: nobody is told of each.
bool is_quiet(std::string_view act) {
  return act == "put" || act == "sign-in" || act == "change-password" || act == "add-person" || act == "plan" ||
         act == "first-seal";
}

}  // namespace

void write(db::Tx& tx, std::int64_t chain, base::Instant at, std::int64_t seat, std::string_view act,
           std::string_view subject, std::string_view before, std::string_view after, const Units& wrote) {
  write_all(tx, chain, seat,
            {{at, std::string(act), std::string(subject), std::string(before), std::string(after), sealed(tx, wrote)}});
}

void expect_to_write(db::Tx& tx, std::int64_t chain) { tx.expect(sql::head, {chain}); }

void write_all(db::Tx& tx, std::int64_t chain, std::int64_t seat, const std::vector<Act>& acts) {
  if (acts.empty()) return;
  Hash previous;
  std::int64_t last = 0;
  tx.each(sql::head, {chain}, [&](const db::Row& row) {
    last = row.integer(0);
    previous = row.string(1);
  });
  for (const Act& act : acts) {
    Entry entry{
        chain, ++last, act.at, seat, act.act, act.subject, act.before, act.after, std::string(base::WorkingFor::id())};
    previous = hash_of(previous, entry, act.sealed);
    tx.run(sql::append, {chain, last, act.at.ms, seat, act.act, act.subject, act.before, act.after, db::Bytes{previous},
                         entry.request, act.sealed});
    if (!is_quiet(act.act)) tx.run(sql::tell, {chain, last});
  }
  tx.run(sql::move_head, {chain, last, db::Bytes{previous}});
}

std::vector<Entry> of(db::Tx& tx, std::int64_t chain) {
  std::vector<Entry> entries;
  tx.each(sql::of_chain, {chain}, [&](const db::Row& row) { entries.push_back(entry_at(row)); });
  return entries;
}

std::vector<Untold> untold(db::Tx& tx, int most) {
  struct Noted {
    std::int64_t id, chain, number, reached;
  };
  std::vector<Noted> noted;
  tx.each(sql::untold, {most}, [&](const db::Row& row) {
    noted.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3)});
  });
  std::vector<Untold> acts;
  for (const auto& n : noted)
    if (auto entry = tx.first(sql::entry, {n.chain, n.number}, entry_at))
      acts.push_back({n.id, std::move(*entry), n.reached});
  return acts;
}

void told_up_to(db::Tx& tx, std::int64_t id, std::int64_t seat) { tx.run(sql::told_up_to, {seat, id}); }

void told(db::Tx& tx, std::int64_t id) { tx.run(sql::told, {id}); }

std::vector<Entry> newest(db::Tx& tx, std::int64_t chain, std::int64_t before, std::int64_t most) {
  std::vector<Entry> entries;
  tx.each(sql::newest, {chain, before, most}, [&](const db::Row& row) { entries.push_back(entry_at(row)); });
  return entries;
}

std::int64_t last_number(db::Tx& tx, std::int64_t chain) {
  return tx.first(sql::head, {chain}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

std::string told_in(std::string_view act, const std::string& text, base::Language language) {
  if (!act.starts_with("window-") && act != "request-grant") return text;
  const auto reason = std::min(text.find(": "), text.size());
  return base::with_moments_in(std::string_view(text).substr(0, reason), language) + text.substr(reason);
}

}  // namespace journal
