#include "calendar/requests.h"

#include "calendar/calendar_sql.h"

namespace calendar {
namespace {

std::optional<Act> act_in(const db::Row& row, int at) {
  const auto when = row.maybe_integer(at);
  return when ? std::optional(Act{{*when}, row.integer(at + 1)}) : std::nullopt;
}

Request request_in(const db::Row& row) {
  Request r{row.integer(0),       row.integer(1),  row.integer(2), row.integer(3),
            row.string(4),        row.string(16),  row.string(5),  {{row.integer(6)}, row.integer(7)},
            act_in(row, 8),       act_in(row, 11), row.string(10), row.string(14),
            row.integer(13) != 0, std::nullopt};
  if (const auto until = row.maybe_integer(15)) r.until = base::Instant{*until};
  return r;
}

}  // namespace

std::int64_t ask(db::Tx& tx, const Request& r) {
  return *tx.first(sql::ask,
                   {r.round, r.organisation, r.province, r.what, r.questions, r.reason, r.asked.at.ms, r.asked.by},
                   [](const db::Row& row) { return row.integer(0); });
}

std::optional<Request> latest_request(db::Tx& tx, std::int64_t round, std::int64_t organisation) {
  return tx.first(sql::latest_request, {round, organisation}, request_in);
}

std::vector<Request> requests_of(db::Tx& tx, std::int64_t round, std::int64_t province) {
  std::vector<Request> all;
  tx.each(sql::requests, {round, province}, [&](const db::Row& row) { all.push_back(request_in(row)); });
  return all;
}

std::optional<Request> find_request(db::Tx& tx, std::int64_t round, std::int64_t province, std::int64_t id) {
  return tx.first(sql::find_request, {id, round, province}, request_in);
}

bool forward(db::Tx& tx, std::int64_t id, std::string_view note, const Act& act) {
  return tx.change(sql::forward_request, {act.at.ms, act.by, note, id}) == 1;
}

bool decide(db::Tx& tx, std::int64_t id, bool granted, std::string_view note, std::optional<base::Instant> until,
            const Act& act) {
  const auto ms = until ? std::optional(until->ms) : std::nullopt;
  return tx.change(sql::decide_request, {act.at.ms, act.by, granted, note, ms, id}) == 1;
}

bool may_grant(db::Tx& tx, std::int64_t round, std::int64_t nation, std::int64_t province) {
  bool of_all = false;
  std::optional<bool> own;
  tx.each(sql::rights, {round}, [&](const db::Row& row) {
    if (row.integer(0) == nation) of_all = row.integer(1) != 0;
    if (row.integer(0) == province) own = row.integer(1) != 0;
  });
  return own.value_or(of_all);
}

void let_grant(db::Tx& tx, std::int64_t round, std::int64_t place, bool allowed, const Act& act) {
  tx.run(sql::put_right, {round, place, allowed, act.at.ms, act.by});
}

std::vector<std::pair<std::int64_t, bool>> rights_of(db::Tx& tx, std::int64_t round) {
  std::vector<std::pair<std::int64_t, bool>> all;
  tx.each(sql::rights, {round}, [&](const db::Row& row) { all.emplace_back(row.integer(0), row.integer(1) != 0); });
  return all;
}

}  // namespace calendar
