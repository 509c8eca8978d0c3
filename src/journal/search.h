#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"

namespace journal {

// Where a page of a search ends and the next begins: by what the last line was, not by how many came before.
struct Key {
  std::int64_t at = 0, chain = 0, number = 0;
  auto operator<=>(const Key&) const = default;
};
Key key_of(const Entry& entry);

// A search over the journal of the country; what is empty is not asked for.
struct Search {
  base::Instant from{std::numeric_limits<std::int64_t>::min()};
  Key before{std::numeric_limits<std::int64_t>::max(), 0, 0};
  std::string act, request;
  std::vector<std::int64_t> chains;   // these reports …
  std::vector<std::string> subjects;  // … and, of what belongs to none, what was about these
  bool some_place = false;            // chains and subjects are what was asked for: when both are empty, nothing fits
  // One person: each seat with the reports of its body, where its saves are.
  struct By {
    std::int64_t seat = 0;
    std::vector<std::int64_t> chains;
  };
  std::vector<By> by;
  std::vector<std::string> logins;  // of the person: signing in is done before one sits anywhere
  bool some_person = false;
  std::int64_t most = 50;
};
std::vector<Entry> search(db::Tx& tx, const Search& wanted);  // the latest first

}  // namespace journal
