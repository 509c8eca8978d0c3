#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "journal/inside.h"
#include "journal/journal_sql.h"

namespace journal {

namespace {

constexpr std::string_view first_seal_act = "first-seal";

// What the last act that wrote a unit says of its rows.
struct Seal {
  std::string rows;  // "row=digest row=digest"
  std::int64_t chain = 0, number = 0, at = 0;
  bool as_found = false;
};
using Unsealed = std::map<std::string, std::string, std::less<>>;  // what is left of a seal: digest by row

struct Seals {
  std::unordered_map<std::string, Seal> units;  // by "name number"
  std::set<std::string, std::less<>> first_sealed;

  // Acts come chain by chain. A unit may be written from a report's chain and from the country's, by people and so
  // minutes apart; within a chain its own order is surer than any clock.
  void take(const Entry& entry, std::string_view lines) {
    const bool as_found = entry.act == first_seal_act;
    if (as_found) first_sealed.insert(entry.subject);
    while (!lines.empty()) {
      auto line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(lines.size(), line.size() + 1));
      const auto name = line.substr(0, line.find(' ', line.find(' ') + 1));
      line.remove_prefix(std::min(line.size(), name.size() + 1));
      Seal& seal = units[std::string(name)];
      const bool later = seal.chain == entry.chain || seal.as_found || seal.at <= entry.at.ms;
      const bool fresh = seal.number == 0 || (later && !as_found);
      if (fresh) seal = {std::string(line), entry.chain, entry.number, entry.at.ms, as_found};
    }
  }
};

Unsealed rows_in(std::string_view text) {
  Unsealed rows;
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const auto mark = one.rfind('=');
    rows[std::string(one.substr(0, mark))] = one.substr(mark + 1);
  }
  return rows;
}

std::string named(std::string_view unit, std::string_view row) {
  return std::string(unit) + (row.empty() ? "" : "/" + std::string(row));
}

std::string said_by(const Seal& seal) {
  return "act " + std::to_string(seal.number) + " of chain " + std::to_string(seal.chain);
}

// Holds the rows of one table against what its acts sealed.
class Comparison {
 public:
  Comparison(Seals& seals, Verdict& verdict) : seals_(seals), verdict_(verdict) {}

  void hold(db::Tx& tx, const Cover& cover) {
    const bool covered = seals_.first_sealed.contains(cover.name);
    std::int64_t unsealed = 0;
    for (const auto& row : rows_of(tx, cover)) {
      turn_to(std::string(cover.name) + " " + std::to_string(row.unit));
      if (!seal_ && !covered)
        ++unsealed;
      else
        hold_row(row);
    }
    turn_to("");
    // Units of which no row is left.
    const auto begins = std::string(cover.name) + " ";
    for (const auto& [unit, seal] : seals_.units)
      if (unit.starts_with(begins) && !seen_.contains(unit))
        for (const auto& [row, digest] : rows_in(seal.rows))
          gone_.push_back(named(unit, row) + " is gone: " + said_by(seal) + " wrote it");
    std::ranges::sort(gone_);
    verdict_.differences.insert(verdict_.differences.end(), gone_.begin(), gone_.end());
    gone_.clear(), seen_.clear();
    if (unsealed > 0) verdict_.not_covered.emplace_back(cover.name, unsealed);
  }

 private:
  void turn_to(const std::string& unit) {
    if (unit == unit_) return;
    if (seal_)
      for (const auto& [row, digest] : left_)
        verdict_.differences.push_back(named(unit_, row) + " is gone: " + said_by(*seal_) + " wrote it");
    unit_ = unit;
    auto found = seals_.units.find(unit);
    seal_ = found == seals_.units.end() ? nullptr : &found->second;
    left_ = seal_ ? rows_in(seal_->rows) : Unsealed{};
    seen_.insert(unit);
  }
  void hold_row(const SealedRow& row) {
    auto sealed = left_.find(row.row);
    if (sealed == left_.end()) {
      verdict_.differences.push_back(named(unit_, row.row) + " was put in: no act wrote it");
      return;
    }
    if (sealed->second != row.digest)
      verdict_.differences.push_back(named(unit_, row.row) + " was changed: it is not what " + said_by(*seal_) +
                                     " wrote");
    else
      ++verdict_.held, verdict_.as_found += seal_->as_found;
    left_.erase(sealed);
  }

