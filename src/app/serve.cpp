// One request from bytes to reply. Reads run on the workers in a snapshot; a write runs wholly on the
// database's writer inside its own savepoint, and its reply leaves after the commit.
#include <csignal>

#include <fmt/format.h>

#include "api/web.h"
#include "app/app.h"
#include "app/metrics.h"
#include "app/problems.h"
#include "app/routes.h"
#include "base/budgets.h"
#include "base/log.h"
#include "followup/web.h"
#include "identity/web.h"
#include "journal/anchors.h"
#include "notices/notices.h"
#include "notices/web.h"
#include "reports/opening.h"
#include "reports/web.h"
#include "windows/web.h"

namespace app {

using base::Problem;
using identity::Context;
using AskedPtr = std::shared_ptr<Asked>;

namespace {

// ?lang=en on any page is remembered by the browser.
void remember_language(const http::Request& request, http::Reply& reply) {
  auto asked = request.asked("lang").value_or("");
  if (asked == "th" || asked == "en")
    reply.headers.emplace_back("Set-Cookie", "language=" + asked + "; Path=/; Max-Age=31536000; SameSite=Lax");
}

// Of every reply whatever; what else a page may do and load stands in secure().
const std::string every_head =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

void secure(const http::Request& request, http::Reply& reply) {
  reply.headers.emplace_back("Content-Security-Policy",
                             "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                             "form-action 'self'; frame-ancestors 'none'");
  // Published charts may stand in anybody's page; nothing else may.
  if (!request.path.starts_with("/open")) reply.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  reply.headers.emplace_back("Vary", "Accept");  // page and JSON have one address
  bool cached = false;
  for (const auto& [name, value] : reply.headers) cached |= name == "Cache-Control";
  if (!cached) reply.headers.emplace_back("Cache-Control", "no-store");
}

// Live pages ask again and again: what did not change is not sent again.
void add_etag(const http::Request& request, http::Reply& reply) {
  if (request.method != "GET" || reply.status != 200 || reply.body.empty() ||
      !reply.type.starts_with("application/json"))
    return;
  std::string tag = fmt::format("W/\"{:x}\"", std::hash<std::string>{}(reply.body));
  if (request.header("if-none-match") == tag) {
    reply.status = 304;
    reply.body.clear();
  }
  reply.headers.emplace_back("ETag", tag);
  reply.headers.emplace_back("Cache-Control", "private, no-cache");
}

// The bodies that may come, by address: what nobody answers brings none, so that no stranger's megabyte is read for a
// 404.
std::size_t room_for(std::string_view method, std::string_view path) {
  namespace budget = base::budget;
  if (method == "GET" || method == "HEAD") return 0;
  if (path == "/session") return budget::sign_in;  // carries the form that waited for the sign-in
  if (path == "/account/password") return budget::password;
  if (path == "/presence") return budget::presence;
  auto found = match(method, path);
  if (!found.route) return 0;
  if (path.starts_with("/imports/")) return budget::import_page;  // a province's workbook, and what was decided of it
  return found.route->method == "PUT" ? budget::answer : budget::form;
}

bool from_another_site(const http::Request& request) {
  auto origin = request.header("origin");
  if (origin.empty()) return false;
  auto host = origin.find("://");
  return host == origin.npos || origin.substr(host + 3) != request.header("host");
}

http::Reply plain(unsigned status, std::string body) {
  http::Reply reply;
  reply.status = status;
  reply.type = "text/plain; charset=utf-8";
  reply.body = std::move(body);
  return reply;
}

http::Reply asset_reply(const http::Request& request) {
  auto asset = view::asset(request.path);
  if (!asset) return plain(404, "not found\n");
  http::Reply reply;
  reply.type = asset->type;
  reply.body = std::string(asset->body);
  reply.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
  reply.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  return reply;
}

struct Moved {
  std::set<std::int64_t> provinces, windows;
  std::function<std::string(db::Tx&)> pieces;
};

// Opens the context, checks the seat and the token, and calls the handler.
http::Reply handle(const identity::World& world, const Route& route, const http::Request& request, db::Tx& tx,
                   Moved& told) {
  Context ctx{{world, world.clock.now(), language_of(request)}, request, tx, std::nullopt};
  base::WorkingFor named(request.id);
  auto key = route.access == Access::write ? identity::web::key_of(request) : "";
  if (auto token = request.cookie("saat"); !token.empty()) ctx.session = identity::session_of(tx, token, ctx.now, key);
  ctx.repeated = ctx.session && ctx.session->repeats;
  if (route.may != identity::May::anyone) {
    if (!ctx.session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
    // What a role may never do looks like what is not there.
    if (!identity::may(ctx.seat(), route.may)) throw Problem(Problem::Kind::not_found, "problem.not_found");
    if (route.access == Access::write && !identity::web::csrf_fits(*ctx.session, request))
      throw Problem(Problem::Kind::not_allowed, "problem.csrf");
  }
  if (ctx.session && !request.wants_json())
    ctx.session->unread = notices::unread(tx, ctx.seat().id);  // its page shows it
  auto reply = route.handler(ctx);
  if (route.access == Access::write && ctx.session && identity::wants_touch(*ctx.session, ctx.now))
    identity::touch(tx, request.cookie("saat"), ctx.now);
  if (!key.empty() && ctx.session && !ctx.repeated && reply.status < 400)
    identity::note_done(tx, key, ctx.seat().person, ctx.now);
  told = {std::move(ctx.moved), std::move(ctx.windows), std::move(ctx.pieces)};
  return reply;
}

}  // namespace

App::App(db::Database& database, identity::World world, const Config& config)
    : database_(database),
      world_(std::make_shared<const identity::World>(std::move(world))),
      config_(config),
      server_(
          config.listen.substr(0, config.listen.rfind(':')),
          static_cast<unsigned short>(std::stoi(config.listen.substr(config.listen.rfind(':') + 1))),
          {.body = base::budget::import_page, .room = room_for, .behind_proxy = config.behind_proxy},
          [this](http::Request request, http::Respond respond) { dispatch(std::move(request), respond); },
          [this](unsigned status) {
            http::Reply reply;
            reply.status = status;
            reply.type = "application/problem+json";
            std::string key = status == 413 || status == 431 ? "problem.too_large" : "problem.invalid";
            reply.body =
                view::Json{
                    {"type", "about:blank"},
                    {"status", status},
                    {"title", world_.load()->words.say(base::Language::th, "problem.title." + std::to_string(status))},
                    {"detail", world_.load()->words.say(base::Language::th, key)}}
                    .dump();
            return reply;
          },
          every_head),
      readiness_(database),
      allowance_({config.api_per_minute, 60}),
      workers_(config.workers, base::budget::pages),
      passwords_(config.password_threads, base::budget::passwords, Priority::behind),
      makers_(1, base::budget::files, Priority::behind),
      readers_(1, base::budget::programs, Priority::behind),
      visitors_(config.workers, base::budget::visitors, Priority::behind),
      drawers_(1, base::budget::pictures, Priority::behind),
      teller_(
          database, [this] { return world_.load(); },
          config.mail.url.empty() ? std::nullopt : std::optional(config.mail.gather_seconds)),
      postman_(
          database, [this] { return world_.load(); }, config.mail),
      maker_(database, [this] { return world_.load(); }),
      freezer_(database, [this] { return world_.load(); }) {
  read_windows();
  database_.listen([this](std::string_view what) { heard(what); });
}

App::~App() { database_.listen(nullptr); }

void App::run() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  std::jthread waiter([&, signals](std::stop_token stop) {
    auto stop_at = std::chrono::steady_clock::time_point::max();
    auto forget_at = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < stop_at) {
      timespec tick{0, 500'000'000};
      if (sigtimedwait(&signals, nullptr, &tick) > 0) {
        // Those who send requests here hear of it first; until they have, everything is answered. Asked
        // twice, it stops at once.
        int wait = draining_.exchange(true) ? 0 : config_.drain;
        stop_at = std::chrono::steady_clock::now() + std::chrono::seconds(wait);
        server_.drain();
        base::log::info("stopping in {} s: requests under way are finished", wait);
      }
      tell_moved();
      tell_present();
      readiness_.tick();
      tell_windows();
      end_dead_streams();
      if (auto now = std::chrono::steady_clock::now(); now >= forget_at) {
        forget_at = now + std::chrono::minutes(10);
        forget_old();
        anchor_the_day();
      }
    }
    server_.stop();
  });
  server_.run();
  // Writes still queued answer before what they answer to is gone.
  database_.write_now([](db::Tx&) {});
}

void App::told(const std::set<std::int64_t>& moved) {
  if (moved.empty()) return;
  std::lock_guard lock(moved_mutex_);
  moved_.insert(moved.begin(), moved.end());
}

// Twice a second: open pages of the places that moved are told, however many saves there were, wherever
// they were made.
void App::tell_moved() {
  std::set<std::int64_t> moved;
  {
    std::lock_guard lock(moved_mutex_);
    moved.swap(moved_);
  }
  if (moved.empty()) return;
  std::string what = "moved";
  for (auto province : moved) what += " " + std::to_string(province);
  database_.announce(what);
}

// Who came to a report, went, or went on to another question, on whichever node.
void App::tell_present() {
  for (const auto& news : presence_.take_news()) database_.announce(news);
  publish_present(presence_.forget_silent(std::chrono::steady_clock::now()));
}

void App::publish_present(const std::set<std::string>& places) {
  for (const auto& place : places) {
    if (server_.listeners(place) == 0) continue;
    view::Json people = view::Json::array();
    for (const auto& here : presence_.at(place))
      people.push_back({{"seat", here.seat}, {"name", here.name}, {"question", here.question}});
    server_.publish(place, "present", people.dump());
  }
}

// At once: who is locked out or let in is not kept waiting.
void App::told_windows(const std::set<std::int64_t>& places) {
  if (places.empty()) return;
  std::string what = "windows";
  for (auto place : places) what += " " + std::to_string(place);
  database_.announce(what);
}

void App::read_windows() {
  try {
    auto world = world_.load();
    auto now = world->clock.now();
    std::vector<Turn> turns;
    database_.read([&](db::Tx& tx) {
      turns.clear();
      for (const auto& round : world->rounds)
        for (const auto& change : calendar::all_in_force(tx, round.id))
          for (auto at : {change.window.opens, change.window.closes})
            if (at > now) turns.push_back({at, change.id ? change.place : registry::nation});
    });
    std::lock_guard lock(turns_mutex_);
    turns_ = std::move(turns);
  } catch (const std::exception& error) {
    base::log::error("when windows open and close could not be read: {}", error.what());
  }
}

// Each request looks at the clock itself; this is for pages that are open already.
void App::tell_windows() {
  std::vector<std::int64_t> places;
  {
    std::lock_guard lock(turns_mutex_);
    if (turns_.empty()) return;
    auto now = world_.load()->clock.now();
    std::erase_if(turns_, [&](const Turn& turn) {
      if (turn.at > now) return false;
      places.push_back(turn.place);
      return true;
    });
  }
  if (!places.empty()) publish_windows(places);
}

void App::publish_windows(const std::vector<std::int64_t>& places) {
  auto world = world_.load();
  view::Json codes = view::Json::array();
  for (auto place : places)
    if (const auto* at = world->registry.find(place)) codes.push_back(at->code);
  server_.publish(windows::web::topic, "windows", view::Json{{"places", std::move(codes)}}.dump());
}

void App::heard(std::string_view what) {
  if (what.starts_with("present\n")) return publish_present(presence_.hear(what, std::chrono::steady_clock::now()));
  auto words = base::split(what, ' ');
  bool anything = what.empty();  // something may have been missed
  if (anything || words.front() == "world") reload_world();
  if (anything || words.front() == "windows") {
    std::vector<std::int64_t> places;
    for (std::size_t i = 1; i < words.size(); ++i) places.push_back(std::atoll(std::string(words[i]).c_str()));
    if (anything) places.push_back(registry::nation);
    workers_.post([this] { read_windows(); });
    publish_windows(places);
  }
  if (!anything && words.front() == "noticed")
    for (std::size_t i = 1; i < words.size(); ++i) server_.publish("seat-" + std::string(words[i]), "noticed", "{}");
  if (!anything && words.front() != "moved") return;
  if (anything) {
    for (const auto* province : world_.load()->registry.provinces())
      server_.publish(followup::web::topic_of_province(province->id), "moved", "{}");
  } else {
    for (std::size_t i = 1; i < words.size(); ++i) {
      auto id = std::atoll(std::string(words[i]).c_str());
      const auto* place = world_.load()->registry.find(id);
      bool body = place && place->tier == registry::Tier::local;
      server_.publish(body ? reports::web::topic_of_body(id) : followup::web::topic_of_province(id), "moved", "{}");
    }
  }
  server_.publish(followup::web::nation_topic, "moved", "{}");
}

void App::reload_world() {
  workers_.post([this] {
    try {
      auto clock = world_.load()->clock;
      world_ = std::make_shared<const identity::World>(load_world(database_, config_, clock));
      read_windows();
    } catch (const std::exception& error) {
      base::log::error("the registry and the rounds could not be read again: {}", error.what());
    }
  });
}

void App::forget_old() {
  database_.write([now = world_.load()->clock.now()](db::Tx& tx) { identity::forget_old(tx, now); },
                  [](std::exception_ptr error) {
                    if (error) base::log::warn("what is older than a day is not yet forgotten");
                  });
}

void App::anchor_the_day() {
  if (config_.anchor_secret.empty()) return;
  database_.write(
      [this, now = world_.load()->clock.now()](db::Tx& tx) {
        if (auto anchor = journal::anchor_of_the_day(tx, config_.anchor_secret, now))
          base::log::info("{}", journal::line_of(*anchor));
      },
      [](std::exception_ptr error) {
        if (error) base::log::warn("the journal of today is not yet anchored");
      });
}

std::string App::metrics_text() const {
  return metrics::text(
      {database_.stats(), workers_.waiting(), passwords_.waiting(), server_.connections(), server_.streams()});
}

void App::dispatch(http::Request request, http::Respond answer) {
  auto shared = std::make_shared<Asked>(Asked{std::move(request), world_.load()});
  auto begun = std::chrono::steady_clock::now();
  http::Respond respond = [answer, shared, begun, this](http::Reply reply) {
    bool read = shared->method == "GET" || shared->method == "HEAD";
    auto finish = [shared, this, read, rendering = std::exchange(reply.finish, nullptr)](http::Reply& unfinished) {
      try {
        if (rendering) rendering(unfinished);
      } catch (...) {
        unfinished = reply_for(*shared->world, *shared, language_of(*shared), std::current_exception());
        if (auto last = std::exchange(unfinished.finish, nullptr)) last(unfinished);
      }
      if (read && unfinished.events_of.empty()) add_etag(*shared, unfinished);
      if (read) remember_language(*shared, unfinished);
      secure(*shared, unfinished);
    };
    // A page is rendered here, on its worker. The reply to a write is small and comes on the database's
    // thread, which has the next group to commit: the server renders it.
    if (read)
      finish(reply);
    else
      reply.finish = std::move(finish);
    auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    metrics::count(shared->method, shared->route, reply.status, took);
    if (took >= config_.slow_seconds)
      base::log::warn("slow request={} method={} route={} status={} seconds={:.3f}", shared->id, shared->method,
                      shared->route, reply.status, took);
    answer(std::move(reply));
  };
  try {
    if (api::web::is_ours(shared->path)) return ask_api(shared, answer);
    const bool read = shared->method == "GET" || shared->method == "HEAD";
    const bool asset = shared->path.starts_with("/assets/");
    const Fixed* fixed = fixed_at(shared->path);
    const bool answered_here = (asset && read) || (fixed && fixed->answers(shared->method));
    auto found = answered_here ? Match{} : match(shared->method, shared->path);
    if (!answered_here && !found.route)
      if (const auto allowed = allowed_at(shared->path); !allowed.empty())
        return respond(other_method(*shared->world, *shared, language_of(*shared), allowed));
    if (asset && read) return answer(asset_reply(*shared));
    if (fixed) shared->route = fixed->path;
    if (shared->path == "/healthz") return respond(plain(200, "ok\n"));
    if (shared->path == "/metrics") {
      bool local = shared->remote == "127.0.0.1" || shared->remote == "::1";
      bool token =
          !config_.metrics_token.empty() && shared->header("authorization") == "Bearer " + config_.metrics_token;
      return respond(local || token ? plain(200, metrics_text()) : plain(404, "not found\n"));
    }
    if (shared->path == "/readyz") {
      if (draining_) return respond(plain(503, "stopping\n"));
      return readiness_.ask(respond);
    }
    if (!read) {
      if (from_another_site(*shared)) throw Problem(Problem::Kind::not_allowed, "problem.csrf");
      http::read_form(*shared);
    }
    if (shared->path == "/session" && shared->method == "POST") return sign_in(shared, respond);
    if (shared->path == "/account/password" && shared->method == "POST") return change_password(shared, respond);
    if (shared->path == "/events" && read) return events(shared, respond);
    if (shared->path == "/presence" && shared->method == "POST") return present(shared, respond);
    route(shared, std::move(found), respond);
  } catch (...) {
    fail(shared, respond, std::current_exception());
  }
}

// Who is signed in is told so under their own menus. Their session is read on a worker; where none has time, the page
// is a stranger's.
void App::fail(AskedPtr request, http::Respond respond, std::exception_ptr error) {
  auto answer = [request, respond, error](const std::optional<identity::Session>& session) {
    respond(reply_for(*request->world, *request, language_of(*request), error, session));
  };
  auto look = [this, request, answer] {
    std::optional<identity::Session> session;
    try {
      database_.read([&](db::Tx& tx) {
        session = identity::session_of(tx, request->cookie("saat"), request->world->clock.now());
      });
    } catch (const std::exception& unread) {
      base::log::warn("request={} the session could not be read: {}", request->id, unread.what());
    }
    answer(session);
  };
  if (!is_page(*request) || request->cookie("saat").empty() || !workers_.post(look)) answer(std::nullopt);
}

void App::route(AskedPtr request, Match found, http::Respond respond) {
  if (!found.route) {
    // Signed out, an unknown address and a known one answer alike.
    throw Problem(Problem::Kind::not_found, "problem.not_found");
  }
  request->params = std::move(found.params);
  request->route = found.route->pattern;
  const Route& route = *found.route;
  auto reply = std::make_shared<http::Reply>();
  auto moved = std::make_shared<Moved>();
  auto work = [this, &route, request, reply, moved](db::Tx& tx) {
    *reply = handle(*request->world, route, *request, tx, *moved);
  };
  auto done = [this, request, reply, moved, respond](std::exception_ptr error) {
    if (error) return fail(request, respond, error);
    told(moved->provinces);
    told_windows(moved->windows);
    if (moved->pieces) reply->pieces = pieces_of(request, std::move(moved->pieces));
    if (request->method == "POST" && request->route.starts_with("/exports/")) maker_.wake();
    if (request->method == "POST" && request->route.starts_with("/releases/")) freezer_.wake();
    respond(std::move(*reply));
  };
  if (route.may != identity::May::anyone && request->cookie("saat").empty())
    throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");  // before it takes a place from who is
  const auto network = http::network_of(request->remote);
  if (route.access == Access::write) {
    auto place = saves_.take(network);
    if (!place) throw Problem(Problem::Kind::busy, "problem.busy");
    return database_.write(work, [done, place](std::exception_ptr error) { done(error); });
  }
  // What the public looks at, and what is drawn for it, has its own threads and its own queues: however many look, an
  // official's page and export wait for none of them.
  const bool open = route.may == identity::May::anyone && route.pattern.starts_with("/open");
  auto& pool = open ? (route.access == Access::make ? drawers_ : visitors_)
                    : (route.access == Access::make ? makers_ : workers_);
  bool taken = pool.post(
      [this, request, work, done, respond] {
        if (request->is_abandoned()) return respond(plain(499, ""));  // in the words of other servers; nobody reads it
        try {
          database_.read(work);
        } catch (...) {
          return done(std::current_exception());
        }
        done(nullptr);
      },
      network);
  if (!taken) throw Problem(Problem::Kind::busy, "problem.busy");
}

// Each piece is read on a worker of its own accord: between two of them others have their turn.
http::Pieces App::pieces_of(AskedPtr request, std::function<std::string(db::Tx&)> next) {
  return [this, request, next = std::move(next)](http::Give give) {
    bool taken = workers_.post([this, request, next, give] {
      std::optional<std::string> piece;
      try {
        database_.read([&](db::Tx& tx) { piece = next(tx); });
      } catch (const std::exception& error) {
        base::log::error("request={} a long reply broke off: {}", request->id, error.what());
      }
      give(std::move(piece));
    });
    if (!taken) give(std::nullopt);
  };
}

}  // namespace app
