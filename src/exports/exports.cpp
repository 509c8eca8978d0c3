#include "exports/exports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exports/rules.h"
#include "reports/store.h"

namespace exports {

using registry::Organisation;
using registry::Tier;

namespace {

constexpr std::array formats = {Format::csv, Format::json, Format::xlsx};
constexpr std::array parts = {Part::answers, Part::given, Part::indicators, Part::completeness, Part::codebook};

std::string name_in(const identity::Voice& voice, const Organisation& place, base::Day day) {
  const auto& name = registry::name_on(place, day);
  return voice.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
}

// How far a report has come that counts there.
reports::Stage least_of(totals::Stage stage) {
  switch (stage) {
    case totals::Stage::recorded:
      return reports::Stage::begun;
    case totals::Stage::submitted:
      return reports::Stage::submitted;
    case totals::Stage::approved:
      return reports::Stage::approved;
  }
  return reports::Stage::begun;
}

int counted_in(totals::Stage stage, const reports::Counts& counts) {
  return stage == totals::Stage::recorded    ? counts.begun
         : stage == totals::Stage::submitted ? counts.submitted
                                             : counts.approved;
}

// One export from its first row to its last. Provinces pass by one after the other, and nothing of one is kept but its
// sums: memory does not grow with the country.
class Passage {
 public:
  Passage(const identity::Voice& voice, db::Tx& tx, const Wish& wish, Writer& writer, const Tell& tell)
      : voice_(voice),
        tx_(tx),
        wish_(wish),
        plan_(*wish.plan),
        writer_(writer),
        tell_(tell),
        shapes_{plan_, voice.language, [this](std::string_view key) { return said(key); }} {
    for (const auto* province : voice.world.registry.provinces())
      if (wish.place->tier == Tier::nation || province->id == wish.place->id || province->id == wish.place->province)
        provinces_.push_back(province);
    for (auto language : {base::Language::th, base::Language::en})
      shapes_.not_applicable.push_back(voice.world.words.say(language, "exports.not_applicable"));
    area_at(*wish.place);  // first, and there even when nobody of it is counted
  }

  void run() {
    count();
    writer_.about(about());
    bool answers = wants(Part::answers), sums = wants(Part::indicators);
    if (answers) writer_.begin(answers_sheet(shapes_));
    for (const auto* province : provinces_) pass(*province, answers, sums);
    if (answers) writer_.end();
    if (wish_.for_offices && wants(Part::given)) write_given();
    if (sums) write_indicators();
    if (wants(Part::completeness)) write_completeness();
    if (wants(Part::codebook)) write_codebook();
    writer_.finish();
  }

 private:
  bool wants(Part part) const { return wish_.format != Format::csv || wish_.part == part; }

  std::string said(std::string_view key) {
    auto at = words_.find(key);
    if (at == words_.end()) at = words_.emplace(std::string(key), voice_.say("exports." + std::string(key))).first;
    return at->second;
  }

  void count() {
    if (wish_.place->tier == Tier::district || wish_.place->tier == Tier::local || !wish_.types.empty())
      return count_one_by_one();
    for (const auto& [province, counts] : reports::store::counts_by_province(tx_, wish_.round))
      for (const auto* wanted : provinces_)
        if (wanted->id == province) progress_.all += counted_in(wish_.stage, counts);
  }

  void count_one_by_one() {
    for (const auto* province : provinces_)
      for (const auto& report : reports::store::of_province(tx_, wish_.round, province->id))
        if (const auto* body = voice_.world.registry.find(report.organisation);
            body && lies_inside(*body) && report.stage >= least_of(wish_.stage))
          progress_.all += wish_.counts(registry::type_on(*body, plan_.period_to));
  }

  bool lies_inside(const Organisation& body) const {
    if (wish_.place->tier == Tier::local) return body.id == wish_.place->id;
    return wish_.place->tier != Tier::district || body.district == wish_.place->id;
  }

  // A province, with its districts behind it, as the sums go by. References last until the next area is made.
  std::size_t area_at(const Organisation& place) {
    auto [at, made] = index_.emplace(place.id, areas_.size());
    if (made) areas_.push_back(area_of(plan_, place));
    return at->second;
  }

  std::vector<std::size_t> areas_over(const Organisation& body) {
    std::vector<std::size_t> over;
    if (wish_.place->tier == Tier::local) return {area_at(*wish_.place)};
    if (wish_.place->tier == Tier::nation) over.push_back(area_at(*wish_.place));
    if (wish_.place->tier != Tier::district) over.push_back(area_at(*voice_.world.registry.find(body.province)));
    if (const auto* district = voice_.world.registry.find(body.district)) over.push_back(area_at(*district));
    return over;
  }

