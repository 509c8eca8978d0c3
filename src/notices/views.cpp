#include "notices/views.h"

#include "journal/journal.h"
#include "notices/rules.h"
#include "view/retold.h"

namespace notices::views {

using identity::Voice;
using registry::Tier;

const framework::Framework* plan_of(const identity::World& world, std::int64_t round) {
  for (std::size_t i = 0; i < world.rounds.size(); ++i)
    if (world.rounds[i].id == round) return &world.frameworks[i];
  return nullptr;
}

std::string place_name(const Voice& voice, const registry::Organisation& place, std::int64_t round) {
  const auto* plan = plan_of(voice.world, round);
  auto day = plan ? plan->period_to : base::day_in_bangkok(voice.now);
  if (place.tier == Tier::nation) return voice.say("window_scope.nation");
  if (place.tier != Tier::province) return registry::short_name(place, day, voice.language);
  const auto& name = registry::name_on(place, day);
  return voice.say(
      "place.province",
      {{"name", voice.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en}});
}

std::string said(const identity::Voice& voice, const Notice& notice) {
  if (notice.act == "send-back" && notice.by == 0)
    return view::retold(voice.world.words, "plan.asks_more", notice.said, voice.language);
  return journal::told_in(notice.act, notice.said, voice.language);
}

std::string sentence(const Voice& voice, const Notice& notice) {
  const auto* place = voice.world.registry.find(notice.place);
  const auto* plan = plan_of(voice.world, notice.round);
  base::Arguments arguments = {{"place", place ? place_name(voice, *place, notice.round) : "–"},
                               {"plan", plan ? plan->title.in(voice.language) : ""},
                               {"n", base::to_grouped(base::Decimal::whole(notice.count))}};
  return voice.say(key_of(notice.count > 1 ? "notice_many" : "notice_act", notice.act), arguments);
}

std::string href(const Voice& voice, const Notice& notice, const registry::Organisation* reader) {
  if (notice.act == "anchor") return "/journal?act=anchor";
  const auto* plan = plan_of(voice.world, notice.round);
  const auto* place = voice.world.registry.find(notice.place);
  if (!plan || !place || !reader) return "/";
  std::string at = plan->name + "/" + plan->period;
  bool of_body = reader->tier == Tier::local, asked = notice.act.starts_with("request-");
  std::string report = "/reports/" + at + "/" + place->code;
  if (of_body) return place->id != reader->id ? "/" : asked ? report + "/request" : report;
  if (asked) return "/windows/" + at + "/requests";
  if (place->tier == Tier::local && notice.count == 1) return report + "/review";
  const auto* province = voice.world.registry.find(place->tier == Tier::local ? place->province : place->id);
  return "/follow-up/" + at + (province && province->tier == Tier::province ? "/" + province->code : "");
}

}  // namespace notices::views
