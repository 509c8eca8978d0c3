#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "db/database.h"
#include "db/postgres_connection.h"

namespace db {

// A PostgreSQL cluster of the test's own: in a temporary folder, on a socket there, gone afterwards.
class Cluster {
 public:
  Cluster() {
    folder_ = (std::filesystem::temp_directory_path() / ("saat-pg-" + std::to_string(getpid()))).string();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    if (geteuid() == 0 && std::system(("chown postgres " + folder_).c_str()) != 0)
      throw std::runtime_error("no user postgres");
    shell(bin + "initdb -D " + folder_ + "/data -A trust -U postgres -E UTF8 --locale=C --no-sync");
    start();
  }
  ~Cluster() {
    try {
      stop("immediate");
    } catch (const std::exception&) {}
    std::filesystem::remove_all(folder_);
  }
  Cluster(const Cluster&) = delete;

  std::string address(const std::string& database = "postgres") const {
    return "postgresql://postgres@/" + database + "?host=" + folder_;
  }
  // A database of its own; gives its address.
  std::string make(const std::string& database) const {
    PostgresConnection(address()).script("CREATE DATABASE " + database);
    return address(database);
  }
  void start() {
    shell(bin + "pg_ctl -D " + folder_ + "/data -w -l " + folder_ + "/log -o '-k " + folder_ +
          " -c listen_addresses= -c max_connections=100' start");
  }
  // "fast", or "immediate": as if the power had gone.
  void stop(const std::string& how) { shell(bin + "pg_ctl -D " + folder_ + "/data -w -m " + how + " stop"); }

 private:
  static inline const std::string bin = "/usr/lib/postgresql/15/bin/";
  // PostgreSQL refuses to run as root.
  static void shell(const std::string& command) {
    std::string as_other = geteuid() == 0 ? "cd / && runuser -u postgres -- " : "";
    if (std::system((as_other + command + " >/dev/null 2>&1").c_str()) != 0)
      throw std::runtime_error("failed: " + command);
  }
  std::string folder_;
};

// New databases for the tests of this process, given up with it: of the cluster that a whole run shares (the folder of
// its socket is SAAT_TEST_CLUSTER), or else of one of its own.
class Places {
 public:
  Places() {
    if (const char* shared = std::getenv("SAAT_TEST_CLUSTER"))
      folder_ = shared;
    else
      own_.emplace();
  }
  ~Places() {
    if (own_) return;
    try {
      for (int i = 1; i <= made_; ++i)
        PostgresConnection(address("postgres")).script("DROP DATABASE " + name(i) + " WITH (FORCE)");
    } catch (const std::exception&) {}
  }
  Places(const Places&) = delete;

  // `begin`, if any, fills a database once; all that are asked for with it are copies of that one.
  std::string make(const std::function<void(Database&)>& begin) {
    if (begin && begun_.empty()) {
      auto begun = create("");
      begin(*open(address(begun)));
      begun_ = begun;
    }
    return address(create(begin ? " STRATEGY file_copy TEMPLATE " + begun_ : ""));
  }

 private:
  std::string create(const std::string& how) {
    auto created = name(++made_);
    PostgresConnection(address("postgres")).script("CREATE DATABASE " + created + how);
    return created;
  }
  static std::string name(int number) { return "place_" + std::to_string(getpid()) + "_" + std::to_string(number); }
  std::string address(const std::string& database) const {
    return own_ ? own_->address(database) : "postgresql://postgres@/" + database + "?host=" + folder_;
  }

  std::optional<Cluster> own_;
  std::string folder_, begun_;
  int made_ = 0;
};

// One for those who may stop it and start it again.
inline Cluster& cluster() {
  static Cluster one;
  return one;
}

// Where a test keeps its data: its file, or with SAAT_TEST_ENGINE=postgres a new database. What every test of a program
// would fill it with first is `begin`, the same for all; a file is begun by the test itself, which costs nothing there.
inline std::string place_for_tests(const std::string& file, const std::function<void(Database&)>& begin = {}) {
  const char* engine = std::getenv("SAAT_TEST_ENGINE");
  if (!engine || std::string(engine) != "postgres") return file;
  static Places places;
  return places.make(begin);
}

}  // namespace db
