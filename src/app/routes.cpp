#include "app/routes.h"

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

#include "api/web.h"
#include "base/text.h"
#include "exports/web.h"
#include "followup/web.h"
#include "history/web.h"
#include "identity/web.h"
#include "imports/web.h"
#include "notices/web.h"
#include "quality/web.h"
#include "releases/web.h"
#include "reports/web.h"
#include "results/web.h"
#include "review/web.h"
#include "windows/web.h"

namespace app {

const std::vector<Route>& routes() {
  using identity::May;
  using enum Access;
  static const std::vector<Route> all = {
      {"GET", "/", review::web::home, May::signed_in, read},
      {"GET", "/sign-in", identity::web::sign_in, May::anyone, read},
      {"GET", "/session", identity::web::session, May::anyone, read},
      {"POST", "/session/end", identity::web::sign_out, May::signed_in, write},
      {"POST", "/session/seat", identity::web::switch_seat, May::signed_in, write},
      {"GET", "/account/password", identity::web::password, May::signed_in, read},
      {"GET", "/organisations", followup::web::organisations, May::signed_in, read},

      {"GET", "/notices", notices::web::list, May::signed_in, read},
      {"GET", "/notices/unread", notices::web::count, May::signed_in, read},
      {"POST", "/notices/readings", notices::web::read_all, May::signed_in, write},
      {"POST", "/notices/language", notices::web::choose_language, May::signed_in, write},
      {"GET", "/reminders/:framework/:period", notices::web::reminding, May::remind, read},
      {"POST", "/reminders/:framework/:period", notices::web::remind, May::remind, write},
      {"GET", "/reminders/:framework/:period/:reminder", notices::web::reminder, May::remind, read},
      {"GET", "/mail", notices::web::mail, May::administer, read},
      {"POST", "/mail/:letter/trial", notices::web::mail_again, May::administer, write},
      {"POST", "/notices/:notice/reading", notices::web::read_one, May::signed_in, write},

      {"GET", "/reports", review::web::home, May::signed_in, read},
      {"GET", "/reports/:framework/:period/:body", reports::web::show, May::see_report, read},
      {"GET", "/reports/:framework/:period/:body/sections/:section", review::web::section, May::see_report, read},
      {"PUT", "/reports/:framework/:period/:body/answers/:question", reports::web::put_answer, May::edit_report, write},
      {"POST", "/reports/:framework/:period/:body/answers", reports::web::put_section, May::edit_report, write},
      {"POST", "/reports/:framework/:period/:body/paste", reports::web::paste, May::edit_report, write},
      {"POST", "/reports/:framework/:period/:body/paste/withdrawal", reports::web::take_back_paste, May::edit_report,
       write},
      {"PUT", "/reports/:framework/:period/:body/reasons/:check", reports::web::put_reason, May::edit_report, write},
      {"GET", "/reports/:framework/:period/:body/review", reports::web::review, May::see_report, read},
      {"POST", "/reports/:framework/:period/:body/submission", reports::web::submit, May::submit_report, write},
      {"POST", "/reports/:framework/:period/:body/withdrawal", reports::web::withdraw, May::submit_report, write},
      {"GET", "/reports/:framework/:period/:body/receipt", reports::web::receipt, May::see_report, read},
      {"GET", "/reports/:framework/:period/:body/history", history::web::of_report, May::see_report, read},
      {"GET", "/journal", history::web::search, May::read_journal, read},
      {"GET", "/receipts", reports::web::check_receipt, May::anyone, read},

      {"GET", "/follow-up", followup::web::mine, May::follow_province, read},
      {"GET", "/follow-up/:framework/:period", followup::web::nation, May::follow_nation, read},
      {"GET", "/follow-up/:framework/:period/completeness", followup::web::completeness, May::follow_nation, read},
      {"GET", "/follow-up/:framework/:period/not-yet", followup::web::not_yet, May::follow_nation, read},
      {"GET", "/follow-up/:framework/:period/:province/completeness", followup::web::completeness, May::follow_province,
       read},
      {"GET", "/follow-up/:framework/:period/:province/not-yet", followup::web::not_yet, May::follow_province, read},

      {"GET", "/follow-up/:framework/:period/quality", quality::web::show, May::follow_nation, read},
      {"GET", "/follow-up/:framework/:period/:province/quality", quality::web::show, May::follow_province, read},

      {"GET", "/follow-up/:framework/:period/:province/queue", review::web::queue, May::review_report, read},
      {"GET", "/follow-up/:framework/:period/:province/approvals", review::web::preview, May::approve_report, read},
      {"POST", "/follow-up/:framework/:period/:province/approvals", review::web::approve_all, May::approve_report,
       write},
      {"POST", "/follow-up/:framework/:period/:province/district-rule", review::web::put_district_rule,
       May::approve_report, write},
      {"GET", "/follow-up/:framework/:period/:province/:body", review::web::page, May::review_report, read},
      {"POST", "/reports/:framework/:period/:body/verification", review::web::verify, May::verify_report, write},
      {"POST", "/reports/:framework/:period/:body/verification/withdrawal", review::web::withdraw_verification,
       May::verify_report, write},
      {"POST", "/reports/:framework/:period/:body/approval", review::web::approve, May::approve_report, write},
      {"POST", "/reports/:framework/:period/:body/approval/withdrawal", review::web::withdraw_approval,
       May::approve_report, write},
      {"POST", "/reports/:framework/:period/:body/acceptance", review::web::accept, May::accept_report, write},
      {"POST", "/reports/:framework/:period/:body/acceptance/withdrawal", review::web::withdraw_acceptance,
       May::accept_report, write},
      {"POST", "/reports/:framework/:period/:body/correction", review::web::send_back, May::send_back, write},
      {"POST", "/reports/:framework/:period/:body/comments", review::web::say, May::comment, write},
      {"POST", "/reports/:framework/:period/:body/comments/:comment/resolution", review::web::resolve, May::comment,
       write},
      {"POST", "/reports/:framework/:period/:body/look", review::web::look, May::review_report, write},

      {"GET", "/follow-up/:framework/:period/:province", followup::web::province, May::follow_province, read},

      {"GET", "/reports/:framework/:period/:body/request", windows::web::asking, May::edit_report, read},
      {"POST", "/reports/:framework/:period/:body/request", windows::web::ask, May::edit_report, write},
      {"GET", "/windows/:framework/:period/requests", windows::web::requests, May::follow_province, read},
      {"POST", "/windows/:framework/:period/requests/:request/forwarding", windows::web::forward, May::grant_time,
       write},
      {"POST", "/windows/:framework/:period/requests/:request/decision", windows::web::decide, May::grant_time, write},
      {"POST", "/windows/:framework/:period/rights", windows::web::let_grant, May::set_windows, write},
      {"GET", "/exports/:framework/:period", exports::web::show, May::follow_province, read},
      {"GET", "/exports/:framework/:period/file", exports::web::file, May::follow_province, make},
      {"GET", "/exports/:framework/:period/summary.pdf", exports::web::summary_pdf, May::follow_province, make},
      {"GET", "/reports/:framework/:period/:body/report.pdf", exports::web::report_pdf, May::see_report, make},
      {"GET", "/imports/:framework/:period", imports::web::show, May::bring_in_reports, read},
      {"POST", "/imports/:framework/:period", imports::web::look, May::bring_in_reports, make},
      {"GET", "/imports/:framework/:period/table.xlsx", exports::web::own_table, May::bring_in_reports, make},
      {"POST", "/imports/:framework/:period/confirmation", imports::web::confirm, May::bring_in_reports, write},
      {"POST", "/exports/:framework/:period/jobs", exports::web::ask, May::follow_province, write},
      {"GET", "/exports/:framework/:period/jobs/:job/file", exports::web::made, May::follow_province, read},
      {"POST", "/exports/:framework/:period/jobs/:job/cancellation", exports::web::cancel, May::follow_province, write},

      {"GET", "/results", results::web::mine, May::signed_in, read},
      {"GET", "/results/:framework/:period", results::web::nation, May::follow_nation, read},
      {"GET", "/results/:framework/:period/compare", results::web::compare, May::follow_province, read},
      {"GET", "/results/:framework/:period/compare/:chart", results::web::compared, May::follow_province, make},
      {"GET", "/results/:framework/:period/:place", results::web::place, May::see_report, read},
      {"GET", "/results/:framework/:period/:place/:chart", results::web::chart, May::see_report, make},

      {"GET", "/releases/:framework/:period", releases::web::show, May::freeze_release, read},
      {"POST", "/releases/:framework/:period", releases::web::freeze, May::freeze_release, write},
      {"GET", "/open", releases::web::open, May::anyone, read},
      {"GET", "/open/:framework/:period", releases::web::nation, May::anyone, read},
      {"GET", "/open/:framework/:period/:place", releases::web::place, May::anyone, read},
      {"GET", "/open/:framework/:period/releases/:number", releases::web::release, May::anyone, read},
      {"GET", "/open/:framework/:period/:place/:chart", releases::web::chart, May::anyone, make},
      {"GET", "/open/:framework/:period/releases/:number/:file", releases::web::file, May::anyone, make},

      {"GET", "/open/api", api::web::page, May::anyone, read},
      // The public API: answered by api.cpp, without a session, on threads of its own.
      {"GET", "/api/v1", api::web::entry, May::anyone, read},
      {"GET", "/api/v1/openapi.json", api::web::description, May::anyone, read},
      {"GET", "/api/v1/organisations", api::web::organisations, May::anyone, read},
      {"GET", "/api/v1/organisations/:code", api::web::organisation, May::anyone, read},
      {"GET", "/api/v1/frameworks", api::web::frameworks, May::anyone, read},
      {"GET", "/api/v1/frameworks/:framework/:period", api::web::framework, May::anyone, read},
      {"GET", "/api/v1/indicators", api::web::indicators, May::anyone, read},
      {"GET", "/api/v1/releases", api::web::releases, May::anyone, read},
      {"GET", "/api/v1/releases/:framework/:period/:number", api::web::release, May::anyone, read},
      {"GET", "/api/v1/figures", api::web::figures, May::anyone, read},
      {"GET", "/api/v1/completeness", api::web::completeness, May::anyone, read},

      {"GET", "/windows/:framework/:period", windows::web::show, May::follow_province, read},
      {"POST", "/windows/:framework/:period/changes", windows::web::change, May::set_windows, write},
      {"POST", "/windows/:framework/:period/changes/:change/withdrawal", windows::web::withdraw, May::set_windows,
       write},
  };
  return all;
}

namespace {

using Parts = std::vector<std::string_view>;

bool fits(const Parts& wanted, const Parts& given) {
  if (wanted.size() != given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].starts_with(':') ? given[i].empty() : wanted[i] != given[i]) return false;
  return true;
}

// Every request asks, a save twice: its room and its handler. The patterns are taken apart once.
const std::vector<Parts>& patterns() {
  static const auto all = [] {
    std::vector<Parts> parts;
    for (const Route& route : routes()) parts.push_back(base::split(route.pattern, '/'));
    return parts;
  }();
  return all;
}

}  // namespace

