// One program for all targets: SAAT_FUZZ names the one (bin/fuzz).
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz.h"

static const fuzz::Target* chosen = nullptr;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("SAAT_FUZZ");
  chosen = fuzz::find(name ? name : "");
  if (chosen) return 0;
  std::fprintf(stderr, "SAAT_FUZZ names no target\n");
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
