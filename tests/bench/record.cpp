#include "record.h"

#include <fmt/format.h>

#include <thread>

#include "app/app.h"
#include "base/instant.h"
#include "bench.h"

namespace bench {

namespace {

Bound kept(const db::Value& value) {
  if (auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (auto* bytes = std::get_if<db::Bytes>(&value)) return Blob{std::string(bytes->view)};
  return std::monostate();
}

class Noting final : public db::Connection {
 public:
  Noting(db::Tx& real, Save& save) : real_(real), save_(save) {}
  std::int64_t run(const db::Statement& statement, std::span<const db::Value> values,
                   const std::function<bool(const db::Row&)>& row) override {
    note(statement, values);
    return real_.run(statement, values, row);
  }
  void post(const db::Statement& statement, std::span<const db::Value> values) override {
    note(statement, values);
    real_.post(statement, values);
  }
  void script(std::string_view sql) override { real_.script(sql); }

 private:
  void note(const db::Statement& statement, std::span<const db::Value> values) {
    Step step{&statement, {}};
    for (const auto& value : values) step.values.push_back(kept(value));
    save_.push_back(std::move(step));
  }
  db::Tx& real_;
  Save& save_;
};

}  // namespace

void Recorder::write(db::Work work, db::Done done) {
  real_.write(
      [this, work = std::move(work)](db::Tx& tx) {
        Save save;
        Noting noting(tx, save);
        work(noting);
        saves.push_back(std::move(save));
      },
      std::move(done));
}

std::vector<Save> record_saves(const std::string& db, int count, const std::function<ClosedLoop(int port)>& make_load) {
  auto database = db::open(db);
  app::Config config;
  config.listen = "127.0.0.1:0";
  config.now = base::parse_instant(now_text);
  auto world = app::open_world(*database, config);
  Recorder recorder(*database);
  app::App server(recorder, std::move(world), config);
  std::jthread serving([&] { server.run(); });
  {
    auto load = make_load(server.port());
    while (load.done < count && load.errors == 0) load.run(0.5);
    if (load.errors) throw std::runtime_error("while recording: " + load.first_error);
  }
  server.stop();
  serving.join();
  auto is_save = [](const Save& save) {
    for (const Step& step : save)
      if (step.statement->name == "reports.put_answer") return true;
    return false;
  };
  std::erase_if(recorder.saves, [&](const Save& save) { return !is_save(save); });
  return std::move(recorder.saves);
}

std::string described(const Save& save) {
  std::string line;
  for (std::size_t i = 0; i < save.size();) {
    std::size_t same = 1;
    while (i + same < save.size() && save[i + same].statement == save[i].statement) ++same;
    line += fmt::format("{}{}{}", line.empty() ? "" : ", ", same > 1 ? fmt::format("{} × ", same) : "",
                        save[i].statement->name);
    i += same;
  }
  return line;
}

}  // namespace bench
