#pragma once
#include <unordered_map>

#include "quality/spreads.h"

// Pure: bodies that gave the same figures. Found by looking each figure up, not by holding every two bodies together;
// what was found of a body is kept until one that shares a figure with it, or it itself, is put in or taken out.
namespace quality {

// The other body, and the questions both answered alike with figures that do not meet by chance.
struct Twin {
  std::int64_t organisation = 0;
  std::vector<int> shared;
};

class Twins {
 public:
  explicit Twins(const framework::Framework& plan);
  void put(const Row& row);
  void take_out(const Row& row);
  // Of one that was put in, the likest first; none for a body that shares too little with any.
  const std::vector<Twin>& of(const Row& row);

 private:
  struct Key {
    int question;
    std::int64_t value;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const { return std::hash<std::int64_t>{}(key.value * 64 + key.question); }
  };
  struct Holder {
    std::int64_t organisation;
    int province;
  };
  std::vector<Twin> found_of(const Row& row) const;
  void forget(const std::vector<Holder>& holders);
  std::vector<int> quantities_;
  std::unordered_map<Key, std::vector<Holder>, Hash> holders_;
  std::unordered_map<std::int64_t, std::vector<Twin>> found_;  // by organisation
};

// Three digits or more that are not noughts at its end: 1,234 and 12.5, but not 1,200 or 12.
bool is_telling(std::int64_t scaled);

}  // namespace quality
