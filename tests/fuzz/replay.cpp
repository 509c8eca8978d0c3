// Every kept case once more, without a fuzzer: `replay tests/fuzz` runs tests/fuzz/NAME/* through the target NAME.
// `replay --list` names the targets.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz.h"

int main(int count, char** arguments) {
  const std::string folder = count > 1 ? arguments[1] : "tests/fuzz";
  if (folder == "--list") {
    for (const auto& target : fuzz::targets()) std::printf("%-10s %s\n", target.name, target.holds);
    return 0;
  }
  int cases = 0;
  for (const auto& target : fuzz::targets()) {
    int of_target = 0;
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder + "/" + target.name)) files.push_back(file);
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      std::ifstream in(file, std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      std::fprintf(stderr, "%s\n", file.c_str());  // before, so that the last line names what ended the program
      try {
        target.run(bytes);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: threw %s\n", file.c_str(), error.what());
        return 1;
      }
      ++of_target;
    }
    if (of_target == 0) {
      std::fprintf(stderr, "%s has no case\n", target.name);
      return 1;
    }
    cases += of_target;
  }
  std::printf("%d cases\n", cases);
  return 0;
}