  void pass(const Organisation& province, bool answers, bool sums) {
    std::map<std::int64_t, reports::Report> reports;
    for (auto& report : reports::store::of_province(tx_, wish_.round, province.id))
      reports[report.organisation] = std::move(report);
    std::unordered_map<std::int64_t, reports::Answers> given;
    if (answers || sums)
      given = reports::store::answers_of_province(tx_, plan_, wish_.round, province.id, least_of(wish_.stage));
    for (const auto* organisation : voice_.world.registry.locals_under(province.id)) {
      auto body = reports::body_for(*organisation, plan_);
      if (!wish_.counts(body.type) || !lies_inside(*organisation)) continue;
      auto over = areas_over(*organisation);
      for (auto at : over) ++areas_[at].asked[body.type];
      auto report = reports.find(organisation->id);
      if (report == reports.end()) {
        if (answers && wish_.for_offices && wish_.stage == totals::Stage::recorded)
          writer_.row(not_begun_row(shapes_, body, above(*organisation)));
        continue;
      }
      for (auto at : over) add_report(areas_[at], report->second);
      if (report->second.stage < least_of(wish_.stage)) continue;
      if (answers || sums) pass(body, report->second, given, over, answers);
      told();
    }
  }

  void pass(const reports::Body& body, const reports::Report& report,
            std::unordered_map<std::int64_t, reports::Answers>& given, const std::vector<std::size_t>& over,
            bool write) {
    auto answers = given.find(report.id);
    static const reports::Answer none;
    const auto all =
        answers == given.end() ? reports::Answers(plan_.questions.size(), none) : std::move(answers->second);
    auto picture = reports::picture_of(plan_, body, all);
    auto contribution = reports::contribution_of(plan_, body, picture);
    for (auto at : over) add_figures(plan_, areas_[at], contribution);
    if (write) writer_.row(answers_row(shapes_, body, above(*body.organisation), report, all, picture));
  }

  // A second time through the provinces: a file's tables come one after the other, and none is kept in memory.
  void write_given() {
    writer_.begin(given_sheet(shapes_));
    for (const auto* province : provinces_) {
      std::map<std::int64_t, reports::Report> reports;
      for (auto& report : reports::store::of_province(tx_, wish_.round, province->id))
        if (report.stage >= least_of(wish_.stage)) reports[report.organisation] = std::move(report);
      if (reports.empty()) continue;
      auto given =
          reports::store::whole_answers_of_province(tx_, plan_, wish_.round, province->id, least_of(wish_.stage));
      auto reasons = reports::store::finding_reasons_of_province(tx_, wish_.round, province->id);
      for (const auto* organisation : voice_.world.registry.locals_under(province->id)) {
        auto report = reports.find(organisation->id);
        auto body = reports::body_for(*organisation, plan_);
        if (report == reports.end() || !wish_.counts(body.type) || !lies_inside(*organisation)) continue;
        const auto& one = report->second;
        for (const auto& row : given_rows(shapes_, body, one, given[one.id], reasons[one.id])) writer_.row(row);
      }
      if (tell_) tell_(progress_);
    }
    writer_.end();
  }

  Above above(const Organisation& body) const {
    Above above;
    if (const auto* district = voice_.world.registry.find(body.district))
      above.district_code = district->code, above.district = name_in(voice_, *district, plan_.period_to);
    if (const auto* province = voice_.world.registry.find(body.province))
      above.province_code = province->code, above.province = name_in(voice_, *province, plan_.period_to);
    return above;
  }

  void told() {
    ++progress_.done;
    if (tell_ && progress_.done % 64 == 0) tell_(progress_);
  }

  Placed placed(const Organisation& place) {
    const char* tier = place.tier == Tier::nation     ? "tiers.nation"
                       : place.tier == Tier::province ? "tiers.province"
                                                      : "tiers.district";
    std::string province;
    if (place.tier == Tier::province) province = name_in(voice_, place, plan_.period_to);
    if (const auto* above = place.tier == Tier::district ? voice_.world.registry.find(place.province) : nullptr)
      province = name_in(voice_, *above, plan_.period_to);
    return {said(tier), place.code,
            place.tier == Tier::nation ? said("nation") : name_in(voice_, place, plan_.period_to), province};
  }

  void write_indicators() {
    writer_.begin(indicators_sheet(shapes_));
    auto stage = said(stage_key());
    for (const Area& area : areas_) {
      auto where = placed(*area.place);
      for (const auto& indicator : plan_.indicators)
        writer_.row(indicators_row(shapes_, where, stage, area, indicator));
    }
    writer_.end();
  }

  void write_completeness() {
    writer_.begin(completeness_sheet(shapes_));
    for (const Area& area : areas_) writer_.row(completeness_row(placed(*area.place), area));
    writer_.end();
  }

  void write_codebook() {
    writer_.begin(codebook_sheet(shapes_));
    for (const Cells& row : codebook_rows(shapes_, wish_.for_offices)) writer_.row(row);
    writer_.end();
  }

  std::string stage_key() const { return "counted." + std::string(totals::code_of(wish_.stage)); }

