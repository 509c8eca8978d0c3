#include "app/believable.h"

#include <cmath>

#include <fmt/format.h>

#include "base/embedded.h"
#include "base/text.h"

namespace app {

namespace {

double between(std::mt19937_64& random, double low, double high) {
  // Not std::uniform_real_distribution: its results differ between standard libraries.
  return low + (high - low) * double(random() >> 11) * 0x1.0p-53;
}

double between(std::mt19937_64& random, const YAML::Node& range) {
  return between(random, range[0].as<double>(), range[1].as<double>());
}

}  // namespace

Believable::Believable(const registry::Registry& registry, const framework::Framework& plan) : plan_(plan) {
  auto file = base::embedded("data/demonstration/" + plan.name + "-" + plan.period + ".yaml");
  if (!file) throw std::runtime_error("no demonstration data for " + plan.name + " " + plan.period);
  rules_ = YAML::Load(std::string(*file));
  for (const auto& rate : rules_["rate"]) rate_[rate.first.as<std::string>()] = rate.second.as<double>();

  std::map<std::string, double> published;  // province code → tonnes a day
  auto table = base::embedded("data/waste/province_msw_2565_2568.csv");
  for (auto line : base::split(table.value_or(""), '\n')) {
    auto cell = base::split(line, ',');
    if (cell.size() > 4 && cell[2] == plan.period.substr(0, 4))
      published[std::string(cell[0])] = std::stod(std::string(cell[4]));
  }
  for (const auto* province : registry.provinces()) {
    double unscaled = 0;
    for (const auto* body : registry.locals_under(province->id)) {
      auto rate = rate_.find(registry::type_on(*body, plan.period_to));
      if (rate != rate_.end()) unscaled += double(body->population.value_or(0)) * rate->second / 1000;
    }
    province_scale_[province->id] =
        unscaled > 0 && published[province->code] > 0 ? published[province->code] / unscaled : 1;
  }
}

double Believable::tonnes_a_year(const reports::Body& body) const {
  auto rate = rate_.find(body.type);
  double per_person = rate == rate_.end() ? 0.6 : rate->second;
  double scale = std::clamp(province_scale_.at(body.organisation->province), 0.5, 2.4);
  return double(body.organisation->population.value_or(5000)) * per_person * scale / 1000 * 365;
}

std::map<std::string, std::string> Believable::answers_of(const reports::Body& body, std::mt19937_64& random) const {
  std::map<std::string, std::string> answers;
  std::map<std::string, double> numbers;
  for (const auto& question : plan_.questions) {
    YAML::Node rule = rules_["questions"][question.code];
    if (!rule || !body.is_asked(question)) continue;
    if (rule["of"] && rule["of"][body.type]) rule = rule["of"][body.type];
    if (rule["not_applicable"] && between(random, 0, 1) < rule["not_applicable"].as<double>()) {
      answers[question.code] = "n/a:" + rule["reason"].as<std::string>();
      continue;
    }
    std::optional<double> number;
    auto known = [&](const YAML::Node& code) -> std::optional<double> {
      auto at = numbers.find(code.as<std::string>());
      return at == numbers.end() ? std::nullopt : std::optional(at->second);
    };
    if (rule["chance"]) {
      bool yes = between(random, 0, 1) < rule["chance"].as<double>();
      numbers[question.code] = yes;
      answers[question.code] = yes ? "yes" : "no";
    } else if (rule["say"]) {
      answers[question.code] = rule["say"][random() % rule["say"].size()].as<std::string>();
    } else if (rule["date"]) {
      auto from = base::parse_iso_day(rule["date"][0].as<std::string>()),
           to = base::parse_iso_day(rule["date"][1].as<std::string>());
      answers[question.code] =
          base::show(base::Day{std::int32_t(between(random, from->days, to->days))}, base::Language::th);
    } else if (rule["fact"]) {
      auto name = rule["fact"].as<std::string>();
      const auto& facts = *body.organisation;
      auto fact = name == "households" ? facts.households : name == "population" ? facts.population : facts.villages;
      number = double(fact.value_or(1200)) * between(random, rule["by"]);
    } else if (rule["waste"]) {
      number = tonnes_a_year(body) * between(random, rule["waste"]);
    } else if (rule["number"]) {
      number = between(random, rule["number"]);
    } else if (rule["share_of"] || rule["rest_of"]) {
      auto whole = known(rule["share_of"] ? rule["share_of"] : rule["rest_of"]);
      if (!whole) continue;
      double base = *whole;
      if (YAML::Node less = rule["less"]; less && less.IsSequence())
        for (const auto& code : less) base -= known(code).value_or(0);
      else if (less)
        base -= known(less).value_or(0);
      number = std::max(0.0, base) * between(random, rule["by"]);
    }
    if (!number) continue;
    if (rule["at_most"]) number = std::min(*number, known(rule["at_most"]).value_or(*number));
    if (rule["zero_unless"] && known(rule["zero_unless"]).value_or(0) == 0) number = 0;
    *number = question.kind == framework::Kind::count ? std::floor(*number) : std::floor(*number * 10) / 10;
    numbers[question.code] = *number;
    answers[question.code] =
        question.kind == framework::Kind::count ? fmt::format("{:.0f}", *number) : fmt::format("{:.1f}", *number);
  }
  return answers;
}

}  // namespace app
