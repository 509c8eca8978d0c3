#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

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
    shell(bin + "initdb -D " + folder_ + "/data -A trust -U postgres -E UTF8 --locale=C");
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

// Where a test keeps its data: its file, or with SAAT_TEST_ENGINE=postgres a new database of one cluster
// that the tests of this process share.
inline std::string place_for_tests(const std::string& file) {
  const char* engine = std::getenv("SAAT_TEST_ENGINE");
  if (!engine || std::string(engine) != "postgres") return file;
  static Cluster cluster;
  static int made = 0;
  return cluster.make("place_" + std::to_string(++made));
}

}  // namespace db
