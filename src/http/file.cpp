#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "http/http.h"

namespace http {

File::File(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat about {};
  if (descriptor_ < 0 || fstat(descriptor_, &about) != 0) {
    int error = errno;
    if (descriptor_ >= 0) close(descriptor_);
    throw std::system_error(error, std::generic_category(), path);
  }
  size_ = std::size_t(about.st_size);
}

File::~File() { close(descriptor_); }

std::string File::piece(std::size_t from, std::size_t most) const {
  std::string text(std::min(most, size_ - std::min(from, size_)), '\0');
  auto got = pread(descriptor_, text.data(), text.size(), off_t(from));
  text.resize(got > 0 ? std::size_t(got) : 0);
  return text;
}

}  // namespace http
