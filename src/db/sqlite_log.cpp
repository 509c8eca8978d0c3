// SQLite's file format, section 4, "The Write-Ahead Log".
#include "db/sqlite_log.h"

#include <array>
#include <fstream>
#include <vector>

#include "db/connection.h"

namespace db {

namespace {

constexpr std::size_t head_size = 32, frame_head_size = 24;
constexpr std::uint32_t magic = 0x377f0682;  // its last bit: the checksums' words begin with the high byte

using At = const unsigned char*;

std::uint32_t high_first(At at) { return std::uint32_t(at[0]) << 24 | at[1] << 16 | at[2] << 8 | at[3]; }
std::uint32_t low_first(At at) { return std::uint32_t(at[3]) << 24 | at[2] << 16 | at[1] << 8 | at[0]; }

struct Sum {
  std::uint32_t one = 0, two = 0;
  bool operator==(const Sum&) const = default;
  void add(At from, std::size_t size, bool high) {
    auto word = high ? high_first : low_first;
    for (std::size_t i = 0; i < size; i += 8) {
      one += word(from + i) + two;
      two += word(from + i + 4) + one;
    }
  }
};

struct Head {
  std::size_t page = 4096;
  bool high = false, fits = false;
  std::array<std::uint32_t, 2> salts{};
  Sum sum;
};

Head head_of(At bytes) {
  Head head;
  auto page = high_first(bytes + 8);
  head.high = high_first(bytes) & 1;
  head.salts = {high_first(bytes + 16), high_first(bytes + 20)};
  head.sum.add(bytes, 24, head.high);
  head.fits = (high_first(bytes) & ~1u) == magic && head.sum == Sum{high_first(bytes + 24), high_first(bytes + 28)};
  if (head.fits) head.page = page == 1 ? 65536 : page;
  return head;
}

std::optional<LogDamage> look(const std::string& path) {
  std::ifstream file(path + "-wal", std::ios::binary);
  std::vector<unsigned char> bytes(head_size);
  auto read = [&] { return bool(file.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size()))); };
  if (!file || !read()) return std::nullopt;
  Head head = head_of(bytes.data());
  bytes.resize(frame_head_size + head.page);

  LogDamage damage;
  bool broken = !head.fits, certain = false;
  std::int64_t commits = 0;  // of frames that fit upon one another
  Sum sum = head.sum;
  for (std::int64_t frame = 1; read(); ++frame) {
    const auto* at = bytes.data();
    std::array salts{high_first(at + 8), high_first(at + 12)};
    if (!head.fits && frame == 1) head.salts = salts;
    bool fits = false;
    if (salts == head.salts) {  // others are left from before the log last began anew
      sum.add(at, 8, head.high);
      sum.add(at + frame_head_size, head.page, head.high);
      fits = sum == Sum{high_first(at + 16), high_first(at + 20)};
    }
    sum = {high_first(at + 16), high_first(at + 20)};
    if (!broken && !fits) broken = true, damage.frame = frame;
    bool commit = high_first(at + 4) != 0;
    commits = !broken || !fits ? 0 : commits + commit;
    certain = certain || commits >= 2;
    damage.commits += broken && fits && commit;
  }
  return certain ? std::optional(damage) : std::nullopt;
}

}  // namespace

std::optional<LogDamage> damage_of_log(const std::string& path) {
  auto damage = look(path);
  // A server that runs beside may have been writing this very frame: a damage is there the next time too.
  return damage && look(path) == damage ? damage : std::nullopt;
}

void refuse_damaged_log(const std::string& path) {
  auto damage = damage_of_log(path);
  if (!damage) return;
  throw Error(path + "-wal is damaged at frame " + std::to_string(damage->frame) + ": at least " +
              std::to_string(damage->commits) +
              " commits behind it cannot be read, and opening the database would forget them. Nothing was changed. "
              "Copy both files to a "
              "safe place; then restore the last backup (saat restore COPY --db " +
              path +
              " --replace), or take what is before the damage: "
              "saat restore " +
              path + " --db NEW --up-to-damage");
}

}  // namespace db
