#pragma once
#include "db/connection.h"
#include "releases/releases.h"

namespace releases::store {

void wish(db::Tx& tx, const Wish& wish);
std::optional<Wish> next_wish(db::Tx& tx);
int waiting(db::Tx& tx, std::int64_t round);

void put(db::Tx& tx, const std::string& content, Part part, const Row& row);
int last_number(db::Tx& tx, std::int64_t round);
void freeze(db::Tx& tx, const Release& release);

std::vector<Release> of_round(db::Tx& tx, std::int64_t round);  // the latest first
using See = std::function<void(const Row&)>;
void each(db::Tx& tx, const Release& release, Part part, const See& see);  // its columns first
std::vector<Row> of_place(db::Tx& tx, const Release& release, Part part, const std::string& place);
std::vector<Row> below(db::Tx& tx, const Release& release, Part part, const std::string& above,
                       const std::string& item);
exports::Sheet sheet(db::Tx& tx, const Release& release, Part part);
// Empty place and item: any.
std::vector<Row> page(db::Tx& tx, const Release& release, Part part, int after, const std::string& place,
                      const std::string& item, int most);
// As page, of what lies right below a place.
std::vector<Row> inside(db::Tx& tx, const Release& release, Part part, const std::string& above, int after,
                        const std::string& item, int most);
int size(db::Tx& tx, const Release& release, Part part);

// Of what is kept now; it is the release's own as long as nobody touched the tables behind the program.
std::string digest_of(db::Tx& tx, const std::string& content);
std::vector<std::string> digest_differences(db::Tx& tx);  // releases whose rows are not those they were made of

}  // namespace releases::store
