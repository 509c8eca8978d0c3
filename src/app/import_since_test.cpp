// A file is a day old, and the country went on answering: what was given since is not taken back by it.
#include <gmock/gmock.h>

#include "app/importing_for_tests.h"

namespace app {
namespace {

using importing::Place;
using testing::HasSubstr;
using testing::IsEmpty;

struct Since : importing::Import {
  static constexpr const char* body = "06560115";
  Place place{at("x.db"), SeedReports::none};
  identity::Seat clerk;

  Since() {
    place.database->write_now([&](db::Tx& tx) {
      auto person =
          identity::add_person(tx, {"clerk", "ทดสอบ อีกคน", "", "", true}, "no password", place.world.clock.now());
      identity::add_seat(tx, person, place.world.registry.by_code(body)->id, identity::Role::clerk);
      clerk = identity::seats_of(tx, person).front();
    });
  }

  // In the form, so many minutes after nine.
  void type(const identity::Seat& seat, const char* code, const std::string& typed, int minutes,
            const std::string& remark = "") {
    place.database->write_now([&](db::Tx& tx) {
      const auto now = base::Instant{place.voice().now.ms + minutes * 60'000};
      reports::Where where{place.plan(), place.round(),
                           reports::body_for(*place.world.registry.by_code(body), place.plan())};
      auto draft = reports::open_draft(tx, where, seat, now);
      const auto& question = *place.plan().find(code);
      reports::Given given;
      given.typed = typed, given.remark = remark, given.seen = draft.answers[std::size_t(question.slot)].version;
      ASSERT_EQ(reports::put(tx, draft, question, given, seat, now), reports::Outcome::put);
      reports::close_draft(tx, where, draft, now);
    });
  }
  void explain(const identity::Seat& seat, const std::string& reason, int minutes) {
    place.database->write_now([&](db::Tx& tx) {
      const auto now = base::Instant{place.voice().now.ms + minutes * 60'000};
      reports::Where where{place.plan(), place.round(),
                           reports::body_for(*place.world.registry.by_code(body), place.plan())};
      auto draft = reports::open_draft(tx, where, seat, now);
      reports::put_reason(tx, draft, "U2.1-registry", {reason, {}}, now);
      reports::close_draft(tx, where, draft, now);
    });
  }

  // Both tables of the body's province as they are now, with one cell of the body changed as a person would.
  std::vector<std::string> taken_out(const std::string& head = "", const std::string& now = "") {
    std::vector<std::string> paths;
    for (auto part : {exports::Part::answers, exports::Part::given}) {
      auto path = at(part == exports::Part::answers ? "answers.csv" : "given.csv");
      place.export_to(path, "56", totals::Stage::recorded, exports::Format::csv, part);
      paths.push_back(path);
    }
    if (!head.empty()) change(paths[0], head, now);
    return paths;
  }
  static void change(const std::string& path, const std::string& head, const std::string& now) {
    std::string text;
    std::map<int, std::string> heads;
    imports::each_row_of_csv(path, [&](int row, const std::vector<imports::Cell>& cells) {
      std::map<int, std::string> all;
      for (const auto& cell : cells) {
        if (row == 1) heads[cell.column] = cell.text.substr(0, cell.text.find(' '));
        all[cell.column] = cell.text;
      }
      for (const auto& [column, code] : heads)
        if (row > 1 && code == head && all[0] == body) all[column] = now;
      for (int column = 0; column <= heads.rbegin()->first; ++column)
        text += (column ? ",\"" : "\"") + all[column] + '"';
      text += '\n';
    });
    std::ofstream(path, std::ios::binary) << text;
  }
  std::string stands(const char* code) {
    std::string typed;
    place.database->read([&](db::Tx& tx) {
      auto report = reports::store::find(tx, place.round(), place.world.registry.by_code(body)->id, place.department);
      auto answer = reports::store::answers_of(tx, place.plan(), report->id)[place.plan().find(code)->slot];
      typed = answer.typed + (answer.remark.empty() ? "" : " (" + answer.remark + ")");
    });
    return typed;
  }
  std::string reason() {
    std::string reason;
    place.database->read([&](db::Tx& tx) {
      auto report = reports::store::find(tx, place.round(), place.world.registry.by_code(body)->id, place.department);
      reason = reports::store::finding_reasons(tx, report->id)["U2.1-registry"];
    });
    return reason;
  }
};

TEST_F(Since, an_old_file_takes_no_newer_answer_back_whoever_gave_it) {
  for (const auto& writer : {clerk, place.department}) {
    type(writer, "U2.1", "1000", 0), type(writer, "U2.2", "400", 0, "นับเอง");
    explain(writer, "นับใหม่ทุกหลัง", 0);
    const auto old = taken_out();
    type(writer, "U2.1", "1200", 5), type(writer, "U2.2", "400", 5, "นับกับ อสม.");
    explain(writer, "ตามทะเบียน ร.1", 5);
    auto back = place.import_from(old);
    EXPECT_THAT(back.faults, IsEmpty());
    EXPECT_THAT(back.changes, IsEmpty());
    EXPECT_EQ(stands("U2.1"), "1200");
    EXPECT_EQ(stands("U2.2"), "400 (นับกับ อสม.)");
    EXPECT_EQ(reason(), "ตามทะเบียน ร.1");
    ASSERT_EQ(back.notes.size(), 3u) << "each is said";
    EXPECT_THAT(back.notes[0].said, HasSubstr("1,200"));
    EXPECT_THAT(back.notes[0].said, HasSubstr("18 พ.ย. 2567 09.05 น."));
    type(writer, "U2.1", "1", 10), type(writer, "U2.2", "2", 10), explain(writer, "", 10);
  }
}

TEST_F(Since, what_is_new_in_the_file_goes_over_the_writers_own_and_over_nobody_elses) {
  type(clerk, "U2.1", "1000", 0);
  auto files = taken_out("U2.1", "1300");
  type(clerk, "U2.1", "1200", 5);
  auto theirs = place.import_from(files);
  ASSERT_EQ(theirs.refused, 1);
  EXPECT_EQ(theirs.faults[0].column, "U2.1");
  EXPECT_THAT(theirs.faults[0].said, HasSubstr("1,200"));
  EXPECT_EQ(stands("U2.1"), "1200");

  type(place.department, "U2.1", "1250", 6);
  EXPECT_EQ(place.import_from(files).refused, 0);
  EXPECT_EQ(stands("U2.1"), "1300");
}

TEST_F(Since, a_file_may_be_brought_in_filled_in_further_and_brought_in_again) {
  type(clerk, "U2.1", "1000", 0);
  auto files = taken_out("U2.2", "300");
  EXPECT_EQ(place.import_from(files).answers, 1);
  change(files[0], "U2.2", "350"), change(files[0], "U2.3", "20");
  auto again = place.import_from(files);
  EXPECT_EQ(again.answers, 2);
  EXPECT_THAT(again.notes, IsEmpty());
  EXPECT_EQ(stands("U2.2"), "350");
}

TEST_F(Since, a_body_that_had_not_begun_is_not_written_over_either) {
  auto files = taken_out("U2.1", "1300");
  type(clerk, "U2.1", "1200", 5);
  EXPECT_EQ(place.import_from(files).refused, 1);
  EXPECT_EQ(stands("U2.1"), "1200");
}

TEST_F(Since, without_its_column_the_file_holds_and_a_time_that_cannot_be_read_is_said) {
  type(clerk, "U2.1", "1000", 0);
  auto files = taken_out("changed_at", "เมื่อวาน");
  type(clerk, "U2.1", "1200", 5);
  auto unread = place.import_from({files[0]}, true);
  EXPECT_EQ(unread.answers, 1);
  ASSERT_EQ(unread.notes.size(), 1u);
  EXPECT_THAT(unread.notes[0].said, HasSubstr("เมื่อวาน"));
  change(files[0], "changed_at", "2024-11-18 09:00");
  EXPECT_EQ(place.import_from({files[0]}, true).answers, 0) << "to the minute, as a program may have written it";
  auto plain = place.import_from({csv("p.csv", std::string("code,U2.1\n") + body + ",1000\n")}, true);
  EXPECT_EQ(plain.answers, 1);
}

TEST_F(Since, a_workbook_tells_it_to_the_millisecond) {
  type(clerk, "U2.1", "1000", 0);
  place.export_to(at("x.xlsx"), "56", totals::Stage::recorded);
  type(clerk, "U2.1", "1200", 1);
  EXPECT_EQ(place.import_from({at("x.xlsx")}).answers, 0);
  EXPECT_EQ(stands("U2.1"), "1200");
}

TEST_F(Since, cells_of_another_kind_than_they_look_are_told) {
  auto as = [&](const char* style, const std::string& cell, const char* head = "U2.1") {
    auto sheet = row(1, {text("code"), text(head)}) + row(2, {text(body), "\" " + std::string(style) + ">" + cell});
    return place.import_from({book("b.xlsx", sheet)}, true);
  };
  auto logical = as("t=\"b\"", number("1"));
  ASSERT_EQ(logical.refused, 1) << "a logical value is no number";
  EXPECT_THAT(logical.faults[0].said, HasSubstr("TRUE"));
  EXPECT_EQ(as("t=\"b\"", number("1"), "U1.1").answers, 1) << "and is a yes";
  auto share = as("s=\"2\"", number("0.5"));
  ASSERT_EQ(share.refused, 1) << "50% is neither 50 nor 0.5";
  EXPECT_THAT(share.faults[0].said, HasSubstr("50%"));
}

TEST_F(Since, a_word_that_says_nothing_where_it_stands_is_passed_over_aloud) {
  type(clerk, "U1.1", "yes", 0);
  auto outcome = place.import_from({csv("a.csv", std::string("code,U1.3\n") + body + ",ไม่เกี่ยวข้อง\n")});
  EXPECT_EQ(outcome.passed_over, 1);
  ASSERT_EQ(outcome.notes.size(), 1u);
  EXPECT_EQ(outcome.notes[0].column, "U1.3");
  auto made_needless = place.import_from({csv("c.csv", std::string("code,U1.1,U1.3\n") + body + ",no,ไม่เกี่ยวข้อง\n")});
  EXPECT_EQ(made_needless.passed_over, 0) << "the same file answers the question above with no";
  auto source =
      place.import_from({csv("b.csv", std::string("code,item,typed,answer_source\n") + body + ",U2.1,5,ถามป้า\n")});
  EXPECT_EQ(source.answers, 1);
  ASSERT_EQ(source.notes.size(), 1u);
  EXPECT_THAT(source.notes[0].said, HasSubstr("ถามป้า"));
}

}  // namespace
}  // namespace app
