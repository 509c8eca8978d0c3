// What open pages hear of, and who is at one with others. A stream's topics are judged once, when it opens; it ends
// with the session, the seat or the person it was opened by.
#include "app/app.h"
#include "app/problems.h"
#include "app/routes.h"
#include "base/budgets.h"
#include "base/log.h"
#include "followup/web.h"
#include "identity/web.h"
#include "notices/web.h"
#include "reports/opening.h"
#include "reports/web.h"
#include "windows/web.h"

namespace app {

using base::Problem;
using identity::Context;
using AskedPtr = std::shared_ptr<Asked>;

namespace {

// A report by its address, for one who may see it: a stranger's is not there.
reports::Where report_at(const Asked& request, db::Tx& tx, const identity::Session& session, std::string_view address) {
  auto found = match("GET", address);
  if (!found.route || found.route->pattern != "/reports/:framework/:period/:body")
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  http::Request named;
  named.params = std::move(found.params);
  return reports::where_of(
      Context{{*request.world, request.world->clock.now(), language_of(request)}, named, tx, session});
}

bool is_of_report(std::string_view topic) { return topic.starts_with("/reports/"); }

}  // namespace

void App::events(AskedPtr request, http::Respond respond) {
  bool taken = workers_.post([this, request, respond] {
    std::string topics, mark;
    try {
      database_.read([&](db::Tx& tx) {
        auto session = identity::session_of(tx, request->cookie("saat"), request->world->clock.now());
        if (!session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
        bool nation = session->seat.organisation == registry::nation;
        topics.clear();
        mark = identity::mark_of(request->cookie("saat"), session->seat);
        if (server_.streams_of(mark) >= base::budget::streams_of_session)
          throw Problem(Problem::Kind::busy, "problem.busy");
        auto [begin, end] = request->query.equal_range("topic");
        if (begin == end || std::distance(begin, end) > base::budget::topics)
          throw Problem(Problem::Kind::not_found, "problem.not_found");
        for (auto asked = begin; asked != end; ++asked) {
          const auto& topic = asked->second;
          if (is_of_report(topic)) {
            topics += reports::pages::address_of(report_at(*request, tx, *session, topic)) + " ";
            continue;
          }
          const auto& seat = session->seat;
          bool own = topic == windows::web::topic || topic == notices::web::topic_of_seat(seat.id) ||
                     topic == followup::web::topic_of_province(seat.organisation) ||
                     topic == reports::web::topic_of_body(seat.organisation);
          bool of_nation = nation && (topic == followup::web::nation_topic || topic.starts_with("province-"));
          bool of_district =
              seat.role == identity::Role::district &&
              topic == followup::web::topic_of_province(request->world->registry.find(seat.organisation)->province);
          if (topic.find(' ') != topic.npos || (!own && !of_nation && !of_district))
            throw Problem(Problem::Kind::not_found, "problem.not_found");
          topics += topic + " ";
        }
      });
      http::Reply stream;
      stream.type = "text/event-stream";
      stream.events_of = topics;
      stream.events_for = mark;
      respond(std::move(stream));
    } catch (...) {
      respond(reply_for(*request->world, *request, language_of(*request), std::current_exception()));
    }
  });
  if (!taken) throw Problem(Problem::Kind::busy, "problem.busy");
}

// Who listens has signed in once, hours ago: names of those present and news of a province must not go on to a browser
// whose session, seat or person has ended since, on this node, on another or by a command.
void App::end_dead_streams() {
  if (server_.streams() == 0 || looking_for_dead_streams_.exchange(true)) return;
  bool taken = workers_.post([this] {
    try {
      auto dead = server_.who_listens();
      std::set<std::string> alive;
      database_.read([&](db::Tx& tx) { alive = identity::marks_of_sessions(tx, world_.load()->clock.now()); });
      std::erase_if(dead, [&](const auto& who) { return alive.contains(who); });
      if (!dead.empty()) server_.end_streams(dead);
    } catch (const std::exception& error) {
      base::log::error("streams could not be held against their sessions: {}", error.what());
    }
    looking_for_dead_streams_ = false;
  });
  if (!taken) looking_for_dead_streams_ = false;
}

// Where one is in a report. It changes nothing that is kept, so it waits for no writer; all else is as for a write.
void App::present(AskedPtr request, http::Respond respond) {
  bool taken = workers_.post([this, request, respond] {
    try {
      http::Reply reply;
      reply.type = "application/json";
      database_.read([&](db::Tx& tx) {
        auto session = identity::session_of(tx, request->cookie("saat"), request->world->clock.now());
        if (!session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
        if (!identity::web::csrf_fits(*session, *request)) throw Problem(Problem::Kind::not_allowed, "problem.csrf");
        auto where = report_at(*request, tx, *session, request->field("at").value_or(""));
        auto place = reports::pages::address_of(where);
        const auto* question = where.plan.find(request->field("question").value_or(""));
        presence::Here here{session->seat.id, session->seat.person_name,
                            question && where.body.is_asked(*question) ? question->code : ""};
        if (request->field("leaving"))
          presence_.leave(place, here.seat);
        else
          presence_.note(place, here, std::chrono::steady_clock::now());
        view::Json people = view::Json::array();
        for (const auto& other : presence_.at(place))
          people.push_back({{"seat", other.seat}, {"name", other.name}, {"question", other.question}});
        reply.body = view::Json{{"seat", here.seat}, {"people", std::move(people)}}.dump();
      });
      respond(std::move(reply));
    } catch (...) {
      respond(reply_for(*request->world, *request, language_of(*request), std::current_exception()));
    }
  });
  if (!taken) throw Problem(Problem::Kind::busy, "problem.busy");
}

}  // namespace app
