#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/app.h"
#include "http/client_for_tests.h"
#include "identity/covers.h"
#include "journal/journal.h"
#include "registry/place_for_tests.h"

namespace app {

// What a walk is told from outside: SAAT_TEST_STEPS, SAAT_TEST_SEED.
inline std::int64_t number_of(const char* variable, std::int64_t otherwise) {
  const char* said = std::getenv(variable);
  return said ? std::atoll(said) : otherwise;
}

// A served country in a file of its own: the whole registry, one round of the built-in plan inside its
// window, and a seat of every role. People are signed in directly; hashing passwords is another test's matter.
class Country {
 public:
  static constexpr const char* body = "06560115";       // อบต.แม่ใส, province 56
  static constexpr const char* neighbour = "06560114";  // same province
  static constexpr const char* far = "03300102";        // ทน.นครราชสีมา, province 30

  struct Visitor {
    std::string token, csrf;
    std::int64_t organisation = 0;
    identity::Role role = identity::Role::clerk;
    std::int64_t person = 0;
  };

  // `plans`: a folder of plans beside those built in.
  explicit Country(const char* now = "2024-11-18T09:00+07:00", const std::string& plans = "") {
    folder_ = std::filesystem::temp_directory_path() /
              ("saat-test-" + std::to_string(getpid()) + "-" + std::to_string(made_++));
    std::filesystem::remove_all(folder_);  // of a run that was killed, whose number is ours now
    std::filesystem::create_directory(folder_);
    config_.listen = "127.0.0.1:0";
    config_.exports = (folder_ / "files").string();
    config_.now = base::parse_instant(now);
    config_.plans = plans;
    database_ = db::open(registry::place_for_tests(file()));
    auto world = open_world(*database_, config_);
    clock_ = world.clock;
    auto district = world.registry.find(world.registry.by_code(body)->district)->code;
    using identity::Role;
    for (auto [login, organisation, role] : std::initializer_list<std::tuple<std::string, std::string, Role>>{
             {"clerk", body, Role::clerk},
             {"approver", body, Role::approver},
             {"clerk of the neighbour", neighbour, Role::clerk},
             {"approver of the neighbour", neighbour, Role::approver},
             {"clerk from afar", far, Role::clerk},
             {"approver from afar", far, Role::approver},
             {"district", district, Role::district},
             {"province", "56", Role::province},
             {"province from afar", "30", Role::province},
             {"department", "TH", Role::department},
             {"administrator", "TH", Role::administrator},
             {"auditor", "TH", Role::auditor}}) {
      const auto* place = world.registry.by_code(organisation);
      if (!place) throw std::runtime_error("no organisation " + organisation);
      auto& visitor = visitors_[login];
      visitor.organisation = place->id;
      visitor.role = role;
      database_->write_now([&](db::Tx& tx) {
        visitor.person = identity::add_person(tx, {login, "ทดสอบ ระบบ", "", "", true}, "no password", clock_.now());
        identity::add_seat(tx, visitor.person, place->id, role);
        journal::write(tx, 0, clock_.now(), 0, "add-person", login, "", organisation,
                       {{identity::covers::person, visitor.person}, {identity::covers::seat, visitor.person}});
      });
      sign_in(visitor);
    }
    app_ = std::make_unique<App>(*database_, std::move(world), config_);
    port_ = app_->port();
    serving_ = std::thread([this] { app_->run(); });
  }
  ~Country() {
    app_->stop();
    serving_.join();
    app_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string file() const { return (folder_ / "saat.db").string(); }
  unsigned short port() const { return port_; }
  db::Database& database() { return *database_; }
  const std::map<std::string, Visitor>& visitors() const { return visitors_; }
  // The server's clock goes there, and everybody signs in again: sessions do not last as long.
  void at(const char* moment) {
    clock_.run_on_from(*base::parse_instant(moment));
    for (auto& [login, visitor] : visitors_) sign_in(visitor);
  }
  void slip_clock(std::int64_t ms) { clock_.slip(ms); }
  const Visitor& visitor(const std::string& login) const { return visitors_.at(login); }

  // As JSON and with the visitor's token; `who` empty: signed out.
  http::Client::Answer ask(const std::string& who, std::string_view method, const std::string& target,
                           const nlohmann::json& body = nullptr, std::map<std::string, std::string> headers = {}) {
    headers.emplace("Accept", "application/json");
    if (!who.empty()) {
      headers.emplace("Cookie", "saat=" + visitor(who).token);
      headers.emplace("X-CSRF-Token", visitor(who).csrf);
    }
    if (!body.is_null()) headers.emplace("Content-Type", "application/json");
    return http::Client(port_).ask(method, target, headers, body.is_null() ? "" : body.dump());
  }

 private:
  void sign_in(Visitor& visitor) {
    database_->write_now([&](db::Tx& tx) {
      visitor.token = identity::begin_session(tx, visitor.person, clock_.now());
      visitor.csrf = identity::session_of(tx, visitor.token, clock_.now())->csrf;
    });
  }

  static inline int made_ = 0;
  std::filesystem::path folder_;
  Config config_;
  calendar::Clock clock_;
  std::unique_ptr<db::Database> database_;
  std::map<std::string, Visitor> visitors_;
  std::unique_ptr<App> app_;
  unsigned short port_ = 0;
  std::thread serving_;
};

}  // namespace app
