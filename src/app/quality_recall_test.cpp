// What the rules of the data-quality page find, measured: a country of believable reports with mistakes planted in some
// of them, the kinds people really make. Which, where and how often is drawn with a fixed seed; the table it prints is
// in docs/decisions/0050.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/app.h"
#include "app/believable.h"
#include "followup/roll.h"
#include "quality/rules.h"
#include "quality/twins.h"

namespace app {
namespace {

using base::Decimal;
using quality::Kind;

constexpr int planted_of_a_kind = 150;

struct Planted {
  std::size_t body = 0;
  int question = 0;
  Kind kind = Kind::decimal;
  std::int64_t truth = 0;
};
// `found` at its answer, `near`: there or at a check that reads it.
struct Found {
  int planted = 0, found = 0, near = 0, named = 0, valued = 0, comparable = 0, comparable_found = 0;
};

struct Surveyed {
  std::string file =
      (std::filesystem::temp_directory_path() / ("saat-recall-" + std::to_string(getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database = db::open(file);
  identity::World world = open_world(*database, {});
  const framework::Framework& plan = world.frameworks.front();
  std::shared_ptr<const followup::Roll> roll = followup::roll_of(world, plan);
  quality::Relations relations{plan};
  quality::Groups groups;
  std::mt19937_64 random{20241118};
  std::vector<quality::Report> reports;
  std::vector<quality::Row> rows;
  std::vector<Planted> planted;
  std::vector<bool> touched;

  Surveyed() {
    groups.types = int(roll->types.size()), groups.provinces = int(roll->provinces.size());
    Believable believable(world.registry, plan);
    for (const auto& body : roll->bodies) {
      quality::Report report{
          reports::body_for(*body.organisation, plan), reports::Answers(plan.questions.size()), {}, {}};
      for (auto& [code, typed] : believable.answers_of(report.body, random)) {
        auto& answer = report.answers[plan.find(code)->slot];
        if (typed.starts_with("n/a:"))
          answer.not_applicable = true, answer.reason = typed.substr(4);
        else
          answer.typed = typed, answer.value = reports::read(*plan.find(code), typed, "").value;
      }
      reports.push_back(std::move(report));
    }
    touched.resize(reports.size());
    rows.resize(reports.size());
    make_rows();
  }
  ~Surveyed() {
    database.reset();
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  }

  void make_rows() {
    std::vector<quality::Sized> sized;
    for (const auto& body : roll->bodies) sized.push_back({body.type, body.organisation->population.value_or(0)});
    auto bands = quality::bands_of(sized, groups.bands);
    for (std::size_t i = 0; i < reports.size(); ++i) {
      rows[i] = quality::row_of(plan, relations, reports[i].body, reports[i].answers);
      rows[i].type = roll->bodies[i].type, rows[i].province = roll->bodies[i].province, rows[i].band = bands[i];
    }
  }
  quality::Usual usual() const {
    std::vector<const quality::Row*> all;
    for (const auto& row : rows) all.push_back(&row);
    return quality::Usual(relations, groups, all);
  }

  int one_of(std::size_t n) { return int(random() % n); }

  // What somebody might type instead; nullopt where this mistake cannot be made.
  std::optional<std::int64_t> mistaken(Kind kind, const framework::Question& question, std::int64_t truth) {
    std::string typed = base::to_plain(Decimal{truth});
    auto at = std::size_t(one_of(typed.size()));
    switch (kind) {
      case Kind::decimal: {
        const std::int64_t by = random() % 4 ? 10 : 100;
        if (random() % 2) return truth * by;
        return truth % by == 0 && (question.kind != framework::Kind::count || truth / by % Decimal::one == 0)
                   ? std::optional(truth / by)
                   : std::nullopt;
      }
      case Kind::unit: {
        if (question.units.size() < 2) return std::nullopt;
        const auto &taken = question.units[random() % question.units.size()],
                   &meant = question.units[random() % question.units.size()];
        auto factor = base::divide(taken.factor, meant.factor);
        auto value = base::to_decimal(*base::multiply(base::Rational::from(Decimal{truth}), *factor));
        return value ? std::optional(value->scaled) : std::nullopt;
      }
      case Kind::digit:
        if (typed[at] == '.' || typed.size() < 3) return std::nullopt;
        if (random() % 2)
          typed.insert(at, 1, typed[at]);
        else
          typed.erase(at, 1);
        break;
      case Kind::swap:
        if (at + 1 >= typed.size() || typed[at] == '.' || typed[at + 1] == '.' || typed[at + 1] == '0')
          return std::nullopt;
        std::swap(typed[at], typed[at + 1]);
        break;
      case Kind::zero:
        return 0;
      default:
        return std::nullopt;
    }
    auto read = base::parse_decimal(typed);
    return read ? std::optional(read->scaled) : std::nullopt;
  }

  void plant(Kind kind) {
    for (int made = 0; made < planted_of_a_kind;) {
      auto body = std::size_t(one_of(reports.size()));
      const auto& question = plan.questions[std::size_t(one_of(plan.questions.size()))];
      auto truth = rows[body].value[std::size_t(question.slot)];
      if (touched[body] || !question.is_quantity() || truth <= 0) continue;
      auto value = mistaken(kind, question, truth);
      if (!value || *value == truth || *value >= Decimal::limit * Decimal::one || (*value == 0 && kind != Kind::zero))
        continue;
      auto& answer = reports[body].answers[std::size_t(question.slot)];
      answer.value = *value, answer.typed = base::to_plain(Decimal{*value});
      touched[body] = true;
      planted.push_back({body, question.slot, kind, truth});
      ++made;
    }
  }
  // One block of a neighbour's report and more, as from an old file.
  void copy() {
    for (int made = 0; made < planted_of_a_kind;) {
      auto to = std::size_t(one_of(reports.size())), from = std::size_t(one_of(reports.size()));
      if (touched[to] || touched[from] || to == from || rows[to].province != rows[from].province ||
          rows[to].type != rows[from].type)
        continue;
      int copied = 0;
      for (const auto& question : plan.questions)
        if (question.indicator >= 0 && plan.indicators[std::size_t(question.indicator)].section == 0)
          reports[to].answers[std::size_t(question.slot)] = reports[from].answers[std::size_t(question.slot)], ++copied;
      if (!copied) continue;
      touched[to] = touched[from] = true;
      planted.push_back({to, -1, Kind::duplicate, 0});
      ++made;
    }
  }
};

// Where four in five bodies of a kind lie within a factor of five or so, a slip of ten can be seen at all.
bool is_comparable(const Surveyed& country, const quality::Usual& usual, const Planted& planted) {
  const auto& edges = country.relations.edges_of[std::size_t(planted.question)];
  return std::any_of(edges.begin(), edges.end(), [&](int edge) {
    auto at = usual.of(edge, country.rows[planted.body]);
    return at.spread && at.spread->below < 0.75 && at.spread->above < 0.75;
  });
}

// A count has no point to misplace: ten times too many is a digit too many.
bool is_called(Kind said, Kind planted) {
  auto is_of_place = [](Kind kind) { return kind == Kind::decimal || kind == Kind::digit; };
  return said == planted || (is_of_place(said) && is_of_place(planted));
}

bool reads(const framework::Check& check, int question) {
  const auto& uses = check.when.uses();
  return std::find(uses.begin(), uses.end(), question) != uses.end();
}

struct Measured {
  std::map<Kind, Found> by_kind;
  std::map<Kind, int> false_alarms;
  std::int64_t honest_bodies = 0, honest_answers = 0, alarms = 0, unreasoned = 0;
};

Measured measure(const Surveyed& country) {
  auto usual = country.usual();
  quality::Judge judge{country.plan, country.relations, usual};
  quality::Twins twins(country.plan);
  for (const auto& row : country.rows) twins.put(row);
  Measured measured;
  auto suspicions = [&](std::size_t i) { return quality::suspicions_of(judge, country.reports[i], country.rows[i]); };
  for (std::size_t i = 0; i < country.rows.size(); ++i) {
    if (country.touched[i]) continue;
    ++measured.honest_bodies;
    for (const auto& question : country.plan.questions)
      measured.honest_answers +=
          question.is_quantity() && country.rows[i].value[std::size_t(question.slot)] != quality::none;
    for (const auto& s : suspicions(i))
      if (s.kind == Kind::reason)
        ++measured.unreasoned;  // the plan asks, and nobody answered: that is so
      else
        ++measured.false_alarms[s.kind], ++measured.alarms;
    if (!twins.of(country.rows[i]).empty()) ++measured.false_alarms[Kind::duplicate], ++measured.alarms;
  }
  for (const auto& planted : country.planted) {
    auto& tally = measured.by_kind[planted.kind];
    ++tally.planted;
    if (planted.kind == Kind::duplicate) {
      tally.found += !twins.of(country.rows[planted.body]).empty();
      continue;
    }
    bool found = false, near = false;
    for (const auto& s : suspicions(planted.body)) {
      near |= s.question == planted.question || (s.check && reads(*s.check, planted.question));
      if (s.question != planted.question) continue;
      found = true;
      tally.named += is_called(s.kind, planted.kind);
      tally.valued += s.likely && std::abs(*s.likely - planted.truth) * 50 <= planted.truth;
    }
    const bool comparable = is_comparable(country, usual, planted);
    tally.found += found, tally.near += near, tally.comparable += comparable,
        tally.comparable_found += comparable && found;
  }
  return measured;
}

void print(const char* title, const Measured& measured) {
  fmt::print("{}\n", title);
  for (const auto& [kind, t] : measured.by_kind)
    fmt::print(
        "{:10} planted {:4} found {:4} (or by a check {:4}) called so {:4} value within 2 % {:4} · comparable {:4} "
        "found {:4}\n",
        quality::code_of(kind), t.planted, t.found, t.near, t.named, t.valued, t.comparable, t.comparable_found);
  for (const auto& [kind, n] : measured.false_alarms) fmt::print("false {:10} {}\n", quality::code_of(kind), n);
  fmt::print("{} false in {} honest answers of {} bodies: {:.2f} per 1,000 answers; {} asked by the plan\n",
             measured.alarms, measured.honest_answers, measured.honest_bodies,
             double(measured.alarms) * 1000 / double(measured.honest_answers), measured.unreasoned);
}

void at_least(const Measured& measured, Kind kind, int percent) {
  const auto& t = measured.by_kind.at(kind);
  EXPECT_GE(t.found * 100, t.planted * percent) << quality::code_of(kind);
}

// The bounds are a little under what is reached: see docs/decisions/0050.
TEST(QualityRecall, finds_what_was_planted_and_leaves_honest_reports_alone) {
  Surveyed country;
  const auto honest = country.rows;
  for (Kind kind : {Kind::decimal, Kind::unit, Kind::digit, Kind::swap, Kind::zero}) country.plant(kind);
  country.copy();
  country.make_rows();
  auto measured = measure(country);
  print("this year alone", measured);
  at_least(measured, Kind::decimal, 87), at_least(measured, Kind::unit, 96), at_least(measured, Kind::digit, 70),
      at_least(measured, Kind::swap, 30), at_least(measured, Kind::zero, 88);
  at_least(measured, Kind::duplicate, 98);
  EXPECT_GE(measured.by_kind[Kind::decimal].valued * 100, planted_of_a_kind * 85);
  EXPECT_GE(measured.by_kind[Kind::unit].valued * 100, planted_of_a_kind * 92);
  EXPECT_LE(measured.alarms * 1000, measured.honest_answers * 6 / 10) << "false suspicions";
  EXPECT_LE(measured.alarms * 100, measured.honest_bodies * 2) << "an office with a hundred bodies reads two";

  // The year before, within a tenth of this one.
  for (std::size_t i = 0; i < honest.size(); ++i) {
    for (const auto& question : country.plan.questions)
      if (auto value = honest[i].value[std::size_t(question.slot)]; question.is_quantity() && value != quality::none) {
        auto then = value / 100 * (90 + country.one_of(21));
        if (question.kind == framework::Kind::count) then = then / Decimal::one * Decimal::one;
        country.rows[i].value[std::size_t(country.relations.numbers.earlier(question.slot))] = then;
      }
    quality::note_logs(country.rows[i]);
  }
  measured = measure(country);
  print("with the year before", measured);
  at_least(measured, Kind::decimal, 95), at_least(measured, Kind::unit, 96), at_least(measured, Kind::digit, 84),
      at_least(measured, Kind::swap, 36);
  EXPECT_LE(measured.alarms * 1000, measured.honest_answers * 2 / 10) << "false suspicions";
}

}  // namespace
}  // namespace app
