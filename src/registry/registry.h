#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "db/database.h"

namespace registry {

enum class Tier { nation, province, district, local };

// What a body was called and was during some time.
struct Name {
  base::Day from, to;
  std::string type, name_th, name_en;
};

struct Organisation {
  std::int64_t id = 0;
  std::string code;  // "TH" · "30" · "3001" · "06560115" (local bodies: 8 digits)
  Tier tier = Tier::local;
  std::int64_t province = 0, district = 0;                       // ids; 0 where there is none
  std::vector<Name> names;                                       // oldest first; never empty
  std::optional<std::int64_t> population, households, villages;  // registered, 31 Dec 2564
  std::string region;                                            // provinces
  std::int64_t merged_into = 0;  // the body it became part of on the day its last name ends
};

// An immutable picture of all organisations, made at start from the database.
class Registry {
 public:
  const Organisation* find(std::int64_t id) const;
  const Organisation* by_code(std::string_view code) const;       // local: 7 or 8 digits, its own or another list's
  const std::vector<const Organisation*>& provinces() const;      // in Thai order
  const std::vector<const Organisation*>& organisations() const;  // all: tier by tier, in the order of their codes
  // Local bodies under a place (nation, province, district), in Thai order of name.
  const std::vector<const Organisation*>& locals_under(std::int64_t place) const;
  bool stands_under(const Organisation& body, std::int64_t place) const;  // or is it
  // Those that became part of it after the one day and not after the other.
  std::vector<const Organisation*> merged_between(const Organisation& body, base::Day after, base::Day until) const;

  // "ทต ท่าข้าม", "เทศบาลตำบลท่าข้าม", "06560115", "6560115", "tha kham", "พะเยา": best first.
  std::vector<const Organisation*> search(std::string_view typed, std::size_t most) const;

  struct Inside;
  explicit Registry(std::shared_ptr<const Inside> inside);

 private:
  std::shared_ptr<const Inside> inside_;
};

const Name& name_on(const Organisation& body, base::Day day);  // of one that ended, its last
// "" on days when there was no such body: not made yet, or merged into another. Nobody reports of those.
const std::string& type_on(const Organisation& body, base::Day day);
int rank_of_type(std::string_view type);  // as people list them: อบจ. before ทน. before … อบต.
// "SAO" → "อบต.", in English "SAO". Files hold the Thai one whatever their language is: it is a value to find again.
std::string short_type(std::string_view type, base::Language language = base::Language::th);
std::string long_type(std::string_view type);  // "SAO" → "องค์การบริหารส่วนตำบล"
std::string full_name(const Organisation& body, base::Day day, base::Language language);  // "องค์การบริหารส่วนตำบลแม่ใส"
std::string short_name(const Organisation& body, base::Day day, base::Language language);  // "อบต.แม่ใส"

// Puts the built-in registry (data/registry) into an empty database; nothing when it is there.
// Id 1 is the nation (the department).
void fill(db::Tx& tx);
Registry load(db::Tx& tx);

inline constexpr std::int64_t nation = 1;

}  // namespace registry
