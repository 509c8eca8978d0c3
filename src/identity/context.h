#pragma once
#include <functional>
#include <set>

#include "base/problem.h"
#include "calendar/calendar.h"
#include "framework/framework.h"
#include "http/http.h"
#include "identity/identity.h"
#include "registry/registry.h"
#include "view/view.h"

namespace identity {

// What every request may use and none may change. When the database's registry or rounds change, a new
// World takes its place; requests under way end in the one they began in.
struct World {
  std::uint64_t number = 0;  // of this World among those of this program
  std::vector<framework::Framework> frameworks;
  std::vector<calendar::Round> rounds;  // of each framework, at the same place
  registry::Registry registry;
  view::Words words;
  view::Templates templates;
  // Of each framework, at the same place: how many bodies it asks, by province and type.
  std::vector<std::map<std::int64_t, std::map<std::string, int>>> asked;
  calendar::Clock clock;
  bool demonstration = false;
  bool secure_cookies = false;
  std::string exports;    // the folder of the files that people take away
  bool mails = false;     // a mail server is configured
  std::string mail_link;  // the address people open, for letters
  const framework::Framework* find(std::string_view name, std::string_view period) const;
  // Where people begin who chose no plan: the latest whose window has opened; before the first does, the next.
  const framework::Framework& at_hand(base::Instant now) const;
};

// What making a page needs: also after the transaction, on another thread.
struct Voice {
  const World& world;
  base::Instant now;
  base::Language language = base::Language::th;
  // What people call the words of formulas.
  framework::SignWord signs() const {
    return [this](std::string_view sign) { return say("exports.formula_words." + std::string(sign)); };
  }
  std::string say(std::string_view key, const base::Arguments& args = {}) const {
    return world.words.say(language, key, args);
  }
};

// The one view, as page or JSON by what the request accepts; rendered after the commit.
http::Reply page_of(const Voice& voice, const http::Request& request, const std::optional<Session>& session,
                    std::string_view template_name, view::Json view, unsigned status = 200);

// One request inside its transaction. Time and seat are here, never in globals.
struct Context : Voice {
  const http::Request& request;
  db::Tx& tx;
  std::optional<Session> session;
  bool repeated = false;  // its sender got no answer the first time: it has been done, see Session::repeats
  // Provinces whose live figures this request changed, bodies whose report came to another stage or is asked
  // about; their open pages are told after the commit.
  std::set<std::int64_t> moved;
  std::set<std::int64_t>
      windows;  // places whose windows or requests this request changed; told at once after the commit

  // A reply too long to be made in one go: gives the next piece, "" at its end, each in a read of its own. It goes on
  // from what it gave, and only when it has not thrown; the World outlives it, this Context does not.
  std::function<std::string(db::Tx&)> pieces;

  const Seat& seat() const { return session->seat; }
  http::Reply page(std::string_view template_name, view::Json view, unsigned status = 200) const {
    return page_of(*this, request, session, template_name, std::move(view), status);
  }
  template <class T>
  http::Reply page(std::string_view name, const T& v, unsigned status = 200) const
      requires(!std::is_same_v<T, view::Json>) {
    return page(name, view::to_json(v), status);
  }
};

using Handler = http::Reply (*)(Context&);

}  // namespace identity
