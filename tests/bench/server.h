#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench.h"

namespace bench {

// A server in a process of its own, as it is deployed, at a port that the system chose; stopped when this ends.
class Server {
 public:
  Server(const std::string& saat, const std::string& db, const std::vector<std::string>& more = {});
  ~Server() { stop(); }
  Server(const Server&) = delete;
  void stop();  // and waits for it
  int port() const { return port_; }
  double start_seconds() const { return start_seconds_; }
  double cpu_seconds() const;                       // used since it began
  double mebibytes(const std::string& what) const;  // a line of /proc/…/status: VmRSS, VmHWM

 private:
  int port_told(std::chrono::steady_clock::time_point patience) const;

  std::string complaints() const;  // what its log holds beyond how it goes

  pid_t pid_ = 0;
  std::FILE* log_ = nullptr;
  int said_ = -1, port_ = 0;
  double start_seconds_ = 0;
};

// Runs a program to its end; gives what it printed. Throws when it fails.
std::string output_of(const std::string& command);
// `saat recount` over `db`; gives how many differences it found.
int recount_differences(const std::string& saat, const std::string& db);
// The row that says so of a measured database.
void tell_recount(const Tell& tell, const std::string& of, const std::string& saat, const std::string& db);

}  // namespace bench
