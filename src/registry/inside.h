#pragma once
#include <unordered_map>

#include "registry/registry.h"

namespace registry {

// One name of one organisation as it is searched: no spaces, no dots, no capitals.
struct Entry {
  std::size_t organisation = 0;  // its index
  std::string type;
  std::string base, english;  // without the type
  // All ways to write it in full, behind a separator each: short type, long type, English.
  std::string full;
  bool old = false;
};

struct Registry::Inside {
  std::vector<Organisation> organisations;
  std::unordered_map<std::int64_t, std::size_t> by_id;
  std::unordered_map<std::string, std::size_t> by_code;          // its own and those of other lists
  std::vector<std::pair<std::string, std::size_t>> other_codes;  // of these, those of other lists
  std::vector<std::size_t> place_in_order;                       // of each organisation among all, in Thai order
  std::vector<const Organisation*> by_tier;                      // and code
  std::vector<const Organisation*> provinces;
  std::vector<const Organisation*> merged;  // into another
  std::unordered_map<std::int64_t, std::vector<const Organisation*>> locals;
  std::vector<Entry> entries;
  std::unordered_map<std::int64_t, std::vector<std::string>> places;  // names of a place by id
};

// The cells of one line of a registry file: quotes around a cell with commas, doubled within one.
std::vector<std::string> fields_of(std::string_view line);

// Codes that other lists give a body, with the one it has here (data/registry/code_aliases.csv).
std::vector<std::pair<std::string, std::string>> other_codes();

// Bodies that became part of another: their codes, eight digits (data/registry/lao_changes_2022_2026.csv).
std::vector<std::pair<std::string, std::string>> mergers();

void make_index(Registry::Inside& inside);

}  // namespace registry