  std::vector<std::pair<std::string, std::string>> about() {
    int expected = 0;
    for (const auto* province : provinces_)
      for (const auto* body : voice_.world.registry.locals_under(province->id))
        expected += wish_.counts(registry::type_on(*body, plan_.period_to)) && lies_inside(*body);
    auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
    auto coverage = voice_.say("coverage", {{"n", grouped(progress_.all)}, {"m", grouped(expected)}});
    std::vector<std::pair<std::string, std::string>> lines = {
        {said("about.title"), plan_.title.in(voice_.language)},
        {said("about.plan"),
         fmt::format("{} {} ({} {})", plan_.name, plan_.period, said("about.revision"), plan_.revision)},
        {said("about.covers"),
         base::show(plan_.period_from, voice_.language) + " – " + base::show(plan_.period_to, voice_.language)},
        {said("about.place"), placed(*wish_.place).name},
        {said("about.stage"), said(stage_key())},
        {said("about.types"), words_for(voice_, wish_.types)},
        {said("about.reports"), coverage}};
    lines.emplace_back(said("about.as_of"), base::show(voice_.now, voice_.language));
    lines.emplace_back(said("about.reading"), said("about.reading_words"));
    return lines;
  }

  const identity::Voice& voice_;
  db::Tx& tx_;
  const Wish& wish_;
  const framework::Framework& plan_;
  Writer& writer_;
  const Tell& tell_;
  std::map<std::string, std::string, std::less<>> words_;
  Shapes shapes_;
  std::vector<const Organisation*> provinces_;
  std::vector<Area> areas_;  // the place asked for, then what lies below: each province with its districts
  std::map<std::int64_t, std::size_t> index_;  // of a place among them
  Progress progress_;
};

}  // namespace

std::string_view code_of(Format format) {
  return format == Format::csv ? "csv" : format == Format::json ? "json" : "xlsx";
}

std::string_view code_of(Part part) {
  switch (part) {
    case Part::answers:
      return "answers";
    case Part::given:
      return "given";
    case Part::indicators:
      return "indicators";
    case Part::completeness:
      return "completeness";
    case Part::codebook:
      return "codebook";
  }
  return "";
}

std::optional<Format> format_of(std::string_view code) {
  for (auto format : formats)
    if (code == code_of(format)) return format;
  return std::nullopt;
}

std::optional<Part> part_of(std::string_view code) {
  for (auto part : parts)
    if (code == code_of(part)) return part;
  return std::nullopt;
}

std::vector<std::string> part_codes() {
  std::vector<std::string> codes;
  for (auto part : parts) codes.emplace_back(code_of(part));
  return codes;
}

std::string_view type_of(Format format) {
  switch (format) {
    case Format::csv:
      return "text/csv; charset=utf-8";
    case Format::json:
      return "application/json; charset=utf-8";
    case Format::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  return "";
}

std::optional<Types> types_of(const framework::Framework& plan, std::string_view text) {
  Types types;
  for (std::size_t from = 0; from < text.size();) {
    auto end = std::min(text.find(',', from), text.size());
    std::string type(text.substr(from, end - from));
    if (!plan.bodies.contains(type)) return std::nullopt;
    types.insert(std::move(type));
    from = end + 1;
  }
  return types == plan.bodies ? Types{} : types;
}

std::string text_of(const Types& types) {
  std::string text;
  for (const auto& type : types_in_order(types)) text += (text.empty() ? "" : ",") + type;
  return text;
}

std::vector<std::string> types_in_order(const Types& types) {
  std::vector<std::string> all(types.begin(), types.end());
  std::ranges::sort(all, {}, registry::rank_of_type);
  return all;
}

std::string words_for(const identity::Voice& voice, const Types& types) {
  std::string words;
  for (const auto& type : types_in_order(types))
    words += (words.empty() ? "" : " ") + registry::short_type(type, voice.language);
  return words.empty() ? voice.say("exports.every_type") : words;
}

std::string name_of(const Wish& wish) {
  std::string name = fmt::format("saat-{}-{}-{}-{}", wish.plan->name, wish.plan->period, wish.place->code,
                                 totals::code_of(wish.stage));
  for (const auto& type : types_in_order(wish.types)) name += "-" + type;
  if (wish.format == Format::csv) name += "-" + std::string(code_of(wish.part));
  return name + "." + std::string(code_of(wish.format));
}

void write(const identity::Voice& voice, db::Tx& tx, const Wish& wish, const std::string& path, const Tell& tell) {
  auto writer = wish.format == Format::csv    ? csv_writer(path)
                : wish.format == Format::json ? json_writer(path)
                                              : xlsx_writer(path);
  write(voice, tx, wish, *writer, tell);
}

void write(const identity::Voice& voice, db::Tx& tx, const Wish& wish, Writer& writer, const Tell& tell) {
  Passage(voice, tx, wish, writer, tell).run();
}

}  // namespace exports
