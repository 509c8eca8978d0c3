#pragma once
#include "app/believable.h"
#include "reports/acts.h"

namespace app {

// Writes a report in which nothing is left to answer.
inline void fill_in(db::Tx& tx, const reports::Where& where, const identity::Seat& seat, const Believable& believable,
                    std::mt19937_64& random, base::Instant now) {
  auto draft = reports::open_draft(tx, where, seat, now);
  for (const auto& [code, text] : believable.answers_of(where.body, random)) {
    reports::Given given;
    if (text.starts_with("n/a:"))
      given.not_applicable = true, given.reason = text.substr(4);
    else
      given.typed = text;
    reports::put(tx, draft, *where.plan.find(code), given, seat, now);
  }
  reports::close_draft(tx, where, draft, now);
}

}  // namespace app
