#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exports/table.h"

namespace exports {

// A ZIP archive written from front to end, one entry after the other, each compressed while it is written: nothing of
// an entry is kept but a buffer. Throws std::system_error when the disk does not take it.
class Zip {
 public:
  explicit Zip(const std::string& path);
  ~Zip();
  void begin(std::string name);
  void put(std::string_view text);
  void end();
  void finish();  // the directory; the file is whole

 private:
  struct Entry {
    std::string name;
    std::uint32_t crc = 0, packed = 0, whole = 0, at = 0;
  };
  struct Deflate;
  void deflate(int flush);
  std::uint32_t here() const;

  Out out_;
  std::unique_ptr<Deflate> deflate_;
  std::vector<Entry> entries_;
  std::string waiting_;  // not yet compressed
  std::uint64_t packed_ = 0, whole_ = 0;
};

}  // namespace exports
