// What is written to a workbook comes back from it, and what does not fit is told by its cell.
#include <gmock/gmock.h>

#include "app/importing_for_tests.h"

namespace app {
namespace {

using importing::Import;
using importing::Place;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(Import, what_was_exported_comes_back_the_same_and_once) {
  Place filled(at("filled.db"), SeedReports::half), empty(at("empty.db"), SeedReports::none);
  filled.export_to(at("a.xlsx"), "30", totals::Stage::submitted);
  auto expected = filled.values("30", reports::Stage::submitted);
  ASSERT_GT(expected.size(), 50u);

  auto looked = empty.import_from({at("a.xlsx")}, true);
  EXPECT_THAT(looked.faults, IsEmpty());
  EXPECT_EQ(looked.reports, int(expected.size()));
  EXPECT_THAT(empty.values("30", reports::Stage::begun), IsEmpty()) << "a look writes nothing";

  EXPECT_EQ(empty.import_from({at("a.xlsx")}).answers, looked.answers);
  EXPECT_TRUE(empty.values("30", reports::Stage::begun) == expected);
  EXPECT_THAT(empty.differences(), IsEmpty());
  EXPECT_EQ(empty.import_from({at("a.xlsx")}).answers, 0) << "the second time changes nothing";
  EXPECT_THAT(filled.import_from({at("a.xlsx")}).faults, IsEmpty())
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
  auto outcome = place.import_from({path});
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
  EXPECT_THAT(place.import_from({path}).faults, IsEmpty());
  auto values = place.values("56", reports::Stage::begun)["06560115"];
  EXPECT_EQ(values["U1.1"], base::Decimal::one);
  EXPECT_EQ(values["U1.3"], base::Decimal::whole(base::parse_iso_day("2020-12-02")->days).scaled);
  EXPECT_EQ(values["U2.1"], base::Decimal::whole(1'200).scaled);
  EXPECT_EQ(values["U2.2"], 0) << "zero is an answer";
  EXPECT_THAT(place.differences(), IsEmpty());
}

TEST_F(Import, what_would_fill_the_memory_is_refused) {
  auto key_of = [&](const std::string& rows) {
    try {
      imports::each_row(book("x.xlsx", rows, std::string(900'000, 'x')), "answers",
                        [](int, const std::vector<imports::Cell>&) {});
    } catch (const imports::Unreadable& unreadable) {
      return unreadable.key;
    }
    return std::string("read");
  };
  auto nested = [](int deep) {
    std::string open, close;
    for (int i = 0; i < deep; ++i) open += "<a>", close += "</a>";
    return open + close;
  };
  EXPECT_EQ(key_of(nested(50)), "read");
  EXPECT_EQ(key_of(nested(100'000)), "imports.damaged");
  EXPECT_EQ(key_of("<row r=\"1\" spans=\"" + std::string(3 << 20, ' ') + "\"/>"), "imports.too_large");
  EXPECT_EQ(key_of(row(1, {text(std::string(3 << 20, 'x'))})), "imports.too_large");
  std::string wide = "<row r=\"1\">";
  for (int i = 0; i < 30'000; ++i) wide += "<c><v>1</v></c>";
  EXPECT_EQ(key_of(wide + "</row>"), "imports.too_large");
  std::string many;
  for (int r = 1; r <= 3; ++r) many += row(r, std::vector<std::string>(150, "\" t=\"s\"><v>0</v>"));
  EXPECT_EQ(key_of(many), "imports.too_large") << "one long text, named by many cells";
}

TEST_F(Import, data_begin_where_the_first_code_stands) {
  Place place(at("x.db"), SeedReports::none);
  auto value = [&](const char* code, const char* question) {
    return place.values("56", reports::Stage::begun)[code][question];
  };
  EXPECT_EQ(place.import_from({csv("a.csv", "code,U2.1\n06560115,1000\n6560114,7\n")}).rows, 2);
  EXPECT_EQ(value("06560115", "U2.1"), base::Decimal::whole(1000).scaled);
  EXPECT_EQ(value("06560114", "U2.1"), base::Decimal::whole(7).scaled) << "a CSV saved by a spreadsheet lost its zero";
  auto below = book("b.xlsx", row(1, {text("code"), text("U2.1")}) + row(2, {text("06560115"), number("1001")}));
  EXPECT_EQ(place.import_from({below}).answers, 1);
  EXPECT_EQ(value("06560115", "U2.1"), base::Decimal::whole(1001).scaled);
  EXPECT_EQ(place.import_from({csv("c.csv", "code,U2.1\nรหัส,ครัวเรือน\n06560115,1002\n")}).answers, 1);
  // What could be a body or an answer is never taken for a heading.
  for (const char* second : {"0656x115,1003", ",1003", "6560115x,1003", "แม่ใส,1003"}) {
    auto outcome = place.import_from({csv("d.csv", "code,U2.1\n" + std::string(second) + "\n06560115,1004\n")});
    EXPECT_EQ(outcome.refused, 1) << second;
    EXPECT_THAT(outcome.faults.at(0).cell, testing::AnyOf("A2", "B2")) << second;
  }
  EXPECT_EQ(value("06560115", "U2.1"), base::Decimal::whole(1002).scaled);
  auto words = place.import_from({csv("e.csv", "code,U2.1,U1.1\n,,ไม่มี\n06560115,1002,\n")});
  EXPECT_EQ(words.refused, 0);
  ASSERT_EQ(words.notes.size(), 1u) << "taken for headings, and said so";
  EXPECT_EQ(words.notes[0].cell, "A2");
  EXPECT_EQ(place.import_from({csv("f.csv", "code,item,remark\n,U2.1,สำคัญ\n06560115,U2.1,ดี\n")}).refused, 1);
  // An empty cell changes nothing, the unit neither.
  const std::string given = "code,item,typed,typed_unit,remark\n06560115,D1.1,2.3,";
  EXPECT_EQ(place.import_from({csv("g.csv", given + "tonne_day,\n")}).answers, 1);
  EXPECT_EQ(place.import_from({csv("h.csv", given + ",ใบชั่ง\n")}).answers, 1);
  EXPECT_EQ(value("06560115", "D1.1"), base::Decimal{8395000}.scaled) << "still tonnes a day";
}

TEST_F(Import, heads_are_read_whatever_their_case_and_what_is_dropped_is_told) {
  Place place(at("x.db"), SeedReports::none);
  EXPECT_EQ(place.import_from({csv("a.csv", "Code;u2.1;\u200BU2.2 ไม่มีพื้นที่\n06560115;5;1\n")}).answers, 2);
  auto told = [&](const std::vector<imports::Fault>& all) {
    std::vector<std::string> lines;
    for (const auto& one : all) lines.push_back(one.cell + " " + one.column);
    return lines;
  };
  auto outcome = place.import_from({csv("b.csv",
                                        "code,U2.1,u2.1,U9.9,หมายเหตุ,name,,U2.2\n06560115,5,6,7,ดี,แม่ใส,8,1\n"
                                        ",,,,รวม,,,\n")});
  EXPECT_THAT(told(outcome.faults), ElementsAre("C1 U2.1", "D1 U9.9"));
  EXPECT_THAT(told(outcome.notes), ElementsAre("E1 หมายเหตุ", "G2 ", "E3 "));
  EXPECT_EQ(outcome.passed_over, 3) << "E2, G2 and the third row";
  EXPECT_EQ(outcome.refused, 2);
}

TEST_F(Import, a_body_under_two_of_its_codes_is_one_body_twice) {
  Place place(at("x.db"), SeedReports::none);
  auto outcome = place.import_from(
      {csv("a.csv", "code,U2.1\n06810407,5\n05810407,6\n"), csv("b.csv", "code,U2.1\n6560115,7\n06560115,8\n")});
  EXPECT_EQ(outcome.refused, 2);
  for (const auto& fault : outcome.faults) EXPECT_EQ(fault.column, "code") << fault.said;
  EXPECT_EQ(outcome.faults.size(), 2u);
}

TEST_F(Import, a_formula_counts_by_what_it_came_to) {
  Place place(at("x.db"), SeedReports::none);
  auto path = book("a.xlsx", row(1, {text("code"), text("U2.1"), text("U2.2"), text("U2.3"), text("U1.2")}) +
                                 row(2, {text("06560115"), "<f>1+1</f><v>2</v>", "<f>1+1</f>", "<f>1+1</f><v></v>",
                                         "\" t=\"e\"><f>1/0</f><v>#DIV/0!</v>"}) +
                                 row(3, {"", "<f>SUBTOTAL(109,B2:B2)</f><v>2</v>"}));
  auto outcome = place.import_from({path});
  std::vector<std::string> told;
  for (const auto& fault : outcome.faults) told.push_back(fault.cell);
  EXPECT_THAT(told, ElementsAre("C2", "D2", "E2"));
  EXPECT_THAT(outcome.faults.at(2).said, HasSubstr("#DIV/0!"));
  EXPECT_THAT(outcome.notes, IsEmpty()) << "a row of sums is nobody's";
  EXPECT_EQ(outcome.answers, 1);
}

TEST_F(Import, numbers_mean_the_15_digits_a_spreadsheet_reckons_with) {
  Place place(at("x.db"), SeedReports::none);
  auto path = book("a.xlsx", row(1, {text("code"), text("D1.1"), text("U2.1"), text("D1.2"), text("D1.3")}) +
                                 row(2, {text("06560115"), number("0.30000000000000004"), number("999.99999999999989"),
                                         number("1.4760000000000001E3"), number("1234567890.1234")}));
  EXPECT_THAT(place.import_from({path}).faults, IsEmpty());
  auto values = place.values("56", reports::Stage::begun)["06560115"];
  EXPECT_EQ(values["D1.1"], 3'000);
  EXPECT_EQ(values["U2.1"], base::Decimal::whole(1000).scaled);
  EXPECT_EQ(values["D1.2"], base::Decimal::whole(1476).scaled);
  EXPECT_EQ(values["D1.3"], 12'345'678'901'234);
}

TEST_F(Import, days_of_either_era_are_the_day_that_was_meant) {
  Place place(at("x.db"), SeedReports::none);
  auto day = [](const std::string& serial) { return "\" s=\"1\"><v>" + serial + "</v>"; };
  auto heads = row(1, {text("code"), text("U1.1"), text("U1.3"), text("U2.1")});
  auto one = [&](const std::string& cells) {
    return place.import_from({book("a.xlsx", heads + row(2, {text("06560115"), text("yes"), cells}))});
  };
  auto read = [&] { return place.values("56", reports::Stage::begun)["06560115"]["U1.3"]; };
  auto is = [](const char* iso) { return base::Decimal::whole(base::parse_iso_day(iso)->days).scaled; };
  EXPECT_THAT(one(day("43891")).notes, IsEmpty());
  EXPECT_EQ(read(), is("2020-03-01"));
  EXPECT_THAT(one(day("44197.75")).faults, IsEmpty()) << "with a time of day";
  EXPECT_EQ(read(), is("2021-01-01"));
  auto buddhist = one(day("242217"));  // 1 มี.ค. 2563 where the workbook reckons Christian years
  EXPECT_EQ(read(), is("2020-03-01"));
  ASSERT_EQ(buddhist.notes.size(), 1u);
  EXPECT_EQ(buddhist.notes[0].cell, "C2");
  EXPECT_THAT(buddhist.notes[0].said, HasSubstr("1 มี.ค. 2563"));
  auto short_year = one(day("24487"));  // 15/1/67 typed into a spreadsheet: 1967 to it, 2567 to who typed it
  EXPECT_EQ(read(), is("1967-01-15")) << "as it stands in the file; what may be meant is said";
  ASSERT_EQ(short_year.notes.size(), 1u);
  EXPECT_THAT(short_year.notes[0].said, HasSubstr("15 ม.ค. 2567"));
  EXPECT_THAT(one(day("36175")).notes, IsEmpty()) << "1999: no such year of the Buddhist era has come";
  EXPECT_THAT(one(day("43891")).notes, IsEmpty());
  for (const char* far : {"440548", "100000000", "5", "-3"}) {
    EXPECT_EQ(one(day(far)).refused, 1) << far;
    EXPECT_EQ(read(), is("2020-03-01"));
  }
  EXPECT_EQ(one(number("2563")).refused, 1) << "a year is no day, though it would be the 2563rd of a spreadsheet";
  EXPECT_EQ(one("\" t=\"d\"><v>2019-01-15T00:00:00</v>").refused, 0);
  EXPECT_EQ(read(), is("2019-01-15"));
  auto not_a_number = place.import_from({book("b.xlsx", heads + row(2, {text("06560115"), "", "", day("45323")}))});
  ASSERT_EQ(not_a_number.refused, 1) << "1/2 typed into a cell becomes a day";
  EXPECT_EQ(not_a_number.faults[0].cell, "D2");
}

TEST_F(Import, a_look_names_each_answer_that_would_change) {
  Place place(at("x.db"), SeedReports::none);
  place.import_from({csv("a.csv", "code,U2.1,U1.1\n06560115,1000,มี\n")});
  auto looked = place.import_from({csv("b.csv", "code,U2.1,U1.1,U2.2\n06560115,\"1,200\",มี/ใช่,0\n")}, true);
  std::vector<std::string> told;
  for (const auto& change : looked.changes)
    told.push_back(change.body + " " + change.column + ": " + change.before + " → " + change.after);
  EXPECT_THAT(told, ElementsAre("06560115 U2.1: 1,000 ครัวเรือน → 1,200 ครัวเรือน", "06560115 U2.2: – → 0 ครัวเรือน"));
  EXPECT_EQ(looked.unchanged, 1);
  EXPECT_EQ(place.import_from({csv("b.csv", "code,U2.1\n06560115,1000\n")}).answers, 0) << "nothing was written";
}

// What people give that is hard to carry: to be run, to break lines, to pass for something else.
const std::vector<std::string> hostile = {"=1+1",
                                          "'=1+1",
                                          "''+66",
                                          "@SUM(A1)",
                                          "-5",
                                          "\t=1",
                                          "\r=1",
                                          "＝1+1",
                                          "_x0041_ _x005F_",
                                          "_x000D_",
                                          " ช่องว่าง  ",
                                          "0012",
                                          "0",
                                          "TRUE",
                                          "1E5",
                                          "1/2/2567",
                                          "บรรทัดหนึ่ง\nสอง",
                                          "หนึ่ง\r\nสอง\r",
                                          "\"คำพูด\", a;b\tc",
                                          "<b>&amp;</b>",
                                          "a\x01\x1f"
                                          "b",
                                          "😀\uFFFE",
                                          "ไม่เกี่ยวข้อง",
                                          "อ่านค่าไม่ได้: 5",
                                          "not applicable",
                                          "\u200B",
                                          "#DIV/0!",
                                          "http://x.test/?a=1&b=2",
                                          "–"};

struct RoundTrip : Import {
  std::vector<std::string> bodies;  // those with hostile drafts

  // Each text as an unreadable number, as a text, and beside answers; one of each way to answer.
  void give(Place& place) {
    const auto& registry = place.world.registry;
    auto province = registry.by_code("30")->id;
    std::vector<const registry::Organisation*> free;
    place.database->read([&](db::Tx& tx) {
      for (const auto* body : registry.locals_under(province))
        if (!reports::store::find(tx, place.round(), body->id, place.department) &&
            reports::body_for(*body, place.plan()).is_asked(*place.plan().find("U2.1")))
          free.push_back(body);
    });
    ASSERT_GE(free.size(), hostile.size());
    place.database->write_now([&](db::Tx& tx) {
      for (std::size_t i = 0; i < hostile.size(); ++i) {
        reports::Where where{place.plan(), place.round(), reports::body_for(*free[i], place.plan())};
        auto draft = reports::open_draft(tx, where, place.department, place.voice().now);
        auto put = [&](const char* code, reports::Given given) {
          const auto& question = *place.plan().find(code);
          ASSERT_TRUE(where.body.is_asked(question)) << code;
          given.seen = draft.answers[question.slot].version;
          reports::put(tx, draft, question, given, place.department, place.voice().now);
        };
        auto typed = [](const std::string& text, const char* unit = "") {
          reports::Given given;
          given.typed = text, given.unit = unit;
          return given;
        };
        const auto& text = hostile[i];
        put("U1.1", typed(i % 2 ? "มี" : "yes"));
        put("U1.2", typed(text));
        put("U1.3", typed("๑๕ มกราคม พ.ศ. 2562"));
        put("D1.6", typed(text));
        put("U2.1", typed(text, "household"));
        put("U2.2", typed("1,234"));
        put("U2.3", typed("0012"));
        put("D1.1", typed("31", "tonne_day"));
        put("D1.2", typed(text, "kg_year"));
        put("M2.1", typed("no")), put("M2.5", typed("3"));  // typed, and not asked any more
        reports::Given beside = typed("0.5", "tonne");
        beside.source = "weighed", beside.remark = text, beside.reason = text;
        put("M4.1", beside);
        for (const auto& question : place.plan().questions)
          if (question.may_not_apply && where.body.is_asked(question)) {
            reports::Given none;
            none.not_applicable = true, none.reason = text;
            put(question.code.c_str(), none);
          }
        reports::put_reason(tx, draft, "U2.1-registry", {text, {}}, place.voice().now);
        reports::put_reason(tx, draft, "U1.3:future", {text, {}}, place.voice().now);
        reports::close_draft(tx, where, draft, place.voice().now);
        bodies.push_back(free[i]->code);
      }
    });
  }

  std::vector<std::string> csvs(Place& place, const std::string& name, totals::Stage stage) {
    std::vector<std::string> paths = {at((name + "-answers.csv").c_str()), at((name + "-given.csv").c_str())};
    place.export_to(paths[0], "30", stage, exports::Format::csv, exports::Part::answers);
    place.export_to(paths[1], "30", stage, exports::Format::csv, exports::Part::given);
    return paths;
  }

  // Every cell by its head, without what tells of the report's own life.
  std::map<std::string, std::string> data_of(const std::vector<std::string>& paths) {
    std::map<std::string, std::string> data;
    for (const auto& path : paths) {
      std::map<int, std::string> heads;
      std::string code;
      imports::each_row_of_csv(path, [&](int row, const std::vector<imports::Cell>& cells) {
        code = cells.at(0).text + (path == paths[1] ? " " + cells.at(2).text : "");
        for (const auto& cell : cells) {
          if (row == 1)
            heads[cell.column] = cell.text.substr(0, cell.text.find(' '));
          else if (auto head = heads[cell.column]; head != "stage" && head != "submitted_at" && head != "changed_at")
            data[code + " " + head] = cell.text;
        }
      });
    }
    return data;
  }
  static std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void approve_some(Place& place) {
    place.database->write_now([&](db::Tx& tx) {
      auto province = place.world.registry.by_code("30")->id;
      int n = 0;
      for (auto& report : reports::store::of_province(tx, place.round(), province)) {
        if (report.stage != reports::Stage::submitted || n++ % 3) continue;
        const auto& body = *place.world.registry.find(report.organisation);
        reports::Where where{place.plan(), place.round(), reports::body_for(body, place.plan())};
        reports::StageMoves moves;
        reports::move(tx, where, report, reports::Stage::approved,
                      reports::store::answers_of(tx, place.plan(), report.id), place.voice().now, moves);
        reports::fold(tx, where, report.province, moves);
      }
    });
  }
};

TEST_F(RoundTrip, what_goes_out_comes_back_and_changes_nothing) {
  Place filled(at("filled.db"), SeedReports::half);
  give(filled), approve_some(filled);
  for (auto stage : totals::stages) {
    std::string name(totals::code_of(stage));
    auto tables = csvs(filled, name, stage);
    filled.export_to(at("a.xlsx"), "30", stage);
    for (const auto& files : {std::vector{at("a.xlsx")}, tables}) {
      auto back = filled.import_from(files);
      for (const auto& fault : back.faults) ADD_FAILURE() << fault.cell << " " << fault.column << " " << fault.said;
      for (const auto& note : back.notes) ADD_FAILURE() << note.cell << " " << note.column << " " << note.said;
      for (const auto& change : back.changes)
        ADD_FAILURE() << change.body << " " << change.column << " " << testing::PrintToString(change.before) << " → "
                      << testing::PrintToString(change.after);
      EXPECT_EQ(back.answers, 0);
      EXPECT_GT(back.unchanged, 500);
      EXPECT_EQ(back.passed_over, 0);
    }
    auto again = csvs(filled, name + "-again", stage);
    for (int i : {0, 1}) EXPECT_TRUE(bytes_of(tables[i]) == bytes_of(again[i])) << name;

    for (bool workbook : {true, false}) {
      Place empty(at(("empty-" + name + (workbook ? "x" : "c") + ".db").c_str()), SeedReports::none);
      auto into = empty.import_from(workbook ? std::vector{at("a.xlsx")} : tables);
      for (const auto& fault : into.faults) ADD_FAILURE() << fault.cell << " " << fault.column << " " << fault.said;
      ASSERT_THAT(into.faults, IsEmpty());
      auto out = csvs(empty, name + "-out", totals::Stage::recorded);
      auto expected = data_of(tables), found = data_of(out);
      // Bodies that have not begun are rows too: at a later stage there are more of them.
      if (stage != totals::Stage::recorded)
        std::erase_if(found, [&](const auto& cell) {
          return !expected.contains(cell.first.substr(0, cell.first.find(' ')) + " code");
        });
      for (const auto& [cell, text] : expected)
        if (auto there = found.find(cell); there == found.end() || there->second != text)
          ADD_FAILURE() << name << " " << workbook << " " << cell << ": " << testing::PrintToString(text)
                        << " came back as "
                        << (there == found.end() ? "nothing" : testing::PrintToString(there->second));
      EXPECT_EQ(found.size(), expected.size()) << name << workbook;
      EXPECT_THAT(empty.differences(), IsEmpty());
    }
  }
}

TEST_F(RoundTrip, bodies_that_have_not_begun_are_rows_to_be_filled_in) {
  Place place(at("x.db"), SeedReports::none);
  auto tables = csvs(place, "none", totals::Stage::recorded);
  int rows = 0;
  imports::each_row_of_csv(tables[0], [&](int row, const auto&) { rows += row > 1; });
  EXPECT_EQ(rows, int(place.world.registry.locals_under(place.world.registry.by_code("30")->id).size()));
  auto back = place.import_from(tables);
  EXPECT_THAT(back.faults, IsEmpty());
  EXPECT_THAT(place.values("30", reports::Stage::begun), IsEmpty()) << "an empty row begins nothing";
}

TEST_F(RoundTrip, what_one_table_changes_holds_and_what_both_change_is_told) {
  Place place(at("x.db"), SeedReports::none);
  auto bring = [&](const std::string& cell, const std::string& typed, const std::string& more = "") {
    return place.import_from(
        {csv("a.csv", "code,D1.1\n06560115," + cell + "\n"),
         csv("b.csv", "code,item,typed,typed_unit,remark\n06560115,D1.1," + typed + "," + more + "\n")});
  };
  auto value = [&] { return place.values("56", reports::Stage::begun)["06560115"]["D1.1"]; };
  EXPECT_EQ(bring("365", "1,tonne_day", "ชั่งแล้ว").refused, 0);
  EXPECT_EQ(value(), base::Decimal::whole(365).scaled);
  EXPECT_EQ(bring("365", "2,tonne_day").refused, 0) << "the row is new, the cell is as it was";
  EXPECT_EQ(value(), base::Decimal::whole(730).scaled);
  EXPECT_EQ(bring("500", "2,tonne_day").refused, 0) << "the cell is new, the row is as it was";
  EXPECT_EQ(value(), base::Decimal::whole(500).scaled);
  auto both = bring("600", "2,tonne_day");
  ASSERT_EQ(both.refused, 1);
  EXPECT_EQ(both.faults[0].cell, "a.csv B2");
  EXPECT_THAT(both.faults[0].said, HasSubstr("b.csv C2"));
}

TEST_F(RoundTrip, reasons_units_and_items_that_do_not_fit_are_told_by_their_cell) {
  Place place(at("x.db"), SeedReports::none);
  auto told = [&](const std::string& row) {
    auto outcome =
        place.import_from({csv("a.csv", "code,item,typed,typed_unit,not_applicable,reason\n06560115," + row + "\n")});
    return outcome.faults.empty() ? "" : outcome.faults[0].cell;
  };
  EXPECT_EQ(told("U9.9,5,,,"), "B2");
  EXPECT_EQ(told("U2.1,,,ไม่เกี่ยวข้อง,เพราะ"), "B2") << "this cannot be answered so";
  EXPECT_EQ(told("U2.1,,,อาจจะ,"), "E2");
  EXPECT_EQ(told("U2.1-registry,5,,,ชั่งแล้ว"), "C2");
  EXPECT_EQ(told("U2.1-registry,,,,ชั่งแล้ว"), "");
  EXPECT_EQ(told("D1.1,5,ตัน/วัน,,"), "") << "a unit by its name";
  auto unknown = place.import_from({csv("b.csv", "code,item,typed,typed_unit\n06560115,D1.1,5,bushel\n")});
  EXPECT_EQ(unknown.refused, 0) << "kept as it was given, as the form does";
  ASSERT_EQ(unknown.notes.size(), 1u);
  EXPECT_THAT(unknown.notes[0].said, HasSubstr("bushel"));
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
