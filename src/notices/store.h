#pragma once
#include "notices/notices.h"

namespace notices::store {

void add(db::Tx& tx, const Notice& notice);  // one that gathers may be counted in one that is there
std::vector<Notice> page(db::Tx& tx, std::int64_t seat, int skipped, int most);  // the latest first
std::optional<Notice> one(db::Tx& tx, std::int64_t id, std::int64_t seat);
std::vector<Notice> to_mail(db::Tx& tx, std::int64_t person);
void read_one(db::Tx& tx, std::int64_t id, std::int64_t seat, base::Instant now);
void read_all(db::Tx& tx, std::int64_t seat, std::int64_t newest, base::Instant until, base::Instant now);

}  // namespace notices::store
