// The registry: every organisation there is, whether it reports or not. Public, and the same as everywhere else in the
// program.
#include <algorithm>

#include "api/reply.h"
#include "api/web.h"
#include "registry/types.h"

namespace api::web {

using identity::Context;
using registry::Organisation;
using registry::Tier;

namespace {

constexpr const char* tiers[] = {"nation", "province", "district", "local"};  // by Tier

const char* code_of(Tier tier) { return tiers[int(tier)]; }

Json code_or_null(const Organisation* place) { return place ? Json(place->code) : Json(nullptr); }
Json count_or_null(const std::optional<std::int64_t>& count) { return count ? Json(*count) : Json(nullptr); }

const Organisation* above(const Context& ctx, const Organisation& o) {
  switch (o.tier) {
    case Tier::nation:
      return nullptr;
    case Tier::province:
      return ctx.world.registry.find(registry::nation);
    case Tier::district:
      return ctx.world.registry.find(o.province);
    case Tier::local:
      return ctx.world.registry.find(o.district ? o.district : o.province);
  }
  return nullptr;
}

Json view_of(const Context& ctx, const Organisation& o, base::Day today) {
  using base::Language;
  const auto& name = registry::name_on(o, today);
  const auto* province = o.tier == Tier::province ? &o : ctx.world.registry.find(o.province);
  const auto* district = o.tier == Tier::district ? &o : ctx.world.registry.find(o.district);
  return {{"code", o.code},
          {"tier", code_of(o.tier)},
          {"type", name.type},
          {"name", said(name.name_th, name.name_en)},
          {"full_name", said(registry::full_name(o, today, Language::th),
                             name.name_en.empty() ? "" : registry::full_name(o, today, Language::en))},
          {"above", code_or_null(above(ctx, o))},
          {"province", code_or_null(province)},
          {"district", code_or_null(district)},
          {"region", province ? Json(province->region) : Json(nullptr)},
          {"population", count_or_null(o.population)},
          {"households", count_or_null(o.households)},
          {"villages", count_or_null(o.villages)},
          {"ended", o.names.back().to < registry::for_ever ? Json(base::to_iso(o.names.back().to)) : Json(nullptr)},
          {"merged_into", code_or_null(o.merged_into ? ctx.world.registry.find(o.merged_into) : nullptr)}};
}

const Organisation* asked_place(const Context& ctx, const char* parameter, Tier tier, const char* accepted) {
  auto code = text_of(ctx.request.query, parameter);
  if (!code) return nullptr;
  const auto* place = ctx.world.registry.by_code(*code);
  if (!place || place->tier != tier) refuse(parameter, accepted);
  return place;
}

std::vector<std::string> types_of(const Context& ctx, base::Day today) {
  std::set<std::string> types;
  for (const auto* o : ctx.world.registry.organisations()) types.insert(registry::name_on(*o, today).type);
  return {types.begin(), types.end()};
}

std::optional<base::Day> day_asked(const Context& ctx) {
  auto text = text_of(ctx.request.query, "on");
  if (!text) return std::nullopt;
  auto day = base::parse_iso_day(*text);
  if (!day) refuse("on", "api.accepts.day");
  return day;
}

// In the registry's order, or with `q` the best first. `on`: those alone that were there that day.
std::vector<const Organisation*> wanted(const Context& ctx, base::Day today, bool on) {
  const auto& query = ctx.request.query;
  auto tier = one_of(query, "tier", {std::begin(tiers), std::end(tiers)});
  auto type = query.contains("type") ? one_of(query, "type", types_of(ctx, today)) : std::nullopt;
  const auto* province = asked_place(ctx, "province", Tier::province, "api.accepts.province");
  const auto* district = asked_place(ctx, "district", Tier::district, "api.accepts.district");
  auto q = text_of(query, "q");
  if (q && base::trim(*q).empty()) refuse("q", "api.accepts.words");
  auto all =
      q ? ctx.world.registry.search(*q, ctx.world.registry.organisations().size()) : ctx.world.registry.organisations();
  std::erase_if(all, [&](const Organisation* o) {
    return (on && registry::type_on(*o, today).empty()) || (tier && *tier != code_of(o->tier)) ||
           (type && *type != registry::name_on(*o, today).type) || (province && o->province != province->id) ||
           (district && o->district != district->id);
  });
  return all;
}

}  // namespace

http::Reply organisations(Context& ctx) {
  only(ctx.request.query, {"tier", "type", "province", "district", "q", "on", "limit", "cursor"});
  auto limit = std::size_t(limit_of(ctx.request.query));
  const auto on = day_asked(ctx);
  auto today = on.value_or(base::day_in_bangkok(ctx.now));
  auto after = begins_after(ctx, ctx.request.query);
  auto all = wanted(ctx, today, on.has_value());
  // The cursor names the last one given: another registry meanwhile neither repeats nor skips any.
  auto at = all.begin();
  if (!after.empty()) {
    at = std::find_if(all.begin(), all.end(), [&](const Organisation* o) { return o->code == after; });
    if (at == all.end()) refuse("cursor", "api.accepts.cursor");
    ++at;
  }
  Json items = Json::array();
  std::string last;
  for (; at != all.end() && items.size() < limit; ++at) items.push_back(view_of(ctx, **at, today)), last = (*at)->code;
  return page_of(ctx, {{"total", all.size()}}, std::move(items), ctx.request.query, at == all.end() ? "" : last);
}

http::Reply organisation(Context& ctx) {
  only(ctx.request.query, {});
  // Other lists' codes and a leading nought lost find it as everywhere; what it says is its own code.
  const auto* o = ctx.world.registry.by_code(ctx.request.param("code"));
  if (!o) throw base::Problem(base::Problem::Kind::not_found, "api.no_such_organisation");
  auto json = view_of(ctx, *o, base::day_in_bangkok(ctx.now));
  Json names = Json::array();
  for (const auto& name : o->names)
    names.push_back({{"from", name.from == registry::always ? Json(nullptr) : Json(base::to_iso(name.from))},
                     {"to", name.to >= registry::for_ever ? Json(nullptr) : Json(base::to_iso(name.to))},
                     {"type", name.type},
                     {"name", said(name.name_th, name.name_en)}});
  json["names"] = std::move(names);
  return reply_of(ctx, json);
}

}  // namespace api::web
