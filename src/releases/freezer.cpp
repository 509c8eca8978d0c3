#include "releases/freezer.h"

#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/log.h"
#include "exports/exports.h"
#include "journal/journal.h"
#include "releases/covers.h"
#include "releases/rules.h"
#include "releases/store.h"

namespace releases {

using exports::Cell;
using exports::Cells;
using exports::Sheet;

namespace {

constexpr std::size_t rows_at_once = 200;  // written in one go: some milliseconds, so that no save waits long
constexpr auto look_every = std::chrono::seconds(5);

std::string random_name() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  return base::to_hex({reinterpret_cast<char*>(bytes), sizeof bytes});
}

using Tables = std::map<Part, Table>;

// Takes the tables as the exports make them, and keeps what is public.
class Keeper : public exports::Writer {
 public:
  Keeper(const framework::Framework& plan, std::string unreadable) : sieve_(plan, std::move(unreadable)) {}
  void about(const std::vector<std::pair<std::string, std::string>>&) override {}
  void begin(const Sheet& sheet) override {
    part_ = *part_of(sheet.code);
    now_ = &tables[part_];
    now_->sheet = sieve_.columns(sheet);
  }
  void row(std::span<const Cell> cells) override {
    auto open = sieve_.cells(cells);
    if (!open) return;
    auto text = [&](const char* code) {
      int column = column_in(now_->sheet, code);
      return column < 0 ? std::string() : (*open)[std::size_t(column)].text;
    };
    Row row{int(now_->rows.size()) + 1, "", "", "", kept(*open)};
    row.place = text(part_ == Part::answers ? "code" : "place_code");
    if (part_ == Part::answers)
      row.above = text("province_code");
    else if (row.place.size() == 2 && row.place != "TH")
      row.above = "TH";
    else if (row.place.size() == 4)
      row.above = row.place.substr(0, 2);
    if (part_ == Part::indicators) row.item = text("indicator");
    now_->rows.push_back(std::move(row));
  }
  void end() override {}
  void finish() override {}

  Tables tables;

 private:
  Sieve sieve_;
  Part part_ = Part::answers;
  Table* now_ = nullptr;
};

Table kept_table(db::Tx& tx, const Release& release, Part part) {
  Table table;
  store::each(tx, release, part, [&](const Row& row) {
    if (row.position == 0)
      table.sheet = sheet_in(row.cells);
    else
      table.rows.push_back(row);
  });
  return table;
}

Table changes_since(db::Tx& tx, const identity::Voice& voice, const std::optional<Release>& before, const Tables& now) {
  Table table;
  auto text = [&](const char* code, int width) {
    return exports::Column{code, voice.say("releases.column." + std::string(code)), exports::Shape::text, 0, width};
  };
  table.sheet = {"changes",
                 voice.say("releases.changes"),
                 {text("place_code", 10), text("place", 30), text("column", 10), text("label", 40), text("before", 20),
                  text("after", 20)},
                 2};
  if (!before) return table;
  for (Part part : {Part::indicators, Part::answers})
    for (const Change& change : changes_between(part, kept_table(tx, *before, part), now.at(part))) {
      Cells cells = {Cell::of(change.place), Cell::of(change.name),   Cell::of(change.column),
                     Cell::of(change.label), Cell::of(change.before), Cell::of(change.after)};
      table.rows.push_back({int(table.rows.size()) + 1, change.place, "", change.column, kept(cells)});
    }
  return table;
}

struct Frozen {
  Release release;
  Tables tables;
  std::string plan;
};

Frozen read_all(db::Tx& tx, const identity::World& world, const Wish& wish, std::size_t at) {
  identity::Voice voice{world, world.clock.now(), base::Language::th};
  const auto& plan = world.frameworks[at];
  exports::Wish whole{&plan,
                      wish.round,
                      world.registry.find(registry::nation),
                      wish.stage,
                      exports::Format::json,
                      exports::Part::answers,
                      {},
                      false};
  Keeper keeper(plan, voice.say("exports.unreadable"));
  exports::write(voice, tx, whole, keeper);
  Frozen frozen{{}, std::move(keeper.tables), plan.name + " " + plan.period};
  auto earlier = store::of_round(tx, wish.round);
  frozen.tables[Part::changes] =
      changes_since(tx, voice, earlier.empty() ? std::nullopt : std::optional(earlier.front()), frozen.tables);
  auto& release = frozen.release;
  release.wish = wish.id, release.round = wish.round, release.stage = wish.stage, release.notes = wish.notes;
  release.number = earlier.empty() ? 1 : earlier.front().number + 1;
  release.cut_off = voice.now, release.made_by = wish.asked_by, release.content = random_name();
  release.counted = int(frozen.tables[Part::answers].rows.size());
  for (const auto& [province, types] : world.asked[at])
    for (const auto& [type, count] : types) release.expected += count;
  return frozen;
}

}  // namespace

bool freeze_one(db::Database& database, const identity::World& world, const std::function<bool()>& stops) {
  std::optional<Frozen> frozen;
  database.read([&](db::Tx& tx) {
    frozen.reset();
    auto wish = store::next_wish(tx);
    for (std::size_t i = 0; wish && i < world.rounds.size(); ++i)
      if (world.rounds[i].id == wish->round) frozen = read_all(tx, world, *wish, i);
  });
  if (!frozen) return false;
  auto& release = frozen->release;
  for (const auto& [part, table] : frozen->tables) {
    auto rows = table.rows;
    rows.insert(rows.begin(), Row{0, "", "", "", kept(table.sheet)});
    for (std::size_t from = 0; from < rows.size(); from += rows_at_once) {
      if (stops()) return false;
      database.write_now([&, part = part](db::Tx& tx) {
        for (std::size_t i = from; i < std::min(rows.size(), from + rows_at_once); ++i)
          store::put(tx, release.content, part, rows[i]);
      });
    }
  }
  database.read([&](db::Tx& tx) { release.digest = store::digest_of(tx, release.content); });
  // Another program that made this number meanwhile stays: the number is there but once.
  database.write_now([&](db::Tx& tx) {
    store::freeze(tx, release);
    journal::write(tx, 0, world.clock.now(), release.made_by, "freeze",
                   fmt::format("{} #{}", frozen->plan, release.number), "", release.digest,
                   {{covers::frozen_release, release.round}});
  });
  return true;
}

Freezer::Freezer(db::Database& database, WorldNow world)
    : database_(database), world_(std::move(world)), thread_([this](std::stop_token stop) {
        setpriority(PRIO_PROCESS, id_t(gettid()), 10);  // Linux: of this thread alone
        run(stop);
      }) {}

void Freezer::wake() {
  {
    std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void Freezer::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      auto world = world_();
      while (freeze_one(database_, *world, [&] { return stop.stop_requested(); })) {}
    } catch (const std::exception& error) {
      base::log::warn("a release is not made yet: {}", error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, look_every, [this] { return wanted_; });
    wanted_ = false;
  }
}

}  // namespace releases
