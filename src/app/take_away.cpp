// saat export: the same files as the pages give, for whoever has the machine.
#include "app/take_away.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/app.h"
#include "app/commands.h"
#include "exports/exports.h"

namespace app {

namespace {

struct Taken {
  std::string framework, period, area, stage = "recorded", types, format = "csv", table = "answers", out,
                                       language = "th";
};

void take_away(const Config& config, const Taken& asked) {
  auto database = db::open(config.db);
  auto world = open_world(*database, config);
  exports::Wish wish;
  for (std::size_t i = 0; i < world.frameworks.size(); ++i)
    if (world.frameworks[i].name == asked.framework && world.frameworks[i].period == asked.period)
      wish.plan = &world.frameworks[i], wish.round = world.rounds[i].id;
  if (!wish.plan) throw std::runtime_error("no plan " + asked.framework + " for " + asked.period);
  wish.place = asked.area.empty() ? world.registry.find(registry::nation) : world.registry.by_code(asked.area);
  if (!wish.place || wish.place->tier == registry::Tier::local)
    throw std::runtime_error(
        "--area wants the code of a province (30) or a district (3001), or nothing for the nation");
  wish.stage = totals::stage_of(asked.stage).value();
  auto types = exports::types_of(*wish.plan, asked.types);
  if (!types) throw std::runtime_error("--types wants some of " + exports::text_of(wish.plan->bodies));
  wish.types = *types;
  wish.format = exports::format_of(asked.format).value();
  wish.part = exports::part_of(asked.table).value();
  identity::Voice voice{world, world.clock.now(), asked.language == "en" ? base::Language::en : base::Language::th};
  exports::Progress last;
  database->read([&](db::Tx& tx) {
    exports::write(voice, tx, wish, asked.out, [&](exports::Progress progress) { last = progress; });
  });
  fmt::print("{}: {} of {}, {} reports counted\n", asked.out, asked.format == "csv" ? asked.table : "every table",
             wish.place->code, last.all);
}

}  // namespace

void add_export_command(CLI::App& program) {
  static Config config;
  static Taken asked;
  auto* command = program.add_subcommand(
      "export", "write answers, indicators, completeness and the codebook to a file, as of one moment");
  add_db(command, config);
  command->add_option("--framework", asked.framework, "the plan's name, e.g. clean-province")->required();
  command->add_option("--period", asked.period, "its period, e.g. 2567")->required();
  command->add_option("--area", asked.area, "code of a province or a district; the nation unless given");
  command->add_option("--stage", asked.stage, "which reports count")
      ->capture_default_str()
      ->check(CLI::IsMember({"recorded", "submitted", "approved"}));
  command->add_option("--types", asked.types, "types of body, e.g. SAO,TOWN; every type unless given");
  command->add_option("--format", asked.format, "csv: one table; json and xlsx: every table")
      ->capture_default_str()
      ->check(CLI::IsMember({"csv", "json", "xlsx"}));
  command->add_option("--table", asked.table, "of a CSV")
      ->capture_default_str()
      ->check(CLI::IsMember(exports::part_codes()));
  command->add_option("--language", asked.language, "of the headings")
      ->capture_default_str()
      ->check(CLI::IsMember({"th", "en"}));
  command->add_option("--out", asked.out, "the file to write")->required();
  command->callback([] { take_away(config, asked); });
}

}  // namespace app
