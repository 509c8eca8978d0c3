#include "journal/search.h"

#include <algorithm>

#include "journal/journal_sql.h"

namespace journal {

namespace {

constexpr std::int64_t anyone = -1, most_of_a_request = 20'000;  // a province certified at once is hundreds

Entry entry_with_request(const db::Row& row) {
  Entry entry{row.integer(0), row.integer(1), {row.integer(2)}, row.integer(3),
              row.string(4),  row.string(5),  row.string(6),    row.string(7)};
  entry.request = row.string(9);
  return entry;
}

// Each statement reads at most a page along one index, or all of one request; the pages are laid together.
struct Found {
  db::Tx& tx;
  const Search& wanted;
  std::vector<Entry> entries;

  void add(const db::Statement& statement, db::Values values) {
    tx.each(statement, values, [&](const db::Row& row) { entries.push_back(entry_with_request(row)); });
  }
  void chain(std::int64_t chain, std::int64_t seat) {
    add(sql::search_chain, {chain, wanted.from.ms, wanted.before.at, wanted.before.chain, wanted.before.number,
                            wanted.act, seat, wanted.most});
  }
  void subject(const std::string& subject, std::int64_t seat) {
    add(sql::search_subject, {subject, wanted.from.ms, wanted.before.at, wanted.before.chain, wanted.before.number,
                              wanted.act, seat, wanted.most});
  }
  void seat(std::int64_t seat) {
    add(sql::search_seat,
        {seat, wanted.from.ms, wanted.before.at, wanted.before.chain, wanted.before.number, wanted.act, wanted.most});
  }
  void all() {
    if (wanted.act.empty() || wanted.act == "put")
      add(sql::search_time,
          {wanted.from.ms, wanted.before.at, wanted.before.chain, wanted.before.number, wanted.act, wanted.most});
    else
      add(sql::search_act,
          {wanted.act, wanted.from.ms, wanted.before.at, wanted.before.chain, wanted.before.number, wanted.most});
  }
};

bool by_one_of(const Search& wanted, const Entry& entry) {
  if (!wanted.some_person) return true;
  for (const auto& by : wanted.by)
    if (by.seat == entry.seat) return true;
  return entry.seat == 0 && entry.chain == 0 &&
         std::find(wanted.logins.begin(), wanted.logins.end(), entry.subject) != wanted.logins.end();
}

bool at_the_place(const Search& wanted, const Entry& entry) {
  if (!wanted.some_place) return true;
  if (entry.chain == 0)
    return std::find(wanted.subjects.begin(), wanted.subjects.end(), entry.subject) != wanted.subjects.end();
  return std::find(wanted.chains.begin(), wanted.chains.end(), entry.chain) != wanted.chains.end();
}

void find_at_the_place(Found& found) {
  const auto& wanted = found.wanted;
  std::vector<std::int64_t> seats;
  for (const auto& by : wanted.by) seats.push_back(by.seat);
  if (!wanted.some_person) seats.push_back(anyone);
  for (auto seat : seats) {
    for (auto chain : wanted.chains) found.chain(chain, seat);
    for (const auto& subject : wanted.subjects) found.subject(subject, seat);
  }
}

void find_by_person(Found& found) {
  const auto& wanted = found.wanted;
  for (const auto& by : wanted.by) {
    if (wanted.act != "put") found.seat(by.seat);
    for (auto chain : by.chains) found.chain(chain, by.seat);
  }
  for (const auto& login : wanted.logins) found.subject(login, 0);
}

}  // namespace

Key key_of(const Entry& entry) { return {entry.at.ms, entry.chain, entry.number}; }

std::vector<Entry> search(db::Tx& tx, const Search& wanted) {
  Found found{tx, wanted, {}};
  if (!wanted.request.empty())
    found.add(sql::search_request, {wanted.request, most_of_a_request});
  else if (wanted.some_place)
    find_at_the_place(found);
  else if (wanted.some_person)
    find_by_person(found);
  else
    found.all();
  auto& entries = found.entries;
  std::erase_if(entries, [&](const Entry& entry) {
    return key_of(entry) >= wanted.before || entry.at < wanted.from ||
           (!wanted.act.empty() && entry.act != wanted.act) || !by_one_of(wanted, entry) ||
           !at_the_place(wanted, entry);
  });
  auto later = [](const Entry& a, const Entry& b) { return key_of(a) > key_of(b); };
  std::sort(entries.begin(), entries.end(), later);
  // What one seat did at its own report is found both ways.
  entries.erase(std::unique(entries.begin(), entries.end(),
                            [](const Entry& a, const Entry& b) { return key_of(a) == key_of(b); }),
                entries.end());
  if (std::ssize(entries) > wanted.most) entries.resize(std::size_t(wanted.most));
  return entries;
}

}  // namespace journal
