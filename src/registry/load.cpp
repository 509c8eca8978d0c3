#include <algorithm>

#include "registry/inside.h"
#include "registry/registry_sql.h"
#include "registry/thai_order.h"
#include "registry/types.h"

namespace registry {
namespace {

void read_organisations(db::Tx& tx, Registry::Inside& inside) {
  inside.organisations.reserve(9'000);
  tx.each(sql::every_organisation, {}, [&](const db::Row& row) {
    Organisation o;
    o.id = row.integer(0);
    o.code = row.string(1);
    o.tier = static_cast<Tier>(row.integer(2));
    o.province = row.maybe_integer(3).value_or(0);
    o.district = row.maybe_integer(4).value_or(0);
    o.region = row.string(5);
    o.population = row.maybe_integer(6);
    o.households = row.maybe_integer(7);
    o.villages = row.maybe_integer(8);
    o.merged_into = row.maybe_integer(9).value_or(0);
    inside.organisations.push_back(std::move(o));
  });
  for (std::size_t i = 0; i < inside.organisations.size(); ++i) {
    inside.by_id.emplace(inside.organisations[i].id, i);
    inside.by_code.emplace(inside.organisations[i].code, i);
  }
  for (const auto& [other, code] : other_codes())
    if (auto found = inside.by_code.find(code); found != inside.by_code.end())
      if (inside.by_code.emplace(other, found->second).second) inside.other_codes.emplace_back(other, found->second);
  for (const auto& [gone, into] : mergers())
    if (auto from = inside.by_code.find(gone), to = inside.by_code.find(into);
        from != inside.by_code.end() && to != inside.by_code.end() &&
        inside.organisations[from->second].merged_into == 0)
      inside.organisations[from->second].merged_into = inside.organisations[to->second].id;
  tx.each(sql::every_name, {}, [&](const db::Row& row) {
    auto found = inside.by_id.find(row.integer(0));
    if (found == inside.by_id.end()) return;
    inside.organisations[found->second].names.push_back(
        {base::Day{std::int32_t(row.integer(1))},
         base::Day{std::int32_t(row.is_null(2) ? for_ever.days : row.integer(2))}, row.string(3), row.string(4),
         row.string(5)});
  });
  for (const Organisation& o : inside.organisations) {
    if (o.merged_into) inside.merged.push_back(&o);
    if (o.names.empty()) throw db::Error("an organisation without a name: " + o.code);
  }
}

void put_in_order(Registry::Inside& inside) {
  ThaiOrder order;
  const std::size_t count = inside.organisations.size();
  std::vector<std::string> keys(count);
  for (std::size_t i = 0; i < count; ++i) {
    keys[i] = order.key(inside.organisations[i].names.back().name_th);
  }
  std::vector<std::size_t> sorted(count);
  for (std::size_t i = 0; i < count; ++i) sorted[i] = i;
  // Equal names stand in the order of their codes, so that a list is the same every time.
  std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
    if (int c = keys[a].compare(keys[b])) return c < 0;
    return inside.organisations[a].code < inside.organisations[b].code;
  });
  inside.place_in_order.resize(count);
  for (std::size_t place = 0; place < count; ++place) {
    const Organisation& o = inside.organisations[sorted[place]];
    inside.place_in_order[sorted[place]] = place;
    if (o.tier == Tier::province) inside.provinces.push_back(&o);
    if (o.tier != Tier::local) continue;
    inside.locals[nation].push_back(&o);
    if (o.province) inside.locals[o.province].push_back(&o);
    if (o.district) inside.locals[o.district].push_back(&o);
  }
}

void put_by_tier(Registry::Inside& inside) {
  for (const Organisation& o : inside.organisations) inside.by_tier.push_back(&o);
  std::sort(inside.by_tier.begin(), inside.by_tier.end(), [](const Organisation* a, const Organisation* b) {
    return a->tier != b->tier ? a->tier < b->tier : a->code < b->code;
  });
}

}  // namespace

Registry load(db::Tx& tx) {
  auto inside = std::make_shared<Registry::Inside>();
  read_organisations(tx, *inside);
  put_in_order(*inside);
  put_by_tier(*inside);
  make_index(*inside);
  return Registry(std::move(inside));
}

Registry::Registry(std::shared_ptr<const Inside> inside) : inside_(std::move(inside)) {}

const Organisation* Registry::find(std::int64_t id) const {
  auto found = inside_->by_id.find(id);
  return found == inside_->by_id.end() ? nullptr : &inside_->organisations[found->second];
}

const Organisation* Registry::by_code(std::string_view code) const {
  std::string whole(code);
  if (whole.size() == 7) whole.insert(whole.begin(), '0');
  auto found = inside_->by_code.find(whole);
  return found == inside_->by_code.end() ? nullptr : &inside_->organisations[found->second];
}

const std::vector<const Organisation*>& Registry::organisations() const { return inside_->by_tier; }

const std::vector<const Organisation*>& Registry::provinces() const { return inside_->provinces; }

const std::vector<const Organisation*>& Registry::locals_under(std::int64_t place) const {
  static const std::vector<const Organisation*> none;
  auto found = inside_->locals.find(place);
  return found == inside_->locals.end() ? none : found->second;
}

std::vector<const Organisation*> Registry::merged_between(const Organisation& body, base::Day after,
                                                          base::Day until) const {
  std::vector<const Organisation*> found;
  for (const auto* each : inside_->merged)
    if (each->merged_into == body.id && each->names.back().to > after && each->names.back().to <= until)
      found.push_back(each);
  return found;
}

bool Registry::stands_under(const Organisation& body, std::int64_t place) const {
  return place != 0 && (place == nation || body.id == place || body.province == place || body.district == place);
}

}  // namespace registry
