#include "history/history.h"

#include <gtest/gtest.h>

namespace history {
namespace {

using base::Language;

const framework::Framework& plan() {
  static const framework::Framework loaded = [] {
    for (const auto& files : framework::embedded_frameworks()) {
      auto read = framework::load(files);
      if (auto* plan = std::get_if<framework::Framework>(&read);
          plan && plan->name == "clean-province" && plan->period == "2567")
        return *plan;
    }
    throw std::runtime_error("the plan is not there");
  }();
  return loaded;
}

const view::Words& words() {
  static const auto all = view::Words::built_in();
  return all;
}

std::string in_words(const char* code, std::string_view kept, Language language = Language::th) {
  return answer_in_words({words(), language}, plan(), *plan().find(code), kept);
}

TEST(History, a_quantity_is_told_with_its_unit_as_people_write_it) {
  EXPECT_EQ(in_words("D1.1", "๒๐๐๐ tonne_year [weighed] (จากใบชั่ง (สำเนา))"),
            "2,000 ตัน/ปี · ชั่งน้ำหนัก · หมายเหตุ: จากใบชั่ง (สำเนา)");
  EXPECT_EQ(in_words("D1.1", "5.5 tonne_day"), "5.5 ตัน/วัน") << "in the unit it was typed in";
  EXPECT_EQ(in_words("D1.1", "2000"), "2,000 ตัน/ปี");
  EXPECT_EQ(in_words("D1.1", "about 7"), "about 7") << "what could not be read stays as typed";
  EXPECT_EQ(in_words("D1.1", "2000 tonne_year", Language::en), "2,000 tonnes/year");
}

TEST(History, a_choice_a_yes_a_day_and_a_text_are_told_in_words) {
  EXPECT_EQ(in_words("U1.1", "yes"), words().say(Language::th, "answer.yes"));
  EXPECT_EQ(in_words("U1.3", "1/3/2563"), "1 มี.ค. 2563");
  EXPECT_EQ(in_words("U1.2", "ข้อบัญญัติ (ฉบับที่ 2) [ร่าง]"), "ข้อบัญญัติ (ฉบับที่ 2) [ร่าง]");
  EXPECT_EQ(in_words("U2.1", ""), "");
}

TEST(History, an_act_is_told_by_its_heading_and_an_unknown_one_by_its_code) {
  Speech speech{words(), Language::th};
  journal::Entry entry{7, 1, {0}, 3, "put", "U2.1", "", "2000"};
  auto put = told(speech, &plan(), entry);
  EXPECT_EQ(put.act, "บันทึกคำตอบ");
  EXPECT_EQ(put.heading, plan().find("U2.1")->label.th);
  EXPECT_EQ(put.section, "upstream");
  entry.act = "something-new";
  EXPECT_EQ(told(speech, &plan(), entry).act, "something-new");
}

TEST(History, no_cell_of_a_file_is_taken_for_a_formula) {
  EXPECT_EQ(csv_row({"=1+1", "a\"b", "c,d\ne", ""}), "\"'=1+1\",\"a\"\"b\",\"c,d\ne\",\"\"\r\n");
}

}  // namespace
}  // namespace history
