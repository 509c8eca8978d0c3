#include "rehearse/last_day.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rehearse {

namespace {

using load::Driver;
using load::Reply;
using load::Request;
using load::Time;
using Json = nlohmann::json;

constexpr std::string_view json_lines = "Accept: application/json\r\nContent-Type: application/json\r\n";
constexpr int at_once = 200;  // signed in beforehand: enough for the whole pace from the first second
constexpr int most_approvers = 40;

Time::duration each(double a_second) {
  return std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(1 / a_second));
}

}  // namespace

std::string lines_of(const Actor& who) {
  return fmt::format("{}Cookie: {}\r\nX-CSRF-Token: {}\r\n", json_lines, who.cookie, who.csrf);
}
std::string keyed_lines_of(const Actor& who) { return lines_of(who) + "Idempotency-Key: " + load::new_key() + "\r\n"; }

namespace {

Request sign_in_of(const std::string& login, const std::string& password) {
  return {"POST", "/session", Json{{"login", login}, {"password", password}}.dump(), std::string(json_lines)};
}
// What a problem says of itself.
std::string detail_in(const Reply& reply) {
  auto said = Json::parse(reply.body, nullptr, false);
  return said.is_object() ? said.value("detail", "") : "";
}
std::string cookie_in(const std::string& line) { return line.substr(0, line.find(';')); }

// The first question of a section into which numbers are typed.
bool choose_question(Clerk& clerk, std::string_view section_page) {
  auto page = Json::parse(section_page, nullptr, false);
  if (page.is_discarded() || !page.value("editable", false)) return false;
  for (const auto& indicator : page["indicators"])
    for (const auto& question : indicator["questions"])
      if (question.value("is_number", false) || question.value("is_whole", false)) {
        clerk.question = question["code"];
        clerk.version = question["version"];
        return true;
      }
  return false;
}

class Day {
 public:
  Day(Driver& driver, Country& country, const Pace& pace) : driver_(driver), country_(country) {
    auto start = Time::now();
    if (pace.saves > 0) driver.every(start, each(pace.saves), [this](auto meant) { save(meant); });
    if (pace.province_pages > 0)
      driver.every(start, each(pace.province_pages), [this](auto meant) { look_at_province(meant); });
    if (pace.nation_pages > 0) driver.every(start, each(pace.nation_pages), [this](auto meant) { look("", meant); });
    if (pace.submissions > 0)
      driver.every(start, each(pace.submissions), [this](auto meant) { submit_or_withdraw(meant); });
    if (pace.sign_ins > 0) driver.every(start, each(pace.sign_ins), [this](auto meant) { sign_in(meant); });
  }
  Figures figures;

 private:
  static void count(Work& work, const Reply& reply, bool well) {
    work.took.add(reply.ms);
    if (well || work.errors++ > 0) return;
    work.first_error =
        reply.status == 0 ? "the connection broke" : fmt::format("{} {}", reply.status, detail_in(reply));
  }

  void save(Time::time_point meant) {
    Clerk* clerk = nullptr;
    for (std::size_t tries = 0; tries < country_.clerks.size() && !clerk; ++tries) {
      Clerk& next = country_.clerks[next_clerk_++ % country_.clerks.size()];
      if (!next.saving) clerk = &next;
    }
    if (!clerk) {
      ++figures.saves_skipped;
      return;
    }
    clerk->saving = true;
    auto body = fmt::format(R"({{"typed":"{}","version":{}}})", 1'000'000 + value_++ % 8'000'000, clerk->version);
    auto at = std::size_t(clerk - country_.clerks.data());  // the list grows meanwhile
    driver_.send(
        {"PUT", clerk->report + "/answers/" + clerk->question, body, keyed_lines_of(*clerk)},
        [this, at](const Reply& reply) {
          Clerk& clerk = country_.clerks[at];
          clerk.saving = false;
          count(figures.saves, reply, reply.status == 200);
          if (reply.status == 200) {
            ++clerk.version;
          } else if (reply.status == 409) {
            auto said = Json::parse(reply.body, nullptr, false);
            if (said.is_object() && said.contains("theirs"))
              clerk.version = said["theirs"].value("version", clerk.version);
          }
        },
        meant);
  }

  void look_at_province(Time::time_point meant) {
    look("/" + country_.provinces[next_province_++ % country_.provinces.size()], meant);
  }

  // As an open page does: what has not moved is not sent again.
  void look(const std::string& place, Time::time_point meant) {
    auto& tag = tags_[place];
    auto lines = "Accept-Encoding: gzip\r\n" + lines_of(country_.department);
    if (!tag.empty()) lines += "If-None-Match: " + tag + "\r\n";
    driver_.send(
        {"GET", "/follow-up/" + country_.plan + place, "", lines},
        [this, &tag](const Reply& reply) {
          count(figures.pages, reply, reply.status == 200 || reply.status == 304);
          if (reply.status == 200) tag = reply.header("etag");
        },
        meant);
  }

