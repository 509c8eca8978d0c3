#include "totals/totals.h"

#include "totals/totals_sql.h"

namespace totals {

namespace {

Sum sum_at(const db::Row& row, int column) {
  return {row.integer(column), row.integer(column + 1), row.integer(column + 2)};
}

}  // namespace

std::string_view code_of(Stage stage) {
  return stage == Stage::recorded ? "recorded" : stage == Stage::submitted ? "submitted" : "approved";
}

std::optional<Stage> stage_of(std::string_view code) {
  for (Stage stage : stages)
    if (code == code_of(stage)) return stage;
  return std::nullopt;
}

void fold(db::Tx& tx, std::int64_t round, std::int64_t province, Stage stage, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    if (change.by.is_zero()) continue;
    tx.run(sql::add, {round, province, int(stage), change.item, change.by.amount, change.by.base, change.by.count});
  }
}

Sums of_province(db::Tx& tx, std::int64_t round, std::int64_t province, Stage stage) {
  Sums sums;
  tx.each(sql::of_province, {round, province, int(stage)},
          [&](const db::Row& row) { sums[row.string(0)] = sum_at(row, 1); });
  return sums;
}

std::map<std::int64_t, Sums> by_province(db::Tx& tx, std::int64_t round, Stage stage) {
  std::map<std::int64_t, Sums> provinces;
  tx.each(sql::by_province, {round, int(stage)},
          [&](const db::Row& row) { provinces[row.integer(0)][row.string(1)] = sum_at(row, 2); });
  return provinces;
}

void each(db::Tx& tx, std::int64_t round, Stage stage, const See& see) {
  tx.each(sql::by_province, {round, int(stage)},
          [&](const db::Row& row) { see(row.integer(0), row.text(1), sum_at(row, 2)); });
}

Sums of_nation(db::Tx& tx, std::int64_t round, Stage stage) {
  Sums sums;
  auto next = sums.begin();  // the items come in the same order for every province
  tx.each(sql::by_province, {round, int(stage)}, [&](const db::Row& row) {
    if (next == sums.end() || next->first != row.text(1)) next = sums.try_emplace(row.string(1)).first;
    next->second += sum_at(row, 2);
    ++next;
  });
  return sums;
}

std::map<Key, Sum> all(db::Tx& tx) {
  std::map<Key, Sum> sums;
  tx.each(sql::every, {}, [&](const db::Row& row) {
    Sum sum = sum_at(row, 4);
    if (!sum.is_zero()) sums[{row.integer(0), row.integer(1), Stage(row.integer(2)), row.string(3)}] = sum;
  });
  return sums;
}

void replace_all(db::Tx& tx, const std::map<Key, Sum>& sums) {
  tx.run(sql::clear);
  for (const auto& [key, sum] : sums) fold(tx, key.round, key.province, key.stage, {{key.item, sum}});
}

}  // namespace totals
