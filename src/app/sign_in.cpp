// The two requests that check a password. argon2id runs on threads of its own, outside any transaction.
#include <algorithm>

#include "app/app.h"
#include "app/problems.h"
#include "identity/covers.h"
#include "identity/web.h"
#include "journal/journal.h"

namespace app {

using base::Problem;
using identity::Context;
using AskedPtr = std::shared_ptr<Asked>;

namespace {

// Where a sign-in may lead: a path of this site, as browsers read one. They drop tabs and line ends, and take a
// backslash for a slash: "/<tab>/host" is another site's address.
bool is_local(std::string_view next) {
  return next.starts_with("/") && !next.starts_with("//") &&
         std::all_of(next.begin(), next.end(), [](unsigned char c) { return c > ' ' && c != 0x7f && c != '\\'; });
}

constexpr std::string_view kept_prefix = "kept.";

// The session first: programs take the first.
void give_cookies(const Asked& request, const std::string& session, const std::string& browser, http::Reply& reply) {
  const bool secure = request.world->secure_cookies;
  reply.headers.emplace_back("Set-Cookie", identity::web::session_cookie(session, secure));
  reply.headers.emplace_back("Set-Cookie", identity::web::browser_cookie(browser, secure));
}

}  // namespace

// Sign-in in three steps, so that hashing (50 ms) holds neither the writer nor the pages' threads.
void App::sign_in(AskedPtr request, http::Respond respond) {
  auto fail = [this, request, respond](std::string key, base::Arguments arguments = {}) {
    auto language = language_of(*request);
    if (request->wants_json() || request->header("content-type").starts_with("application/json"))
      return respond(
          reply_for(*request->world, *request, language, Problem(Problem::Kind::not_signed_in, key, arguments)));
    identity::Voice voice{*request->world, request->world->clock.now(), language};
    respond(identity::page_of(voice, *request, std::nullopt, "sign_in",
                              view::Json{{"message", request->world->words.say(language, key, arguments)},
                                         {"login", request->field("login").value_or("")},
                                         {"next", request->field("next").value_or("")},
                                         {"resume", request->field("resume").value_or("")},
                                         {"kept", kept_fields(*request, kept_prefix)}},
                              401));
  };
  bool taken = passwords_.post(
      [this, request, respond, fail] {
        try {
          auto login = identity::login_of(request->field("login").value_or(""));
          auto password = request->field("password").value_or("");
          auto now = request->world->clock.now();
          std::optional<identity::Account> account;
          std::int64_t wait = 0;
          identity::Knock knock{login, request->remote};
          const auto browser = request->cookie(identity::web::browser_cookie_name);
          database_.read([&](db::Tx& tx) {
            account = identity::find_account(tx, login);
            if (account) knock.browser = identity::known_browser(tx, browser, account->person, now);
            wait = identity::wait_before_try(tx, knock, now);
          });
          if (wait > 0) return fail("sign_in.wait", {{"seconds", std::to_string(wait)}});
          // An unknown login costs the same time as a wrong password.
          static const std::string nobody = identity::hash_password("nobody has this password");
          bool fitted = identity::password_fits(password, account ? account->password_hash : nobody) && account &&
                        !account->disabled;
          auto token = std::make_shared<std::string>(), csrf = std::make_shared<std::string>(),
               known = std::make_shared<std::string>();
          database_.write(
              [=, this](db::Tx& tx) {
                identity::note_try(tx, knock, fitted, now);
                if (!fitted) return;
                base::WorkingFor named(request->id);
                *token = identity::begin_session(tx, account->person, now);
                *known = identity::remember_browser(tx, browser, account->person, now);
                auto begun = identity::session_of(tx, *token, now);
                *csrf = begun->csrf;
                journal::write(tx, 0, now, begun->seat.id, "sign-in", login, "", "");
              },
              [=, this](std::exception_ptr error) {
                if (error) return respond(reply_for(*request->world, *request, language_of(*request), error));
                if (!fitted) return fail("sign_in.wrong");
                auto next = request->field("next").value_or("/");
                auto reply = http::Reply::redirect(is_local(next) ? next : "/");
                auto resume = request->field("resume").value_or("");
                if (resume.starts_with("/reports/") && !request->wants_json()) {
                  identity::Voice voice{*request->world, request->world->clock.now(), language_of(*request)};
                  reply = identity::page_of(
                      voice, *request, std::nullopt, "resume",
                      view::Json{{"resume", resume}, {"csrf", *csrf}, {"kept", kept_fields(*request, kept_prefix)}});
                }
                if (request->wants_json()) {
                  reply = {};
                  reply.type = "application/json";
                  reply.body = "{}";
                }
                give_cookies(*request, *token, *known, reply);
                respond(std::move(reply));
              });
        } catch (...) {
          respond(reply_for(*request->world, *request, language_of(*request), std::current_exception()));
        }
      },
      http::network_of(request->remote));
  if (!taken) throw Problem(Problem::Kind::busy, "problem.busy");
}

// As sign-in: the old password is checked and the new one hashed on the hashing threads.
void App::change_password(AskedPtr request, http::Respond respond) {
  auto fail = [this, request, respond](std::string key, base::Arguments arguments = {}) {
    auto language = language_of(*request);
    if (request->wants_json() || request->header("content-type").starts_with("application/json"))
      return respond(reply_for(*request->world, *request, language, Problem(Problem::Kind::invalid, key, arguments)));
    http::Reply page;
    database_.read([&](db::Tx& tx) {
      Context ctx{{*request->world, request->world->clock.now(), language},
                  *request,
                  tx,
                  identity::session_of(tx, request->cookie("saat"), request->world->clock.now())};
      if (!ctx.session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
      page = identity::web::password_page(ctx, request->world->words.say(language, key, arguments), false, 400);
    });
    respond(std::move(page));
  };
  bool taken = passwords_.post(
      [this, request, respond, fail] {
        try {
          auto now = request->world->clock.now();
          std::optional<identity::Session> session;
          std::optional<identity::Account> account;
          std::int64_t wait = 0;
          identity::Knock knock;
          database_.read([&](db::Tx& tx) {
            session = identity::session_of(tx, request->cookie("saat"), now);
            if (!session) throw Problem(Problem::Kind::not_signed_in, "problem.not_signed_in");
            knock = {session->seat.login, request->remote,
                     identity::known_browser(tx, request->cookie(identity::web::browser_cookie_name),
                                             session->seat.person, now)};
            wait = identity::wait_before_try(tx, knock, now);
            account = identity::find_account(tx, session->seat.login);
          });
          if (!identity::web::csrf_fits(*session, *request)) throw Problem(Problem::Kind::not_allowed, "problem.csrf");
          if (wait > 0) return fail("sign_in.wait", {{"seconds", std::to_string(wait)}});
          auto wanted = request->field("new").value_or("");
          if (base::count_characters(wanted) < 10) return fail("password.too_short");
          if (identity::is_common_password(wanted)) return fail("password.common");
          if (wanted != request->field("again").value_or("")) return fail("password.differ");
          bool fitted = account && identity::password_fits(request->field("old").value_or(""), account->password_hash);
          auto hash = fitted ? identity::hash_password(wanted) : "";
          auto token = std::make_shared<std::string>(), known = std::make_shared<std::string>();
          database_.write(
              [=, this, seat = session->seat](db::Tx& tx) {
                identity::note_try(tx, knock, fitted, now);
                if (!fitted) return;
                base::WorkingFor named(request->id);
                identity::change_password(tx, seat.person, hash, now);
                *token = identity::begin_session(tx, seat.person, now);
                *known = identity::remember_browser(tx, "", seat.person, now);
                journal::write(tx, 0, now, seat.id, "change-password", seat.login, "", "",
                               {{identity::covers::person, seat.person}});
              },
              [=, this](std::exception_ptr error) {
                if (error) return respond(reply_for(*request->world, *request, language_of(*request), error));
                if (!fitted) {
                  // Rendering the page reads the database: not on its writing thread.
                  if (!workers_.post([fail] { fail("password.wrong"); }))
                    respond(reply_for(*request->world, *request, language_of(*request),
                                      Problem(Problem::Kind::busy, "problem.busy")));
                  return;
                }
                auto reply = http::Reply::redirect("/account/password?done=1");
                give_cookies(*request, *token, *known, reply);
                respond(std::move(reply));
              });
        } catch (...) {
          respond(reply_for(*request->world, *request, language_of(*request), std::current_exception()));
        }
      },
      http::network_of(request->remote));
  if (!taken) throw Problem(Problem::Kind::busy, "problem.busy");
}

}  // namespace app
