#include <cstdio>
#include <cstdlib>

#include "fuzz.h"

namespace fuzz {

const std::vector<Target>& targets() {
  static const std::vector<Target> all = {
      {"http", http, "however the network cuts a request, what is answered is the same; nothing waits for ever"},
      {"form", form, "fields of a form or JSON are UTF-8 without NUL, and written again they are read alike"},
      {"multipart", multipart, "so are those of a form with files; a file's bytes are bytes of the body"},
      {"formula", formula, "a formula shown and read again shows alike and comes to the same"},
      {"plan", plan, "a plan is taken, or its faults are named by file; taken twice it is the same"},
      {"workbook", workbook, "a workbook is read or refused; cells stand in order and within their bounds"},
      {"csv", csv, "rows written again as CSV are read alike"},
      {"typed", typed, "numbers, days and moments that were read are shown so that they are read alike"},
      {"search", search, "places found are places, each once, and no more than asked for"},
      {"journal", journal, "what is written is told alike and verifies; an anchor holds, a changed one is named"},
      {"pages", pages, "what a page is filled with adds no tag, no attribute and no end of one"},
  };
  return all;
}

const Target* find(std::string_view name) {
  for (const auto& target : targets())
    if (target.name == name) return &target;
  return nullptr;
}

void hold(bool so, std::string_view what) {
  if (so) return;
  std::fprintf(stderr, "does not hold: %.*s\n", int(what.size()), what.data());
  std::abort();
}

std::vector<std::pair<std::string, std::string>> parts_of(std::string_view bytes) {
  constexpr std::string_view mark = "=== ";
  std::vector<std::pair<std::string, std::string>> parts{{"", ""}};
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto line = bytes.substr(0, end);
    if (line.starts_with(mark))
      parts.emplace_back(line.substr(mark.size()), "");
    else
      parts.back().second.append(bytes.substr(0, end == bytes.npos ? end : end + 1));
    bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
  }
  return parts;
}

}  // namespace fuzz
