// What is written to a workbook comes back from it, and what does not fit is told by its cell.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "app/app.h"
#include "app/move.h"
#include "app/seed.h"
#include "exports/table.h"
#include "imports/imports.h"
#include "imports/workbook.h"
#include "registry/place_for_tests.h"
#include "reports/acts.h"
#include "reports/rules.h"
#include "reports/store.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

  void export_to(const std::string& path, const std::string& province, totals::Stage stage) {
    exports::Wish wish;
    wish.plan = &plan(), wish.round = round(), wish.place = world.registry.by_code(province), wish.stage = stage;
    wish.format = exports::format_of("xlsx").value(), wish.part = exports::part_of("answers").value();
    database->read([&](db::Tx& tx) { exports::write(voice(), tx, wish, path, [](exports::Progress) {}); });
  }
  imports::Outcome import_from(const std::string& path, bool only_check = false) {
    imports::Outcome outcome;
    database->write_now(
        [&](db::Tx& tx) { outcome = imports::bring_in(voice(), tx, plan(), round(), path, department, only_check); });
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
  Import() { fs::create_directories(folder); }
  ~Import() override { fs::remove_all(folder); }
  std::string at(const char* name) const { return (folder / name).string(); }

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

TEST_F(Import, what_was_exported_comes_back_the_same_and_once) {
  Place filled(at("filled.db"), SeedReports::half), empty(at("empty.db"), SeedReports::none);
  filled.export_to(at("a.xlsx"), "30", totals::Stage::submitted);
  auto expected = filled.values("30", reports::Stage::submitted);
  ASSERT_GT(expected.size(), 50u);

  auto looked = empty.import_from(at("a.xlsx"), true);
  EXPECT_THAT(looked.faults, IsEmpty());
  EXPECT_EQ(looked.reports, int(expected.size()));
  EXPECT_THAT(empty.values("30", reports::Stage::begun), IsEmpty()) << "a look writes nothing";

  EXPECT_EQ(empty.import_from(at("a.xlsx")).answers, looked.answers);
  EXPECT_TRUE(empty.values("30", reports::Stage::begun) == expected);
  EXPECT_THAT(empty.differences(), IsEmpty());
  EXPECT_EQ(empty.import_from(at("a.xlsx")).answers, 0) << "the second time changes nothing";
  EXPECT_THAT(filled.import_from(at("a.xlsx")).faults, IsEmpty())
      << "nor is a sent report touched by what it says already";
}

TEST_F(Import, one_fault_and_nothing_is_written) {
  using exports::Cell;
  Place place(at("x.db"), SeedReports::none);
  auto path = sheet("b.xlsx", {"code", "U2.1", "M1.1", "D1.6"},
                    {{Cell::of("06560115"), Cell::whole(1000), Cell::whole(5)},
                     {Cell::of("06560114"), Cell::of("ประมาณ 900")},
                     {Cell::of("99999999"), Cell::whole(1)},
                     {Cell::of("06560115"), Cell::whole(7)},
                     {Cell::of("02560101"), Cell::whole(7)},
                     {Cell::of("06560113"), Cell::of("ไม่เกี่ยวข้อง")}});
  auto outcome = place.import_from(path);
  std::vector<std::string> told;
  for (const auto& fault : outcome.faults) told.push_back(fault.cell + " " + fault.body + " " + fault.column);
  EXPECT_THAT(told, ElementsAre("B4 06560114 U2.1", "A5 99999999 code", "A6 06560115 code", "B7 02560101 U2.1",
                                "B8 06560113 U2.1"));
  EXPECT_THAT(outcome.faults[0].said, HasSubstr("“ประมาณ 900”"));
  EXPECT_THAT(outcome.faults[2].said, HasSubstr("แถว 3"));
  EXPECT_THAT(place.values("56", reports::Stage::begun), IsEmpty());
}

TEST_F(Import, numbers_thai_digits_words_and_a_lost_zero_are_read_as_typed) {
  using exports::Cell;
  Place place(at("x.db"), SeedReports::none);
  auto path = sheet("c.xlsx", {"name", "code", "U1.1", "U1.3", "U2.1", "U2.2"},
                    {{Cell::of("อบต.แม่ใส"), Cell::whole(6'560'115), Cell::of("มี/ใช่"),
                      Cell::of(*base::parse_iso_day("2020-12-02")), Cell::of("๑,๒๐๐"), Cell::whole(0)}});
  EXPECT_THAT(place.import_from(path).faults, IsEmpty());
  auto values = place.values("56", reports::Stage::begun)["06560115"];
  EXPECT_EQ(values["U1.1"], base::Decimal::one);
  EXPECT_EQ(values["U1.3"], base::Decimal::whole(base::parse_iso_day("2020-12-02")->days).scaled);
  EXPECT_EQ(values["U2.1"], base::Decimal::whole(1'200).scaled);
  EXPECT_EQ(values["U2.2"], 0) << "zero is an answer";
  EXPECT_THAT(place.differences(), IsEmpty());
}

TEST_F(Import, what_is_no_workbook_is_told_and_never_crashes) {
  auto key_of = [&](const std::string& path) {
    try {
      imports::each_row(path, "answers", [](int, const std::vector<imports::Cell>&) {});
    } catch (const imports::Unreadable& unreadable) {
      return unreadable.key;
    }
    return std::string("read");
  };
  EXPECT_EQ(key_of(at("none.xlsx")), "imports.no_file");
  std::ofstream(at("text.xlsx")) << "code,U2.1\n06560115,5\n";
  EXPECT_EQ(key_of(at("text.xlsx")), "imports.no_workbook");
  auto whole = sheet("d.xlsx", {"code", "U2.1"}, {{exports::Cell::of("06560115"), exports::Cell::whole(5)}});
  EXPECT_EQ(key_of(sheet("e.xlsx", {"code"}, {}, "other")), "imports.no_sheet");
  std::ifstream in(whole, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  // Every byte changed, one at a time: refused or read, nothing else.
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    auto broken = bytes;
    broken[i] = char(broken[i] ^ 0x5A);
    std::ofstream(at("broken.xlsx"), std::ios::binary) << broken;
    auto key = key_of(at("broken.xlsx"));
    EXPECT_TRUE(key == "read" || key.starts_with("imports.")) << i;
    std::ofstream(at("short.xlsx"), std::ios::binary) << bytes.substr(0, i);
    EXPECT_NE(key_of(at("short.xlsx")), "read") << i;
  }
}

}  // namespace
}  // namespace app
