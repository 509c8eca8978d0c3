#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace db {

// A PostgreSQL cluster of the test's own: in a temporary folder, on a socket there, gone afterwards.
class Cluster {
 public:
  Cluster() {
    folder_ = (std::filesystem::temp_directory_path() / ("saat-pg-" + std::to_string(getpid()))).string();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    if (geteuid() == 0 && std::system(("chown postgres " + folder_).c_str()) != 0) throw std::runtime_error("no user postgres");
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

  std::string address() const { return "postgresql://postgres@/postgres?host=" + folder_; }
  void start() {
    shell(bin + "pg_ctl -D " + folder_ + "/data -w -l " + folder_ + "/log -o '-k " + folder_ + " -c listen_addresses= -c max_connections=60' start");
  }
  // "fast", or "immediate": as if the power had gone.
  void stop(const std::string& how) { shell(bin + "pg_ctl -D " + folder_ + "/data -w -m " + how + " stop"); }

 private:
  static inline const std::string bin = "/usr/lib/postgresql/15/bin/";
  // PostgreSQL refuses to run as root.
  static void shell(const std::string& command) {
    std::string as_other = geteuid() == 0 ? "cd / && runuser -u postgres -- " : "";
    if (std::system((as_other + command + " >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
  }
  std::string folder_;
};

}  // namespace db
