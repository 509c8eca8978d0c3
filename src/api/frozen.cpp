#include "api/frozen.h"

#include <charconv>

#include "base/text.h"

namespace api {

using identity::Context;
using releases::Part;
using releases::Row;

namespace {

constexpr int rows_at_once = 250;
constexpr std::size_t length_of_province = 2, length_of_district = 4, length_of_body = 8;

bool is_digits(const std::string& code) { return code.find_first_not_of("0123456789") == code.npos; }

bool fits(const Wanted& wanted, const Row& row) {
  if (!wanted.place.empty() && row.place != wanted.place) return false;
  if (!wanted.province.empty() && row.above != wanted.province) return false;
  if (!wanted.indicator.empty() && !row.item.empty() && row.item != wanted.indicator) return false;
  return wanted.tier.empty() || tier_of(row) == wanted.tier;
}

// A code of the registry of one tier, or a fault.
std::string place_in(const Context& ctx, const std::string& parameter, std::optional<registry::Tier> tier,
                     const char* accepted) {
  auto given = text_of(ctx.request.query, parameter);
  if (!given) return {};
  const auto* place = is_digits(*given) || *given == "TH" ? ctx.world.registry.by_code(*given) : nullptr;
  if (!place || (tier && place->tier != *tier)) refuse(parameter, accepted);
  return place->code;
}

}  // namespace

std::optional<At> at_in(const std::string& text) {
  auto parts = base::split(text, '.');
  int numbers[3];
  if (parts.size() != 3) return std::nullopt;
  for (int i = 0; i < 3; ++i) {
    auto part = parts[std::size_t(i)];
    auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), numbers[i]);
    if (error != std::errc{} || end != part.data() + part.size() || numbers[i] < 0) return std::nullopt;
  }
  return At{numbers[0], numbers[1], numbers[2]};
}

Filled::Filled(const std::string& after, int limit) : limit_(limit) {
  if (after.empty()) return;
  auto at = at_in(after);
  if (!at) refuse("cursor", "api.accepts.cursor");
  begins_ = *at;
}

void Filled::put(const At& at, Json json) {
  if (at <= begins_ || more_) return;
  if (int(items.size()) == limit_) {
    more_ = true;
    return;
  }
  last_ = at;
  items.push_back(std::move(json));
}

std::string Filled::ends_after() const {
  return more_ ? std::to_string(last_.table) + "." + std::to_string(last_.position) + "." + std::to_string(last_.item)
               : "";
}

bool Wanted::areas() const { return tier != "local" && district.empty() && place.size() != length_of_body; }

bool Wanted::bodies() const {
  return (tier.empty() || tier == "local") && (place.empty() || place.size() == length_of_body);
}

Wanted wanted_of(const Context& ctx, const std::vector<std::string>& tiers) {
  using registry::Tier;
  Wanted wanted;
  wanted.tier = one_of(ctx.request.query, "tier", tiers).value_or("");
  wanted.place = place_in(ctx, "place", {}, "api.accepts.place");
  wanted.province = place_in(ctx, "province", Tier::province, "api.accepts.province");
  wanted.district = place_in(ctx, "district", Tier::district, "api.accepts.district");
  return wanted;
}

std::string_view tier_of(const Row& row) {
  if (row.place == "TH") return "nation";
  if (row.place.size() == length_of_province) return "province";
  return row.place.size() == length_of_district ? "district" : "local";
}

Frozen::Frozen(const Context& ctx, const Released& of, Part part)
    : ctx(ctx), release(of.release), part(part), sheet(releases::store::sheet(ctx.tx, of.release, part)) {}

// By the narrowest way there is; what it gives besides is left out by `fits`.
std::vector<Row> Frozen::some(const Wanted& wanted, int after, int most) const {
  namespace store = releases::store;
  auto item = part == Part::indicators ? wanted.indicator : "";
  if (!wanted.place.empty() || wanted.tier == "nation") {
    auto rows = store::of_place(ctx.tx, release, part, wanted.place.empty() ? "TH" : wanted.place);
    std::erase_if(rows, [&](const Row& row) { return row.position <= after; });
    return rows;
  }
  auto above = wanted.tier == "province" ? "TH" : wanted.province;
  if (above.empty() && !wanted.district.empty()) above = wanted.district.substr(0, length_of_province);
  if (!above.empty()) return store::inside(ctx.tx, release, part, above, after, item, most);
  return store::page(ctx.tx, release, part, after, "", item, most);
}

void Frozen::each(const Wanted& wanted, Filled& filled, int table, const See& see) const {
  auto begins = filled.begins();
  if (begins.table > table) return;
  int after = begins.table < table ? 0 : begins.position - 1;
  if (after < 0) after = 0;
  while (!filled.is_full()) {
    auto rows = some(wanted, after, rows_at_once);
    for (const Row& row : rows)
      if (row.position > 0 && fits(wanted, row) && !filled.is_full()) see(row, filled);
    if (rows.empty()) return;
    after = rows.back().position;
  }
}

exports::Cell Line::cell(std::string_view column) const {
  int at = releases::column_in(sheet, column);
  return at < 0 || at >= int(cells.size()) ? exports::Cell{} : cells[std::size_t(at)];
}

Json Line::decimal(std::string_view column) const {
  auto found = cell(column);
  return found.shape == exports::Shape::number ? number({found.value}) : Json(nullptr);
}

std::int64_t Line::whole(std::string_view column) const { return cell(column).value / base::Decimal::one; }

}  // namespace api