  void submit_or_withdraw(Time::time_point meant) {
    if (country_.approvers.empty()) return;
    Approver& who = country_.approvers[next_approver_++ % country_.approvers.size()];
    if (who.acting) return;
    who.acting = true;
    driver_.send(
        {"POST", who.report + (who.submitted ? "/withdrawal" : "/submission"), R"({"certify":"yes"})",
         keyed_lines_of(who)},
        [this, &who](const Reply& reply) {
          who.acting = false;
          // What keeps a report from being sent is an answer too; it then stays with the clerk.
          count(figures.submissions, reply, reply.status == 303 || reply.status == 409);
          if (reply.status == 303) who.submitted = !who.submitted;
        },
        meant);
  }

  void sign_in(Time::time_point meant) {
    if (country_.outside.empty()) return;
    Clerk who = country_.outside[next_outside_++ % country_.outside.size()];
    bool first_time = next_outside_ <= country_.outside.size();
    driver_.send(
        sign_in_of(who.login, country_.password),
        [this, who, first_time](const Reply& reply) mutable {
          count(figures.sign_ins, reply, reply.status == 200);
          if (reply.status != 200 || !first_time || driver_.is_over()) return;
          who.cookie = cookie_in(reply.header("set-cookie"));
          learn_token(std::move(who));
        },
        meant);
  }
  void learn_token(Clerk who) {
    auto lines = lines_of(who);
    driver_.send({"GET", "/session", "", lines}, [this, who = std::move(who)](const Reply& reply) mutable {
      auto session = Json::parse(reply.body, nullptr, false);
      if (reply.status != 200 || !session.is_object() || driver_.is_over()) return;
      who.csrf = session.value("csrf", "");
      open_form(std::move(who));
    });
  }
  void open_form(Clerk who) {
    auto path = who.report + "/sections/upstream";
    auto lines = lines_of(who);
    driver_.send({"GET", path, "", lines}, [this, who = std::move(who)](const Reply& reply) mutable {
      if (choose_question(who, reply.body)) country_.clerks.push_back(std::move(who));
    });
  }

  Driver& driver_;
  Country& country_;
  std::size_t next_clerk_ = 0, next_province_ = 0, next_approver_ = 0, next_outside_ = 0;
  std::int64_t value_ = Time::now().time_since_epoch().count() % 1'000'000;
  std::map<std::string, std::string> tags_;  // by place
};

void sign_in_now(Driver& driver, Actor& who, const std::string& password) {
  auto answer = driver.ask(sign_in_of(who.login, password));
  if (answer.status != 200) throw std::runtime_error("rehearse.no_sign_in");
  who.cookie = cookie_in(answer.header("set-cookie"));
  who.csrf = Json::parse(driver.ask({"GET", "/session", "", lines_of(who)}).body).value("csrf", "");
}

}  // namespace

Country find_country(Driver& driver, const std::string& password) {
  Country country;
  country.password = password;
  country.department.login = "department-1";
  sign_in_now(driver, country.department, password);
  auto read = [&](const std::string& path) {
    return Json::parse(driver.ask({"GET", path, "", lines_of(country.department)}).body);
  };
  if (!read("/session").value("demonstration", false)) throw std::runtime_error("rehearse.not_demonstration");

  auto plan = driver.ask({"GET", "/follow-up", "", lines_of(country.department)}).header("location");
  country.plan = plan.substr(std::min(plan.size(), std::string_view("/follow-up/").size()));
  auto nation = read("/follow-up/" + country.plan);
  for (const auto& province : nation["provinces"]) country.provinces.push_back(province["code"]);
  for (const auto& province : country.provinces) {
    auto page = read("/follow-up/" + country.plan + "/" + province);
    for (const auto& body : page["bodies"]) {
      std::string code = body["code"], report = "/reports/" + country.plan + "/" + code;
      // Those that have sent their report cannot save: their approvers withdraw and send again.
      if (body["stage"] == "none" || body["stage"] == "begun") {
        country.outside.push_back({{"clerk-" + code, "", ""}, report});
      } else if (body["stage"] == "submitted" && country.approvers.size() < most_approvers) {
        country.approvers.push_back({{"approver-" + code, "", ""}, report, true});
      }
    }
  }
  for (auto& approver : country.approvers) sign_in_now(driver, approver, password);
  while (!country.outside.empty() && country.clerks.size() < at_once) {
    Clerk clerk = country.outside.back();
    country.outside.pop_back();
    sign_in_now(driver, clerk, password);
    auto page = driver.ask({"GET", clerk.report + "/sections/upstream", "", lines_of(clerk)});
    if (choose_question(clerk, page.body)) country.clerks.push_back(std::move(clerk));
  }
  if (country.clerks.empty()) throw std::runtime_error("rehearse.nobody_saves");
  return country;
}

Figures play(Driver& driver, Country& country, const Pace& pace, const std::function<void(const Figures&)>& tell) {
  auto begun = Time::now();
  auto seconds = [&] { return std::chrono::duration<double>(Time::now() - begun).count(); };
  country.clerks.reserve(country.clerks.size() + country.outside.size());
  Day day(driver, country, pace);
  if (tell)
    driver.every(begun + std::chrono::seconds(10), std::chrono::seconds(10), [&](auto) {
      day.figures.seconds = seconds();
      tell(day.figures);
    });
  driver.run(begun + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(pace.minutes * 60)));
  day.figures.seconds = seconds();
  day.figures.lateness_ms = driver.lateness_ms();
  return day.figures;
}

}  // namespace rehearse
