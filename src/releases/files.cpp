// The tables of a release as files. What they say never changes: made once, kept in the folder of files, cached hard.
#include <sys/stat.h>
#include <unistd.h>

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

[[noreturn]] void not_there() { throw Problem(Problem::Kind::not_found, "problem.not_found"); }

// "answers.csv", "all.xlsx", "all.json"; nullopt: no such file.
struct Asked { Format format = Format::csv; std::optional<Part> part; };
std::optional<Asked> asked_in(const std::string& name) {
  if (name == "all.xlsx") return Asked{Format::xlsx, {}};
  if (name == "all.json") return Asked{Format::json, {}};
  auto dot = name.find('.');
  auto part = part_of(name.substr(0, dot));
  if (!part || dot == name.npos || name.substr(dot) != ".csv") return std::nullopt;
  return Asked{Format::csv, part};
}

std::vector<std::pair<std::string, std::string>> about(const Context& ctx, const Of& of, const Release& release) {
  return {{"title", of.plan.title.th}, {"plan", of.plan.name}, {"period", of.plan.period}, {"release", std::to_string(release.number)},
          {"stage", std::string(totals::code_of(release.stage))}, {"cut_off", base::to_iso(release.cut_off)}, {"notes", release.notes},
          {"reports", counted_words(ctx, release.counted, release.expected)}, {"digest", release.digest}};
}

void write_to(const Context& ctx, const Of& of, const Release& release, const Asked& asked, const std::string& path) {
  auto writer = asked.format == Format::csv ? exports::csv_writer(path) : asked.format == Format::json ? exports::json_writer(path) : exports::xlsx_writer(path);
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

std::shared_ptr<const http::File> kept_file(const Context& ctx, const Of& of, const Release& release, const Asked& asked, const std::string& name) {
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
    case Shape::number: return "number";
    case Shape::day: return "date";
    case Shape::moment: return "datetime";
    default: return "string";
  }
}

// A Frictionless data package (version 1): what stands in each CSV, column by column.
Json package(const Context& ctx, const Of& of, const Release& release) {
  Json resources = Json::array();
  for (Part part : parts) {
    Json fields = Json::array();
    for (const auto& column : store::sheet(ctx.tx, release, part).columns) {
      Json field = {{"name", column.label == column.code ? column.code : column.code + " " + column.label}, {"title", column.label}, {"type", type_in(column.shape)}};
      if (column.shape == Shape::moment) field["format"] = "%Y-%m-%d %H:%M:%S";
      fields.push_back(std::move(field));
    }
    std::string name(code_of(part));
    resources.push_back({{"name", name}, {"path", name + ".csv"}, {"title", ctx.say("releases.file." + name)}, {"profile", "tabular-data-resource"}, {"format", "csv"},
                         {"mediatype", "text/csv"}, {"encoding", "utf-8"}, {"dialect", {{"delimiter", ","}, {"lineTerminator", "\r\n"}, {"header", true}}},
                         {"schema", {{"fields", std::move(fields)}, {"missingValues", Json::array({"", ctx.say("exports.not_applicable"), ctx.say("exports.no_base"), ctx.say("exports.unreadable")})}}}});
  }
  return {{"profile", "tabular-data-package"}, {"name", "saat-" + of.plan.name + "-" + of.plan.period + "-" + std::to_string(release.number)}, {"title", of.plan.title.th},
          {"description", release.notes}, {"version", std::to_string(release.number) + ".0.0"}, {"created", base::to_iso(release.cut_off)}, {"keywords", Json::array({"ขยะมูลฝอย", "องค์กรปกครองส่วนท้องถิ่น"})},
          {"resources", std::move(resources)}};
}

// The fields of the national catalogue (CKAN with thai_gdc). What the department has not settled is left out, not guessed.
Json catalogue(const Context& ctx, const Of& of, const Release& release) {
  return {{"data_type", "ข้อมูลสถิติ"}, {"title", of.plan.title.th + " " + of.plan.period}, {"organization", "กรมส่งเสริมการปกครองท้องถิ่น"},
          {"tags", Json::array({"ขยะมูลฝอย", "องค์กรปกครองส่วนท้องถิ่น", "ตัวชี้วัด"})}, {"objective", ctx.say("releases.open_lead")}, {"notes", release.notes},
          {"update_frequency_unit", of.plan.monthly ? "เดือน" : "ปี"}, {"update_frequency_interval", 1}, {"geo_coverage", "ตำบล"}, {"data_source", "รายงานขององค์กรปกครองส่วนท้องถิ่น"},
          {"data_format", Json::array({"CSV", "JSON", "XLSX"})}, {"data_category", "ข้อมูลสาธารณะ"}, {"accessible_condition", "ไม่มี"}, {"url", address_of(of.plan)}, {"data_language", "ไทย"},
          {"created_date", base::to_iso(base::day_in_bangkok(release.cut_off))}, {"last_updated_date", base::to_iso(base::day_in_bangkok(release.cut_off))},
          {"first_year_of_data", base::to_iso(of.plan.period_from).substr(0, 4)}, {"last_year_of_data", base::to_iso(of.plan.period_to).substr(0, 4)},
          {"disaggregate", Json::array({"จังหวัด", "อำเภอ", "อปท."})}, {"official_statistics", "ไม่ใช่"}};
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
  if (record) {
    reply.type = "application/json; charset=utf-8";
    reply.body = (name == "catalogue.json" ? catalogue(ctx, of, *release) : package(ctx, of, *release)).dump(1, ' ', false, Json::error_handler_t::replace);
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
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"saat-" + of.plan.name + "-" + of.plan.period + "-" + std::to_string(release->number) + "-" + name + "\"");
  return reply;
}

}  // namespace releases::web
