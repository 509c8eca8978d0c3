// The ZIP format, as far as a workbook needs it: deflated entries below 4 GB, their sizes in front of them, because not
// every reader of workbooks takes sizes that come behind.
#include "exports/zip.h"

#include <zlib.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace exports {

namespace {

constexpr std::size_t piece = 1 << 17;
// Level 1 takes half the time of the usual 6 for a file a quarter larger: who waits for it pays for the first.
constexpr int level = 1;

std::string little(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += char(value >> (8 * i) & 0xFF);
  return text;
}

constexpr std::uint32_t made_on = (1980 - 1980) << 9 | 1 << 5 | 1;  // ZIP's first day: the same rows make the same file

// What stands both before an entry and in the directory.
std::string described(std::uint32_t crc, std::uint32_t packed, std::uint32_t whole, std::size_t name) {
  constexpr int version = 20, flags = 0x0800, deflated = 8;  // names are UTF-8
  return little(version, 2) + little(flags, 2) + little(deflated, 2) + little(0, 2) + little(made_on, 2) +
         little(crc, 4) + little(packed, 4) + little(whole, 4) + little(std::uint32_t(name), 2) + little(0, 2);
}

std::uint32_t fitting(std::uint64_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max())
    throw std::runtime_error("more than 4 GB do not fit into a workbook");
  return std::uint32_t(size);
}

}  // namespace

struct Zip::Deflate {
  z_stream stream{};
  std::uint32_t crc = 0;
  std::array<Bytef, piece> packed;
  Deflate() {
    // Negative: without zlib's own header, as ZIP wants it.
    if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("zlib does not start");
  }
  ~Deflate() { deflateEnd(&stream); }
};

Zip::Zip(const std::string& path) : out_(path), deflate_(std::make_unique<Deflate>()) { waiting_.reserve(piece); }
Zip::~Zip() = default;

std::uint32_t Zip::here() const { return fitting(out_.size()); }

void Zip::begin(std::string name) {
  entries_.push_back({std::move(name), 0, 0, 0, here()});
  const auto& entry = entries_.back();
  out_.put("PK\x03\x04" + described(0, 0, 0, entry.name.size()) + entry.name);
  deflateReset(&deflate_->stream);
  deflate_->crc = 0, packed_ = 0, whole_ = 0;
}

void Zip::put(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= piece) deflate(Z_NO_FLUSH);
}

void Zip::deflate(int flush) {
  auto& [stream, crc, packed] = *deflate_;
  stream.next_in = reinterpret_cast<Bytef*>(waiting_.data());
  stream.avail_in = uInt(waiting_.size());
  crc = std::uint32_t(crc32(crc, stream.next_in, stream.avail_in));
  do {
    stream.next_out = packed.data();
    stream.avail_out = uInt(packed.size());
    ::deflate(&stream, flush);
    auto made = packed.size() - stream.avail_out;
    out_.put({reinterpret_cast<const char*>(packed.data()), made});
    packed_ += made;
  } while (stream.avail_out == 0);
  whole_ += waiting_.size();
  waiting_.clear();
}

void Zip::end() {
  deflate(Z_FINISH);
  auto& entry = entries_.back();
  entry.crc = deflate_->crc, entry.packed = fitting(packed_), entry.whole = fitting(whole_);
  constexpr std::uint32_t before_description = 4;
  out_.put_at(entry.at + before_description, described(entry.crc, entry.packed, entry.whole, entry.name.size()));
}

void Zip::finish() {
  auto begins = here();
  for (const auto& entry : entries_)
    out_.put("PK\x01\x02" + little(20, 2) + described(entry.crc, entry.packed, entry.whole, entry.name.size()) +
             little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(entry.at, 4) + entry.name);
  auto size = here() - begins;
  auto count = little(std::uint32_t(entries_.size()), 2);
  out_.put("PK\x05\x06" + little(0, 4) + count + count + little(size, 4) + little(begins, 4) + little(0, 2));
  out_.close();
}

}  // namespace exports
