#pragma once
namespace base {
// The table the build generates; read through base/embedded.h.
struct EmbeddedFile {
  const char* path;
  const char* begin;
  const char* end;
};
extern const EmbeddedFile embedded_files[];
}  // namespace base
