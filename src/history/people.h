#pragma once
#include <map>

#include "history/history.h"
#include "identity/context.h"

namespace history {

// Who did it, by seat; each is asked for once.
class People {
 public:
  explicit People(db::Tx& tx) : tx_(tx) {}
  const identity::Seat* find(std::int64_t seat);  // null: the system
  std::string name(const Speech& speech, std::int64_t seat);
  std::string role(const Speech& speech, std::int64_t seat);

 private:
  db::Tx& tx_;
  std::map<std::int64_t, std::optional<identity::Seat>> known_;
};

}  // namespace history
