#include "journal/anchors.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "journal/inside.h"
#include "journal/journal_sql.h"

namespace journal {

namespace {

constexpr std::string_view line_head = "saat-anchor 2 ";

Anchor anchor_in(const db::Row& row) {
  return {row.integer(0), {row.integer(1)}, row.integer(2), row.integer(3), row.string(4)};
}

std::string numbers_of(const Anchor& anchor) {
  return std::to_string(anchor.id) + " " + base::to_iso(anchor.at) + " " + std::to_string(anchor.chains) + " " +
         std::to_string(anchor.acts);
}

std::string seal_of_chain(std::string_view secret, std::int64_t anchor, std::int64_t chain, std::int64_t number,
                          std::string_view hash) {
  return seal_of(std::to_string(anchor) + " " + std::to_string(chain) + " " + std::to_string(number) + " " +
                     base::to_hex(hash),
                 secret)
      .substr(0, 32);
}

std::string line_of_chain(std::int64_t chain, std::int64_t number, std::string_view seal) {
  return std::to_string(chain) + " " + std::to_string(number) + " " + std::string(seal) + "\n";
}

// Over the seal before as well: no anchor can be taken out from between two others.
std::string seal_of_anchor(std::string_view secret, const Anchor& anchor, std::string_view before,
                           std::string_view lines) {
  return seal_of(numbers_of(anchor) + " " + std::string(before) + "\n" + std::string(lines), secret);
}

}  // namespace

std::string line_of(const Anchor& anchor) { return std::string(line_head) + numbers_of(anchor) + " " + anchor.seal; }

std::optional<Anchor> latest_anchor(db::Tx& tx) { return tx.first(sql::latest_anchor, {}, anchor_in); }

Anchor add_anchor(db::Tx& tx, std::string_view secret, base::Instant now) {
  const auto before = latest_anchor(tx);
  Anchor anchor;
  anchor.id = before ? before->id + 1 : 1;
  anchor.at = now;
  tx.each(sql::size, {}, [&](const db::Row& row) { anchor.chains = row.integer(0), anchor.acts = row.integer(1); });
  struct Line {
    std::int64_t chain, number;
    std::string seal;
  };
  std::vector<Line> grown;
  std::string lines;
  tx.each(sql::grown, {}, [&](const db::Row& row) {
    grown.push_back({row.integer(0), row.integer(1),
                     seal_of_chain(secret, anchor.id, row.integer(0), row.integer(1), row.text(2))});
    lines += line_of_chain(grown.back().chain, grown.back().number, grown.back().seal);
  });
  anchor.seal = seal_of_anchor(secret, anchor, before ? before->seal : "", lines);
  tx.run(sql::add_anchor, {anchor.id, anchor.at.ms, anchor.chains, anchor.acts, anchor.seal});
  for (const auto& [chain, number, seal] : grown) tx.run(sql::add_anchor_line, {anchor.id, chain, number, seal});
  write(tx, 0, now, 0, "anchor", "TH", "", line_of(anchor));
  return anchor;
}

std::optional<Anchor> anchor_of_the_day(db::Tx& tx, std::string_view secret, base::Instant now) {
  constexpr std::int64_t three_hours = 3 * 3'600'000;
  const auto today = base::start_of(base::day_in_bangkok(now));
  if (now.ms < today.ms + three_hours) return std::nullopt;
  if (const auto last = latest_anchor(tx); last && last->at >= today) return std::nullopt;
  return add_anchor(tx, secret, now);
}

std::vector<Broken> against_anchors(db::Tx& tx, std::string_view secret, std::string_view kept_outside) {
  std::vector<Broken> broken;
  std::map<std::int64_t, Anchor> anchors;
  tx.each(sql::anchors, {}, [&](const db::Row& row) { anchors[row.integer(0)] = anchor_in(row); });
  const auto when = [&](std::int64_t id) {
    const auto at = anchors.find(id);
    return "anchor " + std::to_string(id) + (at == anchors.end() ? "" : " of " + base::to_iso(at->second.at));
  };

  std::map<std::int64_t, std::string> lines;
  std::set<std::int64_t> told;
  tx.each(sql::anchor_lines, {}, [&](const db::Row& row) {
    const auto anchor = row.integer(0), chain = row.integer(1), number = row.integer(2);
    lines[anchor] += line_of_chain(chain, number, row.text(3));
    // The first anchor it does not hold says it; the later ones would say the same.
    if (row.is_null(4) || seal_of_chain(secret, anchor, chain, number, row.text(4)) != row.text(3))
      if (told.insert(chain).second)
        broken.push_back(
            {chain, number,
             (row.is_null(4) ? "the chain is shorter than it was, or gone: " : "the chain is not what it was: ") +
                 when(anchor)});
  });

  std::string before;
  std::int64_t expected = 1;
  for (const auto& [id, anchor] : anchors) {
    if (id != expected) broken.push_back({0, 0, "anchor " + std::to_string(expected) + " is gone"});
    if (anchor.seal != seal_of_anchor(secret, anchor, before, lines[id]))
      broken.push_back({0, 0, when(id) + " was changed, or sealed with another secret"});
    before = anchor.seal;
    expected = id + 1;
  }

  std::size_t outside = 0;
  for (std::size_t at = kept_outside.find(line_head); at != kept_outside.npos;
       at = kept_outside.find(line_head, at + 1)) {
    const auto line = base::trim(kept_outside.substr(at, kept_outside.find_first_of("\r\n", at) - at));
    ++outside;
    const auto number = line.substr(line_head.size(), line.find(' ', line_head.size()) - line_head.size());
    const bool held = std::ranges::any_of(anchors, [&](const auto& each) { return line_of(each.second) == line; });
    if (!held)
      broken.push_back(
          {0, 0, "anchor " + std::string(number) + " is kept outside, and is not in the database or not the same"});
  }
  if (!kept_outside.empty() && outside == 0) broken.push_back({0, 0, "the file holds no line of an anchor"});
  return broken;
}

}  // namespace journal
