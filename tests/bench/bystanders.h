#pragma once
#include <sys/types.h>

#include <functional>
#include <memory>

#include "rehearse/last_day.h"

namespace bench {

// Connections held by a process of their own: it has a limit of files of its own, and its work is not ours.
class Bystanders {
 public:
  static std::unique_ptr<Bystanders> idle(int port, int count);  // each asks once and keeps its connection
  static std::unique_ptr<Bystanders> dribbling(int port,
                                               int count);  // each sends a byte a second and begins again when closed
  // Each clerk in turn hears of the own report.
  static std::unique_ptr<Bystanders> streaming(int port, const rehearse::Country& country, int count);
  ~Bystanders() { end(); }
  Bystanders(const Bystanders&) = delete;
  int begun();  // waits until they are open; how many are
  int end();    // how many the server closed meanwhile

 private:
  // `hold` opens them, tells how many, and goes on until `ending` says so; gives how many were closed.
  using Hold = std::function<int(const std::function<void(int)>& tell, const std::function<bool(int ms)>& ending)>;
  explicit Bystanders(const Hold& hold);
  pid_t pid_ = 0;
  int from_ = -1, to_ = -1;
};

int most_files();  // the hard limit of a process

}  // namespace bench
