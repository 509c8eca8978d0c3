#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace db {

// Where the `-wal` of a database cannot be read although whole commits follow.
struct LogDamage {
  std::int64_t frame = 0;    // the first that does not fit, from 1; 0: the log's own head
  std::int64_t commits = 0;  // at least so many behind it
  bool operator==(const LogDamage&) const = default;
};

// SQLite reads a log up to the first frame whose checksum does not fit and forgets the rest without a
// word: right for the tail that a power cut tore, where nothing behind was acknowledged, wrong for a
// damage in the middle. They are told apart by what follows: two commits, each fitting upon the one
// before, are only there if the first of them was on disk. What cannot be told from a torn tail is a
// damage within the last commit, or between it and the one before.
std::optional<LogDamage> damage_of_log(const std::string& path);

// Throws Error, in a sentence that says what to do.
void refuse_damaged_log(const std::string& path);

}  // namespace db
