#include "exports/maker.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "base/text.h"
#include "exports/store.h"

namespace exports {

namespace fs = std::filesystem;
using store::Job;
using Time = std::chrono::steady_clock;

namespace {

constexpr auto look_every = std::chrono::seconds(5);
constexpr auto tell_every = std::chrono::milliseconds(300);
constexpr std::int64_t held_ms = 20'000;  // longer than anything between two signs of life takes
constexpr int most_tries = 3;

struct GivenUp {};  // cancelled, taken by another, or this program ends

std::string random_name() {
  unsigned char bytes[8];
  randombytes_buf(bytes, sizeof bytes);
  return base::to_hex({reinterpret_cast<char*>(bytes), sizeof bytes});
}

std::optional<Wish> wish_of(const identity::World& world, const Job& job) {
  Wish wish;
  for (std::size_t i = 0; i < world.rounds.size(); ++i)
    if (world.rounds[i].id == job.round) wish.plan = &world.frameworks[i];
  auto format = format_of(job.format);
  auto part = part_of(job.part);
  wish.place = world.registry.find(job.place);
  if (!wish.plan || !wish.place || !format || !part) return std::nullopt;
  auto types = types_of(*wish.plan, job.types);
  if (!types) return std::nullopt;
  wish.types = *std::move(types);
  wish.round = job.round, wish.stage = job.stage, wish.format = *format, wish.part = *part;
  return wish;
}

// On disk before it has its name: whoever finds it by its name finds the whole.
void put_in_place(const fs::path& made, const fs::path& to) {
  int file = open(made.c_str(), O_RDONLY | O_CLOEXEC);
  bool on_disk = file >= 0 && fsync(file) == 0;
  auto why = errno;
  if (file >= 0) close(file);
  if (!on_disk) throw std::system_error(why, std::generic_category(), made.string());
  fs::rename(made, to);
}

// What makers that died half-way left of this file: one that lives after all finds its own gone, and gives up.
void remove_remains(const fs::path& path) {
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(path.parent_path(), ignored))
    if (file.path().filename().string().starts_with(path.filename().string() + ".")) fs::remove(file.path(), ignored);
}

}  // namespace

std::string path_of(const identity::World& world, const std::string& file) {
  return (fs::path(world.exports) / file).string();
}

Maker::Maker(db::Database& database, WorldNow world)
    : database_(database), world_(std::move(world)), node_(random_name()), thread_([this](std::stop_token stop) {
        setpriority(PRIO_PROCESS, id_t(gettid()), 10);  // Linux: of this thread alone
        run(stop);
      }) {}

void Maker::wake() {
  {
    std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

bool Maker::make_one(std::stop_token stop) {
  auto world = world_();
  auto now = [&] { return world->clock.now(); };
  auto until = [&] { return base::Instant{now().ms + held_ms}; };
  bool waits = false;
  database_.read([&](db::Tx& tx) { waits = store::waits(tx, now()); });
  if (!waits) return false;
  std::optional<Job> job;
  database_.write_now([&](db::Tx& tx) { job = store::claim(tx, node_, now(), until()); });
  if (!job) return false;
  auto path = fs::path(path_of(*world, job->file)), part = fs::path(path.string() + "." + node_);
  std::error_code ignored;
  try {
    auto wish = wish_of(*world, *job);
    if (!wish || job->tries > most_tries)
      throw std::runtime_error(wish ? "three tries came to nothing" : "its plan, place or type of body is gone");
    fs::create_directories(world->exports);
    remove_remains(path);
    auto told = Time::now() - tell_every;
    auto tell = [&](Progress progress) {
      if (stop.stop_requested()) throw GivenUp();
      if (Time::now() - told < tell_every) return;
      told = Time::now();
      bool mine = false;
      database_.write_now([&](db::Tx& tx) { mine = store::hold(tx, job->id, node_, progress, until()); });
      if (!mine) throw GivenUp();
    };
    identity::Voice voice{*world, now(), job->language == "en" ? base::Language::en : base::Language::th};
    database_.read([&](db::Tx& tx) { write(voice, tx, *wish, part.string(), tell); });
    put_in_place(part, path);
    bool mine = false;
    database_.write_now(
        [&](db::Tx& tx) { mine = store::made(tx, job->id, node_, std::int64_t(fs::file_size(path)), now()); });
    if (!mine) fs::remove(path, ignored);
  } catch (const GivenUp&) {
    fs::remove(part, ignored);
    database_.write_now([&](db::Tx& tx) { store::let_go(tx, job->id, node_); });
  } catch (const std::exception& error) {
    fs::remove(part, ignored);
    base::log::error("the file of job {} could not be made: {}", job->id, error.what());
    auto why = dynamic_cast<const std::system_error*>(&error) ? "disk" : "other";
    database_.write_now([&](db::Tx& tx) { store::failed(tx, job->id, node_, why, now()); });
  }
  return true;
}

void Maker::forget() {
  auto world = world_();
  auto now = world->clock.now();
  std::vector<std::string> files;
  database_.write_now([&](db::Tx& tx) { files = store::forget(tx, {now.ms - kept_ms}, now); });
  std::error_code ignored;
  for (const auto& file : files) fs::remove(path_of(*world, file), ignored);
  // What a program that was killed left behind: nothing here is wanted for longer than files are kept.
  auto old = fs::file_time_type::clock::now() - std::chrono::milliseconds(kept_ms) - std::chrono::days(1);
  for (const auto& file : fs::directory_iterator(world->exports, ignored))
    if (file.last_write_time(ignored) < old) fs::remove(file.path(), ignored);
}

void Maker::run(std::stop_token stop) {
  auto forget_at = Time::now() + std::chrono::minutes(1);
  bool failed = false;
  while (!stop.stop_requested()) {
    try {
      while (!stop.stop_requested() && make_one(stop)) {}
      if (Time::now() >= forget_at) {
        forget_at = Time::now() + std::chrono::hours(1);
        forget();
      }
      failed = false;
    } catch (const std::exception& error) {
      if (!std::exchange(failed, true)) base::log::warn("files to take away wait: {}", error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, look_every, [this] { return wanted_; });
    wanted_ = false;
  }
}

}  // namespace exports
