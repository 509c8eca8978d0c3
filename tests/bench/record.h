#pragma once
#include <string>
#include <variant>
#include <vector>

#include "closed_loop.h"
#include "db/database.h"

namespace bench {

struct Blob {
  std::string bytes;
};
using Bound = std::variant<std::monostate, std::int64_t, std::string, Blob>;
// One statement as it was executed.
struct Step {
  const db::Statement* statement;
  std::vector<Bound> values;
};
using Save = std::vector<Step>;

// A database that notes what every write request executes.
class Recorder final : public db::Database {
 public:
  explicit Recorder(db::Database& real) : real_(real) {}
  void read(const db::Work& work) override { real_.read(work); }
  void write(db::Work work, db::Done done) override;
  void announce(const std::string& what) override { real_.announce(what); }
  void listen(Listener listener) override { real_.listen(std::move(listener)); }

  std::vector<Save> saves;  // in the order they were executed; whole once the server has stopped

 private:
  db::Database& real_;
};

// What the program executes to answer `count` writes or a little more of what `load` asks for over HTTP, given a port:
// the server runs in this process over the file `db`. Nothing is written down by hand, so the bound does what the save
// does, today and after any change of it.
std::vector<Save> record_saves(const std::string& db, int count, const std::function<ClosedLoop(int port)>& load);

// "identity.session, reports.find, 3 × totals.add, …": of one save
std::string described(const Save& save);

}  // namespace bench