Match match(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  const Parts given = base::split(path, '/');
  for (std::size_t n = 0; n < patterns().size(); ++n) {
    const Route& route = routes()[n];
    const Parts& pattern = patterns()[n];
    if (route.method != method || !fits(pattern, given)) continue;
    Match found{&route, {}};
    for (std::size_t i = 0; i < given.size(); ++i)
      if (pattern[i].starts_with(':')) found.params[std::string(pattern[i].substr(1))] = given[i];
    return found;
  }
  return {};
}

const Fixed* fixed_at(std::string_view path) {
  static constexpr Fixed all[] = {
      {"/healthz", "GET"},           {"/readyz", "GET"}, {"/metrics", "GET"},  {"/session", "POST"},
      {"/account/password", "POST"}, {"/events", "GET"}, {"/presence", "POST"}};
  const auto at = std::ranges::find(all, path, &Fixed::path);
  return at == std::end(all) ? nullptr : &*at;
}

std::string allowed_at(std::string_view path) {
  std::set<std::string_view> methods;
  const Parts given = base::split(path, '/');
  for (std::size_t n = 0; n < patterns().size(); ++n)
    if (fits(patterns()[n], given)) methods.insert(routes()[n].method);
  if (const Fixed* fixed = fixed_at(path)) methods.insert(fixed->method);
  if (path.starts_with("/assets/")) methods.insert("GET");
  if (methods.empty()) return "";
  if (methods.contains("GET")) methods.insert("HEAD");
  methods.insert("OPTIONS");
  return fmt::format("{}", fmt::join(methods, ", "));
}

}  // namespace app
