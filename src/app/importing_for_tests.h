#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/app.h"
#include "app/move.h"
#include "app/seed.h"
#include "exports/table.h"
#include "exports/zip.h"
#include "imports/imports.h"
#include "imports/workbook.h"
#include "registry/place_for_tests.h"
#include "reports/acts.h"
#include "reports/rules.h"
#include "reports/store.h"

// A database of bodies, tables out of it and into it.
namespace app::importing {

namespace fs = std::filesystem;
struct Place {
  std::string file;
  std::unique_ptr<db::Database> database;
  identity::World world;
  identity::Seat department;

  // Filled with reports, or with an official of the department alone.
  Place(const std::string& path, SeedReports reports)
      : file(path), database(db::open(registry::place_for_tests(path))), world(open_world(*database, at_the_time())) {
    if (reports != SeedReports::none)
      seed_demonstration(*database, world, reports, 5);
    else
      database->write_now([&](db::Tx& tx) {
        auto person =
            identity::add_person(tx, {"department-1", "ทดสอบ ระบบ", "", "", true}, "no password", world.clock.now());
        identity::add_seat(tx, person, registry::nation, identity::Role::department);
      });
    database->read([&](db::Tx& tx) {
      department = identity::seats_of(tx, identity::find_account(tx, "department-1")->person).front();
    });
  }
  static Config at_the_time() {
    Config config;
    config.now = base::parse_instant("2024-11-18T09:00+07:00");
    return config;
  }
  identity::Voice voice() const { return {world, world.clock.now(), base::Language::th}; }
  const framework::Framework& plan() const { return world.frameworks.front(); }
  std::int64_t round() const { return world.rounds.front().id; }

  void export_to(const std::string& path, const std::string& province, totals::Stage stage,
                 exports::Format format = exports::Format::xlsx, exports::Part part = exports::Part::answers) {
    exports::Wish wish;
    wish.plan = &plan(), wish.round = round(), wish.place = world.registry.by_code(province), wish.stage = stage;
    wish.format = format, wish.part = part;
    database->read([&](db::Tx& tx) { exports::write(voice(), tx, wish, path, [](exports::Progress) {}); });
  }
  imports::Outcome import_from(const std::vector<std::string>& files, bool only_check = false) {
    imports::Outcome outcome;
    database->write_now([&](db::Tx& tx) {
      const imports::Into into{plan(), round(), department, false};
      outcome = only_check ? imports::look(voice(), tx, into, files) : imports::bring_in(voice(), tx, into, files);
    });
    return outcome;
  }
  // Body → question → value, of every answer that counts.
  std::map<std::string, std::map<std::string, std::optional<std::int64_t>>> values(const std::string& province,
                                                                                   reports::Stage least) {
    std::map<std::string, std::map<std::string, std::optional<std::int64_t>>> all;
    database->read([&](db::Tx& tx) {
      auto id = world.registry.by_code(province)->id;
      std::map<std::int64_t, std::string> code_of;
      for (const auto& report : reports::store::of_province(tx, round(), id))
        code_of[report.id] = world.registry.find(report.organisation)->code;
      for (const auto& [report, answers] : reports::store::answers_of_province(tx, plan(), round(), id, least)) {
        auto body = reports::body_for(*world.registry.by_code(code_of[report]), plan());
        auto picture = reports::picture_of(plan(), body, answers);
        for (const auto& question : plan().questions)
          if (const auto& answer = answers[question.slot];
              picture.asked[question.slot] && (answer.value || answer.not_applicable))
            all[code_of[report]][question.code] = answer.value;
      }
    });
    return all;
  }
  std::vector<std::string> differences() {
    reports::Recount result;
    database->read([&](db::Tx& tx) { result = recounted(tx, world, false); });
    return result.differences;
  }
};

struct Import : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("saat-import-" + std::to_string(getpid()));
  Import() {
    fs::remove_all(folder);  // of a run that was killed, whose number is ours now
    fs::create_directories(folder);
  }
  ~Import() override { fs::remove_all(folder); }
  std::string at(const char* name) const { return (folder / name).string(); }

  std::string csv(const char* name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    return at(name);
  }

  // A workbook as other programs write it, cell by cell. Style 1 shows days.
  static std::string text(const std::string& words) { return "\" t=\"inlineStr\"><is><t>" + words + "</t></is>"; }
  static std::string number(const std::string& digits) { return "<v>" + digits + "</v>"; }
  static std::string row(int number, const std::vector<std::string>& cells) {
    std::string xml = "<row r=\"" + std::to_string(number) + "\">";
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty())
        xml +=
            "<c r=\"" + imports::name_of(int(i), number) + (cells[i].starts_with('"') ? "" : "\">") + cells[i] + "</c>";
    return xml + "</row>";
  }
  std::string book(const char* name, const std::string& rows, const std::string& shared = "") const {
    const std::string main = " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    exports::Zip zip(at(name));
    auto part = [&](const char* entry, const std::string& xml) { zip.begin(entry), zip.put(xml), zip.end(); };
    part("xl/worksheets/sheet1.xml", "<worksheet" + main + "><sheetData>" + rows + "</sheetData></worksheet>");
    part("xl/styles.xml", "<styleSheet" + main +
                              "><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
                              "<xf numFmtId=\"14\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>");
    part("xl/workbook.xml",
         "<workbook" + main +
             " xmlns:r=\"http://r\"><sheets><sheet name=\"answers\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    part("xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
    if (!shared.empty()) part("xl/sharedStrings.xml", "<sst" + main + "><si><t>" + shared + "</t></si></sst>");
    zip.finish();
    return at(name);
  }

  // A sheet of a body a row, as an official would fill it in.
  std::string sheet(const char* name, const std::vector<std::string>& codes,
                    const std::vector<std::vector<exports::Cell>>& rows, const char* title = "answers") {
    auto writer = exports::xlsx_writer(at(name));
    exports::Sheet sheet{title, title, {}, 0};
    for (const auto& code : codes) sheet.columns.push_back({code, code});
    writer->begin(sheet);
    for (const auto& row : rows) writer->row(row);
    writer->end();
    writer->finish();
    return at(name);
  }
};

}  // namespace app::importing