  Seals& seals_;
  Verdict& verdict_;
  std::string unit_;
  const Seal* seal_ = nullptr;
  Unsealed left_;
  std::set<std::string, std::less<>> seen_;
  std::vector<std::string> gone_;
};

// Follows the chains row by row.
class Walk {
 public:
  Walk(db::Tx& tx, Verdict& verdict) : verdict_(verdict) {
    tx.each(sql::heads, {}, [&](const db::Row& row) { ends_[row.integer(0)] = {row.integer(1), row.string(2)}; });
    verdict_.chains = std::int64_t(ends_.size());
  }

  void step(const Entry& entry, std::string_view sealed, std::string_view hash) {
    if (entry.chain != chain_) {
      end_chain();
      chain_ = entry.chain, number_ = 0;
      previous_.clear();
    }
    ++verdict_.rows;
    verdict_.last = std::max(verdict_.last, std::optional(entry.at));
    if (entry.number != number_ + 1)
      verdict_.broken.push_back({chain_, number_ + 1, "a row is missing"});
    else if (hash_of(previous_, entry, sealed) != hash)
      verdict_.broken.push_back({chain_, entry.number, "the row does not fit its hash"});
    number_ = entry.number;
    previous_ = hash;
  }

  void end() {
    end_chain();
    for (const auto& [left, end] : ends_)
      verdict_.broken.push_back({left, end.number, "every row of the chain is missing"});
  }

 private:
  struct End {
    std::int64_t number;
    Hash hash;
  };
  void end_chain() {
    if (chain_ < 0) return;
    auto end = ends_.find(chain_);
    if (end == ends_.end())
      verdict_.broken.push_back({chain_, number_, "the chain has no head"});
    else if (end->second.number != number_ || end->second.hash != previous_)
      verdict_.broken.push_back({chain_, end->second.number, "the end of the chain is missing or changed"});
    if (end != ends_.end()) ends_.erase(end);
  }

  Verdict& verdict_;
  std::map<std::int64_t, End> ends_;
  std::int64_t chain_ = -1, number_ = 0;
  Hash previous_;
};

}  // namespace

Verdict verify(db::Tx& tx, const Covers& covers) {
  Verdict verdict;
  Walk walk(tx, verdict);
  Seals seals;
  bool own_chain = false;
  tx.each(sql::every, {}, [&](const db::Row& row) {
    Entry entry = entry_at(row);
    entry.request = row.string(9);
    const auto sealed = row.text(10);
    walk.step(entry, sealed, row.text(8));
    own_chain |= entry.chain == 0;
    if (!covers.empty() && !sealed.empty()) seals.take(entry, sealed);
    if (entry.act == first_seal_act) seals.first_sealed.insert(entry.subject);
  });
  walk.end();
  if (covers.empty()) return verdict;
  Comparison comparison(seals, verdict);
  for (const auto* cover : covers) comparison.hold(tx, *cover);
  // Whoever wrote in any of these tables had opened the database first, and so the country's own chain. Acts that seal
  // were written by a program that had sealed there what it found.
  const bool holds_rows = verdict.held > 0 || !verdict.not_covered.empty() || !verdict.differences.empty();
  if (!own_chain && holds_rows)
    verdict.broken.push_back({0, 1, "the country's own chain is missing"});
  else if (seals.first_sealed.empty() && !seals.units.empty())
    verdict.broken.push_back({0, 1, "the country's own chain is not the one it was: its first seals are missing"});
  return verdict;
}

void first_seal(db::Tx& tx, const Covers& covers, base::Instant now) {
  std::set<std::string> done;
  tx.each(sql::first_sealed, {}, [&](const db::Row& row) { done.insert(row.string(0)); });
  std::vector<Act> acts;
  for (const auto* cover : covers) {
    if (done.contains(std::string(cover->name))) continue;
    std::string lines, unit;
    std::int64_t rows = 0;
    for (const auto& row : rows_of(tx, *cover)) {
      auto name = std::string(cover->name) + " " + std::to_string(row.unit);
      if (name != unit) {
        if (!unit.empty()) lines += "\n";
        lines += unit = std::move(name);
      }
      lines += " " + row.row + "=" + row.digest;
      ++rows;
    }
    acts.push_back({now, std::string(first_seal_act), std::string(cover->name), "", std::to_string(rows),
                    lines.empty() ? lines : lines + "\n"});
  }
  write_all(tx, 0, 0, acts);
}

}  // namespace journal
