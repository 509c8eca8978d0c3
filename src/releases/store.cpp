#include "releases/store.h"

#include <sodium.h>

#include "base/text.h"
#include "releases/releases_sql.h"
#include "releases/rules.h"

namespace releases::store {

namespace {

Row row_at(const db::Row& row) {
  return {int(row.integer(0)), row.string(1), row.string(2), row.string(3), row.string(4)};
}

std::vector<Row> gathered(db::Tx& tx, const db::Statement& statement, db::Values values) {
  std::vector<Row> rows;
  tx.each(statement, values, [&](const db::Row& row) { rows.push_back(row_at(row)); });
  return rows;
}

}  // namespace

void wish(db::Tx& tx, const Wish& wish) {
  tx.first(sql::wish, {wish.round, int(wish.stage), wish.notes, wish.asked_at.ms, wish.asked_by},
           [](const db::Row& row) { return row.integer(0); });
}

std::optional<Wish> next_wish(db::Tx& tx) {
  return tx.first(sql::next_wish, {}, [](const db::Row& row) {
    return Wish{row.integer(0), row.integer(1),   totals::Stage(row.integer(2)),
                row.string(3),  {row.integer(4)}, row.integer(5)};
  });
}

int waiting(db::Tx& tx, std::int64_t round) {
  return *tx.first(sql::waiting, {round}, [](const db::Row& row) { return int(row.integer(0)); });
}

void put(db::Tx& tx, const std::string& content, Part part, const Row& row) {
  tx.run(sql::put_row, {content, int(part), row.position, row.place, row.above, row.item, row.cells});
}

int last_number(db::Tx& tx, std::int64_t round) {
  return *tx.first(sql::last_number, {round}, [](const db::Row& row) { return int(row.integer(0)); });
}

void freeze(db::Tx& tx, const Release& r) {
  tx.run(sql::freeze, {r.wish, r.round, r.number, int(r.stage), r.notes, r.cut_off.ms, r.made_by, r.content, r.expected,
                       r.counted, r.digest});
}

std::vector<Release> of_round(db::Tx& tx, std::int64_t round) {
  std::vector<Release> all;
  tx.each(sql::of_round, {round}, [&](const db::Row& row) {
    all.push_back({row.integer(0),
                   row.integer(1),
                   row.integer(2),
                   int(row.integer(3)),
                   totals::Stage(row.integer(4)),
                   row.string(5),
                   {row.integer(6)},
                   row.integer(7),
                   row.string(8),
                   int(row.integer(9)),
                   int(row.integer(10)),
                   row.string(11)});
  });
  return all;
}

void each(db::Tx& tx, const Release& release, Part part, const See& see) {
  tx.each(sql::rows, {release.content, int(part)}, [&](const db::Row& row) { see(row_at(row)); });
}

std::vector<Row> of_place(db::Tx& tx, const Release& release, Part part, const std::string& place) {
  return gathered(tx, sql::of_place, {release.content, int(part), place});
}

std::vector<Row> below(db::Tx& tx, const Release& release, Part part, const std::string& above,
                       const std::string& item) {
  return gathered(tx, sql::below, {release.content, int(part), above, item});
}

exports::Sheet sheet(db::Tx& tx, const Release& release, Part part) {
  auto rows = page(tx, release, part, -1, "", "", 1);
  return rows.empty() || rows[0].position != 0 ? exports::Sheet{} : sheet_in(rows[0].cells);
}

std::vector<Row> page(db::Tx& tx, const Release& release, Part part, int after, const std::string& place,
                      const std::string& item, int most) {
  return gathered(tx, sql::page, {release.content, int(part), after, place.empty(), place, item.empty(), item, most});
}

std::vector<Row> inside(db::Tx& tx, const Release& release, Part part, const std::string& above, int after,
                        const std::string& item, int most) {
  return gathered(tx, sql::inside, {release.content, int(part), above, after, item.empty(), item, most});
}

int size(db::Tx& tx, const Release& release, Part part) {
  return *tx.first(sql::size, {release.content, int(part)}, [](const db::Row& row) { return int(row.integer(0)); });
}

std::vector<std::string> digest_differences(db::Tx& tx) {
  struct Kept {
    std::string name, content, digest;
  };
  std::vector<Kept> all;
  tx.each(sql::digests, {}, [&](const db::Row& row) {
    all.push_back({"release " + row.string(1) + " of round " + row.string(0), row.string(2), row.string(3)});
  });
  std::vector<std::string> differences;
  for (const auto& [name, content, digest] : all)
    if (digest_of(tx, content) != digest) differences.push_back(name + ": its rows are not those it was made of");
  return differences;
}

std::string digest_of(db::Tx& tx, const std::string& content) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 32);
  auto add = [&](std::string_view text) {
    std::string sized = std::to_string(text.size()) + ":";
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(sized.data()), sized.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  for (Part part : parts) {
    add(code_of(part));
    tx.each(sql::rows, {content, int(part)}, [&](const db::Row& row) {
      add(std::to_string(row.integer(0)));
      for (int column = 1; column <= 4; ++column) add(row.text(column));
    });
  }
  std::string hash(32, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return base::to_hex(hash);
}

}  // namespace releases::store
