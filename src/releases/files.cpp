// The tables of a release as files. What they say never changes: made once, kept in the folder of files, cached hard.
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "exports/exports.h"
#include "releases/rounds.h"
#include "releases/rules.h"
#include "releases/web.h"

namespace releases::web {

using base::Problem;
using exports::Format;
using exports::Shape;
using identity::Context;
using view::Json;
namespace fs = std::filesystem;

namespace {

// "answers.csv", "all.xlsx", "all.json"; nullopt: no such file.
struct Asked {
  Format format = Format::csv;
  std::optional<Part> part;
};
std::optional<Asked> asked_in(const std::string& name) {
  if (name == "all.xlsx") return Asked{Format::xlsx, {}};
  if (name == "all.json") return Asked{Format::json, {}};
  auto dot = name.find('.');
  auto part = part_of(name.substr(0, dot));
  if (!part || dot == name.npos || name.substr(dot) != ".csv") return std::nullopt;
  return Asked{Format::csv, part};
}

std::vector<std::pair<std::string, std::string>> about(const Context& ctx, const Of& of, const Release& release) {
  return {{"title", of.plan.title.th},
          {"plan", of.plan.name},
          {"period", of.plan.period},
          {"release", std::to_string(release.number)},
          {"stage", std::string(totals::code_of(release.stage))},
          {"cut_off", base::to_iso(release.cut_off)},
          {"notes", release.notes},
          {"reports", counted_words(ctx, release.counted, release.expected)},
          {"digest", release.digest}};
}

void write_to(const Context& ctx, const Of& of, const Release& release, const Asked& asked, const std::string& path) {
  auto writer = asked.format == Format::csv    ? exports::csv_writer(path)
                : asked.format == Format::json ? exports::json_writer(path)
                                               : exports::xlsx_writer(path);
  writer->about(about(ctx, of, release));
  for (Part part : parts) {
    if (asked.part && part != *asked.part) continue;
    store::each(ctx.tx, release, part, [&](const Row& row) {
      if (row.position == 0) return writer->begin(sheet_in(row.cells));
      auto cells = cells_in(row.cells);
      writer->row(cells);
    });
    writer->end();
  }
  writer->finish();
}

std::shared_ptr<const http::File> kept_file(const Context& ctx, const Of& of, const Release& release,
                                            const Asked& asked, const std::string& name) {
  auto path = fs::path(ctx.world.exports) / ("release-" + release.content + "-" + name);
  try {
    if (!fs::exists(path)) {
      fs::create_directories(ctx.world.exports);
      auto part = fs::path(path.string() + "." + ctx.request.id);
      write_to(ctx, of, release, asked, part.string());
      fs::rename(part, path);
    }
    return std::make_shared<const http::File>(path.string());
  } catch (const std::system_error& error) {
    base::log::error("request={} the file could not be made: {}", ctx.request.id, error.what());
    throw Problem(Problem::Kind::busy, "exports.no_room");
  }
}

const char* type_in(Shape shape) {
  switch (shape) {
    case Shape::number:
      return "number";
    case Shape::day:
      return "date";
    case Shape::moment:
      return "datetime";
    default:
      return "string";
  }
}

// What a row of the table is known by.
std::vector<std::string_view> keys_of(Part part) {
  switch (part) {
    case Part::answers:
      return {"code"};
    case Part::indicators:
      return {"place_code", "indicator"};
    case Part::completeness:
      return {"place_code"};
    case Part::codebook:
      return {"column", "in_sheet"};
    case Part::changes:
      return {"place_code", "column"};
  }
  return {};
}

// A table's columns as Frictionless has them: named as in the file's first line.
Json schema(const Context& ctx, const exports::Sheet& sheet, Part part) {
  Json fields = Json::array(), keys = Json::array();
  for (const auto& column : sheet.columns) {
    std::string name = column.label == column.code ? column.code : column.code + " " + column.label;
    Json field = {{"name", name}, {"title", column.label}, {"type", type_in(column.shape)}};
    if (column.shape == Shape::moment) field["format"] = "%Y-%m-%d %H:%M:%S";
    if (std::ranges::count(keys_of(part), column.code)) {
      field["constraints"] = {{"required", true}};
      keys.push_back(name);
    }
    fields.push_back(std::move(field));
  }
  return {{"fields", std::move(fields)},
          {"primaryKey", std::move(keys)},
          {"missingValues", Json::array({"", ctx.say("exports.not_applicable"), ctx.say("exports.no_base"),
                                         ctx.say("exports.unreadable")})}};
}

// A Frictionless data package (version 1): what stands in each CSV, column by column.
Json package(const Context& ctx, const Of& of, const Release& release) {
  Json resources = Json::array();
  for (Part part : parts) {
    std::string name(code_of(part));
    resources.push_back({{"name", name},
                         {"path", name + ".csv"},
                         {"title", ctx.say("releases.file." + name)},
                         {"profile", "tabular-data-resource"},
                         {"format", "csv"},
                         {"mediatype", "text/csv"},
                         {"encoding", "utf-8"},
                         {"dialect", {{"delimiter", ","}, {"lineTerminator", "\r\n"}, {"header", true}}},
                         {"schema", schema(ctx, store::sheet(ctx.tx, release, part), part)}});
  }
  return {{"profile", "tabular-data-package"},
          {"name", "saat-" + of.plan.name + "-" + of.plan.period + "-" + std::to_string(release.number)},
          {"title", of.plan.title.th},
          {"description", release.notes},
          {"version", std::to_string(release.number) + ".0.0"},
          {"created", base::to_iso(release.cut_off)},
          {"keywords", Json::array({"ขยะมูลฝอย", "องค์กรปกครองส่วนท้องถิ่น"})},
          {"resources", std::move(resources)}};
}

std::string units_of(const framework::Framework& plan) {
  std::vector<std::string> units;
  for (const auto& indicator : plan.indicators)
    if (!indicator.unit.th.empty() && !std::ranges::count(units, indicator.unit.th)) units.push_back(indicator.unit.th);
  return fmt::format("{}", fmt::join(units, ", "));
}

// The fields of the national catalogue (CKAN with thai_gdc), in its own Thai words. What the department has not settled
// is not guessed: no licence is chosen, and whom to write to is there to be filled in.
Json catalogue(const Context& ctx, const Of& of, const Release& release) {
  auto say = [&](const char* key) { return ctx.world.words.say(base::Language::th, key); };
  std::string year = of.plan.period.substr(0, 4);  // Buddhist, as the catalogue has them
  return {{"name", "saat-" + of.plan.name + "-" + of.plan.period},
          {"maintainer", "กรมส่งเสริมการปกครองท้องถิ่น"},
          {"maintainer_email", ""},
          {"license_id", "notspecified"},
          {"data_class_level", "เปิดเผย"},
          {"unit_of_measure", units_of(of.plan)},
          {"unit_of_multiplier", "หน่วย"},
          {"calculation_method", say("exports.figure_how")},
          {"standard", of.plan.title.th + " " + say("exports.about.revision") + " " + std::to_string(of.plan.revision)},
          {"data_type", "ข้อมูลสถิติ"},
          {"title", of.plan.title.th + " " + of.plan.period},
          {"organization", "กรมส่งเสริมการปกครองท้องถิ่น"},
          {"tags", Json::array({"ขยะมูลฝอย", "องค์กรปกครองส่วนท้องถิ่น", "ตัวชี้วัด"})},
          {"objective", say("releases.open_lead")},
          {"notes", release.notes},
          {"update_frequency_unit", of.plan.monthly ? "เดือน" : "ปี"},
          {"update_frequency_interval", 1},
          {"geo_coverage", "ตำบล"},
          {"data_source", "รายงานขององค์กรปกครองส่วนท้องถิ่น"},
          {"data_format", Json::array({"CSV", "JSON", "XLSX"})},
          {"data_category", "ข้อมูลสาธารณะ"},
          {"accessible_condition", "ไม่มี"},
          {"url", address_of(of.plan)},
          {"data_language", "ไทย"},
          {"created_date", base::to_iso(base::day_in_bangkok(release.cut_off))},
          {"last_updated_date", base::to_iso(base::day_in_bangkok(release.cut_off))},
          {"first_year_of_data", year},
          {"last_year_of_data", year},
          {"disaggregate", Json::array({"จังหวัด", "อำเภอ", "อปท."})},
          {"official_statistics", "ไม่ใช่"}};
}

}  // namespace

http::Reply file(Context& ctx) {
  auto of = of_request(ctx);
  auto release = numbered(ctx, of, ctx.request.param("number"));
  auto name = ctx.request.param("file");
  auto asked = asked_in(name);
  bool record = name == "datapackage.json" || name == "catalogue.json";
  if (!release || (!asked && !record)) not_there();
  http::Reply reply;
  // Public and frozen: anybody's page may read it, as it may the API.
  reply.headers.emplace_back("Access-Control-Allow-Origin", "*");
  reply.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Content-Disposition");
  if (record) {
    reply.type = "application/json; charset=utf-8";
    reply.body = (name == "catalogue.json" ? catalogue(ctx, of, *release) : package(ctx, of, *release))
                     .dump(1, ' ', false, Json::error_handler_t::replace);
    return reply;  // its ETag is its content's
  }
  std::string tag = "\"" + release->content + "-" + name + "\"";
  reply.headers.emplace_back("ETag", tag);
  reply.headers.emplace_back("Cache-Control", kept_for_ever);
  if (ctx.request.header("if-none-match") == tag) {
    reply.status = 304;
    return reply;
  }
  reply.type = std::string(exports::type_of(asked->format));
  reply.file = kept_file(ctx, of, *release, *asked, name);
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"saat-" + of.plan.name + "-" +
                                                        of.plan.period + "-" + std::to_string(release->number) + "-" +
                                                        name + "\"");
  return reply;
}

}  // namespace releases::web
