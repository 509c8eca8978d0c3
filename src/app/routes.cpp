#include "app/routes.h"

#include "base/text.h"
#include "identity/web.h"
#include "reports/web.h"
#include "followup/web.h"
#include "windows/web.h"

namespace app {

const std::vector<Route>& routes() {
  using identity::May;
  using enum Access;
  static const std::vector<Route> all = {
      {"GET",  "/",                                                     reports::web::home,           May::signed_in,       read},
      {"GET",  "/sign-in",                                              identity::web::sign_in,       May::anyone,          read},
      {"GET",  "/session",                                              identity::web::session,       May::anyone,          read},
      {"POST", "/session/end",                                          identity::web::sign_out,      May::signed_in,       write},
      {"POST", "/session/seat",                                         identity::web::switch_seat,   May::signed_in,       write},
      {"GET",  "/account/password",                                     identity::web::password,      May::signed_in,       read},
      {"GET",  "/organisations",                                        followup::web::organisations,   May::signed_in,       read},

      {"GET",  "/reports",                                              reports::web::mine,           May::signed_in,       read},
      {"GET",  "/reports/:framework/:period/:body",                     reports::web::show,           May::see_report,      read},
      {"GET",  "/reports/:framework/:period/:body/sections/:section",   reports::web::section,        May::see_report,      read},
      {"PUT",  "/reports/:framework/:period/:body/answers/:question",   reports::web::put_answer,     May::edit_report,     write},
      {"POST", "/reports/:framework/:period/:body/answers",             reports::web::put_section,    May::edit_report,     write},
      {"PUT",  "/reports/:framework/:period/:body/reasons/:check",      reports::web::put_reason,     May::edit_report,     write},
      {"GET",  "/reports/:framework/:period/:body/review",              reports::web::review,         May::see_report,      read},
      {"POST", "/reports/:framework/:period/:body/submission",          reports::web::submit,         May::submit_report,   write},
      {"POST", "/reports/:framework/:period/:body/withdrawal",          reports::web::withdraw,       May::submit_report,   write},
      {"GET",  "/reports/:framework/:period/:body/receipt",             reports::web::receipt,        May::see_report,      read},
      {"GET",  "/receipts",                                             reports::web::check_receipt,  May::anyone,          read},

      {"GET",  "/follow-up",                                            followup::web::mine,            May::follow_province, read},
      {"GET",  "/follow-up/:framework/:period",                         followup::web::nation,          May::follow_nation,   read},
      {"GET",  "/follow-up/:framework/:period/:province",               followup::web::province,        May::follow_province, read},

      {"GET",  "/windows/:framework/:period",                           windows::web::show,             May::follow_nation,   read},
      {"POST", "/windows/:framework/:period/changes",                   windows::web::change,           May::set_windows,     write},
      {"POST", "/windows/:framework/:period/changes/:change/withdrawal", windows::web::withdraw,        May::set_windows,     write},
  };
  return all;
}

namespace {

bool fits(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& params) {
  auto wanted = base::split(pattern, '/'), given = base::split(path, '/');
  if (wanted.size() != given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with(':')) {
      if (given[i].empty()) return false;
      params[std::string(wanted[i].substr(1))] = given[i];
    } else if (wanted[i] != given[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Match match(std::string_view method, std::string_view path) {
  Match found;
  if (method == "HEAD") method = "GET";
  for (const Route& route : routes()) {
    std::map<std::string, std::string> params;
    if (!fits(route.pattern, path, params)) continue;
    if (route.method != method) {
      found.other_method = true;
      continue;
    }
    return {&route, std::move(params), false};
  }
  return found;
}

}  // namespace app
